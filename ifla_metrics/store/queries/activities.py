"""The rows behind a number: activities as they counted, with everything that belongs to them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.choices import NOW
from ifla_metrics.framework import Framework
from ifla_metrics.store import as_of
from ifla_metrics.store import kinds as tables
from ifla_metrics.store.as_of import meetings, state_of
from ifla_metrics.store.catalogue import catalogue, counting_roles, framework_known
from ifla_metrics.store.queries.frames_of import frame_of

LIMIT = 500
AT_ONCE = 5_000
"""Versions asked for in one statement: databases bound the number of its parameters."""
COUNTED = ("completed", "under_way")
Children = dict[int, list[tuple[Any, ...]]]


def activities(
    connection: Connection,
    *,
    framework: str,
    days: tuple[date, date] | None = None,
    node: str = "",
    direction: str = "",
    country: str = "",
    group: str = "",
    known_on: str = NOW,
    documented_only: bool = False,
    counted_only: bool = False,
    moved_only: bool = False,
    limit: int | None = LIMIT,
) -> pd.DataFrame:
    """Return activities (frames.ACTIVITIES), the latest first.

    Args:
        connection: An open transaction.
        framework: The strategy in whose terms directions and outcomes are given.
        days: Only those whose first day is one of these two or lies between them.
        node: Only those that claim to have advanced this part or one below it.
        direction: Only those that serve it.
        country: Only those that took place there.
        group: Only those of a working group.
        known_on: As known then.
        documented_only: No synthetic ones.
        counted_only: Only those that numbers are made of (under way or completed).
        moved_only: Only those that began on another day than planned.
        limit: At most so many; None: all of them.

    Raises:
        UnknownCode: No such framework, node or known-on date.
    """
    state = state_of(known_on, meetings(connection))
    plan = framework_known(connection, framework, state.until)
    counting = catalogue(connection).settings[framework].counts
    v, a = tables.VERSION.c, tables.ACTIVITY.c
    statement = (
        sa.select(tables.VERSION, a.uid)
        .join_from(tables.VERSION, tables.ACTIVITY, a.id == v.activity_id)
        .where(as_of.counts(tables.VERSION, state.until, counting, identity="activity_id"))
        .order_by(v.started_on.desc(), v.id.desc())
        .limit(limit)
    )
    if days is not None:
        statement = statement.where(v.started_on.between(*days))
    if documented_only:
        statement = statement.where(v.provenance != "synthetic")
    if counted_only:
        statement = statement.where(v.lifecycle.in_(COUNTED))
    if moved_only:
        statement = statement.where(
            v.planned_started_on.is_not(None), v.planned_started_on != v.started_on
        )
    if node:
        below = _below(plan, node)
        claims = tables.CONTRIBUTION.c
        statement = statement.where(
            _has(claims, claims.framework == framework, claims.outcome.in_(below))
        )
    if direction:
        served = tables.ALIGNMENT.c
        statement = statement.where(
            _has(served, served.framework == framework, served.direction == direction)
        )
    if country:
        places = tables.COUNTRY.c
        statement = statement.where(_has(places, places.country == country))
    if group:
        owners = tables.GROUP.c
        statement = statement.where(_has(owners, owners.group_code == group))
    found = [dict(row) for row in connection.execute(statement).mappings()]
    return activity_frame(connection, found, framework)


def _below(plan: Framework, node: str) -> list[str]:
    plan.node(node)
    return [n.code for n in plan.nodes if node in {a.code for a in plan.lineage(n.code)}]


def _has(child: Any, *rules: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(child.version_id == tables.VERSION.c.id, *rules)


def activity_frame(
    connection: Connection, found: list[dict[str, Any]], framework: str
) -> pd.DataFrame:
    """Return versions (with their `uid`) and all that belongs to them as frames.ACTIVITIES."""
    ids = [row["id"] for row in found]
    roles = counting_roles(connection)
    groups, countries, associations, outcomes, aligned, evidence = (
        _children(connection, ids, table, columns, framework)
        for table, columns in (
            (tables.GROUP, ("group_code",)),
            (tables.COUNTRY, ("country",)),
            (tables.ASSOCIATION, ("association",)),
            (tables.CONTRIBUTION, ("outcome",)),
            (tables.ALIGNMENT, ("direction", "weight", "is_primary")),
            (tables.EVIDENCE, ("address",)),
        )
    )
    line = ("role", "reach", "count", "qualifier", "note")
    lines = _children(connection, ids, tables.PARTICIPATION, line, framework)
    rows = []
    for row in found:
        key = row["id"]
        total, inexact, note = _attendance(lines.get(key, []), roles)
        told = {
            **row,
            "groups": _bar(groups.get(key)),
            "countries": _bar(countries.get(key)),
            "associations": _bar(associations.get(key)),
            "outcomes": _bar(outcomes.get(key)),
            "directions": "|".join(
                f"{code}:{weight}{'*' if primary else ''}"
                for code, weight, primary in aligned.get(key, [])
            ),
            "evidence": _bar(evidence.get(key)),
            "participations": total,
            "participation_inexact": inexact,
            "participation_note": note,
            "known_on": row["recorded_at"].date(),
        }
        rows.append(tuple(told[name] for name in frames.ACTIVITIES))
    return frame_of(frames.ACTIVITIES, rows, whole=("version",), numbers=("participations",))


def _children(
    connection: Connection,
    ids: list[int],
    table: sa.Table,
    columns: tuple[str, ...],
    framework: str,
) -> Children:
    c = table.c
    statement = sa.select(c.version_id, *(c[name] for name in columns)).order_by(
        *table.primary_key.columns
    )
    if "framework" in c:
        statement = statement.where(c.framework == framework)
    found: Children = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        some = statement.where(c.version_id.in_(ids[start : start + AT_ONCE]))
        for key, *values in connection.execute(some):
            found[key].append(tuple(values))
    return found


def _bar(values: list[tuple[Any, ...]] | None) -> str:
    return "|".join(value for (value,) in values or ())


def _attendance(
    lines: list[tuple[Any, ...]], roles: frozenset[str]
) -> tuple[float | None, str, str]:
    """Return the direct participations (None when unknown), counts that are not exact, notes."""
    total: int | None = None
    inexact, notes = [], []
    for role, reach, number, qualifier, note in lines:
        counts = role in roles and reach == "direct"
        if counts and number is not None:
            total = (total or 0) + number
        if number is None or qualifier != "exact":
            inexact.append(f"{qualifier}:{'' if number is None else number}")
        if note:
            notes.append(note)
    return total, "|".join(dict.fromkeys(inexact)), "; ".join(dict.fromkeys(notes))
