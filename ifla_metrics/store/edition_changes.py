"""What was recorded since an edition was printed: the entries that may explain a changed figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.review_tables import ReviewRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.periods import Period
from ifla_metrics.store.as_of import end_of
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.editions import Edition, printed_in
from ifla_metrics.store.kinds import ACTIVITY, KINDS, VERSION, RecordKind

MOST = 20_000
"""High enough to list them all: a figure whose entry is missing would seem to change by itself."""
DECIDED = {"sent": "returned_at", "approved": "approved_at"}
"""The column of the decision that moves figures, by what a strategy counts."""
_REVIEW = table_of(ReviewRow)
_Statement = tuple[str, sa.Select[*tuple[Any, ...]]]
"""The kind of entry, and the statement that finds the versions."""


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
        """The day (in UTC) from which figures may differ."""
        return self.at.date()

    @property
    def frame(self) -> str:
        """The frame of a reading that a record is in; empty for an activity."""
        return KINDS[self.kind].frame if self.kind in KINDS else ""


def since_printed(connection: Connection, figure_ids: Sequence[str]) -> dict[str, list[Changed]]:
    """Return by figure id what was recorded since the newest edition that has printed it.

    An id that no edition has printed is not in it.
    """

    @cache
    def since(edition: Edition) -> list[Changed]:
        return since_edition(connection, edition)

    return {one: since(edition) for one, edition in printed_in(connection, figure_ids).items()}


def since_edition(connection: Connection, edition: Edition) -> list[Changed]:
    """Return what bears on an edition and was recorded after the state it shows, newest first.

    An activity bears on it when it begins in its period, or did so in its version before: one that
    names no part of the strategy counts there as not stated. A record bears on it when it is about
    the strategy and a day by the end of the period.
    """
    moment = min(edition.frozen_at, end_of(edition.known_on))
    known = catalogue(connection)
    framework = edition.framework
    period = known.framework_at(framework, moment).period(edition.period)
    counts = known.settings[framework].counts
    statements = [*_activities(moment, period, counts)]
    for kind in KINDS.values():
        statements += _records(kind, moment, framework, period.ends_on, counts)
    found = [Changed(kind, *row) for kind, asked in statements for row in connection.execute(asked)]
    return sorted(found, key=lambda change: change.at, reverse=True)[:MOST]


def _activities(moment: datetime, period: Period, counts: str) -> Iterator[_Statement]:
    v, before = VERSION.c, VERSION.alias("version_before")
    days = (period.starts_on, period.ends_on)
    earlier = sa.exists().where(
        before.c.activity_id == v.activity_id,
        before.c.version == v.version - 1,
        before.c.started_on.between(*days),
    )
    uid = ACTIVITY.c.uid
    for at, reason, rule in _moments("activity", VERSION, uid, counts):
        yield (
            "activity",
            sa.select(uid, v.title, v.version, v.withdrawn, at, v.recorded_by, reason)
            .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == v.activity_id)
            .where(at >= moment, rule, sa.or_(v.started_on.between(*days), earlier))
            .order_by(at.desc(), v.id.desc())
            .limit(MOST),
        )


def _records(
    kind: RecordKind, moment: datetime, framework: str, ends_on: date, counts: str
) -> Iterator[_Statement]:
    c = kind.table.c
    day = c.as_of if "as_of" in c else sa.func.coalesce(c.actual_on, c.planned_on)
    for at, reason, rule in _moments(kind.name, kind.table, c.uid, counts):
        yield (
            kind.name,
            sa.select(c.uid, kind.title, c.version, c.withdrawn, at, c.recorded_by, reason)
            .where(at >= moment, rule, c.framework == framework)
            .where(sa.or_(day.is_(None), day <= ends_on))
            .order_by(at.desc(), c.id.desc())
            .limit(MOST),
        )


def _moments(
    kind: str, table: sa.Table, uid: sa.ColumnElement[str], counts: str
) -> Iterator[tuple[sa.ColumnElement[Any], sa.ColumnElement[Any], sa.ColumnElement[bool]]]:
    """Yield the moments at which a version may have moved a figure, each with reason and rule.

    A decision made with the recording, as for documented entries, is not listed again.
    """
    c, review = table.c, _REVIEW.c
    yield c.recorded_at, c.reason, sa.true()
    decided = c[DECIDED[counts]]
    comment = sa.select(review.comment).where(
        review.kind == kind, review.uid == uid, review.version == c.version
    )
    yield decided, sa.func.coalesce(comment.scalar_subquery(), ""), decided > c.recorded_at
