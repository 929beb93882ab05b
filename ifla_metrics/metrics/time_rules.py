"""Combining the values of one indicator over time and over places, by its two rules.

A ratio travels as numerator and denominator and is added as such, never averaged. "Nothing to
report" is an answer: it adds 0 to a sum and leaves everything else where it was, as of its own day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ifla_metrics.metrics.exact import ratio_value
from ifla_metrics.metrics.values import Value, weakest

SUMS = frozenset({"non_cumulative", "cumulative"})
"""Values are new amounts; the others are states, of which the latest, mean or highest counts."""

IN_PERIOD = frozenset({"non_cumulative", "level_average", "level_max"})
"""Combined within the target's period; the others carry over from one period to the next."""

_AT_LEAST = {"at_least", "more_than"}


@dataclass(frozen=True)
class Combined:
    """What the values of one indicator come to; None where nothing is known."""

    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    as_of: date | None = None
    """The date of the data: of the latest value that went in."""
    state: str = ""
    """Of the latest report: reported, nil, not_applicable; "" without a report."""
    qualifier: str = ""
    provenance: str = ""
    last_report: date | None = None


def combine(
    values: Sequence[Value],
    *,
    time_rule: str,
    place_rule: str = "none",
    ratio: bool = False,
    percent: bool = False,
    after: date | None = None,
    until: date,
) -> Combined:
    """Combine the values of one indicator that speak of days after `after` and up to `until`.

    Values for the whole ("" as country) count before values for countries, whatever their days.
    Where the whole was told nothing but "nothing to report" or "does not apply", countries count,
    and the value is as of the later day of both. Values for countries are put
    together by the place rule: `sum` adds them, `distinct` counts the countries above 0, `none`
    leaves them apart, so that there is no value for the whole.
    """
    within = [v for v in values if v.day <= until and (after is None or v.day > after)]
    if not within:
        return Combined()
    last = within[-1]
    places: dict[str, list[Value]] = defaultdict(list)
    for value in within:
        places[value.country].append(value)
    nil: list[date] = []
    numbered = any(_tells(v, ratio) for v in within)
    if numbered and place_rule != "none" and not any(v.state == "reported" for v in places[""]):
        nil = [v.day for v in places.pop("") if v.state == "nil"]
    whole = bool(places.get(""))
    apart = [] if place_rule == "none" else list(places.values())
    counting = [places[""]] if whole else apart
    parts = [_over_time(v, time_rule, ratio=ratio, percent=percent) for v in counting]
    known = [p for p in parts if p.value is not None]
    days = [*nil, *(p.as_of for p in parts if p.as_of is not None)]
    return Combined(
        **_together(known, whole=whole, place_rule=place_rule, ratio=ratio, percent=percent),
        as_of=max(days, default=None),
        state=last.state,
        qualifier=_qualifier({p.qualifier for p in known}, missing=len(known) < len(parts)),
        provenance=weakest({p.provenance for p in known}),
        last_report=last.day,
    )


def _over_time(values: list[Value], time_rule: str, *, ratio: bool, percent: bool) -> Combined:
    """Combine the values of one place, oldest first."""
    answers = [v for v in values if v.state in ("reported", "nil")]
    told = [v for v in answers if _tells(v, ratio)]
    missing = any(v.state == "reported" and not _has_number(v, ratio) for v in answers)
    if time_rule in SUMS:
        return _sum(told, answers, missing=missing, ratio=ratio, percent=percent)
    if not told:
        nil = [v.day for v in answers if v.state == "nil"]
        return Combined(as_of=max(nil, default=None), qualifier="exact")
    as_of = answers[-1].day if answers[-1].state == "nil" else told[-1].day
    if time_rule == "level_average":
        return replace(_mean(told, ratio=ratio, percent=percent), as_of=as_of)
    if time_rule == "level_max":
        chosen = max(told, key=lambda v: _number(v, ratio, percent) or Fraction(0))
    else:
        chosen = told[-1]
    return Combined(
        _number(chosen, ratio, percent),
        chosen.numerator,
        chosen.denominator,
        as_of,
        qualifier=chosen.qualifier,
        provenance=chosen.provenance,
    )


