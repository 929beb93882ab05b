"""Build a figure from its parts; `registry.figure` adds the name and id of its declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pandas as pd

from ifla_metrics.figures import provenance, unreviewed_entries, words
from ifla_metrics.figures.figure import LONGEST_METHOD, Explanation, Figure, Table
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Reading


def build_figure(
    reading: Reading,
    t: Translate,
    *,
    title: str = "",
    subtitle: str | Iterable[str],
    table: Table,
    formula: str,
    behind: Table | None = None,
    definition: str = "",
    chart: Callable[[], Any] | None = None,
    alt: Iterable[str] = (),
    empty: str = "",
    rows: pd.DataFrame | None = None,
    foot: str = "",
    beside: str = "",
    of_all: bool = False,
    unreviewed: int | None = None,
    marks: str = "",
    regions: str = "{region}",
) -> Figure:
    """Return a figure with its source line; its name and id come from its declaration.

    Args:
        title: What is to be seen; of an empty figure, `empty` is its title.
        subtitle: Sentences on unit and counting rule. The first, where they are short, are the line
            of method on screen.
        formula: How the numbers are made, in words.
        behind: The rows behind the figure, where these are not the rows of its own table.
        definition: What else explains the numbers.
        chart: Builds the chart, when it is drawn: a table, a comparison or a data file needs none.
        alt: What the alternative text says after the title: by default the subtitle.
        empty: Words in place of the chart; then there is none.
        rows: Records with `provenance` that the figure is about, where it is not about activities.
        foot: What the foot of the figure names (provenance); by default what `rows` are.
        beside: What it uses that is invented beside these (BESIDE).
        of_all: The figure is about all directions, whichever is chosen.
        unreviewed: How many entries in it nobody has reviewed, which the title says; by default
            those of the activities that it counts.
        marks: How the drawing is read, for the end of the subtitle.
        regions: What it says of a chosen region that does not narrow all of it (ALL_REGIONS …).
    """
    method = words.sentences(*([subtitle] if isinstance(subtitle, str) else subtitle))
    subtitle = words.sentences(method, marks)
    if unreviewed is None:
        counts = rows is None and not empty
        unreviewed = unreviewed_entries.of_activities(reading, of_all=of_all) if counts else 0
    title = unreviewed_entries.with_number(empty.removesuffix(".") or title, unreviewed, t)
    numbers = provenance.rows_by_provenance(reading, rows, of_all)
    about = provenance.kind_of_rows(rows)
    rows_in_words = list(alt)
    return Figure(
        title=title,
        subtitle=subtitle,
        method=words.first_sentences(method, LONGEST_METHOD),
        source=provenance.source_line(
            reading,
            t,
            numbers,
            about=about,
            beside=beside,
            of_all=of_all,
            regions=regions,
            texts=(title, subtitle, *rows_in_words, *_texts_of(table)),
        ),
        short_source=provenance.short_source(reading, t, foot or about),
        alt=words.sentences(title, *(rows_in_words or [subtitle])),
        table=table,
        chart=None if empty or chart is None else cache(chart),
        explanation=Explanation(formula, behind, definition),
        empty=empty,
        marks=marks,
        facts=provenance.facts(
            reading,
            {**numbers, "unreviewed": unreviewed},
            about=about,
            demonstration=bool(beside),
            of_all=of_all,
        ),
    )


def _texts_of(table: Table) -> Iterator[str]:
    """Yield the cells of a table that are words."""
    for column in table.columns:
        if column.kind == "text":
            yield from (str(cell) for cell in table.frame[column.key] if not words.missing(cell))
