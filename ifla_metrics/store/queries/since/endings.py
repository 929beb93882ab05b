"""What a state of the log knew last of entries that had stopped counting, when, and why.

A return is a decision on a version: its reason and its moment stand with the decision, also after
the group has amended what came back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.review_tables import ReviewRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.queries.since.between import Row
from ifla_metrics.store.queries.since.changed import Versions

REVIEW = table_of(ReviewRow)


def endings(
    connection: Connection,
    kind: str,
    versions: Versions,
    gone: Mapping[Any, str],
    until: datetime | None,
) -> dict[Any, Row]:
    """Return the last version of each entry, with the reason and the moment at which it ended.

    Args:
        connection: Any.
        kind: `activity` or a kind of record.
        versions: Its versions.
        gone: The entries: what a version says that it is a version of, and the uid.
        until: What was recorded or decided before this moment; None: ever.
    """
    if not gone:
        return {}
    last = _last(connection, versions, list(gone), until)
    c = REVIEW.c
    rules = [c.kind == kind, c.uid.in_(gone.values()), c.decision == "returned"]
    if until is not None:
        rules.append(c.decided_at < until)
    asked = sa.select(c.uid, c.version, c.comment, c.decided_at).where(*rules)
    returns = {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(asked)}
    for entry, row in last.items():
        returned = returns.get((gone[entry], row["version"]))
        if returned and not row["withdrawn"]:
            row["reason"], row["recorded_at"] = returned
    return last


def _last(
    connection: Connection, versions: Versions, entries: list[Any], until: datetime | None
) -> dict[Any, Row]:
    table, identity = versions.table, versions.identity
    c = table.c
    newest = sa.select(sa.func.max(c.id)).where(c[identity].in_(entries)).group_by(c[identity])
    if until is not None:
        newest = newest.where(c.recorded_at < until)
    rows = connection.execute(sa.select(table).where(c.id.in_(newest))).mappings()
    return {row[identity]: dict(row) for row in rows}
