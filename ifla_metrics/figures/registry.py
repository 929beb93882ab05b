"""The registry of figures. `@figure` declares each one at the function that builds it.

Figures are listed in reading order: by page, then by id.

The id of a figure includes every choice, so that the same figure can be reopened. For example,
`O-02~2010-2015~2011-2012~2012-12~SD1~full~doc~en` consists of the declared id, framework, period,
known-on (the code of a meeting or a day, never "now"), direction (or `all`), counting rule, rows
(`doc` or `all`) and language. `2011-12..2012-12` as known-on compares with an earlier day that the
reader chose. Filters that are set follow: `~r=africa~g=ALP~rev`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal

import pandas as pd

from ifla_metrics import figures as package
from ifla_metrics.choices import COUNTING_RULES, Choices, Counting
from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.figures import provenance, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.selection import ALL_SCOPE, Scope
from ifla_metrics.metrics.small_numbers import PeopleColumns
from ifla_metrics.reading import Reading

PAGES = (
    "overview",
    "since-last-meeting",
    "participation",
    "coverage",
    "progress",
    "stories",
    "framework",
)
"""The pages with figures, in reading order."""

CHANGES_PAGE = "since-last-meeting"
"""The page of changes between two days."""

COMMON_NEEDS = ("month_cells:all,direction",)
"""Frames that every figure needs for its source line."""

ID_SEPARATOR = "~"
SINCE_SEPARATOR = ".."
"""Between the earlier day and the known-on day in an id."""


@dataclass(frozen=True)
class NativeChart:
    """How a presentation program draws the table of a figure as a chart of its own."""

    shape: Literal["bar", "column", "line"]
    category: str
    """The column of categories."""
    values: tuple[str, ...]
    """The columns of values."""
    counts: str = ""
    """The columns `numerator/denominator`, to write beside the name of each bar."""


@dataclass(frozen=True)
class FigureSpec:
    """The declaration of a figure, or of a family with one figure per row or indicator."""

    name: str
    """For example `coverage-map`; of a family the common prefix, such as `trend-`."""
    id: str
    """For example `C-01`, or `T-`. Never give an id that was printed to another figure."""
    page: str
    label: str
    """The name in lists of figures. In a family, `{part}` is the row or indicator."""
    function: Callable[..., Figure]
    """Takes a `Reading` and a `Translate`; in a family also the code of the row or indicator; as
    keywords, the options of a page, which change what it shows on screen."""
    needs: tuple[str, ...] = ()
    """The frames it needs, beside COMMON_NEEDS. Frames of cells name their kinds of scope:
    `country_cells:all,direction` (see store.read.reading)."""
    needs_previous: tuple[str, ...] = ()
    """The frames it also needs as known at the previous meeting, beside COMMON_NEEDS."""
    per: Literal["", "row", "indicator"] = ""
    """What a family has one figure for; "" for a single figure."""
    people: PeopleColumns | None = None
    """The columns of its table that count people (see figures.small_numbers)."""
    formula: str = ""
    """How its numbers are made, unless the function gives it."""
    empty: str = ""
    """Shown if its table has no rows, unless the function gives it; by default "none recorded"."""
    native: NativeChart | None = None
    """Without one, slides show a picture."""
    key_number: str = ""
    """The label of its `Figure.key_number`; "" if it has none."""
    click: str = ""
    """What a mark of the chart opens (`direction`, `country` …, see ui.navigation; a `cell` is a
    direction and an element); "" for nothing."""
    all_directions: bool = False
    """Whether it ignores the chosen direction."""
    entry_kind: str = ""
    """The kind of entries that it lists (`activity`, `story` … or ANY); "" if it counts
    activities or rates indicators. The page of changes lists those sent since the earlier day."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Keywords of a function with several declarations."""
    part: str = ""
    """The row or indicator of one figure of a family."""

    @property
    def scope(self) -> Scope | None:
        """The scope of its counts: ALL_SCOPE, or None for the chosen one."""
        return ALL_SCOPE if self.all_directions else None

    def title(self, t: Translate) -> str:
        """Return its name in lists of figures; of a whole family, with "…" for the part."""
        return t(self.label, part=self.part or "…")

    def for_part(self, part: str) -> "FigureSpec":
        """Return the figure of a family for one row or indicator; of "", the same spec."""
        return replace(self, name=f"{self.name}{part}", id=f"{self.id}{part}", part=part)

    def build(self, reading: Reading, t: Translate, **view: str) -> Figure:
        """Return the figure of a reading with the frames it needs (`needs_of`).

        `view` holds the options of a page.
        """
        part, spec, used = [self.part] if self.part else [], self, reading
        if self.people and reading.hide_small and self.page != "coverage":
            # Directions could be subtracted (see small_numbers); the map hides people instead.
            spec = replace(self, all_directions=True)
            used = replace(reading, choices=replace(reading.choices, direction=""))
        return _complete(self.function(used, t, *part, **self.options, **view), spec, reading, t)


