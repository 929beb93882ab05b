"""The parts of a figure: its table, and all that screen and print need to show it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, takewhile
from typing import Any

import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.i18n import MISSING, Translate

ALT_TEXT_ROWS, ALT_TEXT_CELLS = 12, 6
"""The most rows in an alternative text, and the most cells of each beside the row's name."""
MAX_METHOD_LENGTH = 90
HIDDEN = "hidden"
"""Key of the column that marks rows whose numbers are hidden, in tables that have such rows."""

COLUMN_TITLES = {
    "code": {
        "code": n_("Code"),
        "cohort": n_("Cohort"),
        "country": n_("Code"),
        "indicator": n_("Code"),
        "row": n_("Code"),
        "uid": n_("Entry id"),
    },
    "date": {
        "actual_on": n_("Reached on"),
        "as_of": n_("Date of the data"),
        "baseline_on": n_("Baseline date"),
        "decided_on": n_("Decided on"),
        "due_on": n_("Target date"),
        "known_on": n_("Known since"),
        "last_activity": n_("Last activity by"),
        "last_report": n_("Last report"),
        "overdue_since": n_("Overdue since"),
        "planned_on": n_("Planned for"),
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
    "status": {"previous_status": n_("At the previous meeting"), "status": n_("Status")},
    "year": {"year": n_("Year")},
    "text": {
        "category": n_("Category"),
        "change": n_("What changed"),
        "cited": n_("Source"),
        "date_as_stated": n_("Date as stated"),
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
        "row_name": n_("Element"),
        "source": n_("Source"),
        "state": n_("Status"),
        "state_words": n_("Status"),
        "step": n_("What changed"),
        "told": n_("Actual"),
        "title": n_("Indicator"),
        "unit": n_("Unit"),
        "verified": n_("Verified"),
        "why": n_("Why, and what we ask"),
    },
}
"""Default column titles, by kind and key."""
DEFAULT_COLUMNS = {
    key: (kind, title) for kind, titles in COLUMN_TITLES.items() for key, title in titles.items()
}


@dataclass(frozen=True)
class Column:
    """A column of a figure's table."""

    key: str
    title: str
    kind: str = "text"
    """`text`, `number`, `percent` (a ratio, 0 to 1), `date`, `year`, `status` (a status code) or
    `code` (identifies what the row is about: a direction, a country, an entry)."""
    whole: str = ""
    """For shares: the key of the column that groups the rows whose shares add up to 100 %."""
    visible: bool = True
    """Whether tables on screen and in print show it. Data files have every column."""


@dataclass(frozen=True)
class Table:
    """The numbers of a figure as a table: unrounded values under translated titles."""

    frame: pd.DataFrame = field(repr=False)
    data_columns: tuple[Column, ...]
    """Every column, as in data files."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns shown on screen and in print."""
        return tuple(column for column in self.data_columns if column.visible)

    def total(self, key: str) -> float:
        """Return the sum of a column of numbers, without missing cells."""
        return float(pd.to_numeric(self.frame[key]).sum())

    def text_rows(self, t: Translate) -> list[list[str]]:
        """Return the visible cells as rounded text in the reader's language."""
        columns = [
            words.share_labels(self.frame[c.key].tolist(), self.frame[c.whole].tolist(), t)
            if c.whole
            else [words.cell(value, c.kind, t) for value in self.frame[c.key].tolist()]
            for c in self.columns
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    def sentences(self, t: Translate) -> list[str]:
        """Return the first rows as text: the name of the row, its statuses, its other cells.

        The leading text and code columns, or else the first column, form the name.
        """
        leading = takewhile(lambda column: column.kind in ("text", "code"), self.columns)
        n_names = max(1, len([*leading]))
        titles = [column.title for column in self.columns]
        others = range(n_names, len(titles))
        order = sorted(others, key=lambda position: self.columns[position].kind != "status")
        rows, sentences = self.text_rows(t), []
        for row in rows[:ALT_TEXT_ROWS]:
            cells = [f"{titles[n]}\u00a0{row[n]}" for n in order if row[n] not in ("", MISSING)]
            name = t(", ").join(filter(None, row[:n_names]))
            description = t(", ").join(cells[:ALT_TEXT_CELLS])
            sentences.append(words.labelled(name, description, t) if cells else name)
        if (more := len(rows) - ALT_TEXT_ROWS) > 0:
            sentences.append(words.capitalise(t.plural("and {n} more", "and {n} more", more)))
        return sentences

    def marks(self, t: Translate, **encoded: Sequence[Any] | pd.Series) -> pd.DataFrame:
        """Return the rows of a chart: codes, cells as text, and the fields that the chart encodes.

        The text of a visible cell is in `text_KEY`, which `tooltip` refers to. A missing code is
        "", because JSON has no NaN.
        """
        texts = pd.DataFrame(self.text_rows(t), columns=[f"text_{c.key}" for c in self.columns])
        codes = self.frame[[c.key for c in self.data_columns if c.kind == "code"]]
        return texts.assign(**{**codes.where(codes.notna(), ""), **encoded})

    @property
    def tooltip(self) -> list[tuple[str, str]]:
        """The fields and titles of a tooltip on `marks`, without empty text columns."""
        empty = {c.key for c in self.columns if c.kind == "text" and not any(self.frame[c.key])}
        return [(f"text_{c.key}", c.title) for c in self.columns if c.key not in empty]

    def tooltip_for(self, keys: str) -> list[tuple[str, str]]:
        """Return the part of `tooltip` for these columns, in this order."""
        titles = dict(self.tooltip)
        return [(f"text_{k}", titles[f"text_{k}"]) for k in keys.split() if f"text_{k}" in titles]

    def joined(self, t: Translate, keys: str) -> list[str]:
        """Return the known cells of some columns in one text per row; "hidden" for hidden numbers.

        For example, "reached/listed ratio" gives "3 of 8 · 38 %", or "8" if nothing else is known;
        "0 of 0" is left out.
        """
        marks = self.marks(t)
        columns = []
        for key in keys.split():
            part, _, whole = key.partition("/")
            cells = marks[f"text_{part}"].tolist()
            if whole:
                pairs = zip(cells, marks[f"text_{whole}"], strict=True)
                cells = [
                    MISSING if n == k == "0" else k if n == MISSING else t("{n} of {k}", n=n, k=k)
                    for n, k in pairs
                ]
            columns.append(cells)
        rows = zip(*columns, strict=True)
        texts = [" · ".join(cell for cell in row if cell not in ("", MISSING)) for row in rows]
        hidden = self.frame[HIDDEN] if HIDDEN in self.frame else [""] * len(texts)
        return [
            t("hidden") if h else text or MISSING for h, text in zip(hidden, texts, strict=True)
        ]

    def bars(
        self,
        t: Translate,
        value: str,
        *,
        number: str | Sequence[str] = "",
        label: Sequence[str] | None = None,
        pick: str = "",
        limit: int | None = None,
        hatched: bool = False,
    ) -> Callable[[], Any]:
        """Return a function that builds a chart with one bar per row.

        Args:
            value: The column with the length of each bar; percentages are shares of a full bar.
            number: The text at the end of each bar, or the columns to join (see `joined`); by
                default `value`.
            label: The name of each bar; by default the column `name`.
            pick: The code column that a click selects by.
            limit: Draw only the first rows.
            hatched: Whether to hatch missing values as unknown.
        """
        marks = self.marks(
            t,
            row=[str(position) for position in range(len(self.frame))],
            label=self.frame["name"] if label is None else label,
            number=self.joined(t, number or value) if isinstance(number, str) else number,
            value=self.frame[value].astype(float),
        )
        kinds = {column.key: column.kind for column in self.columns}
        return lambda: labelled_bars.bars(
            marks[:limit],
            t=t,
            shares=kinds[value] == "percent",
            tooltip=self.tooltip,
            pick=[pick] if pick else [],
            hatched=hatched,
        )


def table(
    frame: pd.DataFrame, t: Translate, visible: str, data_only: str = "", **titles: str
) -> Table:
    """Return the table of a figure.

    Args:
        visible: The columns on screen and in print, in order, each as `key`, `key:kind` or
            `key:kind:whole` (see Column). `key?` is visible only if any cell has a value. `origin`
            is made from the column `provenance`.
        data_only: Further columns for data files, titled by their keys: `key` (a code) or
            `key:kind`.
        **titles: Titles that differ from COLUMN_TITLES.
    """
    columns = []
    if "origin" in visible.split():
        origin = [words.provenance_label(code, t) for code in frame["provenance"]]
        frame = frame.assign(origin=origin)
    for declaration in visible.split():
        key, kind, whole, *_ = (*declaration.rstrip("?").split(":"), "", "")
        if key == HIDDEN and not any(frame[key]):
            continue
        default_kind, default_title = DEFAULT_COLUMNS.get(key, ("text", key))
        is_visible = not declaration.endswith("?") or bool(frame[key].any())
        title = t(titles.get(key, default_title))
        columns.append(Column(key, title, kind or default_kind, whole, is_visible))
    for declaration in data_only.split():
        key, _, kind = declaration.partition(":")
        columns.append(Column(key, titles.get(key, key), kind or "code", visible=False))
    return Table(frame[[c.key for c in columns]].reset_index(drop=True), tuple(columns))


@dataclass(frozen=True)
class Figure:
    """Everything a page, a file or a report needs to show a figure.

    The function of a figure returns it without the fields after `key_number`. `registry` adds
    these, and completes the others.
    """

    table: Table
    lines: Sequence[str] = ()
    """Sentences on unit and counting rule. Begin with a short one: it is the line of method."""
    title: str = ""
    """The finding, from the same numbers as the chart; by default the label of the declaration. An
    empty figure has `empty` as its title. The name of its row or indicator and the number of
    unreviewed entries are added."""
    formula: str = ""
    """How the numbers are made; by default as declared."""
    definition: str = ""
    """By default the titles of the sources cited."""
    source_codes: Iterable[str] = ()
    """The sources cited, as cells with one or more codes."""
    chart: Any = None
    """A function that builds an Altair chart with the theme applied (see
    `charts.theme.as_dictionary`); None if there is only a table. Title, subtitle and source are
    added by `exports.chart_files` or the page."""
    legend: str = ""
    """The last part of `subtitle`: how to read our chart. It does not apply to native charts."""
    empty: str | None = None
    """Shown instead of the chart if there is nothing to draw. By default a figure is empty if its
    table has no rows, or if it counts activities and the period has none. "" declares it not
    empty."""
    detail_table: Table | None = None
    """The rows that the numbers come from, if they are not the rows of `table`."""
    source_rows: pd.DataFrame | None = field(default=None, repr=False)
    """The records or indicators that the figure is about; None if it is about activities. The
    source line counts them by `provenance`."""
    also_invented: str = ""
    """Other invented data in the figure, for the source line; by default the targets of
    `source_rows`."""
    unreviewed: int | None = None
    """The number of unreviewed entries in the figure. By default those of the declared
    `entry_kind`, else those behind the indicators of `source_rows`, else those of the activities
    counted."""
    key_number: str = ""
    """The number for the key numbers of a report, or "" if there is none."""
    id: str = ""
    """Stable and includes the choices, so that the same figure can be reopened."""
    name: str = ""
    """The name of its `FigureSpec`."""
    source: str = ""
    """One line: invented data, known-on day, filters, figure id."""
    short_source: str = ""
    """A short source for the screen: "Activity log, 27 Nov 2026"."""
    alt: str = ""
    """The alternative text."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Machine-readable metadata, all as text: `known_on`, `meeting`, `framework`,
    `framework_version`, `period`, `counting`, `filters`, `about` (`activities`, `indicator rows` or
    `records`), the counts `documented`, `synthetic`, `reported` and `unreviewed`, and
    `demonstration` (`yes` if anything is invented)."""

    @property
    def subtitle(self) -> str:
        """Unit, counting rule and legend."""
        return words.sentences(*self.lines, self.legend)

    @property
    def method(self) -> str:
        """The line under the title on screen: the first lines that fit into MAX_METHOD_LENGTH."""
        beginnings = accumulate(self.lines, words.sentences, initial="")
        return max((text for text in beginnings if len(text) <= MAX_METHOD_LENGTH), key=len)
