"""Tables of the other records, all versioned alike: one row is one version of one record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import BIG, STRICT, Stored, check, decided, one_of, recorded, truth
from ifla_metrics.models.columns import (
    Gender,
    Precision,
    Provenance,
    Qualifier,
    UtcTime,
    ValueState,
)

IS_CURRENT = sa.text("superseded_at IS NULL")
HAS_KEY = sa.text("idempotency_key IS NOT NULL")


class Versioned(Stored):
    """What every version of a record carries; `id` orders the history."""

    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    uid: str
    version: int
    framework: str = Field(foreign_key="framework.id")
    group_code: str = Field(foreign_key="working_group.code")
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


def versioned(table: str, *further: Any) -> tuple[Any, ...]:
    """Return the constraints of a table of versions, and its further ones."""
    return (
        sa.UniqueConstraint("uid", "version"),
        sa.Index(
            f"ix_{table}_current",
            "uid",
            unique=True,
            sqlite_where=IS_CURRENT,
            postgresql_where=IS_CURRENT,
        ),
        sa.Index(
            f"ix_{table}_idempotency_key",
            "idempotency_key",
            unique=True,
            sqlite_where=HAS_KEY,
            postgresql_where=HAS_KEY,
        ),
        *decided(table),
        *recorded(table),
        check("version_positive", "version >= 1"),
        check("superseded_after", "superseded_at >= recorded_at"),
        one_of("provenance", Provenance),
        *truth("withdrawn", "known_from_assumed"),
        *further,
        STRICT,
    )


def _node() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["framework", "node"], ["node.framework", "node.code"])


def _indicator() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["framework", "indicator"], ["indicator.framework", "indicator.code"]
    )


class ObservationRow(Versioned, table=True):
    """A value of an indicator on a day."""

    __tablename__ = "observation"
    __table_args__ = versioned(
        "observation",
        _indicator(),
        one_of("state", ValueState),
        one_of("qualifier", Qualifier),
        check("denominator_positive", "denominator > 0"),
        check(
            "says_something",
            "state <> 'reported' OR value IS NOT NULL"
            " OR (numerator IS NOT NULL AND denominator IS NOT NULL)",
        ),
    )

    indicator: str
    as_of: date
    period: str
    country: str | None = Field(default=None, foreign_key="country.alpha3")
    value: float | None = Field(default=None, sa_type=sa.Double)
    numerator: float | None = Field(default=None, sa_type=sa.Double)
    denominator: float | None = Field(default=None, sa_type=sa.Double)
    state: str
    qualifier: str


class MilestoneRow(Versioned, table=True):
    """A step on the way, planned and reached."""

    __tablename__ = "milestone"
    __table_args__ = versioned(
        "milestone", _node(), _indicator(), one_of("date_precision", Precision)
    )

    node: str
    indicator: str | None = None
    title: str
    planned_on: date | None = None
    actual_on: date | None = None
    date_precision: str
    date_as_stated: str
    evidence: str


class CohortCountRow(Versioned, table=True):
    """How many of a cohort had come to a stage by a day."""

    __tablename__ = "cohort_count"
    __table_args__ = versioned(
        "cohort_count",
        _node(),
        one_of("stage", ("nominated", "selected", "in_programme", "completed", "leadership_role")),
        one_of("gender", Gender),
        one_of("qualifier", Qualifier),
        check("count_in_bounds", "count BETWEEN 0 AND 10000000"),
    )

    node: str
    cohort: str
    stage: str
    as_of: date
    count: int | None = None
    gender: str
    qualifier: str


class ResourceStageRow(Versioned, table=True):
    """The stage of a resource in a language by a day."""

    __tablename__ = "resource_stage"
    __table_args__ = versioned(
        "resource_stage", _node(), one_of("stage", ("started", "drafted", "released"))
    )

    node: str
    resource: str
    title: str
    kind: str
    language: str
    stage: str
    as_of: date


class AssociationOutcomeRow(Versioned, table=True):
    """What changed for a library association."""

    __tablename__ = "association_outcome"
    __table_args__ = versioned(
        "association_outcome", _node(), _indicator(), one_of("qualifier", Qualifier)
    )

    node: str
    indicator: str | None = None
    association: str = Field(foreign_key="association.code")
    kind: str
    title: str
    before: float | None = Field(default=None, sa_type=sa.Double)
    after: float | None = Field(default=None, sa_type=sa.Double)
    change_percent: float | None = Field(default=None, sa_type=sa.Double)
    as_of: date
    qualifier: str
    evidence: str


class StoryRow(Versioned, table=True):
    """What changed for whom, with the evidence."""

    __tablename__ = "story"
    __table_args__ = versioned("story", _node())

    node: str
    title: str
    change: str
    for_whom: str
    country: str | None = Field(default=None, foreign_key="country.alpha3")
    association: str | None = Field(default=None, foreign_key="association.code")
    as_of: date
    evidence: str


class RemarkRow(Versioned, table=True):
    """The owner's line beside a rating; `subject` is a node or an indicator."""

    __tablename__ = "remark"
    __table_args__ = versioned("remark")

    subject: str
    as_of: date
    why: str
    ask: str
