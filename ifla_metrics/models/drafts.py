"""Drafts: activities, records and people before they are recorded. The rules are here.

SQLModel does not validate table classes when they are built, so each has a draft in front of it.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from ifla_metrics.errors import BrokenRule, Message, Refused, n_
from ifla_metrics.models import field_types
from ifla_metrics.text import clean, clean_line


class CodeList(NamedTuple):
    """Marks a field whose codes are those of a list, and says what a code of it is (msgid).

    A list that says nothing is open: a code that it lacks is taken too.
    """

    codes: str
    noun: str = ""


def _cleaned_by(clean_text: Callable[[str], str]) -> BeforeValidator:
    return BeforeValidator(lambda typed: clean_text(typed) if isinstance(typed, str) else typed)


Line = Annotated[str, _cleaned_by(clean_line)]
Prose = Annotated[str, _cleaned_by(clean)]
Code = Annotated[str, _cleaned_by(clean_line), Field(max_length=40)]
FrameworkId = Annotated[Code, CodeList("frameworks", n_("strategy"))]
_GROUP = CodeList("working_groups", n_("working group"))
_ASSOCIATION = CodeList("associations", n_("association"))
Association = Annotated[Code, _ASSOCIATION]
Node = Annotated[Code, CodeList("nodes", n_("node"))]
Indicator = Annotated[Code, CodeList("indicators", n_("indicator"))]
Language = Annotated[Code, CodeList("resource_language")]
_COUNTRY = CodeList("countries", n_("country"))
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
AnyCountry = Annotated[str, Field(pattern=r"^([A-Z]{3})?$"), _COUNTRY]
"""A country, or empty."""
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Weight = Annotated[int, Field(gt=0, le=field_types.TOTAL_WEIGHT)]


class Draft(BaseModel):
    """Base of all drafts: frozen; an unknown field and an infinite number are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@cache
def code_fields(draft: type[Draft]) -> dict[str, CodeList]:
    """Return the fields that hold codes of a list, by name."""
    return {
        name: mark
        for name, field in draft.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, CodeList)
    }


class AlignmentDraft(Draft):
    """A direction that an activity serves, with its weight in 1200ths."""

    framework: FrameworkId
    direction: Annotated[Code, CodeList("directions", n_("direction"))]
    weight: Weight
    is_primary: bool = False


class ContributionDraft(Draft):
    """An activity's claim to have advanced an outcome (any node that is not a direction)."""

    framework: FrameworkId
    outcome: Annotated[Code, CodeList("outcomes", n_("outcome"))]


class ParticipationDraft(Draft):
    """A count of attendances of one kind; `count` None is unknown, never 0."""

    country: AnyCountry = ""
    association: Association = ""
    gender: field_types.Gender = "not_stated"
    role: Annotated[Code, CodeList("role", n_("role"))] = "participant"
    mode: Annotated[field_types.ParticipationMode, CodeList("participation_mode")] = "not_stated"
    reach: field_types.Reach = "direct"
    count: Count | None = None
    qualifier: field_types.Qualifier = "exact"
    note: Prose = Field(default="", max_length=1000)


class PartnerDraft(Draft):
    """An outside organisation that an activity was run with; never a person."""

    name: Line = Field(min_length=2, max_length=200, pattern="^[^;]*$")
    kind: Annotated[Code, CodeList("partner_kind", n_("kind of partner"))] = "other"


def equal_weights(directions: Iterable[str]) -> dict[str, int]:
    """Split the whole weight equally; what does not divide goes to the first ones."""
    names = list(dict.fromkeys(directions))
    if not names:
        return {}
    share, rest = divmod(field_types.TOTAL_WEIGHT, len(names))
    return {name: share + (1 if i < rest else 0) for i, name in enumerate(names)}


