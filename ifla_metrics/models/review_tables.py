"""Tables of review: decisions on versions, locked periods, nil returns, settings of a strategy."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.choices import COUNTS
from ifla_metrics.models.base import STRICT, Numbered, OfFramework, Stored, check, one_of

DECISIONS = ("approved", "returned")


def period_key(table: str = "reporting_period", code: str = "code") -> sa.ForeignKeyConstraint:
    """Return the foreign key of the columns that name a period of a framework."""
    return sa.ForeignKeyConstraint(
        ["framework", "period"], [f"{table}.framework", f"{table}.{code}"]
    )


class OfPeriod(Stored):
    """Rows of a reporting period."""

    framework: str = Field(primary_key=True)
    period: str = Field(primary_key=True)


class ReviewRow(Numbered, table=True):
    """One decision of the secretariat on one version. Never changed, never deleted."""

    __table_args__ = (
        sa.UniqueConstraint("kind", "uid", "version"),
        one_of("decision", DECISIONS),
        check("return_says_why", "decision <> 'returned' OR comment <> ''"),
        STRICT,
    )

    kind: str
    """`activity` or a kind of record."""
    uid: str
    version: int
    decision: str
    comment: str
    decided_at: datetime
    decided_by: str


class PeriodLockRow(OfPeriod, table=True):
    """A reporting period in which nothing more is written, and why."""

    __table_args__ = (period_key(), STRICT)

    reason: str
    locked_at: datetime
    locked_by: str


class PeriodOpeningRow(OfPeriod, table=True):
    """A locked period is open to one group until the end of a day, and why."""

    __table_args__ = (period_key("period_lock", "period"), STRICT)

    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    until: date
    reason: str
    opened_at: datetime
    opened_by: str


class NilReturnRow(OfPeriod, table=True):
    """A group says that it has nothing to report for a period."""

    __table_args__ = (period_key(), STRICT)

    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    line: str
    recorded_at: datetime
    recorded_by: str


class FrameworkSettingRow(OfFramework, table=True):
    """What the organisation decides about a strategy; one without a row has the defaults."""

    __table_args__ = (
        one_of("counts", COUNTS),
        check("due_days_in_bounds", "due_days BETWEEN 0 AND 366"),
        STRICT,
    )

    counts: str
    """Which items figures count: all that were sent and not returned, or approved ones only."""
    due_days: int
    """Days after the end of a period by which its report is due."""
    asked_from: date | None = None
    """Reports are due for periods that end on this day or later."""
