"""What the log says otherwise since a moment: versions recorded or decided upon, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.review_tables import ReviewRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.activity_rows import ACTIVITY, VERSION
from ifla_metrics.store.record_kinds import KINDS, Kind

MOST = 200
REVIEW = table_of(ReviewRow)
DECIDED = {"sent": "returned_at", "approved": "approved_at"}
"""The column of the decision that moves figures, by what a strategy counts."""


class Changed(NamedTuple):
    """A version of an activity or a record that was recorded or decided upon since."""

    kind: str
    uid: str
    title: str
    version: int
    withdrawn: bool
    at: datetime
    """When it was recorded; of a decision, when it was decided."""
    recorded_by: str
    reason: str
    """Of whoever recorded it; of a decision, the comment."""

    @property
    def day(self) -> date:
        """The day (in UTC) from which on figures may say otherwise."""
        return self.at.date()

    @property
    def frame(self) -> str:
        """The frame of a reading that a record is in; of an activity none."""
        return KINDS[self.kind].frame if self.kind in KINDS else ""


def changes_since(
    connection: Connection,
    moment: datetime,
    *,
    framework: str,
    starts_on: date,
    ends_on: date,
    counts: str,
    most: int = MOST,
) -> list[Changed]:
    """Return versions recorded or decided upon since a moment that bear on a strategy and days.

    An activity bears on every strategy when it begins in the span, or did so in its version before:
    one that names no part of a strategy counts there as not stated. A record bears when it speaks
    of the strategy and a day by the end.

    Args:
        connection: An open transaction.
        moment: The moment.
        framework: The strategy.
        starts_on: The first day.
        ends_on: The last day.
        counts: What the strategy counts, `sent` or `approved`: which decisions move its figures.
        most: At most so many.
    """
    found = _activities(
        connection, moment, starts_on=starts_on, ends_on=ends_on, counts=counts, most=most
    )
    for kind in KINDS.values():
        found += _records(
            connection,
            kind,
            moment,
            framework=framework,
            ends_on=ends_on,
            counts=counts,
            most=most,
        )
    return sorted(found, key=lambda change: change.at, reverse=True)[:most]


def _activities(
    connection: Connection,
    moment: datetime,
    *,
    starts_on: date,
    ends_on: date,
    counts: str,
    most: int,
) -> list[Changed]:
    v, before = VERSION.c, VERSION.alias("said_before")
    earlier = sa.exists().where(
        before.c.activity_id == v.activity_id,
        before.c.version == v.version - 1,
        before.c.started_on.between(starts_on, ends_on),
    )
    bears = sa.or_(v.started_on.between(starts_on, ends_on), earlier)
    return [
        Changed("activity", *row)
        for at, reason, rule in _ways("activity", VERSION, ACTIVITY.c.uid, counts)
        for row in connection.execute(
            sa.select(ACTIVITY.c.uid, v.title, v.version, v.withdrawn, at, v.recorded_by, reason)
            .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == v.activity_id)
            .where(at >= moment, rule, bears)
            .order_by(at.desc(), v.id.desc())
            .limit(most)
        )
    ]


def _records(
    connection: Connection,
    kind: Kind,
    moment: datetime,
    *,
    framework: str,
    ends_on: date,
    counts: str,
    most: int,
) -> list[Changed]:
    c = kind.table.c
    day = c.as_of if "as_of" in c else sa.func.coalesce(c.actual_on, c.planned_on)
    return [
        Changed(kind.name, *row)
        for at, reason, rule in _ways(kind.name, kind.table, c.uid, counts)
        for row in connection.execute(
            sa.select(c.uid, kind.title, c.version, c.withdrawn, at, c.recorded_by, reason)
            .where(at >= moment, rule, c.framework == framework)
            .where(sa.or_(day.is_(None), day <= ends_on))
            .order_by(at.desc(), c.id.desc())
            .limit(most)
        )
    ]


def _ways(
    kind: str, table: sa.Table, uid: sa.ColumnElement[str], counts: str
) -> Iterator[tuple[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.ColumnElement[bool]]]:
    """Give the moments at which a version may have moved a figure, each with its reason and rule.

    What is decided with the recording (documented rows are) is not told twice.
    """
    c, review = table.c, REVIEW.c
    yield c.recorded_at, c.reason, sa.true()
    decided = c[DECIDED[counts]]
    comment = sa.select(review.comment).where(
        review.kind == kind, review.uid == uid, review.version == c.version
    )
    yield decided, sa.func.coalesce(comment.scalar_subquery(), ""), decided > c.recorded_at
