"""The registry of figures: each is declared once, by `@figure` at the function that builds it.

Pages, the command line, exports, reports and the rules for small numbers read it. The figures of a
framework stand in reading order: by page, then by id.

The id of a figure holds every choice, so that the same figure can be asked for again:
`O-02~2010-2015~2011-2012~2012-12~SD1~full~doc~en` is kind, framework, period, known on (a meeting's
code or a day, never "now"), direction (or `all`), counting rule, rows (`doc` or `all`), language.
Compared with another day than the meeting before, both days stand in place of known on, the earlier
first: `2011-12..2012-12`. Filters follow, where they are chosen: `~r=africa~g=ALP~rev`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, wraps
from importlib import import_module
from itertools import accumulate, groupby
from pkgutil import iter_modules
from typing import Any, Literal

import pandas as pd

from ifla_metrics import figures as package
from ifla_metrics.choices import COUNTING_RULES, Choices
from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.figures import provenance, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, FigureDraft, Table
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.selection import ALL_SCOPE, Scope
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
"""The pages that figures stand on, in reading order."""

CHANGES = "since-last-meeting"
"""The page of what changed between two days."""

NEEDS_OF_ALL = ("month_cells:all,direction",)
"""Frames that every figure needs: its source says how many activities are invented."""

LONGEST_METHOD = 90
"""Letters of the line of method under a title on screen."""
MARK = "~"
"""Between the parts of an id."""
TO = ".."
"""Between the day that is compared with and the known-on day."""


@dataclass(frozen=True)
class Native:
    """How a figure's table makes a chart that a slide program draws itself."""

    shape: Literal["bar", "column", "line"]
    category: str
    """The column of categories."""
    values: tuple[str, ...]
    """The columns of values."""
    counts: tuple[str, str] | None = None
    """The columns of the two counts of a ratio, written beside the name of its bar."""


@dataclass(frozen=True)
class KeyNumber:
    """The number that a figure gives to the key numbers of a report."""

    label: str
    """What it counts."""
    number: Callable[[Table, Translate], str]
    """Gives the number from the figure's table; "" where there is nothing to count."""


@dataclass(frozen=True)
class FigureSpec:
    """What is declared of a figure, or of a family: one figure for each row or indicator."""

    name: str
    """`coverage-map`; of a family the beginning of the names, `trend-`."""
    id: str
    """`C-01`, or `T-`. Once printed in a report, an id is never given to another figure."""
    page: str
    label: str
    """What a list of figures calls it; `{part}` is the row or indicator of a family."""
    build: Callable[..., Figure]
    """Takes a `Reading` and the reader's words; of a family also the code of the part."""
    needs: tuple[str, ...] = ()
    """Frames that a reading for it holds beside those of every figure (`needs_of`); cells with the
    kinds of scope that it draws, as `country_cells:all,direction` (store.read)."""
    compared: bool = False
    """Whether it needs them as known at the meeting before, too."""
    each: Literal["", "row", "indicator"] = ""
    """Of a family: what there is a figure for."""
    label_of_all: str = ""
    """What a list calls a family of rows as a whole."""
    order: str = ""
    """Where it stands among the ids of its page; without it, by its own id."""
    people: People | None = None
    """Which columns of its table count people (figures.small_numbers)."""
    native: Native | None = None
    """How a slide program draws it; None: as a picture."""
    key_number: KeyNumber | None = None
    columns: tuple[str, ...] = ()
    """Columns of the table that stands for it in the PDF of its page; none: it is drawn."""
    wide: bool = False
    """Whether it is as wide as the page in a PDF that sets figures in pairs."""
    click: str = ""
    """What a mark of its chart stands for (`direction`, `country` … as ui.navigation opens them; a
    `cell` is a direction and an element). Empty: nothing."""
    screen_chart: Callable[..., Any] | None = None
    """Makes its chart on screen, where that is another than in print, from the figure, the reading,
    the reader's words and how the page shows it; None where there is nothing to show."""
    screen_title: Callable[..., str] | None = None
    """Makes its title on screen from the same."""
    of_all: bool = False
    """Whether it is about all directions, whichever is chosen."""
    entries: str = ""
    """The kind of entries that it lists (`activity`, `story` …, or ANY): on the page of changes,
    those sent since the earlier day. Empty: it counts activities or rates indicators."""
    part: str = ""
    """Of one figure of a family: the code of its row or indicator."""

    @property
    def lists_changes(self) -> bool:
        """Whether it lists entries that were sent since the earlier of two days."""
        return bool(self.entries) and self.page == CHANGES

    @property
    def scope(self) -> Scope | None:
        """What it counts: ALL_SCOPE, or else what is chosen."""
        return ALL_SCOPE if self.of_all else None

    def title(self, t: Translate) -> str:
        """Return what a list of figures calls it."""
        return t(self.label, part=self.part) if self.part else t(self.label)

    def of(self, part: str) -> "FigureSpec":
        """Return the figure of a family for one row or indicator; without one, this."""
        if not part:
            return self

        def build(reading: Reading, t: Translate) -> Figure:
            return self.build(reading, t, part)

        return replace(
            self, name=f"{self.name}{part}", id=f"{self.id}{part}", build=build, part=part
        )


