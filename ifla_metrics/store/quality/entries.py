"""Activities to be looked at: never updated, without evidence; and their sizes, group by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.reference_tables import WorkingGroupRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import stood
from ifla_metrics.store.kinds import ACTIVITY, EVIDENCE, GROUP, PARTICIPATION, VERSION
from ifla_metrics.store.quality.finding import MOST, Finding

GRACE = timedelta(days=30)
"""After the last day of an activity before its entry is asked about."""
LATEST = 500
"""Activities of a group whose sizes are compared: its newest ones."""

_V, _A = VERSION.c, ACTIVITY.c
_GROUPS = table_of(WorkingGroupRow)


def never_updated(connection: Connection, *, on: date) -> list[Finding]:
    """Return activities that are over by a month and still said to be planned or under way."""
    return _found(
        connection,
        _V.lifecycle.in_(("planned", "under_way")),
        _V.ended_on < on - GRACE,
    )


def activities_without_evidence(connection: Connection, *, on: date) -> list[Finding]:
    """Return completed activities, over by a month, with neither evidence nor a source."""
    shown = sa.exists().where(EVIDENCE.c.version_id == _V.id)
    return _found(
        connection,
        _V.lifecycle == "completed",
        _V.ended_on < on - GRACE,
        _V.source == "",
        ~shown,
    )


def sizes_by_group(connection: Connection) -> dict[str, list[Finding]]:
    """Return the newest activities of each group with their known direct attendances.

    `values["size"]` is their number; an activity without a known number is left out.
    """
    found = {}
    for group in connection.execute(sa.select(_GROUPS.c.code)).scalars():
        newest = (
            sa.select(_V.id)
            .join_from(GROUP, VERSION, _V.id == GROUP.c.version_id)
            .where(GROUP.c.group_code == group, GROUP.c.lead, stood(VERSION, None))
            .order_by(GROUP.c.version_id.desc())  # As the index has them: it stops at the last.
            .limit(LATEST)
        )
        rows = connection.execute(
            sa.select(_V.id, sa.func.sum(PARTICIPATION.c.count))
            .join_from(VERSION, PARTICIPATION, PARTICIPATION.c.version_id == _V.id)
            .where(_V.id.in_(newest), PARTICIPATION.c.reach == "direct")
            .group_by(_V.id)
        )
        sizes = {row[0]: int(row[1]) for row in rows if row[1] is not None}
        if sizes:
            found[str(group)] = _findings(connection, list(sizes), sizes)
    return found


def _found(connection: Connection, *rules: sa.ColumnElement[bool]) -> list[Finding]:
    statement = (
        sa.select(_V.id)
        .where(stood(VERSION, None), *rules)
        .order_by(_V.ended_on.desc(), _V.id.desc())
        .limit(MOST)
    )
    return _findings(connection, list(connection.execute(statement).scalars()))


def _findings(
    connection: Connection, ids: Sequence[int], sizes: dict[int, int] | None = None
) -> list[Finding]:
    if not ids:
        return []
    groups: dict[int, list[str]] = defaultdict(list)
    for version, group in connection.execute(
        sa.select(GROUP.c.version_id, GROUP.c.group_code)
        .where(GROUP.c.version_id.in_(ids))
        .order_by(GROUP.c.version_id, GROUP.c.position)
    ):
        groups[version].append(group)
    rows = connection.execute(
        sa.select(_V.id, _A.uid, _V.title, _V.ended_on)
        .join_from(VERSION, ACTIVITY, _A.id == _V.activity_id)
        .where(_V.id.in_(ids))
        .order_by(_V.ended_on.desc(), _V.id.desc())
    )

    def one(row: Any) -> Finding:
        values: dict[str, object] = {} if sizes is None else {"size": sizes[row.id]}
        return Finding(
            "activity", row.uid, row.title, tuple(groups[row.id]), row.ended_on, values=values
        )

    return [one(row) for row in rows]
