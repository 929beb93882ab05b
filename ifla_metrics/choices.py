"""What a reader chose: strategy, period, known-on date, direction, counting, rows, language.

One frozen value carries all of it, because every number on every page depends on every choice:
it is the key of the caches, the query of an address and the options of the command line.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from ifla_metrics.errors import NotAllowed, n_

Counting = Literal["full", "fractional", "primary"]
COUNTING_RULES: tuple[Counting, ...] = ("full", "fractional", "primary")
COUNTED_ENTRIES = ("sent", "approved")
"""Which entries a strategy's figures count, the default first: all that were sent and not returned,
or only approved ones."""
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
"""Choices of readers for whom small numbers are hidden. All others are denied: the whole minus a
figure filtered by region, group or review would show a small number."""
NOT_PUBLIC = n_(
    "Public figures cannot be filtered by region, working group or review: the difference from "
    "the total would reveal small numbers of people."
)


@dataclass(frozen=True)
class Choices:
    """One reader's choices. Codes are text; an empty direction means all of them.

    `known_on` is `now`, the code of a Governing Board meeting (`2012-12`) or a day
    (`2012-06-30`): the log at the end of that day. `since` is what figures are compared
    with: a meeting's code or a day before `known_on`, empty for the meeting before.

    `region` (of the strategy's scheme), `group` (a working group) and `reviewed_only` filter what
    comes from the log; docs/methodology.md, "What a filter does".
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
        """Return the choices as the parameters of an address."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: ("1" if v is True else v) for k, v in values.items() if v not in ("", False)}

    def require_public(self) -> None:
        """Raise NotAllowed for a choice that could show small numbers of people."""
        for one in fields(self):
            if one.name not in PUBLIC_KEYS and getattr(self, one.name) != one.default:
                raise NotAllowed(NOT_PUBLIC)


def parse_day(known_on: str) -> date | None:
    """Return the day of a `known_on` that is YYYY-MM-DD; None for `now` and a meeting's code."""
    try:
        day = date.fromisoformat(known_on)
    except ValueError:
        return None
    return day if day.isoformat() == known_on else None
