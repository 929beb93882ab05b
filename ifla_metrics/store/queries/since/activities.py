"""Activities that had counted in the period and say otherwise now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.store import activity_rows as tables
from ifla_metrics.store.catalogue import counting_roles
from ifla_metrics.store.queries.activities import COUNTED
from ifla_metrics.store.queries.since.between import Between, Row, unsought
from ifla_metrics.store.queries.since.changed import Versions, changed
from ifla_metrics.store.queries.since.endings import endings
from ifla_metrics.store.queries.since.told import Told, differences
from ifla_metrics.store.queries.since.whole import asked_for, whole_versions

KIND = "activity"
FIELDS = (
    "lifecycle",
    "started_on",
    "countries",
    "participations",
    "directions",
    "outcomes",
)
"""What numbers are made of, as `differences` tells it; `_differs` asks the same in SQL."""
VERSIONS = Versions.of(tables.VERSION, "activity_id")
Rows = Callable[[sa.ColumnElement[Any]], sa.Select[Any]]
"""The rows that belong to the version of an id."""


def amended_activities(connection: Connection, asked: Between, most: int) -> tuple[list[Row], int]:
    """Return a row for each field that says otherwise, and how many activities do not fit in."""
    then, days = VERSIONS.then.c, asked.period
    wanted = sa.and_(
        then.lifecycle.in_(COUNTED),
        unsought(then.started_on).between(days.starts_on, days.ends_on),
        *asked_for(asked, VERSIONS.then),
    )
    found = changed(
        connection, asked, VERSIONS, wanted=wanted, differs=_differs(connection, asked), most=most
    )
    ids = [i for pair in found.newest for i in pair if i is not None]
    held = {row["id"]: row for row in whole_versions(connection, ids, asked)}
    gone = {held[then]["activity_id"]: held[then]["uid"] for then, now in found.newest if not now}
    last = endings(connection, KIND, VERSIONS, gone, asked.now.until)
    told: list[Row] = []
    for old, new in found.newest:
        before, now = held[old], held.get(new)
        said = now or {**last[before["activity_id"]], "uid": before["uid"]}
        told += differences(Told(KIND, FIELDS, asked), before, now, said)
    return told, found.total - len(found.newest)


def _differs(connection: Connection, asked: Between) -> sa.ColumnElement[bool]:
    """Return the condition that the versions then and now differ in one of FIELDS."""
    then, now = VERSIONS.then.c, VERSIONS.now.c
    framework, roles = asked.framework.id, sorted(counting_roles(connection))
    line = tables.PARTICIPATION.c

    def people(version: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
        counted = line.version_id == version, line.role.in_(roles), line.reach == "direct"
        return sa.select(sa.func.sum(line.count)).where(*counted).scalar_subquery()

    return sa.or_(
        then.lifecycle != now.lifecycle,
        then.started_on != now.started_on,
        people(then.id).is_distinct_from(people(now.id)),
        *_either_way(_rows(tables.COUNTRY, ("country",))),
        *_either_way(_rows(tables.ALIGNMENT, ("direction", "weight", "is_primary"), framework)),
        *_either_way(_rows(tables.CONTRIBUTION, ("outcome",), framework)),
    )


def _rows(table: sa.Table, columns: tuple[str, ...], framework: str = "") -> Rows:
    """Return how to ask for what belongs to a version, each with its place among the others.

    The place is counted, because the rows of other strategies stand in between.
    """
    c = table.c
    place = sa.func.row_number().over(order_by=c.position)

    def of(version: sa.ColumnElement[Any]) -> sa.Select[Any]:
        rows = sa.select(place, *(c[name] for name in columns)).where(c.version_id == version)
        return rows.where(c.framework == framework) if framework else rows

    return of


def _either_way(rows: Rows) -> Iterator[sa.ColumnElement[bool]]:
    then, now = rows(VERSIONS.then.c.id), rows(VERSIONS.now.c.id)
    for some, others in ((then, now), (now, then)):
        sides = (one.correlate(VERSIONS.then, VERSIONS.now) for one in (some, others))
        yield sa.exists(sa.except_(*sides))
