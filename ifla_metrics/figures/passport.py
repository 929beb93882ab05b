"""What every figure carries out of the house: subtitle, source line, id. One place assembles it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import demonstration, position, words
from ifla_metrics.figures.facts import facts_of, version_of
from ifla_metrics.figures.figure import Column, Explanation, Figure, Table
from ifla_metrics.figures.identity import identity
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.reading import Reading

NEEDS = ("month_cells",)
"""Frames that every figure needs: the share of synthetic activities is always told."""
_ALWAYS = "all,direction"


def narrowed(needs: Iterable[str], **cells: str) -> tuple[str, ...]:
    """Return needs, each once, cells narrowed to the kinds of scope that a figure draws.

    `month_cells="node"` asks for these kinds beside those that every figure needs,
    `profile_cells="all;period"` also leaves the series of years and quarters out
    (store.queries.needs).
    """
    found = []
    for need in dict.fromkeys((*NEEDS, *needs)):
        kinds = cells.get(need, "")
        if need == "month_cells":
            kinds = f"{_ALWAYS},{kinds}" if kinds else _ALWAYS
        found.append(f"{need}:{kinds}" if kinds and kinds[0] != ";" else need + kinds)
    return tuple(found)


_RULE = {
    "full": n_("each direction counts the whole activity"),
    "fractional": n_("counted fractionally"),
    "primary": n_("counted by main direction"),
}
_COUNTED = {
    "full": n_("{totals}; each direction counts the whole activity"),
    "fractional": n_("{totals}, counted fractionally"),
    "primary": n_("{totals}, counted by main direction"),
}
"""The rule with the totals that it is about."""

_COUNTS = {"sent": n_("sent and approved items"), "approved": n_("approved items only")}
"""Which items a figure counts, by the organisation's setting for the framework."""


def aligned(reading: Reading, t: Translate, *, of_all: bool = False) -> str:
    """Return the two totals that a counting rule is about: "18 activities, 43 alignments".

    Args:
        of_all: Of all directions, whichever is chosen.
    """
    totals = counting.totals(reading, direction="" if of_all else None)
    return t(
        "{activities}, {alignments}",
        activities=activities(totals.activities, t),
        alignments=t.plural("{n} alignment", "{n} alignments", totals.alignments),
    )


def counted(reading: Reading, t: Translate, *, of_all: bool = False) -> str:
    """Return the two totals with the rule: "18 activities, 43 alignments, counted fractionally"."""
    return t(_COUNTED[reading.choices.counting], totals=aligned(reading, t, of_all=of_all))


def activities(number: float, t: Translate) -> str:
    """Return a number of activities in words; a fraction takes the plural."""
    if float(number).is_integer():
        return t.plural("{n} activity", "{n} activities", int(number))
    return t("{n} activities", n=words.number(number, t))


def source_line(
    reading: Reading,
    t: Translate,
    *,
    name: str,
    rows: pd.DataFrame | None,
    of_all: bool,
    beside: str = "",
    unofficial: bool = False,
) -> str:
    """Return the line under a figure: its day, as known on, filters, shares, framework version, id.

    Args:
        beside: What it uses that is invented beside its rows (demonstration.BESIDE).
        unofficial: Words of the strategy stand in the figure in a translation of our own.
    """
    choices = reading.choices
    mark = "\u200e" if t.right_to_left else ""  # A code reads from left to right.
    numbers, about = _numbers(reading, rows, of_all), _about(rows)
    parts = [
        demonstration.share(numbers, beside, t, about=about),
        position.printed(reading, t),
        t("Log as known on {day}", day=t.date(reading.moment.known_on)),
        reading.period.title,
        t(_RULE[choices.counting]),
        t(_COUNTS[reading.counts]),
    ]
    if choices.direction and not of_all:
        node = reading.framework.node(choices.direction)
        parts.append(words.node_name(node, reading.framework))
    if choices.documented_only:
        parts.append(t("real data only"))
    parts += [
        "" if numbers["synthetic"] else _shares(numbers, t, about=about),
        t("framework titles: unofficial translation") if unofficial else "",
        t(
            "framework {version}",
            version=mark + version_of(reading.framework, reading.moment.known_on),
        ),
        t("figure {id}", id=mark + identity(name, reading)),
    ]
    return " · ".join(p for p in parts if p)


