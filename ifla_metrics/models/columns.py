"""Allowed values of columns."""

from enum import StrEnum
from typing import Literal


class Provenance(StrEnum):
    """Where a row comes from."""

    DOCUMENTED = "documented"
    SYNTHETIC = "synthetic"
    REPORTED = "reported"
    """Entered by a working group in this tool."""


class Lifecycle(StrEnum):
    """Where an activity stands in its life; never a rating."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Reach(StrEnum):
    """In the room, or reached by those who were."""

    DIRECT = "direct"
    CASCADE = "cascade"


class Gender(StrEnum):
    """As counted; `not_stated` is a part of the total like any other."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"
    NOT_STATED = "not_stated"


class Qualifier(StrEnum):
    """What kind of value a number is."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    ALMOST = "almost"
    UP_TO = "up_to"
    UNKNOWN = "unknown"
    ESTIMATED = "estimated"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    BREAK = "break_in_series"
    SUPPRESSED = "suppressed"


class ValueState(StrEnum):
    """Whether a report says a number, says there is nothing to report, or does not apply."""

    REPORTED = "reported"
    NIL = "nil"
    NOT_APPLICABLE = "not_applicable"


WHOLE_WEIGHT = 1200
"""The weights of an activity's directions sum to this: exact for whole percents, 1-6 shares."""

Level = Literal["", "national", "regional", "international"]
Arena = Literal["", "within_ifla", "within_association", "advocate"]
ActivityMode = Literal["", "on_site", "remote", "mixed"]
ParticipationMode = Literal["on_site", "remote", "not_stated"]
CohortStage = Literal["nominated", "selected", "in_programme", "completed", "leadership_role"]
ResourceStage = Literal["started", "drafted", "released"]
OutcomeKind = Literal[
    "membership", "plan", "statutes", "partnership", "funding", "advocacy", "participation"
]
SignInKind = Literal["link", "session", "account"]
StoredRole = Literal["viewer", "editor", "secretariat"]
"""The roles of `access.Role` that a stored person can have."""
