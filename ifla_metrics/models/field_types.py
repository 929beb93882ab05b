"""Types of fields that allow a fixed list of values."""

from typing import Literal

Provenance = Literal["documented", "synthetic", "reported"]
"""Origin of a row: a public source, demonstration data, or a working group using this tool."""
Lifecycle = Literal["planned", "under_way", "completed", "suspended", "cancelled"]
"""State of an activity's work; not a rating."""
Precision = Literal["day", "month", "quarter", "year"]
"""How exactly a date is known, most exact first."""
Reach = Literal["direct", "cascade"]
"""Took part, or was reached by somebody who took part."""
Gender = Literal["woman", "man", "other", "not_stated"]
"""As reported. `not_stated` counts towards the total like the others."""
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
"""How exact or final a number is."""
ValueState = Literal["reported", "nil", "not_applicable"]
"""A report gives a number, states that there is nothing to report, or does not apply."""
TOTAL_WEIGHT = 1200
"""Sum of an activity's weights; divides into whole percents and into 1 to 6 equal shares."""
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
"""The values of `access.Role` that a person can be given."""
