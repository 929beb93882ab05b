"""Allowed values of columns."""

from typing import Literal

Provenance = Literal["documented", "synthetic", "reported"]
"""Where a row comes from; what is reported was entered by a working group in this tool."""
Lifecycle = Literal["planned", "under_way", "completed", "suspended", "cancelled"]
"""Where an activity stands in its life; never a rating."""
Precision = Literal["day", "month", "quarter", "year"]
"""How exactly a date is known, the most exact first."""
Reach = Literal["direct", "cascade"]
"""In the room, or reached by those who were."""
Gender = Literal["woman", "man", "other", "not_stated"]
"""As counted; `not_stated` is a part of the total like any other."""
Qualifier = Literal[
    "exact",
    "at_least",
    "more_than",
    "about",
    "almost",
    "up_to",
    "unknown",
    "estimated",
    "provisional",
    "revised",
    "break_in_series",
    "suppressed",
]
"""What kind of value a number is."""
ValueState = Literal["reported", "nil", "not_applicable"]
"""Whether a report says a number, says there is nothing to report, or does not apply."""
TOTAL_WEIGHT = 1200
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
