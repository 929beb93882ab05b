"""Tables of the log: activities with the rows of their versions, and the versions of records.

A version is never changed: an amendment is a further version, a withdrawal a version marked so.
The id of a version orders the history; clocks only date it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import (
    BIG,
    KEYED,
    STRICT,
    FileContent,
    Numbered,
    Stored,
    Version,
    check,
    indicator_key,
    node_key,
    one_of,
    partial_index,
    truth,
    version_rules,
)
from ifla_metrics.models.columns import (
    WHOLE_WEIGHT,
    ActivityMode,
    Arena,
    CohortStage,
    Gender,
    Level,
    Lifecycle,
    ParticipationMode,
    Precision,
    Qualifier,
    Reach,
    ResourceStage,
    ValueState,
)


class ActivityRow(Numbered, table=True):
    """An activity; everything said about it is in its versions."""

    uid: str = Field(unique=True)
    created_at: datetime
    logged_on: date | None = None
    """The day it was first logged; NULL when that day is assumed, so that no delay is computed."""


class ActivityVersionRow(Version, table=True):
    """What was said about an activity from one moment to another."""

    __table_args__ = (
        *version_rules(
            "activity_version",
            "activity_id",
            waiting=("started_on", "lifecycle", "provenance", "withdrawn"),
        ),
        partial_index("ix_activity_version_started", "started_on", where="superseded_at IS NULL"),
        partial_index(
            "ix_activity_version_first", "recorded_at", "started_on", where="version = 1"
        ),
        check("title_length", "length(title) BETWEEN 3 AND 200"),
        check("ends_after_start", "ended_on >= started_on"),
        one_of("lifecycle", Lifecycle),
        one_of("date_precision", Precision),
        one_of("level", Level),
        one_of("arena", Arena),
        one_of("mode", ActivityMode),
        STRICT,
    )

    activity_id: int = Field(foreign_key="activity.id", sa_type=BIG)
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


class OfVersion(Stored):
    """Rows that belong to a version of an activity."""

    __table_args__: ClassVar[tuple[Any, ...]] = (KEYED,)

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)


class Positioned(OfVersion):
    """Rows of a version in the order in which they were given."""

    position: int = Field(primary_key=True)


class ActivityGroupRow(Positioned, table=True):
    """A working group did it; the lead comes first."""

    __table_args__ = (sa.Index(None, "group_code", "version_id"), *truth("lead"), KEYED)

    group_code: str = Field(foreign_key="working_group.code")
    lead: bool


class ActivityCountryRow(Positioned, table=True):
    """It took place in, or was for, a country."""

    country: str = Field(foreign_key="country.alpha3")


class ActivityAssociationRow(Positioned, table=True):
    """A library association took part."""

    association: str = Field(foreign_key="association.code")


class PartnerRow(Positioned, table=True):
    """An outside organisation that it was run with."""

    name: str
    kind: str


class ContributionRow(Positioned, table=True):
    """The claim to have advanced an outcome."""

    __table_args__ = (node_key("outcome"), KEYED)

    framework: str
    outcome: str


class AlignmentRow(Positioned, table=True):
    """A direction that it served, with its weight in 1200ths."""

    __table_args__ = (
        node_key("direction"),
        check("weight_is_a_part", f"weight BETWEEN 1 AND {WHOLE_WEIGHT}"),
        *truth("is_primary"),
        KEYED,
    )

    framework: str
    direction: str
    weight: int
    is_primary: bool


class ParticipationRow(OfVersion, table=True):
    """A count of attendances of one kind; NULL is unknown."""

    __table_args__ = (
        check("count_in_bounds", "count BETWEEN 0 AND 10000000"),
        one_of("gender", Gender),
        one_of("mode", ParticipationMode),
        one_of("reach", Reach),
        one_of("qualifier", Qualifier),
        KEYED,
    )

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


class EvidenceRow(Positioned, table=True):
    """Where it can be read or seen."""

    address: str


LARGEST_EVIDENCE = 5_000_000
"""Bytes of one evidence file at most."""


class EvidenceFileRow(FileContent, table=True):
    """An uploaded file of a group that shows what was done; its content never changes.

    It is in the database so that every backup has it. The id cannot be guessed, and a group's file
    of one content is kept once.
    """

    __table_args__ = (
        sa.UniqueConstraint("group_code", "digest"),
        check("size_in_bounds", f"size BETWEEN 1 AND {LARGEST_EVIDENCE}"),
        STRICT,
    )

    id: str = Field(primary_key=True)
    group_code: str = Field(foreign_key="working_group.code")
    name: str
    kept_at: datetime
    kept_by: str


class SearchTextRow(Stored, table=True):
    """The folded words that a current version of an activity is found by (`store.search`)."""

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BIG)
    text: str


# Records


def record_rules(table: str, *further: Any) -> tuple[Any, ...]:
    """Return the constraints and indexes of a table of records, with further ones of its own."""
    return (*version_rules(table, "uid"), *further, STRICT)


class RecordVersion(Version):
    """What every version of a record has."""

    uid: str
    framework: str = Field(foreign_key="framework.id")
    group_code: str = Field(foreign_key="working_group.code")


class ObservationRow(RecordVersion, table=True):
    """A value of an indicator on a day."""

    __table_args__ = record_rules(
        "observation",
        indicator_key(),
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
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str
    qualifier: str


class MilestoneRow(RecordVersion, table=True):
    """A step on the way, planned and reached."""

    __table_args__ = record_rules(
        "milestone", node_key("node"), indicator_key(), one_of("date_precision", Precision)
    )

    node: str
    indicator: str | None = None
    title: str
    planned_on: date | None = None
    actual_on: date | None = None
    date_precision: str
    date_as_stated: str
    evidence: str


class CohortCountRow(RecordVersion, table=True):
    """How many people of a cohort had come to a stage by a day."""

    __table_args__ = record_rules(
        "cohort_count",
        node_key("node"),
        one_of("stage", CohortStage),
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


class ResourceStageRow(RecordVersion, table=True):
    """The stage of a resource in a language by a day."""

    __table_args__ = record_rules(
        "resource_stage", node_key("node"), one_of("stage", ResourceStage)
    )

    node: str
    resource: str
    title: str
    kind: str
    language: str
    stage: str
    as_of: date


class AssociationOutcomeRow(RecordVersion, table=True):
    """What changed for a library association."""

    __table_args__ = record_rules(
        "association_outcome", node_key("node"), indicator_key(), one_of("qualifier", Qualifier)
    )

    node: str
    indicator: str | None = None
    association: str = Field(foreign_key="association.code")
    kind: str
    title: str
    before: float | None = None
    after: float | None = None
    change_percent: float | None = None
    as_of: date
    qualifier: str
    evidence: str


class StoryRow(RecordVersion, table=True):
    """What changed for whom, with the evidence."""

    __table_args__ = record_rules("story", node_key("node"))

    node: str
    title: str
    change: str
    for_whom: str
    country: str | None = Field(default=None, foreign_key="country.alpha3")
    association: str | None = Field(default=None, foreign_key="association.code")
    as_of: date
    evidence: str


class RemarkRow(RecordVersion, table=True):
    """The owner's line beside a rating; `subject` is a node or an indicator."""

    __table_args__ = record_rules("remark")

    subject: str
    as_of: date
    why: str
    ask: str
