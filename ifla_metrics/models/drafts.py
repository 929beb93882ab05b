"""Drafts of activities, records and people, with their validation rules.

The rules live here because SQLModel does not validate table classes when they are built.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, NamedTuple, Self
from unicodedata import east_asian_width

from pydantic import (
    AfterValidator,
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
from ifla_metrics.text import EVIDENCE_PREFIX, clean, clean_line, is_web_address


class CodeList(NamedTuple):
    """Annotation of a field whose values are codes of a list.

    `noun` (msgid) names one code in messages. A list without a noun also accepts unknown codes.
    """

    codes: str
    noun: str = ""


def _cleaned_by(clean_text: Callable[[str], str]) -> BeforeValidator:
    return BeforeValidator(lambda value: clean_text(value) if isinstance(value, str) else value)


NOT_AN_ADDRESS = n_(
    "Please write a full web address, such as https://example.org/report, without a user name or "
    "password."
)
EVIDENCE_SEPARATOR = " | "
"""Separates the addresses of the evidence of a record."""


def _checked_evidence(text: str) -> str:
    """Return the addresses of web pages and uploaded files; anything else breaks a rule."""
    for address in filter(None, text.split(EVIDENCE_SEPARATOR)):
        if not (address.startswith(EVIDENCE_PREFIX) or is_web_address(address)):
            raise BrokenRule(NOT_AN_ADDRESS)
    return text


def _checked_title(title: str) -> str:
    """Return a title if it is as wide as three letters, such as two Chinese characters."""
    if sum(1 + (east_asian_width(letter) == "W") for letter in title) < 3:
        raise BrokenRule(ERROR_MESSAGES["string_too_short"][0], limit=3)
    return title


Line = Annotated[str, _cleaned_by(clean_line)]
Title = Annotated[Line, Field(max_length=200), AfterValidator(_checked_title)]
Evidence = Annotated[Line, AfterValidator(_checked_evidence)]
Prose = Annotated[str, _cleaned_by(clean)]
Code = Annotated[str, _cleaned_by(clean_line), Field(max_length=40)]
FrameworkId = Annotated[Code, CodeList("frameworks", n_("strategy"))]
_GROUP = CodeList("working_groups", n_("working group"))
_ASSOCIATION = CodeList("associations", n_("association"))
Association = Annotated[Code, _ASSOCIATION]
Node = Annotated[Code, CodeList("nodes", n_("part of the strategy"))]
Indicator = Annotated[Code, CodeList("indicators", n_("indicator"))]
Language = Annotated[Code, CodeList("resource_language")]
_COUNTRY = CodeList("countries", n_("country"))
Country = Annotated[Code, _COUNTRY]
"""A country's alpha-3 code."""
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Weight = Annotated[int, Field(gt=0, le=field_types.TOTAL_WEIGHT)]


