"""A figure: a metric paired with a chart, words and provenance. Screen and print draw this."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.i18n import MISSING, Translate

MOST_IN_WORDS, MOST_CELLS = 12, 6
"""Rows of a table in its alternative text, and cells of a row beside its name."""
HIDDEN = "hidden"
"""Key of the column that says of which rows the numbers are hidden; other tables have none."""

TITLES = {
    "code": {
        "code": n_("Code"),
        "cohort": n_("Cohort"),
        "country": n_("Code"),
        "indicator": n_("Code"),
        "row": n_("Code"),
        "uid": n_("Entry id"),
    },
    "date": {
        "actual_on": n_("Reached"),
        "as_of": n_("Date of the data"),
        "baseline_on": n_("Baseline date"),
        "decided_on": n_("Decided on"),
        "due_on": n_("Target date"),
        "known_on": n_("Known since"),
        "last_activity": n_("Last activity by"),
        "last_report": n_("Last report"),
        "overdue_since": n_("Overdue since"),
        "planned_on": n_("Planned"),
        "since": n_("Since"),
        "started_on": n_("First day"),
        "target_due": n_("Target date"),
    },
    "number": {
        "activities": n_("Activities"),
        "actual": n_("Actual"),
        "apart": n_("Without a rating"),
        "baseline": n_("Baseline"),
        "cascade": n_("By cascade"),
        "countries": n_("Countries"),
        "days_late": n_("Days late"),
        "denominator": n_("Denominator"),
        "expected": n_("Expected then"),
        "gender_known": n_("Gender known"),
        "inexact": n_("Counts not exact"),
        "known": n_("Gender known"),
        "months_late": n_("Months late"),
        "new": n_("New target"),
        "number": n_("No."),
        "numerator": n_("Numerator"),
        "of": n_("Indicators that can be rated"),
        "old": n_("Old target"),
        "participations": n_("Participations"),
        "rated": n_("Indicators rated"),
        "reached": n_("Reached"),
        "target": n_("Target"),
        "uncounted": n_("Activities without a count"),
        "with_value": n_("Indicators in the mean"),
        "women": n_("Women"),
    },
    "percent": {
        "mean": n_("Progress"),
        "progress": n_("Progress"),
        "ratio": n_("Share"),
        "share": n_("Share"),
        "women_share": n_("Women of known gender"),
    },
    "status": {"previous_status": n_("At the meeting before"), "status": n_("Status")},
    "year": {"year": n_("Year")},
    "text": {
        "category": n_("Category"),
        "change": n_("What changed"),
        "cited": n_("Source"),
        "evidence": n_("Evidence"),
        "finding": n_("Finding"),
        "group": n_("Owner"),
        HIDDEN: n_("Hidden"),
        "level": n_("Level"),
        "limited": n_("What limits the rating"),
        "name": n_("Country"),
        "note": n_("Note"),
        "origin": n_("Provenance"),
        "owner": n_("Owner"),
        "owner_name": n_("Owner"),
        "part": n_("Part"),
        "place": n_("Country"),
        "reason": n_("Reason"),
        "region_name": n_("Region"),
        "row_name": n_("Row"),
        "source": n_("Source"),
        "state": n_("State"),
        "state_words": n_("State"),
        "step": n_("What changed"),
        "told": n_("Actual"),
        "title": n_("Indicator"),
        "unit": n_("Unit"),
        "verified": n_("Verified"),
        "why": n_("Why, and what we ask"),
    },
}
"""What columns of figures hold and are called, by kind and key, unless a figure says otherwise."""
KNOWN = {key: (kind, title) for kind, titles in TITLES.items() for key, title in titles.items()}


@dataclass(frozen=True)
class Column:
    """How a column of a figure's table is shown: its title and what kind of value it holds."""

    key: str
    title: str
    kind: str = "text"
    """`text`, `number`, `percent` (a ratio 0 to 1), `date`, `year`, `status` (the code of a state)
    or `code` (what a row is about: a direction, a country, an entry)."""
    whole: str = ""
    """Of ratios that are parts of wholes: the key of the column that says of which one each is."""
    shown: bool = True
    """Whether tables on screen and in print have it; data files have every column."""


