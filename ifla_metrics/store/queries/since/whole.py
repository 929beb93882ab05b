"""Versions of activities with all that belongs to them, and the rules that both lists share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.store import activity_rows as tables
from ifla_metrics.store.queries.activities import activity_frame
from ifla_metrics.store.queries.since.between import Between, Row


def asked_for(asked: Between, versions: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
    """Give the conditions of the reader's choices on a version of an activity."""
    if asked.documented_only:
        yield versions.c.provenance != "synthetic"
    if asked.direction:
        served = tables.ALIGNMENT.c
        yield sa.exists().where(
            served.version_id == versions.c.id,
            served.framework == asked.framework.id,
            served.direction == asked.direction,
        )


def whole_versions(connection: Connection, ids: Sequence[int], asked: Between) -> list[Row]:
    """Return versions of activities with all that belongs to them, in the order of `ids`."""
    if not ids:
        return []
    held = connection.execute(
        sa.select(tables.VERSION, tables.ACTIVITY.c.uid)
        .join_from(
            tables.VERSION, tables.ACTIVITY, tables.ACTIVITY.c.id == tables.VERSION.c.activity_id
        )
        .where(tables.VERSION.c.id.in_(ids))
    ).mappings()
    by_id = {row["id"]: dict(row) for row in held}
    found = [by_id[i] for i in ids]
    frame = activity_frame(connection, found, asked.framework.id)
    names = [str(c) for c in frame.columns]
    columns = (frame[c].tolist() for c in names)
    whole = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return [{**row, **more} for row, more in zip(found, whole, strict=True)]