class Draft(BaseModel):
    """Base of all drafts: frozen, without unknown fields or infinite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@cache
def code_fields(draft: type[Draft]) -> dict[str, CodeList]:
    """Return the code list of each field that has one."""
    return {
        name: code_list
        for name, field in draft.model_fields.items()
        for code_list in field.metadata
        if isinstance(code_list, CodeList)
    }


class AlignmentDraft(Draft):
    """A direction that an activity serves, with its weight in 1200ths."""

    framework: FrameworkId
    direction: Annotated[Code, CodeList("directions", n_("direction"))]
    weight: Weight
    is_primary: bool = False


class ContributionDraft(Draft):
    """An outcome that an activity claims to have advanced: any node that is not a direction."""

    framework: FrameworkId
    outcome: Annotated[Code, CodeList("outcomes", n_("outcome"))]


class ParticipationDraft(Draft):
    """A number of attendances of one kind. A `count` of None is unknown, not 0."""

    country: Country = ""
    association: Association = ""
    gender: field_types.Gender = "not_stated"
    role: Annotated[Code, CodeList("role", n_("role"))] = "participant"
    mode: Annotated[field_types.ParticipationMode, CodeList("participation_mode")] = "not_stated"
    reach: field_types.Reach = "direct"
    count: Count | None = None
    qualifier: field_types.Qualifier = "exact"
    note: Prose = Field(default="", max_length=1000)


class PartnerDraft(Draft):
    """An outside organisation that helped run an activity; never a person."""

    name: Line = Field(min_length=2, max_length=200, pattern="^[^;]*$")
    kind: Annotated[Code, CodeList("partner_kind", n_("kind of partner"))] = "other"


def equal_weights(directions: Iterable[str]) -> dict[str, int]:
    """Split TOTAL_WEIGHT equally; the first directions take the remainder."""
    codes = list(dict.fromkeys(directions))
    if not codes:
        return {}
    share, remainder = divmod(field_types.TOTAL_WEIGHT, len(codes))
    return {code: share + (i < remainder) for i, code in enumerate(codes)}


class ActivityDraft(Draft):
    """An activity as a working group reports it, before it is recorded."""

    title: Title
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
    countries: Annotated[tuple[Code, ...], _COUNTRY] = Field(default=(), max_length=250)
    associations: Annotated[tuple[Code, ...], _ASSOCIATION] = Field(default=(), max_length=250)
    partners: tuple[PartnerDraft, ...] = Field(default=(), max_length=50)
    contributions: tuple[ContributionDraft, ...] = ()
    alignments: tuple[AlignmentDraft, ...] = ()
    participation: tuple[ParticipationDraft, ...] = Field(default=(), max_length=2000)
    evidence: tuple[Evidence, ...] = ()
    provenance: field_types.Provenance = "reported"
    source: Line = ""
    note: Prose = Field(default="", max_length=2000)

    @field_validator("groups", "countries", "associations", "partners", "contributions", "evidence")
    @classmethod
    def drop_duplicates(cls, values: tuple[object, ...]) -> tuple[object, ...]:
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
    def weights_sum_to_total(self) -> Self:
        for framework in {a.framework for a in self.alignments}:
            alignments = [a for a in self.alignments if a.framework == framework]
            total = sum(a.weight for a in alignments)
            repeated = len({a.direction for a in alignments}) < len(alignments)
            has_two_main = sum(a.is_primary for a in alignments) > 1
            if total != field_types.TOTAL_WEIGHT or repeated or has_two_main:
                raise BrokenRule(
                    n_(
                        "The weights of the directions in {framework} must sum to 100 % (1200 in "
                        "data files), each direction once and at most one of them the main one."
                    ),
                    framework=framework,
                    field="alignments",
                )
        return self

    @property
    def owners(self) -> tuple[str, ...]:
        """The working groups that own the activity."""
        return self.groups

    def participations(self, roles: Collection[str]) -> int | None:
        """Return the direct attendances in these roles, or None when no number is known."""
        counts = [
            line.count
            for line in self.participation
            if line.count is not None and line.reach == "direct" and line.role in roles
        ]
        return sum(counts) if counts else None


LIST_FIELDS = ("title", "started_on", "groups", "countries")
"""Fields shown in lists of activities: a group's log, the activities behind a number, and the
printed list of new activities, which is public."""


class RecordDraft(Draft):
    """Base of all records that are not activities: strategy, owner and source."""

    framework: FrameworkId
    group: Annotated[Code, _GROUP]
    provenance: field_types.Provenance = "reported"
    source: Line = ""
    note: Prose = Field(default="", max_length=2000)

    @property
    def owners(self) -> tuple[str, ...]:
        """The working group that owns the record."""
        return (self.group,)


class ObservationDraft(RecordDraft):
    """A value of an indicator on a day; a ratio is given as numerator and denominator."""

    indicator: Indicator
    as_of: date
    period: Annotated[Code, CodeList("periods", n_("period"))] = ""
    country: Country = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = Field(default=None, gt=0)
    state: Annotated[field_types.ValueState, CodeList("observation_state")] = "reported"
    qualifier: field_types.Qualifier = "exact"

    @model_validator(mode="after")
    def reports_a_value(self) -> Self:
        ratio = self.numerator is not None and self.denominator is not None
        if self.state == "reported" and self.value is None and not ratio:
            raise BrokenRule(
                n_("A reported observation needs a value, or a numerator and a denominator."),
                field="value",
            )
        return self


class MilestoneDraft(RecordDraft):
    """A step; `planned_on` and `actual_on` are None if it was not planned or not reached."""

    node: Node
    indicator: Indicator = ""
    title: Title
    planned_on: date | None = None
    actual_on: date | None = None
    date_precision: field_types.Precision = "day"
    date_as_stated: Line = ""
    evidence: Evidence = ""


class CohortCountDraft(RecordDraft):
    """How many people of a leaders' cohort had reached a stage by a day."""

    node: Node
    cohort: Code
    stage: Annotated[field_types.CohortStage, CodeList("cohort_stage")]
    as_of: date
    count: Count | None = None
    gender: field_types.Gender = "not_stated"
    qualifier: field_types.Qualifier = "exact"


class ResourceStageDraft(RecordDraft):
    """The stage that a capacity-building resource had reached in a language by a day."""

    node: Node
    resource: Code
    title: Title
    kind: Annotated[Code, CodeList("resource_kind")]
    language: Language
    stage: Annotated[field_types.ResourceStage, CodeList("resource_stage")]
    as_of: date


class AssociationOutcomeDraft(RecordDraft):
    """A change for a library association; `change_percent` where the source gives no values."""

    node: Node
    indicator: Indicator = ""
    association: Association
    kind: Annotated[field_types.OutcomeKind, CodeList("outcome_kind")]
    title: Title
    before: float | None = None
    after: float | None = None
    change_percent: float | None = None
    as_of: date
    qualifier: field_types.Qualifier = "exact"
    evidence: Evidence = ""


