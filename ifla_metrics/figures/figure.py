"""A figure: a metric paired with a chart, words and provenance. Screen and print draw this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.exact import known

LONGEST_METHOD = 90
"""Letters of the line of method under a title on screen."""


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
        return float(sum(known(value) or 0 for value in self.frame[key].tolist()))

    def shown(self, t: Translate) -> list[list[str]]:
        """Return the cells as text in the reader's language, rounded here and nowhere before."""
        from ifla_metrics.figures.words import cell, parts

        columns = [
            parts(self.frame[c.key].tolist(), self.frame[c.whole].tolist(), t)
            if c.whole
            else [cell(value, c.kind, t) for value in self.frame[c.key].tolist()]
            for c in self.columns
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    def marks(self, t: Translate, **drawn: Sequence[Any] | pd.Series) -> pd.DataFrame:
        """Return a row for each mark of a chart: its codes, its cells as text, and what is drawn.

        A shown cell is `text_KEY`, as `tooltip` names it; a code keeps its key.
        """
        texts = pd.DataFrame(self.shown(t), columns=[f"text_{c.key}" for c in self.columns])
        codes = {c.key: self.frame[c.key] for c in self.data_columns if c.kind == "code"}
        return texts.assign(**{**codes, **drawn})

    @property
    def tooltip(self) -> list[tuple[str, str]]:
        """The columns of `marks` that say what a mark is, each with its title; no empty ones."""
        empty = {c.key for c in self.columns if c.kind == "text" and not any(self.frame[c.key])}
        return [(f"text_{c.key}", c.title) for c in self.columns if c.key not in empty]


@dataclass(frozen=True)
class Explanation:
    """How a number was made: the formula in words, and the rows it was made from."""

    formula: str
    rows: Table | None = None
    """The rows behind the figure, where these are not the rows of its own table."""
    definition: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure, finished: everything a page, a file or a report needs to show it."""

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
    LONGEST_METHOD letters, else nothing."""
    short_source: str = ""
    """The source in a few words, for the foot on screen: "Activity log, 27 Nov 2026"."""
    chart: Any = None
    """An `alt.Chart` (or layered, concatenated …) with the theme applied, its dictionary, or a
    function that gives one (`charts.dictionary.as_dictionary` takes any); None for a table-only
    figure. Does not hold title, subtitle or source: `report` and the page add them."""
    explanation: Explanation | None = None
    empty: str = ""
    """Words to show in place of the chart when there is nothing to draw."""
    marks: str = ""
    """The end of `subtitle`, where it tells how the drawing is read: a chart that a program draws
    from the table has other marks."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What a program asks of a file, each as text: `known_on`, `framework`, `framework_version`,
    `period`, `counting`, `filters`, `about` (`activities` or `records`), `documented`, `synthetic`,
    `reported`, `unreviewed` (numbers of these), `demonstration` (`yes` where anything in it is
    invented)."""

    @property
    def behind(self) -> Table:
        """Return the rows that "Explain this number" lists."""
        told = self.explanation
        return self.table if told is None or told.rows is None else told.rows
