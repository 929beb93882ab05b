"""Directions of an activity: proposed from its outcomes, with shares in per cent or equal parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.framework import Framework
from ifla_metrics.models.columns import WHOLE_WEIGHT
from ifla_metrics.models.drafts import equal_weights

PART = WHOLE_WEIGHT // 100
"""1200ths in one per cent."""


def codes_of(framework: str, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of one strategy among outcomes written "FRAMEWORK CODE"."""
    pairs = (outcome.split(" ", 1) for outcome in outcomes if " " in outcome)
    return tuple(code for strategy, code in pairs if strategy == framework)


def outcome_choices(framework: Framework, groups: Collection[str] = ()) -> dict[str, str]:
    """Return the outcomes there are, each with the element of the strategy that it belongs to.

    An element without outcomes can be advanced itself. Those that `groups` own come first: a
    telephone shows seven at once.
    """
    top = framework.direction_level.key
    parents = {node.parent for node in framework.nodes}
    own: dict[str, str] = {}
    others: dict[str, str] = {}
    for node in framework.nodes:
        if node.level == top or node.code in parents:
            continue
        above = framework.node(node.parent) if node.parent else None
        element = f" ({above.short_title})" if above and above.level != top else ""
        is_own = any(part.owner in groups for part in framework.lineage(node.code))
        found = own if is_own else others
        found[f"{framework.id} {node.code}"] = f"{node.short_title}{element}"
    return {**own, **others}


def proposed(framework: Framework, outcomes: Iterable[str], on: date | None) -> tuple[str, ...]:
    """Return the directions that the outcomes serve by the strategy's links, in reading order."""
    then = framework if on is None else framework.on(on)
    known = {node.code for node in framework.nodes}
    served = {d for code in outcomes if code in known for d in then.directions_of(code)}
    return tuple(d.code for d in framework.directions if d.code in served)


def read_shares(directions: Sequence[str], percents: Mapping[str, str]) -> dict[str, int]:
    """Return the weights of directions in 1200ths from per cents as typed.

    A per cent is exactly 12 of 1200; 33.3 is taken for a third.

    Raises:
        BrokenRule: One is no share, or they do not sum to the whole.
    """
    weights = {}
    for code in directions:
        number = _percent(percents.get(code, ""))
        if number is None or not 0 < number <= 100:
            raise BrokenRule(n_("Each share must be a number above 0 and up to 100."))
        weights[code] = round(number * PART)
    total = sum(weights.values())
    if total != WHOLE_WEIGHT:
        raise BrokenRule(n_("The shares sum to {sum} %, not 100 %."), sum=as_percent(total))
    return weights


def _percent(typed: str) -> Decimal | None:
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


def typed_shares(weights: Mapping[str, int]) -> tuple[tuple[str, str], ...] | None:
    """Return weights as the form shows them: per cents, or None for equal parts."""
    if weights == equal_weights(weights):
        return None
    return tuple((code, as_percent(weight)) for code, weight in weights.items())
