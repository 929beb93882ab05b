"""Activities as far as cells depend on them, read from the versions that stood at a moment.

Read in slices of version ids, so that a log of any length fits into memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.choices import COUNTS
from ifla_metrics.models.activity_tables import (
    ActivityAssociationRow,
    ActivityCountryRow,
    ActivityGroupRow,
    ActivityRow,
    ActivityVersionRow,
    AlignmentRow,
    ContributionRow,
    ParticipationRow,
)
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.models.schema import table_of
from ifla_metrics.store import known
from ifla_metrics.store.bulk import fetch
from ifla_metrics.store.contributions import Counted, Line

SLICE = 20_000
"""Versions read at once."""

_ACTIVITY = table_of(ActivityRow)
_VERSION = table_of(ActivityVersionRow)
_CHILDREN: dict[str, tuple[sa.Table, tuple[str, ...]]] = {
    "groups": (table_of(ActivityGroupRow), ("group_code",)),
    "countries": (table_of(ActivityCountryRow), ("country",)),
    "associations": (table_of(ActivityAssociationRow), ("association",)),
    "outcomes": (table_of(ContributionRow), ("framework", "outcome")),
    "alignments": (table_of(AlignmentRow), ("framework", "direction", "weight", "is_primary")),
    "lines": (
        table_of(ParticipationRow),
        ("country", "association", "gender", "role", "mode", "reach", "count", "qualifier"),
    ),
}


class Standing(NamedTuple):
    """What an activity counts as where figures count what was sent, and what was approved."""

    sent: Counted | None = None
    approved: Counted | None = None

    def of(self, counts: str) -> Counted | None:
        """Return what it counts as under a setting (`COUNTS`); None: not at all."""
        return self.sent if counts == "sent" else self.approved


NOTHING = Standing()


Parts = dict[int, tuple[Any, ...]]
"""What parts of drafts count as, by the identity of the part: rows of a file share them."""


def counted(draft: ActivityDraft, logged_on: date | None, parts: Parts | None = None) -> Counted:
    """Return what cells depend on of a draft.

    Args:
        draft: What is said.
        logged_on: The day on which it was first logged.
        parts: Of many drafts, all of which are held meanwhile: equal parts are made once.
    """
    made = {} if parts is None else parts
    said = draft.__dict__
    shared = []
    for name, make in _PARTS:
        part = said[name]
        found = made.get(id(part))
        if found is None:
            found = made[id(part)] = make(part)
        shared.append(found)
    return Counted(
        said["started_on"],
        said["ended_on"],
        said["lifecycle"].value,
        said["level"],
        said["arena"],
        said["provenance"].value,
        logged_on,
        said["groups"],
        said["countries"],
        said["associations"],
        *shared,
    )


def _outcomes(part: Any) -> tuple[Any, ...]:
    return tuple((c.framework, c.outcome) for c in part)


def _alignments(part: Any) -> tuple[Any, ...]:
    return tuple((a.framework, a.direction, a.weight, a.is_primary) for a in part)


def _lines(part: Any) -> tuple[Any, ...]:
    return tuple(
        Line(
            p.country,
            p.association,
            p.gender.value,
            p.role,
            p.mode,
            p.reach.value,
            p.count,
            p.qualifier.value,
        )
        for p in part
    )


_PARTS = (("contributions", _outcomes), ("alignments", _alignments), ("participation", _lines))


def counted_versions(
    connection: Connection, *, until: datetime | None = None, counts: str = COUNTS[0]
) -> Iterator[Counted]:
    """Yield the activities that counted just before a moment (None: that count now)."""
    last = connection.execute(sa.select(sa.func.max(_VERSION.c.id))).scalar() or 0
    rule = known.counts(_VERSION, until, counts, identity="activity_id")
    for first in range(0, last, SLICE):
        yield from _slice(connection, rule, first, first + SLICE)


def _slice(
    connection: Connection, rule: sa.ColumnElement[bool], first: int, last: int
) -> Iterator[Counted]:
    c = _VERSION.c
    versions = connection.execute(
        sa.select(
            c.id,
            c.started_on,
            c.ended_on,
            c.lifecycle,
            c.level,
            c.arena,
            c.provenance,
            _ACTIVITY.c.logged_on,
        )
        .join_from(_VERSION, _ACTIVITY, _ACTIVITY.c.id == c.activity_id)
        .where(c.id > first, c.id <= last, rule)
    ).fetchall()
    if not versions:
        return
    children = {
        name: _children(connection, table, columns, first, last)
        for name, (table, columns) in _CHILDREN.items()
    }
    groups, countries, associations = (
        children[name] for name in ("groups", "countries", "associations")
    )
    nothing: tuple[Any, ...] = ()
    for version in versions:
        key = version[0]
        yield Counted(
            *version[1:],
            tuple(g for (g,) in groups.get(key, nothing)),
            tuple(g for (g,) in countries.get(key, nothing)),
            tuple(g for (g,) in associations.get(key, nothing)),
            tuple(children["outcomes"].get(key, nothing)),
            tuple(children["alignments"].get(key, nothing)),
            tuple(
                Line(country or "", association or "", *further)
                for country, association, *further in children["lines"].get(key, nothing)
            ),
        )


def _children(
    connection: Connection, table: sa.Table, columns: tuple[str, ...], first: int, last: int
) -> dict[int, list[tuple[Any, ...]]]:
    key = table.c.version_id
    statement = (
        sa.select(key, *(table.c[c] for c in columns))
        .where(key > first, key <= last)
        .order_by(*table.primary_key.columns)
    )
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for version, *values in fetch(connection, statement):
        found[version].append(tuple(values))
    return found
