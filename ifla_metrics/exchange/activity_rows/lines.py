"""The lines of the sheet of participation that belong to a row of activities."""

from __future__ import annotations

from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.activity_rows.builder import Builder
from ifla_metrics.exchange.faults import because
from ifla_metrics.exchange.participation_rows import OTHER_SUM, TWO_ACTIVITIES, Lines
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.text import folded

NOT_STATED = "not_stated"


def lines_of(uid: str, title: str, builder: Builder) -> Lines | None:
    """Return the lines of an activity, by its id or its title."""
    for name in (uid, title, folded(title)):
        if name and name in builder.lines:
            builder.used.add(id(builder.lines[name]))
            return builder.lines[name]
    return None


def with_lines(uid: str, title: str, counted: Any, builder: Builder) -> Any:
    """Return the lines of the sheet of participation where it has some for this activity."""
    own = lines_of(uid, title, builder)
    if own is None:
        return counted
    if uid not in builder.lines and folded(title) in builder.twice:
        return TWO_ACTIVITIES
    if own.findings.faults or own.findings.questions:
        return because(n_("The sheet of participation has rows of this activity to put right."))
    if counted:
        summed = sum(line.count or 0 for line in own.lines)
        total = sum(line.count or 0 for line in counted)
        if summed != total:
            return because(OTHER_SUM, sum=summed, total=total)
    return tuple(own.lines)


def with_mode(rows: list[ReadRow], mode: str, builder: Builder) -> list[ReadRow]:
    """Return rows whose people all took part in one way, by the names of the columns beside them.

    The lines of the sheet of participation say their own mode, or none.
    """

    def told(row: ReadRow) -> ReadRow:
        draft = row.draft
        if not isinstance(draft, ActivityDraft) or lines_of(row.uid, draft.title, builder):
            return row
        lines = tuple(
            p.model_copy(update={"mode": mode}) if p.mode == NOT_STATED else p
            for p in draft.participation
        )
        return row._replace(draft=draft.model_copy(update={"participation": lines}))

    return [told(row) for row in rows] if mode else rows