_specs: dict[str, FigureSpec] = {}


def figure(
    **declaration: Any,
) -> Callable[[Callable[..., Figure]], Callable[..., Figure]]:
    """Declare a figure. The decorated function builds it.

    Args:
        **declaration: The fields of FigureSpec except `function` and `part`.

    Raises:
        ValueError: The name or id is taken.
    """

    def declare(function: Callable[..., Figure]) -> Callable[..., Figure]:
        spec = FigureSpec(function=function, **declaration)
        taken = {text for other in _specs.values() for text in (other.name, other.id)}
        if spec.name in taken or spec.id in taken:
            raise ValueError(f"The name or the id of figure {spec.name} ({spec.id}) is taken.")
        _specs[spec.name] = spec
        return function

    return declare


def _complete(figure: Figure, spec: FigureSpec, reading: Reading, t: Translate) -> Figure:
    """Return a figure with its id, source line, alternative text and unreviewed entries."""
    empty = _empty_text(figure, spec, reading, t)
    unreviewed = figure.unreviewed
    if unreviewed is None:
        unreviewed = _count_unreviewed(figure.source_rows, spec, reading)
    title = figure.title or default_title(spec, reading, t)
    if figure.title and spec.part:
        title = words.labelled(_part_title(spec, reading), title, t)
    title = unreviewed_entries.title_with_count(empty.removesuffix(".") or title, unreviewed, t)
    is_wider = spec.all_directions and reading.choices.direction
    is_change = spec.page == CHANGES_PAGE
    lines = (
        t("All directions") if is_wider else "",
        *figure.lines,
        provenance.compared_days(reading, t) if is_change else "",
    )
    source_codes = words.source_codes(figure.source_codes)
    complete = replace(
        figure,
        name=spec.name,
        id=figure_id_of(spec.id, reading),
        title=title,
        lines=[*filter(None, lines)],
        formula=figure.formula or t(spec.formula),
        definition=figure.definition or words.source_titles(source_codes, reading, t),
        source_codes=source_codes,
        chart=None if empty or figure.chart is None else cache(figure.chart),
        empty=empty,
        also_invented=figure.also_invented or provenance.invented_targets(figure.source_rows),
        unreviewed=unreviewed,
    )
    direction = "" if spec.all_directions else reading.choices.direction
    complete = replace(complete, facts=provenance.facts(complete, reading, direction))
    is_of_activities = spec.entry_kind == unreviewed_entries.ACTIVITY
    about = "activities" if is_of_activities else complete.facts["about"]
    description = figure.table.sentences(t) if figure.chart else [complete.subtitle]
    return replace(
        complete,
        source=provenance.source_line(complete, reading, t, about, direction),
        short_source=provenance.short_source(reading, t, about),
        alt=words.sentences(title, *description),
    )


def _part_title(spec: FigureSpec, reading: Reading) -> str:
    """Return the short title of the row or indicator of a figure, or ""."""
    if not spec.part:
        return ""
    find = reading.framework.node if spec.per == "row" else reading.framework.indicator
    return find(spec.part).short_title


def default_title(spec: FigureSpec, reading: Reading, t: Translate) -> str:
    """Return the label of a figure, with the title instead of the code of its row."""
    return t(spec.label, part=_part_title(spec, reading))


def _empty_text(figure: Figure, spec: FigureSpec, reading: Reading, t: Translate) -> str:
    """Return why there is nothing to show, or "" if there is something."""
    if spec.page == CHANGES_PAGE and reading.previous is None:
        return t("No earlier meeting is on record since this strategy began") + "."
    if figure.empty is not None:
        return figure.empty
    if not len(figure.table.frame):
        if spec.empty:
            return words.sentences(t(spec.empty))
        return t("{figure}: none recorded", figure=default_title(spec, reading, t)) + "."
    counts_activities = figure.source_rows is None and not spec.entry_kind
    if counts_activities and not counting.totals(reading, spec.scope).activities:
        return t("No activity is logged in {period}.", period=reading.period.title)
    return ""


def _count_unreviewed(rows: pd.DataFrame | None, spec: FigureSpec, reading: Reading) -> int:
    if spec.entry_kind and spec.page == CHANGES_PAGE:
        return unreviewed_entries.count_sent_since(reading, spec.entry_kind)
    if spec.entry_kind not in ("", unreviewed_entries.ACTIVITY):
        return unreviewed_entries.count_records(reading, spec.entry_kind, part=spec.part)
    if rows is None or spec.entry_kind:
        return counting.totals(reading, spec.scope).unreviewed
    if provenance.source_kind(rows) != "indicator rows":
        return 0
    return unreviewed_entries.count_for_ratings(reading, rows["indicator"])


@cache
def import_figures() -> None:
    """Import every module of `figures`, so that all figures are declared."""
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


