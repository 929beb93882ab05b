"""Directions with weights as people write them: “SD1 50; SD2 50”, in 1200ths once read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Refused, because
from ifla_metrics.models.columns import WHOLE_WEIGHT
from ifla_metrics.models.drafts import equal_weights

SOME_WITHOUT = because(n_("Give a weight to each direction, or to none."))
NO_WEIGHT = because(n_("This cannot be read as a weight between 0 and 100 %."))
TWICE = because(n_("A direction stands twice."))
_WEIGHTED = re.compile(
    r"(?P<code>.+?)(?:[\s:=(]+|\s+[-–—]\s+)(?:(?P<up>\d{1,4})\s*/\s*(?P<down>\d{1,4})"
    r"|(?P<n>\d{1,3}(?:[.,]\d{1,4})?))\s*(?P<p>%)?\s*\)?"
)
_WEIGHT_FIRST = re.compile(
    r"(?:(?P<n>\d{1,3}(?:[.,]\d{1,4})?)\s*(?P<p>%)|(?P<part>0?[.,]\d{1,4}))"
    r"\s*(?:of|de|:|-|–|=)?\s*(?P<code>\D.*)"
)


@dataclass(frozen=True)
class Share:
    """A weight as it was written: a part of 1, or a bare number, in percent or a part of 1."""

    value: Fraction
    bare: bool = False


def weighted(part: str) -> tuple[str, Share | None]:
    """Return the code and the weight of one entry; None for an entry without weight."""
    first = _WEIGHT_FIRST.fullmatch(part)
    if first:
        number = Fraction((first["n"] or first["part"]).replace(",", "."))
        return first["code"], Share(number / 100) if first["p"] else Share(number, bare=True)
    found = _WEIGHTED.fullmatch(part)
    if not found:
        return part, None
    if found["up"]:
        down = int(found["down"])
        return found["code"], Share(Fraction(int(found["up"]), down) if down else Fraction(0))
    number = Fraction(found["n"].replace(",", "."))
    return found["code"], Share(number / 100) if found["p"] else Share(number, bare=True)


def weights_of(written: dict[str, Share | None]) -> dict[str, int] | Refused:
    """Return the weights in 1200ths that sum to the whole.

    Args:
        written: Of each direction its weight, or None where none was given. Bare numbers are in
            percent when one of them is above 1. A sum that misses the whole by what rounding
            explains is put right.
    """
    bare = [share.value for share in written.values() if share is not None and share.bare]
    scale = 100 if any(value > 1 for value in bare) else 1
    shares = {
        code: None if share is None else share.value / scale if share.bare else share.value
        for code, share in written.items()
    }
    given = [share for share in shares.values() if share is not None]
    if not given:
        return equal_weights(shares)
    if len(given) < len(shares):
        return Refused(SOME_WITHOUT)
    if any(share <= 0 or share > 1 for share in given):
        return Refused(NO_WEIGHT)
    total = sum(given, Fraction(0))
    if abs(total - 1) > Fraction(len(given), 200) and not _all_alike(given, total):
        return Refused(
            because(n_("The weights sum to {sum} %, not to 100."), sum=f"{float(total * 100):g}")
        )
    if abs(total - 1) > 0 and _all_alike(given, total):
        return equal_weights(shares)
    exact = {code: share / total * WHOLE_WEIGHT for code, share in shares.items() if share}
    weights = {code: int(part) for code, part in exact.items()}
    rest = WHOLE_WEIGHT - sum(weights.values())
    for code in sorted(exact, key=lambda c: weights[c] - exact[c])[:rest]:
        weights[code] += 1
    return weights


def _all_alike(given: list[Fraction], total: Fraction) -> bool:
    """Say whether the parts are equal and rounded, as 33 % of three are."""
    return len(set(given)) == 1 and abs(total - 1) <= Fraction(len(given), 100)