@dataclass(frozen=True)
class Table:
    """The table twin of a figure: values unrounded, columns with titles for the reader."""

    frame: pd.DataFrame = field(repr=False)
    data_columns: tuple[Column, ...]
    """Every column, as data files have them."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of tables on screen and in print."""
        return tuple(column for column in self.data_columns if column.shown)

    def total(self, key: str) -> float:
        """Return the sum of a column of numbers; cells that are not known count nothing."""
        return float(pd.to_numeric(self.frame[key]).sum())

    def shown(self, t: Translate) -> list[list[str]]:
        """Return the cells as text in the reader's language, rounded here and nowhere before."""
        columns = [
            words.parts(self.frame[c.key].tolist(), self.frame[c.whole].tolist(), t)
            if c.whole
            else [words.cell(value, c.kind, t) for value in self.frame[c.key].tolist()]
            for c in self.columns
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    def in_words(self, t: Translate) -> list[str]:
        """Return the first rows as sentences: what names a row, then what else is known of it.

        The columns of text and codes before the first of another kind name a row. Its statuses are
        told first.
        """
        rows = [
            [(column, cell) for column, cell in zip(self.columns, row, strict=True)]
            for row in self.shown(t)
        ]
        found = []
        for row in rows[:MOST_IN_WORDS]:
            names = [*takewhile(lambda one: one[0].kind in ("text", "code"), row[:-1])] or row[:1]
            rest = sorted(row[len(names) :], key=lambda one: one[0].kind != "status")
            told = [
                f"{column.title}\u00a0{cell}" for column, cell in rest if cell not in ("", MISSING)
            ]
            if not told and any(column.kind == "number" for column, _ in rest):
                told = [MISSING]
            name = t(", ").join(cell for _, cell in names if cell)
            found.append(words.labelled(name, t(", ").join(told[:MOST_CELLS]), t) if told else name)
        more = len(rows) - len(found)
        return [*found, t.plural("and {n} more", "and {n} more", more)] if more else found

    def marks(self, t: Translate, **drawn: Sequence[Any] | pd.Series) -> pd.DataFrame:
        """Return a row for each mark of a chart: its codes, its cells as text, and what is drawn.

        A shown cell is `text_KEY`, as `tooltip` names it; a code keeps its key, "" where there
        is none (JSON has no NaN).
        """
        texts = pd.DataFrame(self.shown(t), columns=[f"text_{c.key}" for c in self.columns])
        codes = self.frame[[c.key for c in self.data_columns if c.kind == "code"]]
        return texts.assign(**{**codes.where(codes.notna(), ""), **drawn})

    @property
    def tooltip(self) -> list[tuple[str, str]]:
        """The columns of `marks` that say what a mark is, each with its title; no empty ones."""
        empty = {c.key for c in self.columns if c.kind == "text" and not any(self.frame[c.key])}
        return [(f"text_{c.key}", c.title) for c in self.columns if c.key not in empty]

    def tooltip_of(self, keys: str) -> list[tuple[str, str]]:
        """Return those of `tooltip` that say these columns, in this order."""
        titles = dict(self.tooltip)
        return [(f"text_{k}", titles[f"text_{k}"]) for k in keys.split() if f"text_{k}" in titles]

    def bars(
        self,
        t: Translate,
        *,
        row: Sequence[str] | pd.Series,
        number: Sequence[str],
        value: pd.Series,
        label: Sequence[str] | pd.Series | None = None,
        shares: bool = False,
        pick: str = "",
        most: int | None = None,
        hatched: bool = False,
    ) -> Callable[[], Any]:
        """Return what draws the chart of one bar per row.

        Args:
            row: The key of each bar.
            number: What stands at the end of each.
            value: How long each is.
            label: Its name; by default the column `name`.
            shares: Whether values are ratios of a whole.
            pick: The code that a click gives.
            most: How many rows are drawn, from the first.
            hatched: Whether a missing value is hatched, as not known.
        """
        names = self.frame["name"] if label is None else label
        marks = self.marks(t, row=row, label=names, number=number, value=value)[:most]
        return lambda: labelled_bars.bars(
            marks,
            t=t,
            shares=shares,
            tooltip=self.tooltip,
            pick=[pick] if pick else [],
            hatched=hatched,
        )


def table(
    frame: pd.DataFrame, t: Translate, shown: str, data_only: str = "", **titles: str
) -> Table:
    """Return the table of a figure.

    Args:
        shown: The columns in their order (`origin` is the word of `provenance`), each `key`,
            `key:kind` or, of ratios that are parts of wholes, `key:kind:whole`. One that ends with
            `?` is shown where any cell has something.
        data_only: Those that only data files have, under their keys; codes unless another kind is
            given.
        **titles: Titles other than those in TITLES.
    """
    columns = []
    if "origin" in shown.split():
        frame = frame.assign(origin=[words.provenance(code, t) for code in frame["provenance"]])
    for written in shown.split():
        key, kind, whole, *_ = (*written.rstrip("?").split(":"), "", "")
        if key == HIDDEN and not any(frame[key]):
            continue
        known_kind, title = KNOWN.get(key, ("text", key))
        visible = not written.endswith("?") or bool(frame[key].any())
        title = t(titles.get(key, title))
        columns.append(Column(key, title, kind or known_kind, whole, shown=visible))
    for written in data_only.split():
        key, _, kind = written.partition(":")
        columns.append(Column(key, titles.get(key, key), kind or "code", shown=False))
    return Table(frame[[c.key for c in columns]].reset_index(drop=True), tuple(columns))


@dataclass(frozen=True)
class Figure:
    """One figure: everything a page, a file or a report needs to show it."""

    title: str
    """What is to be seen, made from the same numbers as the chart, and how many entries in it
    nobody has reviewed."""
    subtitle: str
    """Unit and counting rule."""
    source: str
    """As known on, filters, documented and synthetic share, sources, figure id: one line."""
    alt: str
    """The figure in words, from the numbers."""
    table: Table
    id: str = ""
    """Short and stable, with the choices in it: what "Link" and "reopen" use."""
    name: str = ""
    """As it is declared (figures.registry)."""
    method: str = ""
    """The line under the title on screen: the first sentences of `subtitle`, at most
    `registry.LONGEST_METHOD` letters, else nothing."""
    short_source: str = ""
    """The source in a few words, for the foot on screen: "Activity log, 27 Nov 2026"."""
    chart: Any = None
    """An Altair chart with the theme applied, or a function that gives one
    (`charts.theme.as_dictionary` takes both); None for a table-only figure. Holds no title,
    subtitle or source: `exports.chart_files` and the page add them."""
    formula: str = ""
    """How its numbers are made, in words."""
    definition: str = ""
    cited: tuple[str, ...] = ()
    """The codes of the sources, where their titles are the definition."""
    behind: Table | None = None
    """The rows behind the figure, where these are not the rows of its own table."""
    empty: str = ""
    """Words to show in place of the chart when there is nothing to draw."""
    marks: str = ""
    """The end of `subtitle`, which holds for our drawing and not for one that a program makes."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What a program asks of a file, each as text: `known_on`, `framework`, `framework_version`,
    `period`, `counting`, `filters`, `about` (`activities` or `records`), `documented`, `synthetic`,
    `reported`, `unreviewed` (numbers of these), `demonstration` (`yes` where anything in it is
    invented)."""


@dataclass(frozen=True)
class FigureDraft:
    """What the function of a figure returns; its declaration makes a Figure of it."""

    table: Table
    subtitle: str | Iterable[str]
    """Sentences on unit and counting rule. The first, where they are short, are the line of method
    on screen."""
    formula: str
    title: str = ""
    """As in Figure, like all that is not explained here; without one, what lists call the figure;
    of an empty figure, `empty` is it."""
    definition: str = ""
    cited: Iterable[str] = ()
    """Cells of sources, whose titles are the definition."""
    chart: Callable[[], Any] | None = None
    """Builds the chart, when it is drawn: a table, a comparison or a data file needs none."""
    marks: str = ""
    """How the drawing is read: the end of the subtitle."""
    empty: str | None = None
    """By default a figure is empty whose table has no rows, or that counts activities of a period
    without one."""
    behind: Table | None = None
    """As in Figure."""
    rows: pd.DataFrame | None = None
    """The records that the figure is about, where it is not about activities. The source line
    counts them by their `provenance`."""
    told: Table | None = None
    """The rows that its drawing has, where these are not the first of `table`: the alternative text
    tells them."""
    beside: str = ""
    """What else in it is invented, in words for the source line, such as a list of countries; by
    default the targets of `rows`."""
    unreviewed: int | None = None
    """How many entries in it nobody has reviewed, which the title says; by default those of the
    kind that its declaration names (`FigureSpec.entries`), else those that its indicators rest on,
    else those of the activities that it counts."""