def all_specs() -> tuple[FigureSpec, ...]:
    """Return every declaration, families included, in reading order."""
    import_figures()
    return tuple(sorted(_specs.values(), key=lambda spec: (PAGES.index(spec.page), spec.id)))


def standalone_specs() -> tuple[FigureSpec, ...]:
    """Return the figures that belong to no family, in reading order."""
    return tuple(spec for spec in all_specs() if not spec.per)


def row_families() -> dict[str, FigureSpec]:
    """Return the families with a figure per row, by the name that report templates use."""
    return {spec.name.removesuffix("-"): spec for spec in all_specs() if spec.per == "row"}


def key_numbers() -> dict[str, str]:
    """Return the labels of the key numbers by the name of their figure."""
    return {spec.name: spec.key_number for spec in all_specs() if spec.key_number}


def specs_for(framework: Framework) -> tuple[FigureSpec, ...]:
    """Return every figure of a framework in reading order, each family as its figures."""
    return tuple(s.for_part(part) for s in all_specs() for part in _parts(framework, s.per))


def _parts(framework: Framework, per: str) -> Iterable[str]:
    """Return the codes that a family has a figure for; [""] for a single figure."""
    if per == "indicator":
        return [indicator.code for indicator in framework.indicators]
    return dict.fromkeys(framework.row_of(i.node) for i in framework.indicators) if per else [""]


def needs_of(specs: Iterable[FigureSpec]) -> tuple[list[str], list[str]]:
    """Return the frames that figures need: as known now, and as known at the previous meeting."""
    now, previous = set(COMMON_NEEDS), set[str]()
    for spec in specs:
        now.update(spec.needs)
        previous.update((*COMMON_NEEDS, *spec.needs_previous) if spec.needs_previous else ())
    return sorted(now), sorted(previous)


def find_spec(name: str, framework: Framework | None = None) -> FigureSpec:
    """Return the figure of a name, such as `coverage-map` or `trend-A1`.

    Args:
        name: The name; in a family it ends with the row or indicator.
        framework: Accept only rows and indicators of this framework; None accepts any.

    Raises:
        UnknownCode: There is no such figure; the error suggests the nearest name.
    """
    return _find("name", name, framework)


def _find(key: Literal["name", "id"], value: str, framework: Framework | None) -> FigureSpec:
    for spec in all_specs():
        part = value.removeprefix(getattr(spec, key)) if spec.per else ""
        if value != getattr(spec, key) + part:
            continue
        if framework is None or part in _parts(framework, spec.per):
            return spec.for_part(part)
    known = specs_for(framework) if framework else standalone_specs()
    raise UnknownCode(n_("figure"), value, [getattr(spec, key) for spec in known])


def figure_id_of(code: str, reading: Reading) -> str:
    """Return the full id of a figure under the choices of a reading; `code` is its declared id."""
    choices, moment = reading.choices, reading.moment
    known_on = moment.meeting or moment.known_on.isoformat()
    return ID_SEPARATOR.join(
        (
            code,
            choices.framework,
            choices.period,
            f"{choices.since}{SINCE_SEPARATOR}{known_on}" if choices.since else known_on,
            choices.direction or "all",
            choices.counting,
            "doc" if choices.documented_only else "all",
            choices.language,
            *([f"r={choices.region}"] if choices.region else []),
            *([f"g={choices.group}"] if choices.group else []),
            *(["rev"] if choices.reviewed_only else []),
        )
    )


def parse_figure_id(figure_id: str) -> tuple[str, Choices]:
    """Return the name of the figure and the choices in an id.

    Raises:
        Refused: The text is not the id of a figure.
        UnknownCode: There is no such figure.
    """
    parts = figure_id.replace("\u200e", "").strip().split(ID_SEPARATOR)
    filters = dict(part.partition("=")[::2] for part in parts[8:])
    rules: dict[str, Counting] = {rule: rule for rule in COUNTING_RULES}
    is_complete = len(parts) >= 8 and parts[5] in rules and parts[7] in FIGURE_LANGUAGES
    if not is_complete or not {"r", "g", "rev"} >= filters.keys():
        raise Refused(n_("'{id}' is not the id of a figure."), id=figure_id)
    code, framework, period, days, direction, counting, rows, language = parts[:8]
    since, _, known_on = days.rpartition(SINCE_SEPARATOR)
    return _find("id", code, None).name, Choices(
        framework=framework,
        period=period,
        known_on=known_on,
        direction="" if direction == "all" else direction,
        counting=rules[counting],
        documented_only=rows == "doc",
        language=language,
        since=since,
        region=filters.get("r", ""),
        group=filters.get("g", ""),
        reviewed_only="rev" in filters,
    )


def build(name: str, reading: Reading, t: Translate) -> Figure:
    """Build a figure from a reading with the frames it needs (`needs_of`)."""
    return find_spec(name, reading.framework).build(reading, t)