def _sum(
    told: list[Value], answers: list[Value], *, missing: bool, ratio: bool, percent: bool
) -> Combined:
    nil = [v for v in answers if v.state == "nil"]
    if not told and (missing or not nil):
        return Combined()
    if missing and not any(v.value or v.numerator for v in told):
        return Combined()  # "At least 0" says nothing: what took place was not counted.
    numerator = _add([v.numerator for v in told])
    denominator = _add([v.denominator for v in told])
    if ratio:
        value = ratio_value(numerator, denominator, percent=percent)
        if len(told) == 1 and value is None and numerator is None:
            value = told[0].value
    else:
        numerator = denominator = None
        value = _add([v.value for v in told], start=Fraction(0))
    qualifiers = {v.qualifier for v in told}
    if ratio and missing:  # Its other part may lack more: neither "at least" nor "at most".
        qualifiers, missing = qualifiers | {"about"}, False
    return Combined(
        value,
        numerator,
        denominator,
        max(v.day for v in [*told, *nil]),
        qualifier=_qualifier(qualifiers, missing=missing),
        provenance=weakest({v.provenance for v in [*told, *nil]}),
    )


def _mean(told: list[Value], *, ratio: bool, percent: bool) -> Combined:
    """Return the mean of a state; of a ratio, all numerators over all denominators."""
    qualifier = _qualifier({v.qualifier for v in told}, missing=False)
    provenance = weakest({v.provenance for v in told})
    if ratio and all(v.denominator is not None for v in told):
        above, below = _add([v.numerator for v in told]), _add([v.denominator for v in told])
        return Combined(
            ratio_value(above, below, percent=percent),
            above,
            below,
            qualifier=qualifier,
            provenance=provenance,
        )
    numbers = [n for v in told if (n := _number(v, ratio, percent)) is not None]
    return Combined(
        sum(numbers, Fraction(0)) / len(numbers),
        qualifier=qualifier,
        provenance=provenance,
    )


def _together(
    known: list[Combined], *, whole: bool, place_rule: str, ratio: bool, percent: bool
) -> dict[str, Fraction | None]:
    """Put places together: the whole is itself, several by the place rule."""
    if not known:
        return {}
    if whole or (len(known) == 1 and place_rule != "distinct"):
        only = known[0]
        return {
            "value": only.value,
            "numerator": only.numerator,
            "denominator": only.denominator,
        }
    if place_rule == "distinct":
        return {"value": Fraction(sum(1 for p in known if p.value))}
    if ratio:
        above, below = _add([p.numerator for p in known]), _add([p.denominator for p in known])
        return {
            "value": ratio_value(above, below, percent=percent),
            "numerator": above,
            "denominator": below,
        }
    return {"value": _add([p.value for p in known])}


def _tells(value: Value, ratio: bool) -> bool:
    return value.state == "reported" and _has_number(value, ratio)


def _has_number(value: Value, ratio: bool) -> bool:
    pair = value.numerator is not None and value.denominator is not None
    return value.value is not None or (ratio and pair)


def _number(value: Value, ratio: bool, percent: bool) -> Fraction | None:
    if ratio:
        found = ratio_value(value.numerator, value.denominator, percent=percent)
        return value.value if found is None else found
    return value.value


def _amount(value: Value) -> Fraction | None:
    return value.value if value.numerator is None else value.numerator


def _add(numbers: list[Fraction | None], start: Fraction | None = None) -> Fraction | None:
    """Add what is known; None when nothing is."""
    known = [n for n in numbers if n is not None]
    return sum(known, Fraction(0)) if known else start


def _qualifier(qualifiers: set[str], *, missing: bool) -> str:
    """Return the qualifier of a sum: of one kind, else "at least", else "about"."""
    inexact = {q for q in qualifiers if q not in ("", "exact")}
    if missing:
        inexact.add("at_least")
    if len(inexact) <= 1:
        return next(iter(inexact), "exact")
    return "at_least" if inexact <= _AT_LEAST else "about"
