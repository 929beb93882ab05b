"""Records of one kind that had counted and say otherwise now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.store.queries.since.between import Between, Row
from ifla_metrics.store.queries.since.changed import Pair, Versions, changed
from ifla_metrics.store.queries.since.endings import endings
from ifla_metrics.store.queries.since.told import SUBJECTS, Told, differences
from ifla_metrics.store.record_kinds import KINDS

FIELDS = {
    "observation": (
        "value",
        "numerator",
        "denominator",
        "state",
        "qualifier",
        "as_of",
        "country",
    ),
    "cohort_count": ("count", "stage", "gender", "as_of"),
    "resource_stage": ("stage", "language", "as_of"),
    "association_outcome": ("before", "after", "change_percent", "as_of"),
    "story": (),
}
"""What numbers are made of, by kind; milestones are told apart, as steps reached or moved."""
VERSIONS = {name: Versions.of(KINDS[name].table, "uid") for name in FIELDS}


def amended_records(
    connection: Connection, kind: str, asked: Between, most: int
) -> tuple[list[Row], int]:
    """Return a row for each field that says otherwise, and how many records do not fit in."""
    versions, fields = VERSIONS[kind], FIELDS[kind]
    then, now = versions.then.c, versions.now.c
    differs = sa.or_(sa.false(), *(then[n].is_distinct_from(now[n]) for n in fields))
    wanted = sa.and_(*_wanted(asked, versions))
    found = changed(connection, asked, versions, wanted=wanted, differs=differs, most=most)
    if not found.newest:
        return [], 0
    held = _held(connection, versions.table, found.newest)
    gone = {held[then]["uid"]: held[then]["uid"] for then, now in found.newest if not now}
    last = endings(connection, kind, versions, gone, asked.now.until)
    told: list[Row] = []
    for old, new in found.newest:
        before, later = held[old], None if new is None else held[new]
        said = later or last[before["uid"]]
        told += differences(Told(kind, fields, asked), before, later, said)
    return told, found.total - len(found.newest)


def _wanted(asked: Between, versions: Versions) -> Iterator[sa.ColumnElement[bool]]:
    then, now = versions.then.c, versions.now.c
    yield then.framework == asked.framework.id
    if asked.documented_only:
        yield then.provenance != "synthetic"
    if "as_of" in then:
        yield then.as_of <= asked.on
    if asked.direction:
        about = [version[n] for version in (now, then) for n in SUBJECTS if n in version]
        yield sa.func.coalesce(*about).in_(_served(asked))


def _served(asked: Between) -> list[str]:
    """Return the indicators and parts of the chosen direction."""
    framework, direction = asked.framework, asked.direction
    codes = {i.code for i in framework.indicators_under(direction)}
    codes |= {n.code for n in framework.nodes if direction in framework.directions_of(n.code)}
    return sorted(codes)


def _held(connection: Connection, table: sa.Table, pairs: list[Pair]) -> dict[int, Row]:
    ids = [i for pair in pairs for i in pair if i is not None]
    rows: Any = connection.execute(sa.select(table).where(table.c.id.in_(ids))).mappings()
    return {row["id"]: dict(row) for row in rows}
