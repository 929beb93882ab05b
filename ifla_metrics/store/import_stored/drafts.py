"""What versions of activities say, many at once: one statement for versions, a few for children."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.columns import (
    Gender,
    Lifecycle,
    Precision,
    Provenance,
    Qualifier,
    Reach,
)
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
)
from ifla_metrics.store.activity_rows import (
    ACTIVITY,
    ALIGNMENT,
    ASSOCIATION,
    CONTRIBUTION,
    COUNTRY,
    EVIDENCE,
    GROUP,
    PARTICIPATION,
    SCALARS,
    VERSION,
)
from ifla_metrics.store.bulk import fetch

CHUNK = 2_000
"""Names asked for in one statement."""

_LINE = (
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
)
_WORDS: dict[str, Callable[[Any], Any]] = {
    "lifecycle": Lifecycle,
    "date_precision": Precision,
    "provenance": Provenance,
}


def drafts_of(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> dict[int, ActivityDraft]:
    """Return what versions say, by the id of their row; `rows` hold the columns of each.

    Built without asking the rules again, which may have become stricter since.
    """
    found: dict[int, ActivityDraft] = {}
    for some in chunks(rows):
        ids = [row["id"] for row in some]
        groups = _children(connection, GROUP, ids, "group_code")
        countries = _children(connection, COUNTRY, ids, "country")
        associations = _children(connection, ASSOCIATION, ids, "association")
        claims = _children(connection, CONTRIBUTION, ids, "framework", "outcome")
        served = _children(
            connection, ALIGNMENT, ids, "framework", "direction", "weight", "is_primary"
        )
        lines = _children(connection, PARTICIPATION, ids, *_LINE)
        evidence = _children(connection, EVIDENCE, ids, "address")
        for row in some:
            id_ = row["id"]
            found[id_] = ActivityDraft.model_construct(
                **{name: _WORDS.get(name, _as_it_is)(row[name]) for name in SCALARS},
                groups=tuple(g for (g,) in groups[id_]),
                countries=tuple(c for (c,) in countries[id_]),
                associations=tuple(a for (a,) in associations[id_]),
                contributions=tuple(
                    ContributionDraft.model_construct(framework=f, outcome=o)
                    for f, o in claims[id_]
                ),
                alignments=tuple(
                    AlignmentDraft.model_construct(
                        framework=f, direction=d, weight=w, is_primary=bool(p)
                    )
                    for f, d, w, p in served[id_]
                ),
                participation=tuple(_line(line) for line in lines[id_]),
                evidence=tuple(e for (e,) in evidence[id_]),
            )
    return found


def versions_of(connection: Connection, *rules: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return rows of versions with the name of their activity, in the order of their days."""
    c = VERSION.c
    statement = (
        sa.select(VERSION, ACTIVITY.c.uid, ACTIVITY.c.logged_on)
        .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == c.activity_id)
        .where(*rules)
        .order_by(c.started_on, c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _as_it_is(value: Any) -> Any:
    return value


def _children(
    connection: Connection, table: sa.Table, ids: Sequence[int], *columns: str
) -> dict[int, list[tuple[Any, ...]]]:
    c = table.c
    statement = (
        sa.select(c.version_id, *(c[name] for name in columns))
        .where(c.version_id.in_(ids))
        .order_by(*table.primary_key.columns)
    )
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for version, *values in fetch(connection, statement):
        found[version].append(tuple(values))
    return found


def _line(row: Sequence[Any]) -> ParticipationDraft:
    country, association, gender, role, mode, reach, count, qualifier, dimensions, note = row
    return ParticipationDraft.model_construct(
        country=country or "",
        association=association or "",
        gender=Gender(gender),
        role=role,
        mode=mode,
        reach=Reach(reach),
        count=count,
        qualifier=Qualifier(qualifier),
        dimensions={} if dimensions == "{}" else json.loads(dimensions),
        note=note,
    )


def chunks(items: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """Yield the items, so many at a time."""
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some
