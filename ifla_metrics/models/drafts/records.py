"""What a group reports beside activities: a value, a step, people, resources, what changed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.models.columns import Gender, Precision, Provenance, Qualifier, ValueState
from ifla_metrics.models.drafts.base import Code, Count, Country, Draft, Line, Prose


class RecordDraft(Draft):
    """What every other record carries: whose it is, and where it comes from."""

    framework: Code
    group: Code
    provenance: Provenance = Provenance.REPORTED
    source: Line = ""
    note: Prose = Field(default="", max_length=2000)


class ObservationDraft(RecordDraft):
    """A value of an indicator on a day; a ratio travels as numerator and denominator."""

    indicator: Code
    as_of: date
    period: Code = ""
    country: Country | Literal[""] = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: ValueState = ValueState.REPORTED
    qualifier: Qualifier = Qualifier.EXACT

    @model_validator(mode="after")
    def says_something(self) -> ObservationDraft:
        ratio = self.numerator is not None and self.denominator is not None
        if self.state is ValueState.REPORTED and self.value is None and not ratio:
            raise BrokenRule(
                n_("A reported observation needs a value, or a numerator and a denominator.")
            )
        if self.denominator is not None and self.denominator <= 0:
            raise BrokenRule(n_("A denominator must be above 0."))
        return self


class MilestoneDraft(RecordDraft):
    """A step on the way, planned for a day, reached on a day (None: not reached), with evidence."""

    node: Code
    indicator: Code = ""
    title: Line = Field(min_length=3, max_length=200)
    planned_on: date | None = None
    actual_on: date | None = None
    date_precision: Precision = Precision.DAY
    date_as_stated: Line = ""
    evidence: Line = ""


class CohortCountDraft(RecordDraft):
    """How many people of a leaders' cohort had come to a stage by a day."""

    node: Code
    cohort: Code
    stage: Literal["nominated", "selected", "in_programme", "completed", "leadership_role"]
    as_of: date
    count: Count | None = None
    gender: Gender = Gender.NOT_STATED
    qualifier: Qualifier = Qualifier.EXACT


class ResourceStageDraft(RecordDraft):
    """The stage that a capacity-building resource had come to in a language by a day."""

    node: Code
    resource: Code
    title: Line = Field(min_length=3, max_length=200)
    kind: Code
    language: Code
    stage: Literal["started", "drafted", "released"]
    as_of: date


class AssociationOutcomeDraft(RecordDraft):
    """What changed for a library association; `change_percent` where the source gives only that."""

    node: Code
    indicator: Code = ""
    association: Code
    kind: Literal[
        "membership", "plan", "statutes", "partnership", "funding", "advocacy", "participation"
    ]
    title: Line = Field(min_length=3, max_length=200)
    before: float | None = None
    after: float | None = None
    change_percent: float | None = None
    as_of: date
    qualifier: Qualifier = Qualifier.EXACT
    evidence: Line = ""


class StoryDraft(RecordDraft):
    """What changed for whom, with the evidence; no person is named."""

    node: Code
    title: Line = Field(min_length=3, max_length=200)
    change: Prose = Field(min_length=3, max_length=5000)
    for_whom: Line = ""
    country: Country | Literal[""] = ""
    association: Code = ""
    as_of: date
    evidence: Line = ""


class RemarkDraft(RecordDraft):
    """The owner's line beside a rating: why, and what we ask."""

    subject: Code
    as_of: date
    why: Line = Field(min_length=1, max_length=400)
    ask: Line = Field(default="", max_length=400)