class StoryDraft(RecordDraft):
    """A story of what changed for whom, with evidence; no person is named."""

    node: Node
    title: Title
    change: Prose = Field(min_length=3, max_length=5000)
    for_whom: Line = ""
    country: Country = ""
    association: Association = ""
    as_of: date
    evidence: Evidence = ""


class RemarkDraft(RecordDraft):
    """An owner's remark on a rating: the reason, and a request to the board."""

    subject: Annotated[Code, CodeList("subjects", n_("part of the strategy or indicator"))]
    as_of: date
    why: Line = Field(min_length=1, max_length=400)
    ask: Line = Field(default="", max_length=400)


AnyDraft = ActivityDraft | RecordDraft
"""The content of an entry."""


# People

_EMAIL = re.compile(r"[^@\s<>\"'(),;:\\]+@[^@\s<>\"'(),;:\\]+\.[^@\s<>\"'(),;:\\]+")


def normalise_email(email: str) -> str:
    """Return an e-mail address for comparison: stripped and in lower case."""
    return email.strip().lower()


class PersonDraft(Draft):
    """A person who may sign in, with a role and groups.

    Raises:
        Refused: A rule is broken. Not a ValueError, so that pydantic passes the message on.
    """

    name: Line = Field(max_length=120)
    email: Annotated[str, _cleaned_by(normalise_email)] = Field(default="", max_length=254)
    """Empty for a person who signs in by personal link only."""
    role: field_types.StoredRole = "viewer"
    groups: frozenset[Code] = frozenset()
    active: bool = True

    @model_validator(mode="after")
    def has_name_and_valid_email(self) -> Self:
        if len(self.name) < 2:
            raise Refused(n_("A person needs a name."))
        if self.email and not _EMAIL.fullmatch(self.email):
            raise Refused(n_("'{email}' is not an e-mail address."), email=self.email)
        return self

    @model_validator(mode="after")
    def only_editors_have_groups(self) -> Self:
        if (self.role == "editor") is not bool(self.groups):
            raise Refused(n_("A person who reports needs a working group; others have none."))
        return self


# Validation errors as messages

ERROR_MESSAGES: dict[str, tuple[str, str]] = {
    "missing": (n_("This field is required."), ""),
    "string_too_short": (n_("Please write at least {limit} characters."), "min_length"),
    "string_too_long": (n_("Please write at most {limit} characters."), "max_length"),
    "too_short": (n_("Please give at least {limit}."), "min_length"),
    "too_long": (n_("Please give at most {limit}."), "max_length"),
    "greater_than": (n_("Must be above {limit}."), "gt"),
    "greater_than_equal": (n_("Must be {limit} or more."), "ge"),
    "less_than_equal": (n_("Must be {limit} or less."), "le"),
    "literal_error": (n_("Must be one of: {limit}."), "expected"),
    **dict.fromkeys(("int_parsing", "int_from_float"), (n_("Must be a whole number."), "")),
    "float_parsing": (n_("Must be a number."), ""),
}
"""Message for each pydantic error type, with the context key that holds its limit."""


class DraftFault(NamedTuple):
    """A fault of one field; `place` is the path within the field, such as a line of a table."""

    field: str
    place: tuple[str | int, ...]
    message: Message


def draft_faults(error: ValidationError) -> list[DraftFault]:
    """Return all faults of a draft, in the order of its fields."""
    faults = []
    for details in error.errors(include_url=False):
        message = _message(details)
        place = details["loc"]
        field = str(place[0]) if place else str(message.values.get("field", ""))
        faults.append(DraftFault(field, place[1:], message))
    return faults


def validated(draft: AnyDraft) -> AnyDraft:
    """Return an entry's draft, such as one of an earlier version, by the rules of today.

    Raises:
        Refused: It breaks one of them.
    """
    try:
        return type(draft).model_validate(dict(draft))
    except ValidationError as error:
        message = draft_faults(error)[0].message
        raise Refused(message.text, **message.values) from error


def _message(details: Mapping[str, Any]) -> Message:
    context, error_type = details.get("ctx", {}), details["type"]
    broken_rule = context.get("error")
    if isinstance(broken_rule, BrokenRule):
        return broken_rule.message
    if error_type in ERROR_MESSAGES:
        text, limit_key = ERROR_MESSAGES[error_type]
        limit = context.get(limit_key)  # 0.0 for the limit 0 of a float.
        return Message(text, {"limit": f"{limit:g}" if isinstance(limit, float) else limit})
    if error_type.startswith("date"):
        return Message(n_("Must be a date, such as 2012-03-05."))
    return Message(n_("This value is not valid."))
