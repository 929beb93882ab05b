"""What an activity served of one framework: equal claims and weights are worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ifla_metrics.models.columns import WHOLE_WEIGHT
from ifla_metrics.store.contributions.columns import ALL_ROWS
from ifla_metrics.store.contributions.facts import Alignments, Outcomes
from ifla_metrics.store.counting_rules import Rules

Scope = tuple[str, str]
"""Kind and code."""
MANY = 20_000
"""Different ones that are held while many are summed: memory stays bounded."""
FEW = 512
"""Different ones that are held for good."""


@dataclass(frozen=True, eq=False, slots=True)
class Served:
    """Directions, rows and scopes in which an activity counts. Told apart by identity."""

    weights: dict[str, int]
    """By direction, "" being not stated; they sum to the whole."""
    primary: str
    """A single one, possibly "not stated"; it always has a weight."""
    directions: str
    rows: tuple[str, ...]
    """`ALL_ROWS`, then the rows that were claimed, "" where none was."""
    drawn: tuple[Scope, ...]
    """The whole and the directions."""
    scopes: tuple[Scope, ...]
    """These and the nodes."""
    crossed: tuple[Scope, ...]
    """These and each direction within a row."""
    parts: tuple[tuple[Scope, ...], ...]
    """The same apart: those drawn, the nodes, the directions within rows."""


def served(outcomes: Outcomes, alignments: Alignments, rules: Rules) -> Served:
    """Return what claims and weights come to in one framework."""
    claimed = [code for framework, code in outcomes if framework == rules.framework]
    weights, primary = _weights(alignments, rules)
    directions = sorted((d for d in weights if d), key=rules.order.__getitem__)
    rows = sorted(
        {rules.row[code] for code in claimed if code in rules.row}, key=rules.order.__getitem__
    )
    named = directions or [""]
    drawn = (("all", ""), *(("direction", d) for d in named))
    nodes = {scope for code in claimed for scope in rules.scopes.get(code, ())}
    below = tuple(("node", node) for node in sorted(nodes))
    pairs = tuple(("cross", f"{d} {row}") for d in named for row in rows or [""])
    parts = tuple(scopes for scopes in (drawn, below, pairs) if scopes)
    return Served(
        weights,
        primary,
        "|".join(directions),
        (ALL_ROWS, *(rows or [""])),
        drawn,
        (*drawn, *below),
        (*drawn, *below, *pairs),
        parts,
    )


served_of = lru_cache(maxsize=FEW)(served)
"""The same for single writes: an activity is like others that its group has logged."""


def _weights(alignments: Alignments, rules: Rules) -> tuple[dict[str, int], str]:
    """Return the weight of each direction ("" is not stated), and the primary one.

    The weights sum to the whole; a single primary, possibly "not stated", always has an entry.
    """
    weights: dict[str, int] = {}
    primary = ""
    for framework, direction, weight, is_primary in alignments:
        if framework == rules.framework and direction in rules.directions:
            weights[direction] = weight
            if is_primary:
                primary = direction
    lost = WHOLE_WEIGHT - sum(weights.values())
    if lost or not primary:
        weights[""] = lost
    return weights, primary