_declared: dict[str, FigureSpec] = {}


def figure(**declared: Any) -> Callable[[Callable[..., FigureDraft]], Callable[..., Figure]]:
    """Declare the figure that the decorated function drafts, and make a Figure of each draft.

    Args:
        **declared: The fields of FigureSpec, without `build` and `part`.

    Raises:
        ValueError: Its name or id is taken.
    """

    def declare(draft: Callable[..., FigureDraft]) -> Callable[..., Figure]:
        @wraps(draft)
        def build(reading: Reading, t: Translate, *part: str) -> Figure:
            return _finished(draft(reading, t, *part), spec.of("".join(part)), reading, t)

        spec = FigureSpec(build=build, **declared)
        taken = {part for one in _declared.values() for part in (one.name, one.id)}
        if spec.name in taken or spec.id in taken:
            raise ValueError(f"The name or the id of figure {spec.name} ({spec.id}) is taken.")
        _declared[spec.name] = spec
        return build

    return declare


def _finished(draft: FigureDraft, spec: FigureSpec, reading: Reading, t: Translate) -> Figure:
    """Return a figure with its name, its id, its source and what nobody has reviewed in it."""
    empty = _nothing(draft, spec, reading, t)
    beside = draft.beside or provenance.invented_targets(draft.rows)
    unreviewed = draft.unreviewed
    if unreviewed is None:
        unreviewed = 0 if empty else _unreviewed(draft.rows, spec, reading)
    lines = [draft.subtitle] if isinstance(draft.subtitle, str) else draft.subtitle
    methods = [*accumulate(filter(None, lines), words.sentences, initial="")]
    subtitle = words.sentences(methods[-1], draft.marks)
    title = unreviewed_entries.with_number(
        empty.removesuffix(".") or draft.title or _called(spec, reading, t),
        unreviewed,
        t,
        since=spec.lists_changes,
    )
    facts = provenance.facts_of(
        reading, draft.rows, beside=beside, of_all=spec.of_all, unreviewed=unreviewed
    )
    about = "activities" if spec.entries == unreviewed_entries.ACTIVITY else facts["about"]
    figure_id = figure_id_of(spec.id, reading)
    cited = words.sources_in(draft.cited)
    told = (draft.told or draft.table).in_words(t) if draft.chart else [subtitle]
    return Figure(
        title=title,
        subtitle=subtitle,
        method=max((line for line in methods if len(line) <= LONGEST_METHOD), key=len),
        source=provenance.source_line(
            reading, t, facts, about, figure_id, beside=beside, of_all=spec.of_all
        ),
        short_source=provenance.short_source(reading, t, about),
        alt=words.sentences(title, *told),
        table=draft.table,
        id=figure_id,
        name=spec.name,
        chart=None if empty or draft.chart is None else cache(draft.chart),
        formula=draft.formula,
        definition=draft.definition or words.cited(cited, reading, t),
        cited=cited,
        behind=draft.behind,
        empty=empty,
        marks=draft.marks,
        facts=facts,
    )


def _called(spec: FigureSpec, reading: Reading, t: Translate) -> str:
    """Return what a reader calls it: one of a part of the strategy by the name of that part."""
    if spec.each != "row" or not spec.part:
        return spec.title(t)
    return t(spec.label, part=reading.framework.node(spec.part).short_title)


def _nothing(draft: FigureDraft, spec: FigureSpec, reading: Reading, t: Translate) -> str:
    """Return why a figure has nothing to show; "" where it has something."""
    if spec.page == CHANGES and reading.previous is None:
        return t("No earlier meeting is on record since this strategy began") + "."
    if draft.empty is not None:
        return draft.empty
    if not len(draft.table.frame):
        return t("{figure}: none recorded", figure=_called(spec, reading, t)) + "."
    counts_activities = draft.rows is None and not spec.entries
    if counts_activities and not counting.totals(reading, spec.scope).activities:
        return t("No activity is logged in {period}.", period=reading.period.title)
    return ""


def _unreviewed(rows: pd.DataFrame | None, spec: FigureSpec, reading: Reading) -> int:
    if spec.lists_changes:
        return unreviewed_entries.sent_since(reading, spec.entries)
    if spec.entries not in ("", unreviewed_entries.ACTIVITY):
        return unreviewed_entries.of_records(reading, spec.entries, part=spec.part)
    if rows is None or spec.entries:
        return unreviewed_entries.of_activities(reading, spec.scope)
    if provenance.kind_of_rows(rows) != "indicator rows":
        return 0
    return unreviewed_entries.of_ratings(reading, rows["indicator"])


@cache
def load() -> None:
    """Import every module of `figures`, so that all figures are declared."""
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


