"""The reader's choices: strategy, period, known-on date, direction, counting rule, filters.

Every number depends on every choice, so one frozen value holds them all. It serves as cache key,
as URL parameters and as options of the command line.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from ifla_metrics.errors import NotAllowed, n_

Counting = Literal["full", "fractional", "primary"]
COUNTING_RULES: tuple[Counting, ...] = ("full", "fractional", "primary")
COUNTED_ENTRIES = ("sent", "approved")
"""Entries that figures count: those sent and not returned (the default), or only approved ones."""
NOW = "now"
PUBLIC_KEYS = frozenset(
    {
        "framework",
        "period",
        "known_on",
        "direction",
        "counting",
        "documented_only",
        "language",
        "since",
    }
)
"""Choices of the public, from whom small numbers are hidden. The other filters are denied, because
subtracting a filtered figure from the whole would reveal a small number."""
NOT_PUBLIC = n_(
    "Public figures cannot be filtered by region, working group or review: the difference from "
    "the total would reveal small numbers of people."
)


@dataclass(frozen=True)
class Choices:
    """One reader's choices. An empty direction, region or group means all.

    `known_on` selects the state of the log: `now`, or the end of a day, given as a date
    (`2012-06-30`) or as the code of a Governing Board meeting (`2012-12`). `since` is the earlier
    meeting or day to compare with; empty for the previous meeting before `known_on`.

    For `region`, `group` and `reviewed_only` see docs/methodology.md, "What a filter does".
    """

    framework: str
    period: str
    known_on: str = NOW
    direction: str = ""
    counting: Counting = "full"
    documented_only: bool = False
    language: str = "en"
    since: str = ""
    region: str = ""
    group: str = ""
    reviewed_only: bool = False

    def query(self) -> dict[str, str]:
        """Return the choices as URL parameters, without empty ones."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: ("1" if v is True else v) for k, v in values.items() if v not in ("", False)}

    def require_public(self) -> None:
        """Raise NotAllowed for a choice that could reveal small numbers of people."""
        for field in fields(self):
            if field.name not in PUBLIC_KEYS and getattr(self, field.name) != field.default:
                raise NotAllowed(NOT_PUBLIC)


def parse_day(known_on: str) -> date | None:
    """Return the date of a `known_on` written as YYYY-MM-DD, None for anything else."""
    try:
        day = date.fromisoformat(known_on)
    except ValueError:
        return None
    return day if day.isoformat() == known_on else None