def _numbers(reading: Reading, rows: pd.DataFrame | None, of_all: bool) -> dict[str, int]:
    """Return how many rows of which provenance stand behind a figure."""
    if rows is not None:
        told = [str(p) for p in rows["provenance"]]
        return {kind: told.count(kind) for kind in ("documented", "synthetic", "reported")}
    totals = counting.totals(reading, direction="" if of_all else None)
    return {
        "documented": int(totals.documented),
        "synthetic": int(totals.synthetic),
        "reported": int(totals.reported),
    }


def _about(rows: pd.DataFrame | None) -> str:
    """Return what the rows behind a figure are; an indicator row is an indicator with a value."""
    if rows is None:
        return "activities"
    return "indicator rows" if "target_provenance" in rows else "records"


def _shares(numbers: dict[str, int], t: Translate, *, about: str) -> str:
    """Return where the rows of a figure come from, when none of them is invented."""
    documented = t.number(numbers["documented"])
    if about == "activities":
        share = t("activities: {documented} documented", documented=documented)
    elif any(numbers.values()):
        share = t("rows: {documented} documented", documented=documented)
    else:
        return ""
    if not numbers["reported"]:
        return share
    return t("{share}, {n} reported", share=share, n=t.number(numbers["reported"]))


def _unofficial(reading: Reading, *said: str) -> bool:
    """Say whether words of the strategy that are translated here without authority are said."""
    told = reading.framework.texts_in("\n".join(said))
    return any(text.status == "unofficial" for text in told)


def _texts_of(table: Table) -> Iterator[str]:
    """Yield the cells of a table that are words."""
    for column in table.columns:
        if column.kind == "text":
            yield from (str(cell) for cell in table.frame[column.key] if not words.missing(cell))


def finished(
    reading: Reading,
    t: Translate,
    *,
    name: str,
    title: str,
    subtitle: str,
    table: Table,
    chart: Callable[[], Any] | None = None,
    alt: str = "",
    explanation: Explanation | None = None,
    empty: str = "",
    rows: pd.DataFrame | None = None,
    beside: str = "",
    of_all: bool = False,
    unreviewed: int | None = None,
    marks: str = "",
) -> Figure:
    """Return a figure with its id and source line.

    Args:
        chart: Builds the chart, when it is drawn: a table, a comparison or a data file needs none.
        rows: Records with `provenance` that the figure is about, where it is not about activities.
        beside: What it uses that is invented beside these (demonstration.BESIDE).
        empty: Words in place of the chart; then there is none.
        of_all: The figure is about all directions, whichever is chosen.
        unreviewed: How many entries in it nobody has reviewed, which the title says; by default
            those of the activities that it counts.
        marks: How the drawing is read, for the end of the subtitle.
    """
    subtitle = words.sentences(subtitle, marks) if marks else subtitle
    if unreviewed is None:
        counts = rows is None and not empty
        unreviewed = position.of_activities(reading, of_all=of_all) if counts else 0
    said = position.with_number(title, unreviewed, t)
    return Figure(
        id=identity(name, reading),
        name=name,
        title=said,
        subtitle=subtitle,
        source=source_line(
            reading,
            t,
            name=name,
            rows=rows,
            of_all=of_all,
            beside=beside,
            unofficial=_unofficial(reading, title, subtitle, alt, *_texts_of(table)),
        ),
        alt=alt.replace(title, said, 1) if alt else words.sentences(said, subtitle),
        table=table,
        chart=None if empty or chart is None else cache(chart),
        explanation=explanation,
        empty=empty,
        marks=marks,
        facts=facts_of(
            reading,
            {**_numbers(reading, rows, of_all), "unreviewed": unreviewed},
            about=_about(rows),
            demonstration=bool(beside),
            of_all=of_all,
        ),
    )


def data_only(key: str, kind: str = "code") -> Column:
    """Return a column that data files have, under its key, and no table on screen or in print."""
    return Column(key, key, kind, shown=False)


def table(
    frame: pd.DataFrame,
    *columns: Column | tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str],
) -> Table:
    """Return a table twin from a frame and its columns, also as (key, title[, kind[, whole]])."""
    made = tuple(c if isinstance(c, Column) else Column(*c) for c in columns)
    return Table(frame[[c.key for c in made]].reset_index(drop=True), made)
