"""Directions of an activity: proposed from its outcomes, with shares in per cent or equal parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.framework import Framework
from ifla_metrics.models.columns import WHOLE_WEIGHT
from ifla_metrics.models.drafts import AlignmentDraft, equal_weights

PART = WHOLE_WEIGHT // 100
"""1200ths in one per cent."""


class Shares(NamedTuple):
    """Weights by direction in 1200ths, and what is wrong with the per cents (None: nothing)."""

    weights: dict[str, int]
    fault: BrokenRule | None = None


def proposed(framework: Framework, outcomes: Iterable[str], on: date | None) -> tuple[str, ...]:
    """Return the directions that the outcomes serve by the strategy's links, in reading order."""
    then = framework if on is None else framework.on(on)
    served = {
        link.direction
        for code in outcomes
        if code in {node.code for node in framework.nodes}
        for link in then.links_of(code)
    }
    return tuple(d.code for d in framework.directions if d.code in served)


def shares(directions: Sequence[str], percents: dict[str, str] | None) -> Shares:
    """Return the weights of directions from per cents as typed; equal parts for None.

    A per cent is exactly 12 of 1200; 33.3 is taken for a third. They must sum to the whole.
    """
    if percents is None or not directions:
        return Shares(equal_weights(directions))
    weights = {}
    for code in directions:
        number = percent(percents.get(code, ""))
        if number is None or not 0 < number <= 100:
            fault = BrokenRule(n_("Each share must be a number above 0 and up to 100."))
            return Shares(equal_weights(directions), fault)
        weights[code] = round(number * PART)
    total = sum(weights.values())
    if total != WHOLE_WEIGHT:
        fault = BrokenRule(n_("The shares sum to {sum} %, not 100 %."), sum=as_percent(total))
        return Shares(equal_weights(directions), fault)
    return Shares(weights)


def percent(typed: str) -> Decimal | None:
    """Return a number typed with a point or a comma, with or without its sign; None for others."""
    plain = typed.strip().removesuffix("%").strip().replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def as_percent(weight: int) -> str:
    """Return a weight as the per cent that gives it back exactly."""
    return f"{Decimal(weight) / PART:.2f}".rstrip("0").rstrip(".")


def alignments(framework: str, weights: dict[str, int], primary: str) -> tuple[AlignmentDraft, ...]:
    """Return the directions as the draft says them; those without any weight are left out."""
    return tuple(
        AlignmentDraft(
            framework=framework, direction=code, weight=weight, is_primary=code == primary
        )
        for code, weight in weights.items()
        if weight > 0
    )
