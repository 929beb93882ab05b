"""What a state of the log knew last of an entry that had stopped counting, when, and why.

A return is a decision on a version: its reason and its moment stand with the decision, also after
the group has amended what came back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.review_tables import ReviewRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.activity_rows import ACTIVITY

REVIEW = table_of(ReviewRow)
Row = dict[str, Any]


def last_known(
    connection: Connection, table: sa.Table, identity: str, value: Any, until: datetime | None
) -> Row:
    """Return the last version of an entry that was recorded before a moment (None: ever)."""
    c = table.c
    statement = sa.select(table).where(c[identity] == value).order_by(c.id.desc())
    if until is not None:
        statement = statement.where(c.recorded_at < until)
    return dict(connection.execute(statement.limit(1)).mappings().one())


def ended(
    connection: Connection, kind: str, uid: str, last: Row, until: datetime | None
) -> Row:
    """Return the last version with the reason and the moment at which it stopped counting."""
    if last["withdrawn"]:
        return last
    c = REVIEW.c
    rules = [
        c.kind == kind, c.uid == uid, c.version == last["version"], c.decision == "returned"
    ]
    if until is not None:
        rules.append(c.decided_at < until)
    found = connection.execute(sa.select(c.comment, c.decided_at).where(*rules)).first()
    return last if found is None else {**last, "reason": found[0], "recorded_at": found[1]}


def returns(
    connection: Connection, came: sa.ColumnElement[bool]
) -> Iterator[tuple[int, datetime]]:
    """Give the activities that were returned and when, whatever became of them since.

    Args:
        connection: Any.
        came: The condition on `REVIEW.c.decided_at`.
    """
    c = REVIEW.c
    rows = connection.execute(
        sa.select(ACTIVITY.c.id, c.decided_at)
        .join_from(REVIEW, ACTIVITY, ACTIVITY.c.uid == c.uid)
        .where(c.kind == "activity", c.decision == "returned", came)
    )
    yield from ((activity, at) for activity, at in rows)
