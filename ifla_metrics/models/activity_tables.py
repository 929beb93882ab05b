"""Tables of the activity log: an identity and its versions; every child belongs to a version.

A version is never changed: an amendment is a further version, a withdrawal a version marked so.
The id of a version is the sequence number that orders the history; clocks only date it.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import (
    BIG,
    KEYED,
    STRICT,
    Stored,
    check,
    decided,
    one_of,
    recorded,
    truth,
)
from ifla_metrics.models.columns import (
    WHOLE_WEIGHT,
    Gender,
    Lifecycle,
    Precision,
    Provenance,
    Qualifier,
    Reach,
    UtcTime,
)

IS_CURRENT = sa.text("superseded_at IS NULL")
HAS_KEY = sa.text("idempotency_key IS NOT NULL")


def _of_node(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["framework", column], ["node.framework", "node.code"])


class ActivityRow(Stored, table=True):
    """An activity as a thing with a name: everything said about it stands in its versions."""

    __tablename__ = "activity"
    __table_args__ = (STRICT,)

    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    uid: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UtcTime)
    logged_on: date | None = None
    """The day it was first logged; NULL when that day is assumed, so that no delay is computed."""


class ActivityVersionRow(Stored, table=True):
    """What was said about an activity from one moment to another."""

    __tablename__ = "activity_version"
    __table_args__ = (
        sa.UniqueConstraint("activity_id", "version"),
        sa.Index(
            "ix_activity_version_current",
            "activity_id",
            unique=True,
            sqlite_where=IS_CURRENT,
            postgresql_where=IS_CURRENT,
        ),
        sa.Index(
            "ix_activity_version_started",
            "started_on",
            sqlite_where=IS_CURRENT,
            postgresql_where=IS_CURRENT,
        ),
        sa.Index(
            "ix_activity_version_idempotency_key",
            "idempotency_key",
            unique=True,
            sqlite_where=HAS_KEY,
            postgresql_where=HAS_KEY,
        ),
        *recorded("activity_version", "started_on"),
        *decided("activity_version", "started_on", "lifecycle", "provenance", "withdrawn"),
        check("version_positive", "version >= 1"),
        check("title_length", "length(title) BETWEEN 3 AND 200"),
        check("ends_after_start", "ended_on >= started_on"),
        check("superseded_after", "superseded_at >= recorded_at"),
        one_of("lifecycle", Lifecycle),
        one_of("date_precision", Precision),
        one_of("level", ("", "national", "regional", "international")),
        one_of("arena", ("", "within_ifla", "within_association", "advocate")),
        one_of("mode", ("", "on_site", "remote", "mixed")),
        one_of("provenance", Provenance),
        *truth("withdrawn", "known_from_assumed"),
        STRICT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    activity_id: int = Field(foreign_key="activity.id", sa_type=BIG)
    version: int
    title: str
    kind: str
    lifecycle: str
    started_on: date
    ended_on: date
    date_precision: str
    date_as_stated: str
    planned_started_on: date | None = None
    planned_ended_on: date | None = None
    level: str
    arena: str
    mode: str
    language: str
    description: str
    provenance: str
    source: str
    note: str
    withdrawn: bool
    known_from_assumed: bool
    recorded_at: datetime = Field(sa_type=UtcTime)
    recorded_by: str
    reason: str
    superseded_at: datetime | None = Field(default=None, sa_type=UtcTime)
    idempotency_key: str | None = None
    approved_at: datetime | None = Field(default=None, sa_type=UtcTime)
    returned_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ActivityGroupRow(Stored, table=True):
    """A working group did it; the lead stands first."""

    __tablename__ = "activity_group"
    __table_args__ = (sa.Index(None, "group_code", "version_id"), *truth("lead"), KEYED)

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)
    position: int = Field(primary_key=True)
    group_code: str = Field(foreign_key="working_group.code")
    lead: bool


class ActivityCountryRow(Stored, table=True):
    """It took place in, or was for, a country."""

    __tablename__ = "activity_country"
    __table_args__ = (KEYED,)

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)
    position: int = Field(primary_key=True)
    country: str = Field(foreign_key="country.alpha3")


class ActivityAssociationRow(Stored, table=True):
    """A library association took part."""

    __tablename__ = "activity_association"
    __table_args__ = (KEYED,)

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)
    position: int = Field(primary_key=True)
    association: str = Field(foreign_key="association.code")


class ContributionRow(Stored, table=True):
    """The claim to have advanced an outcome."""

    __tablename__ = "contribution"
    __table_args__ = (_of_node("outcome"), KEYED)

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)
    position: int = Field(primary_key=True)
    framework: str
    outcome: str


class AlignmentRow(Stored, table=True):
    """A direction that it served, with its weight in 1200ths."""

    __tablename__ = "alignment"
    __table_args__ = (
        _of_node("direction"),
        check("weight_is_a_part", f"weight BETWEEN 1 AND {WHOLE_WEIGHT}"),
        *truth("is_primary"),
        KEYED,
    )

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)
    position: int = Field(primary_key=True)
    framework: str
    direction: str
    weight: int
    is_primary: bool


class ParticipationRow(Stored, table=True):
    """A count of attendances of one kind; NULL is unknown."""

    __tablename__ = "participation"
    __table_args__ = (
        check("count_in_bounds", "count BETWEEN 0 AND 10000000"),
        one_of("gender", Gender),
        one_of("mode", ("on_site", "remote", "not_stated")),
        one_of("reach", Reach),
        one_of("qualifier", Qualifier),
        KEYED,
    )

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)
    line: int = Field(primary_key=True)
    country: str | None = Field(default=None, foreign_key="country.alpha3")
    association: str | None = Field(default=None, foreign_key="association.code")
    gender: str
    role: str
    mode: str
    reach: str
    count: int | None = None
    qualifier: str
    dimensions: str
    """Further dimensions as a JSON object of texts, `{}` when there are none."""
    note: str


class EvidenceRow(Stored, table=True):
    """Where it can be read or seen."""

    __tablename__ = "evidence"
    __table_args__ = (KEYED,)

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)
    position: int = Field(primary_key=True)
    address: str
