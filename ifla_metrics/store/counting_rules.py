"""A framework prepared for counting many activities: periods by day, scopes and rows by outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period


@dataclass(frozen=True)
class Rules:
    """What contributions depend on besides the activity itself."""

    framework: str
    periods: tuple[Period, ...]
    order: dict[str, int]
    """Place of each node in reading order."""
    directions: frozenset[str]
    scopes: dict[str, tuple[str, ...]]
    """The node and its ancestors below the directions, by node."""
    row: dict[str, str]
    """The row that a node is counted in."""
    counting_roles: frozenset[str]
    _by_day: dict[date, tuple[str, ...]]

    def periods_of(self, day: date) -> tuple[str, ...]:
        """Return the codes of the reporting periods that contain `day`."""
        found = self._by_day.get(day)
        if found is None:
            found = tuple(p.code for p in self.periods if p.starts_on <= day <= p.ends_on)
            self._by_day[day] = found
        return found


def rules_of(framework: Framework, counting_roles: frozenset[str]) -> Rules:
    """Prepare a framework; a node that is a direction is nowhere counted as an outcome."""
    directions = frozenset(d.code for d in framework.directions)
    below = [n.code for n in framework.nodes if n.code not in directions]
    return Rules(
        framework=framework.id,
        periods=framework.periods,
        order={n.code: i for i, n in enumerate(framework.nodes)},
        directions=directions,
        scopes={code: framework.scopes_of(code) for code in below},
        row={code: framework.row_of(code) for code in below},
        counting_roles=counting_roles,
        _by_day={},
    )


def rules_for(frameworks: Iterable[Framework], roles: frozenset[str]) -> tuple[Rules, ...]:
    """Prepare several frameworks."""
    return tuple(rules_of(framework, roles) for framework in frameworks)
