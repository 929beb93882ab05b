"""What every figure carries out of the house: subtitle, source line, id. One place assembles it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import Column, Explanation, Figure, Table
from ifla_metrics.figures.identity import identity
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.reading import Reading

NEEDS = ("activity_cells",)
"""Frames that every figure needs: the share of synthetic activities is always told."""

_RULE = {
    "full": n_("counted in full"),
    "fractional": n_("counted fractionally"),
    "primary": n_("counted by main direction"),
}


def aligned(reading: Reading, t: Translate) -> str:
    """Return the two totals that a counting rule is about: "18 activities, 43 alignments"."""
    totals = counting.totals(reading)
    return t(
        "{activities}, {alignments}",
        activities=activities(totals.activities, t),
        alignments=t.plural("{n} alignment", "{n} alignments", totals.alignments),
    )


def counted(reading: Reading, t: Translate) -> str:
    """Return the two totals with the rule: "18 activities, 43 alignments, counted fractionally"."""
    rule = t(_RULE[reading.choices.counting])
    return t("{totals}, {rule}", totals=aligned(reading, t), rule=rule)


def activities(number: float, t: Translate) -> str:
    """Return a number of activities in words; a fraction takes the plural."""
    if float(number).is_integer():
        return t.plural("{n} activity", "{n} activities", int(number))
    return t("{n} activities", n=words.number(number, t))


def source_line(reading: Reading, t: Translate, *, name: str, rows: pd.DataFrame | None) -> str:
    """Return the line under a figure: as known on, filters, what is synthetic, the id."""
    choices = reading.choices
    parts = [
        t("Log as known on {day}", day=t.date(reading.moment.known_on)),
        reading.period.title,
        t(_RULE[choices.counting]),
    ]
    if choices.direction:
        node = reading.framework.node(choices.direction)
        parts.append(words.node_name(node, reading.framework))
    if choices.documented_only:
        parts.append(t("documented rows only"))
    parts += [_shares(reading, t, rows), t("figure {id}", id=identity(name, reading))]
    return " · ".join(p for p in parts if p)


def _shares(reading: Reading, t: Translate, rows: pd.DataFrame | None) -> str:
    if rows is not None:
        told = [str(p) for p in rows["provenance"]]
        numbers = {kind: told.count(kind) for kind in ("documented", "synthetic")}
        return t(
            "rows: {documented} documented, {synthetic} synthetic",
            documented=t.number(numbers["documented"]), synthetic=t.number(numbers["synthetic"]),
        )
    totals = counting.totals(reading)
    share = t(
        "activities: {documented} documented, {synthetic} synthetic",
        documented=t.number(totals.documented), synthetic=t.number(totals.synthetic),
    )
    if not totals.reported:
        return share
    return t("{share}, {n} reported", share=share, n=t.number(totals.reported))


def finished(
    reading: Reading,
    t: Translate,
    *,
    name: str,
    title: str,
    subtitle: str,
    table: Table,
    chart: Any = None,
    alt: str = "",
    explanation: Explanation | None = None,
    empty: str = "",
    rows: pd.DataFrame | None = None,
) -> Figure:
    """Return a figure with its id and source line.

    Args:
        rows: Records with `provenance` that the figure is about, where it is not about activities.
        empty: Words in place of the chart; then there is none.
    """
    return Figure(
        id=identity(name, reading),
        name=name,
        title=title,
        subtitle=subtitle,
        source=source_line(reading, t, name=name, rows=rows),
        alt=alt or words.sentences(title, subtitle),
        table=table,
        chart=None if empty else chart,
        explanation=explanation,
        empty=empty,
    )


def table(frame: pd.DataFrame, *columns: tuple[str, str] | tuple[str, str, str]) -> Table:
    """Return a table twin from a frame and (key, title[, kind]) of its columns."""
    shown = tuple(Column(*column) for column in columns)
    return Table(frame[[c.key for c in shown]].reset_index(drop=True), shown)
