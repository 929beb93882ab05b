"""Tables of the other records: one row is one version of one record."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Field

from ifla_metrics.models.base import (
    STRICT,
    Version,
    check,
    indicator_key,
    node_key,
    one_of,
    version_rules,
)
from ifla_metrics.models.columns import Gender, Precision, Qualifier, ValueState


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


class ResourceStageRow(RecordVersion, table=True):
    """The stage of a resource in a language by a day."""

    __table_args__ = record_rules(
        "resource_stage", node_key("node"), one_of("stage", ("started", "drafted", "released"))
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
