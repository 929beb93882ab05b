"""An activity as a working group reports it, with the directions, outcomes and people it states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.models.columns import (
    WHOLE_WEIGHT,
    Gender,
    Lifecycle,
    Precision,
    Provenance,
    Qualifier,
    Reach,
)
from ifla_metrics.models.drafts.base import Code, Count, Country, Draft, Line, Prose, Weight


class AlignmentDraft(Draft):
    """A direction that an activity serves, with its weight in 1200ths."""

    framework: Code
    direction: Code
    weight: Weight
    is_primary: bool = False


class ContributionDraft(Draft):
    """An activity's claim to have advanced an outcome (any node that is not a direction)."""

    framework: Code
    outcome: Code


class ParticipationDraft(Draft):
    """A count of attendances of one kind; `count` None is unknown, never 0."""

    country: Country | Literal[""] = ""
    association: Code = ""
    gender: Gender = Gender.NOT_STATED
    role: Code = "participant"
    mode: Literal["on_site", "remote", "not_stated"] = "not_stated"
    reach: Reach = Reach.DIRECT
    count: Count | None = None
    qualifier: Qualifier = Qualifier.EXACT
    dimensions: dict[Code, Code] = Field(default_factory=dict)
    note: Prose = Field(default="", max_length=1000)


def equal_weights(directions: Iterable[str]) -> dict[str, int]:
    """Split the whole weight equally; what does not divide goes to the first ones."""
    names = list(dict.fromkeys(directions))
    if not names:
        return {}
    share, rest = divmod(WHOLE_WEIGHT, len(names))
    return {name: share + (1 if i < rest else 0) for i, name in enumerate(names)}


class ActivityDraft(Draft):
    """An activity as a working group reports it, before it is recorded."""

    title: Line = Field(min_length=3, max_length=200)
    kind: Code = "meeting"
    lifecycle: Lifecycle = Lifecycle.COMPLETED
    started_on: date
    ended_on: date
    date_precision: Precision = Precision.DAY
    date_as_stated: Line = Field(default="", max_length=120)
    planned_started_on: date | None = None
    planned_ended_on: date | None = None
    level: Literal["", "national", "regional", "international"] = ""
    arena: Literal["", "within_ifla", "within_association", "advocate"] = ""
    mode: Literal["", "on_site", "remote", "mixed"] = ""
    language: Code = ""
    description: Prose = Field(default="", max_length=5000)
    groups: tuple[Code, ...] = Field(min_length=1, max_length=10)
    countries: tuple[Country, ...] = Field(default=(), max_length=250)
    associations: tuple[Code, ...] = Field(default=(), max_length=250)
    contributions: tuple[ContributionDraft, ...] = ()
    alignments: tuple[AlignmentDraft, ...] = ()
    participation: tuple[ParticipationDraft, ...] = Field(default=(), max_length=2000)
    evidence: tuple[Line, ...] = ()
    provenance: Provenance = Provenance.REPORTED
    source: Line = ""
    note: Prose = Field(default="", max_length=2000)

    @field_validator("groups", "countries", "associations", "contributions", "evidence")
    @classmethod
    def each_once(cls, values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(dict.fromkeys(values))

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> ActivityDraft:
        if self.ended_on < self.started_on:
            raise BrokenRule(
                n_("Ends {ended}, before it starts {started}."),
                ended=self.ended_on,
                started=self.started_on,
            )
        return self

    @model_validator(mode="after")
    def weights_are_whole(self) -> ActivityDraft:
        total, primary = Counter[str](), Counter[str]()
        seen: set[tuple[str, str]] = set()
        for a in self.alignments:
            if (a.framework, a.direction) in seen:
                raise BrokenRule(n_("Direction {direction} stands twice."), direction=a.direction)
            seen.add((a.framework, a.direction))
            total[a.framework] += a.weight
            primary[a.framework] += a.is_primary
        for framework, weight in total.items():
            if weight != WHOLE_WEIGHT:
                raise BrokenRule(
                    n_("Weights in {framework} sum to {sum}, not {whole}."),
                    framework=framework,
                    sum=weight,
                    whole=WHOLE_WEIGHT,
                )
            if primary[framework] > 1:
                raise BrokenRule(
                    n_("More than one primary direction in {framework}."), framework=framework
                )
        return self