def all_specs() -> tuple[FigureSpec, ...]:
    """Return every declaration in reading order, families too."""
    load()
    return tuple(
        sorted(_declared.values(), key=lambda one: (PAGES.index(one.page), one.order or one.id))
    )


def standalone_specs() -> tuple[FigureSpec, ...]:
    """Return the figures that every strategy has, in reading order."""
    return tuple(one for one in all_specs() if not one.each)


def families() -> dict[str, FigureSpec]:
    """Return the families of figures for each programme row, by the name a report gives them."""
    return {one.name.removesuffix("-"): one for one in all_specs() if one.each == "row"}


def key_numbers() -> dict[str, KeyNumber]:
    """Return the key numbers of a report, by the name of their figure."""
    return {one.name: one.key_number for one in all_specs() if one.key_number is not None}


def specs_for(framework: Framework) -> tuple[FigureSpec, ...]:
    """Return every figure of a framework in reading order, those per row and indicator included."""
    found: list[FigureSpec] = []
    for each, some in groupby(all_specs(), key=lambda one: one.each):
        family = tuple(some)
        found += [one.of(part) for part in _parts(framework, each) for one in family]
    return tuple(found)


def _parts(framework: Framework, each: str) -> Iterable[str]:
    if each == "indicator":
        return [indicator.code for indicator in framework.indicators]
    return dict.fromkeys(framework.row_of(i.node) for i in framework.indicators) if each else [""]


def needs_of(specs: Iterable[FigureSpec]) -> tuple[list[str], list[str]]:
    """Return the frames that some figures need: as known now, and at the meeting before."""
    now, previous = set(NEEDS_OF_ALL), set[str]()
    for spec in specs:
        now.update(spec.needs)
        previous.update((*NEEDS_OF_ALL, *spec.needs) if spec.compared else ())
    return sorted(now), sorted(previous)


def find_spec(name: str, framework: Framework | None = None) -> FigureSpec:
    """Return the figure of a name, such as `coverage-map` or `trend-A1`.

    Args:
        name: Of the figure; of one of a family with its row or indicator.
        framework: The one that has the rows and indicators; without one any will do.

    Raises:
        UnknownCode: There is none; carries the nearest name.
    """
    return _find("name", name, framework)


def _find(key: Literal["name", "id"], value: str, framework: Framework | None) -> FigureSpec:
    for one in all_specs():
        part = value.removeprefix(getattr(one, key)) if one.each else ""
        if value != getattr(one, key) + part:
            continue
        if framework is None or part in _parts(framework, one.each):
            return one.of(part)
    known = specs_for(framework) if framework else standalone_specs()
    raise UnknownCode(n_("figure"), value, [getattr(one, key) for one in known])


def figure_id_of(code: str, reading: Reading) -> str:
    """Return the id of a figure, declared with `code`, as it is read now."""
    chosen, moment = reading.choices, reading.moment
    known_on = moment.meeting or moment.known_on.isoformat()
    return MARK.join(
        (
            code,
            chosen.framework,
            chosen.period,
            f"{chosen.since}{TO}{known_on}" if chosen.since else known_on,
            chosen.direction or "all",
            chosen.counting,
            "doc" if chosen.documented_only else "all",
            chosen.language,
            *([f"r={chosen.region}"] if chosen.region else []),
            *([f"g={chosen.group}"] if chosen.group else []),
            *(["rev"] if chosen.reviewed_only else []),
        )
    )


def parse_figure_id(figure_id: str) -> tuple[str, Choices]:
    """Return the figure's name and the choices of an id.

    Raises:
        Refused: It has not the parts of an id.
        UnknownCode: There is no such figure, counting rule or language.
    """
    parts = figure_id.replace("\u200e", "").strip().split(MARK)
    filters = dict(part.partition("=")[::2] for part in parts[8:])
    if len(parts) < 8 or not {"r", "g", "rev"} >= filters.keys():
        raise Refused(n_("'{id}' is not the id of a figure."), id=figure_id)
    code, framework, period, moments, direction, counting, rows, language = parts[:8]
    since, _, known_on = moments.rpartition(TO)
    rule = next((c for c in COUNTING_RULES if c == counting), None)
    if rule is None:
        raise UnknownCode(n_("counting rule"), counting, COUNTING_RULES)
    if language not in FIGURE_LANGUAGES:
        raise UnknownCode(n_("language"), language, FIGURE_LANGUAGES)
    return _find("id", code, None).name, Choices(
        framework=framework,
        period=period,
        known_on=known_on,
        direction="" if direction == "all" else direction,
        counting=rule,
        documented_only=rows == "doc",
        language=language,
        since=since,
        region=filters.get("r", ""),
        group=filters.get("g", ""),
        reviewed_only="rev" in filters,
    )


def build(name: str, reading: Reading, t: Translate) -> Figure:
    """Return the figure of a name from a reading that holds the frames it needs."""
    return find_spec(name, reading.framework).build(reading, t)
