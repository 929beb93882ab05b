"""What summary cells depend on besides the log: a framework, prepared for SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from ifla_metrics.choices import COUNTS
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period


@dataclass(frozen=True)
class Rules:
    """The counting rules of one framework; equal rules give equal cells."""

    framework: str
    directions: tuple[str, ...]
    nodes: tuple[tuple[str, str], ...]
    """(outcome, the outcome itself or a node that it lies in), below the directions."""
    rows: tuple[tuple[str, str], ...]
    """(outcome, the row of the programme that it is counted in)."""
    leaves: tuple[tuple[str, date, date], ...]
    """The quarters: code, first and last day. No two overlap."""
    counting_roles: tuple[str, ...]
    """Roles whose attendances are participations."""
    counts: str = COUNTS[0]
    """Which versions count: `sent` or `approved`."""


def rules_of(
    framework: Framework, counting_roles: Collection[str], counts: str = COUNTS[0]
) -> Rules:
    """Prepare a framework; a node that is a direction is nowhere counted as an outcome."""
    directions = tuple(d.code for d in framework.directions)
    below = [n.code for n in framework.nodes if n.code not in directions]
    return Rules(
        framework=framework.id,
        directions=directions,
        nodes=tuple((code, scope) for code in below for scope in framework.scopes_of(code)),
        rows=tuple((code, framework.row_of(code)) for code in below),
        leaves=tuple((p.code, p.starts_on, p.ends_on) for p in leaves_of(framework.periods)),
        counting_roles=tuple(sorted(counting_roles)),
        counts=counts,
    )


def leaves_of(periods: Sequence[Period]) -> tuple[Period, ...]:
    """Return the quarters of a framework by their first day: every other period is made of them."""
    return tuple(sorted((p for p in periods if p.kind == "quarter"), key=lambda p: p.starts_on))


def grain_of(periods: Sequence[Period]) -> dict[str, tuple[str, ...]]:
    """Return, for each period, the codes of the quarters that it is made of."""
    leaves = leaves_of(periods)
    return {
        period.code: tuple(
            q.code
            for q in leaves
            if period.starts_on <= q.starts_on and q.ends_on <= period.ends_on
        )
        for period in periods
    }
