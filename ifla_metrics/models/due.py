"""What a group owes for a reporting period, and whether it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

DueState = Literal["coming", "due", "overdue", "reported", "nothing_to_report"]
"""`coming`: the period is not over; `due`: over, and its due day not yet; then `overdue`."""

OPEN: tuple[DueState, ...] = ("coming", "due", "overdue")
"""States in which something is still expected."""


@dataclass(frozen=True)
class Due:
    """One group, one strategy, one reporting period."""

    group: str
    framework: str
    period: str
    period_title: str
    ends_on: date
    due_on: date
    state: DueState
    activities: int
    """Activities of the group whose first day lies in the period, sent and not returned."""
    records: int
    """Other records that speak of a day in it, likewise."""
    line: str = ""
    """What the group wrote beside "nothing to report"."""
