"""Tables of review: decisions on versions, locked periods, nil returns, settings of a strategy."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.choices import COUNTS
from ifla_metrics.models.base import BIG, STRICT, Stored, check, one_of
from ifla_metrics.models.columns import UtcTime

DECISIONS = ("approved", "returned")


def _of_period(table: str = "reporting_period", period: str = "code") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["framework", "period"], [f"{table}.framework", f"{table}.{period}"]
    )


class ReviewRow(Stored, table=True):
    """One decision of the secretariat on one version. Never changed, never deleted."""

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("kind", "uid", "version"),
        one_of("decision", DECISIONS),
        check("return_says_why", "decision <> 'returned' OR comment <> ''"),
        STRICT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    kind: str
    """`activity` or a kind of record."""
    uid: str
    version: int
    decision: str
    comment: str
    decided_at: datetime = Field(sa_type=UtcTime)
    decided_by: str


class PeriodLockRow(Stored, table=True):
    """A reporting period in which nothing more is written, and why."""

    __tablename__ = "period_lock"
    __table_args__ = (_of_period(), STRICT)

    framework: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    reason: str
    locked_at: datetime = Field(sa_type=UtcTime)
    locked_by: str


class PeriodOpeningRow(Stored, table=True):
    """A locked period is open to one group to the end of a day, and why."""

    __tablename__ = "period_opening"
    __table_args__ = (_of_period("period_lock", "period"), STRICT)

    framework: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    until: date
    reason: str
    opened_at: datetime = Field(sa_type=UtcTime)
    opened_by: str


class NilReturnRow(Stored, table=True):
    """A group says that it has nothing to report for a period."""

    __tablename__ = "nil_return"
    __table_args__ = (_of_period(), STRICT)

    framework: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    line: str
    recorded_at: datetime = Field(sa_type=UtcTime)
    recorded_by: str


class FrameworkSettingRow(Stored, table=True):
    """What the organisation decides about a strategy; a strategy without a row has the defaults."""

    __tablename__ = "framework_setting"
    __table_args__ = (
        one_of("counts", COUNTS),
        check("due_days_in_bounds", "due_days BETWEEN 0 AND 366"),
        STRICT,
    )

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    counts: str
    """Which items figures count: all that were sent and not returned, or approved ones alone."""
    due_days: int
    """Days after the end of a period by which its report is due."""
    asked_from: date | None = None
    """Reports are asked for from periods that end on this day or later."""