class ActivityDraft(Draft):
    """An activity as a working group reports it, before it is recorded."""

    title: Line = Field(min_length=3, max_length=200)
    kind: Annotated[Code, CodeList("activity_kind", n_("kind of activity"))] = "meeting"
    lifecycle: field_types.Lifecycle = "completed"
    started_on: date
    ended_on: date
    date_precision: field_types.Precision = "day"
    date_as_stated: Line = Field(default="", max_length=120)
    planned_started_on: date | None = None
    planned_ended_on: date | None = None
    level: field_types.Level = ""
    arena: field_types.Arena = ""
    mode: field_types.ActivityMode = ""
    language: Language = ""
    description: Prose = Field(default="", max_length=5000)
    groups: Annotated[tuple[Code, ...], _GROUP] = Field(min_length=1, max_length=10)
    countries: Annotated[tuple[Country, ...], _COUNTRY] = Field(default=(), max_length=250)
    associations: Annotated[tuple[Code, ...], _ASSOCIATION] = Field(default=(), max_length=250)
    partners: tuple[PartnerDraft, ...] = Field(default=(), max_length=50)
    contributions: tuple[ContributionDraft, ...] = ()
    alignments: tuple[AlignmentDraft, ...] = ()
    participation: tuple[ParticipationDraft, ...] = Field(default=(), max_length=2000)
    evidence: tuple[Line, ...] = ()
    provenance: field_types.Provenance = "reported"
    source: Line = ""
    note: Prose = Field(default="", max_length=2000)

    @field_validator("groups", "countries", "associations", "partners", "contributions", "evidence")
    @classmethod
    def each_once(cls, values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(dict.fromkeys(values))

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> Self:
        if self.ended_on < self.started_on:
            raise BrokenRule(
                n_("Ends {ended}, before it starts {started}."),
                ended=self.ended_on,
                started=self.started_on,
                field="ended_on",
            )
        return self

    @model_validator(mode="after")
    def weights_are_whole(self) -> Self:
        for framework in {a.framework for a in self.alignments}:
            own = [a for a in self.alignments if a.framework == framework]
            total, primary = sum(a.weight for a in own), sum(a.is_primary for a in own)
            each_once = len({a.direction for a in own}) == len(own)
            if total != field_types.TOTAL_WEIGHT or primary > 1 or not each_once:
                raise BrokenRule(
                    n_(
                        "The weights of the directions in {framework} must sum to {whole} (now "
                        "{sum}), each direction once and at most one of them the main one."
                    ),
                    framework=framework,
                    whole=field_types.TOTAL_WEIGHT,
                    sum=total,
                    field="alignments",
                )
        return self

    @property
    def owners(self) -> tuple[str, ...]:
        """The working groups whose it is."""
        return self.groups

    def participations(self, roles: Collection[str]) -> int | None:
        """Return the direct attendances in roles that count; None when no number is known."""
        counts = [
            line.count
            for line in self.participation
            if line.count is not None and line.reach == "direct" and line.role in roles
        ]
        return sum(counts) if counts else None


LIST_FIELDS = ("title", "started_on", "groups", "countries")
"""The fields of an activity that lists show: on screen a group's own log and what a number counts,
in print, which the public sees too, the activities first logged."""


class RecordDraft(Draft):
    """What every other record carries: whose it is, and where it comes from."""

    framework: FrameworkId
    group: Annotated[Code, _GROUP]
    provenance: field_types.Provenance = "reported"
    source: Line = ""
    note: Prose = Field(default="", max_length=2000)

    @property
    def owners(self) -> tuple[str, ...]:
        """The working group whose it is."""
        return (self.group,)


class ObservationDraft(RecordDraft):
    """A value of an indicator on a day; a ratio travels as numerator and denominator."""

    indicator: Indicator
    as_of: date
    period: Annotated[Code, CodeList("periods", n_("period"))] = ""
    country: AnyCountry = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = Field(default=None, gt=0)
    state: Annotated[field_types.ValueState, CodeList("observation_state")] = "reported"
    qualifier: field_types.Qualifier = "exact"

    @model_validator(mode="after")
    def says_something(self) -> Self:
        ratio = self.numerator is not None and self.denominator is not None
        if self.state == "reported" and self.value is None and not ratio:
            raise BrokenRule(
                n_("A reported observation needs a value, or a numerator and a denominator."),
                field="value",
            )
        return self


class MilestoneDraft(RecordDraft):
    """A step on the way, planned for a day, reached on a day (None: not reached), with evidence."""

    node: Node
    indicator: Indicator = ""
    title: Line = Field(min_length=3, max_length=200)
    planned_on: date | None = None
    actual_on: date | None = None
    date_precision: field_types.Precision = "day"
    date_as_stated: Line = ""
    evidence: Line = ""


class CohortCountDraft(RecordDraft):
    """How many people of a leaders' cohort had come to a stage by a day."""

    node: Node
    cohort: Code
    stage: Annotated[field_types.CohortStage, CodeList("cohort_stage")]
    as_of: date
    count: Count | None = None
    gender: field_types.Gender = "not_stated"
    qualifier: field_types.Qualifier = "exact"


class ResourceStageDraft(RecordDraft):
    """The stage that a capacity-building resource had come to in a language by a day."""

    node: Node
    resource: Code
    title: Line = Field(min_length=3, max_length=200)
    kind: Annotated[Code, CodeList("resource_kind")]
    language: Language
    stage: Annotated[field_types.ResourceStage, CodeList("resource_stage")]
    as_of: date


class AssociationOutcomeDraft(RecordDraft):
    """What changed for a library association; `change_percent` where the source gives only that."""

    node: Node
    indicator: Indicator = ""
    association: Association
    kind: Annotated[field_types.OutcomeKind, CodeList("outcome_kind")]
    title: Line = Field(min_length=3, max_length=200)
    before: float | None = None
    after: float | None = None
    change_percent: float | None = None
    as_of: date
    qualifier: field_types.Qualifier = "exact"
    evidence: Line = ""


class StoryDraft(RecordDraft):
    """What changed for whom, with the evidence; no person is named."""

    node: Node
    title: Line = Field(min_length=3, max_length=200)
    change: Prose = Field(min_length=3, max_length=5000)
    for_whom: Line = ""
    country: AnyCountry = ""
    association: Association = ""
    as_of: date
    evidence: Line = ""


class RemarkDraft(RecordDraft):
    """The owner's line beside a rating: why, and what is asked of the board."""

    subject: Annotated[Code, CodeList("subjects", n_("node or indicator"))]
    as_of: date
    why: Line = Field(min_length=1, max_length=400)
    ask: Line = Field(default="", max_length=400)


AnyDraft = ActivityDraft | RecordDraft
"""What an entry says."""


# People

_EMAIL = re.compile(r"[^@\s<>\"'(),;:\\]+@[^@\s<>\"'(),;:\\]+\.[^@\s<>\"'(),;:\\]+")


def normalise_email(email: str) -> str:
    """Return an e-mail address as it is compared: without spaces around it, in small letters."""
    return email.strip().lower()


class PersonDraft(Draft):
    """A person: name, address of the sign-in, role and groups.

    Raises:
        Refused: A rule is broken; a message in the reader's language, so no ValueError.
    """

    name: Line = Field(max_length=120)
    email: Annotated[str, _cleaned_by(normalise_email)] = Field(default="", max_length=254)
    """Empty for somebody who signs in by personal links only."""
    role: field_types.StoredRole = "viewer"
    groups: frozenset[Code] = frozenset()
    active: bool = True

    @model_validator(mode="after")
    def is_somebody(self) -> Self:
        if len(self.name) < 2:
            raise Refused(n_("A person needs a name."))
        if self.email and not _EMAIL.fullmatch(self.email):
            raise Refused(n_("'{email}' is not an e-mail address."), email=self.email)
        return self

    @model_validator(mode="after")
    def role_and_groups_fit(self) -> Self:
        if self.role == "editor" and not self.groups:
            raise Refused(n_("An editor must belong to at least one group."))
        if self.role != "editor" and self.groups:
            raise Refused(n_("Only editors have groups."))
        return self


# Faults, as messages for every language

KINDS_OF_FAULT: dict[str, tuple[str, str]] = {
    "missing": (n_("This is needed."), ""),
    "string_too_short": (n_("Please write at least {limit} characters."), "min_length"),
    "string_too_long": (n_("Please write at most {limit} characters."), "max_length"),
    "too_short": (n_("Please give at least {limit}."), "min_length"),
    "too_long": (n_("Please give at most {limit}."), "max_length"),
    "greater_than": (n_("Must be above {limit}."), "gt"),
    "greater_than_equal": (n_("Must be {limit} or more."), "ge"),
    "less_than_equal": (n_("Must be {limit} or less."), "le"),
    "literal_error": (n_("Must be one of: {limit}."), "expected"),
    "enum": (n_("Must be one of: {limit}."), "expected"),
    "extra_forbidden": (n_("This field is not known."), ""),
}
"""Pydantic's kinds of error that a person can meet, and where each keeps its limit."""
NUMBERS = ("int_parsing", "int_from_float", "int_type", "float_parsing", "float_type")
DATES = ("date_parsing", "date_from_datetime_parsing", "date_type")


class DraftFault(NamedTuple):
    """A fault of one field; `place` is the path within it (such as a line of a table)."""

    field: str
    place: tuple[str | int, ...]
    message: Message


def draft_faults(error: ValidationError) -> list[DraftFault]:
    """Return all faults of a draft, each at its field, in the draft's order."""
    found = []
    for one in error.errors(include_url=False):
        message = _message(one)
        place = one["loc"]
        field = str(place[0]) if place else str(message.values.get("field", ""))
        found.append(DraftFault(field, place[1:], message))
    return found


def _message(one: Mapping[str, Any]) -> Message:
    given = one.get("ctx", {})
    broken = given.get("error")
    if isinstance(broken, BrokenRule):
        return broken.message
    kind = one["type"]
    if kind in KINDS_OF_FAULT:
        text, limit = KINDS_OF_FAULT[kind]
        most = given.get(limit)  # Of a number with decimals pydantic gives 0 as 0.0.
        return Message(text, {"limit": f"{most:g}" if isinstance(most, float) else most})
    if kind in NUMBERS:
        return Message(n_("Must be a whole number."))
    if kind in DATES:
        return Message(n_("Must be a day, such as 2012-03-05."))
    return Message(n_("This value cannot be taken."))
