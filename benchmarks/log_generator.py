"""Fill a database with a seeded log, its cells and those of the frozen meetings, in bounded memory.

The rows go through the driver into the real tables; the cells are counted at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from benchmarks.random_activities import Counted, Recorded, recorded_activities
from ifla_metrics.store import kinds as tables
from ifla_metrics.store.bulk import insert
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import engine_of, writing
from ifla_metrics.store.search import Searchable, index
from ifla_metrics.store.summary_cells import refill_all

BATCH = 20_000
HOUR_LATER, REVIEWED = {"hour": 15}, {"hour": 16}
WAITS = 100
"""One entry in so many was never reviewed."""
Row = tuple[Any, ...]


def fill(url: str, number: int, *, seed: int = 1) -> None:
    """Add `number` activities to an initialised database."""
    engine = engine_of(url)
    log = recorded_activities(number, seed=seed)
    while batch := list(islice(log, BATCH)):
        with writing(engine) as connection:
            _insert(connection, batch)
    with writing(engine) as connection:
        refill_all(connection, catalogue(connection).rules)


def _insert(connection: Connection, batch: Sequence[Recorded]) -> None:
    activity_id = _last(connection, tables.ACTIVITY) + 1
    version_id = _last(connection, tables.VERSION) + 1
    activities: list[Row] = []
    versions: list[Row] = []
    found: list[Searchable] = []
    children: dict[sa.Table, list[Row]] = {table: [] for table, _columns in CHILDREN}
    for recorded in batch:
        at = recorded.recorded_at
        activities.append((activity_id, f"gen-{activity_id:08d}", at, recorded.first.logged_on))
        told = [recorded.first]
        if recorded.amended is not None or recorded.withdrawn:
            told.append(recorded.amended or recorded.first)
        for number, said in enumerate(told, start=1):
            last = number == len(told)
            versions.append(
                (
                    version_id,
                    activity_id,
                    number,
                    recorded.title,
                    recorded.kind,
                    said.lifecycle,
                    said.started_on,
                    said.ended_on,
                    "day",
                    "",
                    None,
                    None,
                    said.level,
                    said.arena,
                    "",
                    "en",
                    "",
                    said.provenance,
                    "",
                    "",
                    recorded.withdrawn and last,
                    False,
                    at.replace(**HOUR_LATER) if number > 1 else at,
                    "generator",
                    "Counted anew" if number > 1 else "",
                    None if last else at.replace(**HOUR_LATER),
                    None,
                    at.replace(**REVIEWED)
                    if last and not recorded.withdrawn and activity_id % WAITS
                    else None,
                )
            )
            if last:
                words = f"gen-{activity_id:08d} {recorded.title} {recorded.kind}"
                found.append(Searchable(version_id, words, said.countries, said.groups))
            for table, rows in _children(said):
                children[table] += [(version_id, place, *row) for place, row in enumerate(rows)]
            version_id += 1
        activity_id += 1
    written = [
        (tables.ACTIVITY, ("id", "uid", "created_at", "logged_on"), activities),
        (tables.VERSION, VERSION_COLUMNS, versions),
        *((table, ("version_id", *columns), children[table]) for table, columns in CHILDREN),
    ]
    for table, columns, rows in written:
        insert(connection, table, (dict(zip(columns, row, strict=True)) for row in rows))
    index(connection, found)


def _last(connection: Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0)


def _children(said: Counted) -> Iterator[tuple[sa.Table, list[Row]]]:
    yield tables.GROUP, [(group, place == 0) for place, group in enumerate(said.groups)]
    yield tables.COUNTRY, [(country,) for country in said.countries]
    yield tables.ASSOCIATION, [(association,) for association in said.associations]
    yield tables.CONTRIBUTION, list(said.outcomes)
    yield tables.ALIGNMENT, list(said.alignments)
    yield (
        tables.PARTICIPATION,
        [
            (
                line.country or None,
                line.association or None,
                line.gender,
                line.role,
                line.mode,
                line.reach,
                line.number,
                line.qualifier,
                "{}",
                "",
            )
            for line in said.lines
        ],
    )


VERSION_COLUMNS = (
    "id",
    "activity_id",
    "version",
    *(field for field in tables.ACTIVITY_KIND.fields if field in tables.VERSION.c),
    "withdrawn",
    "known_from_assumed",
    "recorded_at",
    "recorded_by",
    "reason",
    "superseded_at",
    "idempotency_key",
    "approved_at",
)
CHILDREN: tuple[tuple[sa.Table, tuple[str, ...]], ...] = (
    (tables.GROUP, ("position", "group_code", "lead")),
    (tables.COUNTRY, ("position", "country")),
    (tables.ASSOCIATION, ("position", "association")),
    (tables.CONTRIBUTION, ("position", "framework", "outcome")),
    (tables.ALIGNMENT, ("position", "framework", "direction", "weight", "is_primary")),
    (
        tables.PARTICIPATION,
        (
            "line",
            "country",
            "association",
            "gender",
            "role",
            "mode",
            "reach",
            "count",
            "qualifier",
            "dimensions",
            "note",
        ),
    ),
)
