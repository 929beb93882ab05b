"""Numbers as people write them: counts of people with their qualifier, and measured values.

A number is never made from part of a text: what cannot be read whole is refused or asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amount_words import (
    BY_WORDS,
    DOUBTFUL,
    NOTHING,
    UNKNOWN,
    has_footnote,
    plain_signs,
    qualified,
)
from ifla_metrics.exchange.faults import Reason, Refused, because
from ifla_metrics.models.columns import Qualifier

HIGHEST = 10_000_000
"""The highest count that a draft takes."""
_LONGEST = 80
_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d\d)*,\d{3}")
_WITH_CENTS = re.compile(r"(\d{1,3}(?:\.\d{3})+),0+|(\d{1,3}(?:,\d{3})+)\.0+")
_BEGUN = re.compile(r"\d+(?:\W*[^\W\d_]{2}|\W*[*+(\[])")
_RANGE = re.compile(
    r"(?:between |entre |zwischen |from |de |von |от )?(\d+)"
    r"\s*(?:-|~|to|bis|a|до|至|et|and|y|und|or|ou|/)\s*(\d+)"
)

NO_COUNT = because(n_("This cannot be read as a whole number."))
BESIDE = because(
    n_("More than a number stands here. Write the number alone, and what is beside it in “Note”.")
)
BY_GENDER = because(n_("Put women and men into the columns “Women” and “Men”, a number in each."))
NO_NUMBER = because(n_("This cannot be read as a number."))
A_PART = because(n_("A count has no decimals."))
NEGATIVE = because(n_("A count cannot be below 0."))
TOO_HIGH = because(n_("A count cannot be above 10 000 000."))
A_RANGE = because(n_("This is a range; one number is kept, with a word that says how exact it is."))
THOUSANDS = because(n_("The mark may stand before thousands or before decimals."))
NONE_OR_UNKNOWN = because(n_("This may mean 0, or that the number is not known."))
UNSURE = because(n_("The question mark may mean that the number is not exact."))


@dataclass(frozen=True)
class Amount:
    """A count (None: not known), what kind of number it is, and what was typed."""

    count: int | None
    qualifier: Qualifier = Qualifier.EXACT
    as_stated: str = ""


@dataclass(frozen=True)
class AskedAmount:
    """A count with several readings."""

    readings: tuple[Amount, ...]
    why: Reason


@dataclass(frozen=True)
class Number:
    """A measured value (None: not known), and what kind of number it is."""

    value: float | None
    qualifier: Qualifier = Qualifier.EXACT
    as_stated: str = ""


@dataclass(frozen=True)
class AskedNumber:
    """A measured value with several readings."""

    readings: tuple[Number, ...]
    why: Reason


def read_count(value: object) -> Amount | AskedAmount | Refused:
    """Return the count of people that a cell means; the empty cell is not known."""
    if isinstance(value, bool):
        return Refused(NO_COUNT)
    if isinstance(value, (int, float)):
        return _count_of_number(value)
    typed = str(value if value is not None else "").strip()
    if not typed:
        return Amount(None, Qualifier.UNKNOWN)
    if len(typed) > _LONGEST or has_footnote(typed):
        mark = BESIDE if typed[0].isdecimal() and len(typed) <= _LONGEST else NO_COUNT
        return Refused(TOO_HIGH if typed.isdecimal() else mark)
    text = plain_signs(typed)
    word = text.replace(" ", "_")
    if word in UNKNOWN:
        return Amount(None, Qualifier.UNKNOWN, typed)
    if word in ("suppressed", "confidential", "confidentiel"):
        return Amount(None, Qualifier.SUPPRESSED, typed)
    if word in NOTHING:
        return Amount(0, Qualifier.EXACT, typed)
    if word in DOUBTFUL:
        both = (Amount(0, Qualifier.EXACT, typed), Amount(None, Qualifier.UNKNOWN, typed))
        return AskedAmount(both, NONE_OR_UNKNOWN)
    qualifier, rest = qualified(text)
    return _bare_count(rest, qualifier, typed)


def read_number(
    value: object, *, percent: bool = False, point: bool = False
) -> Number | AskedNumber | Refused:
    """Return the measured value that a cell means; the empty cell is not known.

    Args:
        value: A number or text; a mark before three last digits may stand before thousands or
            before decimals.
        percent: Whether the column is in percent, so that “12 %” is 12.
        point: Whether the file is known to write decimals with a point.
    """
    if isinstance(value, bool):
        return Refused(NO_NUMBER)
    if isinstance(value, (int, float)):
        finite = value == value and abs(value) < float("inf")
        return Number(float(value)) if finite else Refused(NO_NUMBER)
    typed = str(value if value is not None else "").strip()
    if not typed:
        return Number(None, Qualifier.UNKNOWN)
    if len(typed) > _LONGEST or has_footnote(typed):
        return Refused(NO_NUMBER)
    text = plain_signs(typed)
    if text.replace(" ", "_") in UNKNOWN:
        return Number(None, Qualifier.UNKNOWN, typed)
    qualifier, rest = qualified(text)
    if percent:
        rest = re.sub(r"\s*(%|percent|per cent|pour cent|prozent|por ciento)$", "", rest)
    return _bare_number(rest, qualifier, typed, point=point)


def _count_of_number(value: float) -> Amount | Refused:
    if value != value or value in (float("inf"), float("-inf")):
        return Refused(NO_COUNT)
    if value < 0:
        return Refused(NEGATIVE)
    if value > HIGHEST:
        return Refused(TOO_HIGH)
    if value != int(value):
        return Refused(A_PART, str(round(value)))
    return Amount(int(value))


def _bare_count(text: str, qualifier: Qualifier, typed: str) -> Amount | AskedAmount | Refused:
    if re.fullmatch(r"\d+\s*\?", text):
        number = _in_bounds(text.rstrip("? "), Qualifier.EXACT, typed)
        if isinstance(number, Refused):
            return number
        return AskedAmount((number, Amount(number.count, Qualifier.ABOUT, typed)), UNSURE)
    plain = _SPACES.sub("", text)
    if re.fullmatch(r"-\s*\d[\d.,]*", plain):
        return Refused(NEGATIVE)
    if re.fullmatch(r"\d+", plain):
        return _in_bounds(plain, qualifier, typed)
    if re.fullmatch(r"\d{1,3}\.000", plain):  # Thousands, or a whole number with three decimals.
        whole = plain.partition(".")[0]
        both = [_in_bounds(t, qualifier, typed) for t in (whole, whole + "000")]
        return AskedAmount(tuple(a for a in both if isinstance(a, Amount)), THOUSANDS)
    if _GROUPED.fullmatch(plain) and plain[0] != "0":
        return _in_bounds(re.sub(r"[.,]", "", plain), qualifier, typed)
    decimals = re.fullmatch(r"(\d+)[.,](\d+)", plain)
    if decimals:
        whole, part = decimals.groups()
        if part.strip("0"):
            return Refused(A_PART, whole if len(whole) < 9 else "")
        return _in_bounds(whole, qualifier, typed)
    cents = _WITH_CENTS.fullmatch(plain)
    if cents:
        return _in_bounds(re.sub(r"[.,]", "", cents[1] or cents[2]), qualifier, typed)
    span = _RANGE.fullmatch(plain)
    if span:
        return _span(span[1], span[2], typed)
    if BY_WORDS.search(plain):
        return Refused(BY_GENDER)
    return Refused(BESIDE if _BEGUN.match(plain) else NO_COUNT)


def _in_bounds(digits: str, qualifier: Qualifier, typed: str) -> Amount | Refused:
    short = digits.lstrip("0") or "0"
    if len(short) > 8 or int(short) > HIGHEST:
        return Refused(TOO_HIGH)
    return Amount(int(short), qualifier, typed)


def _span(low: str, high: str, typed: str) -> AskedAmount | Refused:
    first, last = (_in_bounds(d, Qualifier.EXACT, typed) for d in (low, high))
    if isinstance(first, Refused) or isinstance(last, Refused):
        return Refused(TOO_HIGH)
    if first.count is None or last.count is None or first.count >= last.count:
        return Refused(NO_COUNT)
    middle = (first.count + last.count) // 2
    return AskedAmount(
        (
            Amount(first.count, Qualifier.AT_LEAST, typed),
            Amount(middle, Qualifier.ABOUT, typed),
            Amount(last.count, Qualifier.UP_TO, typed),
        ),
        A_RANGE,
    )


def _bare_number(
    text: str, qualifier: Qualifier, typed: str, *, point: bool
) -> Number | AskedNumber | Refused:
    plain = _SPACES.sub("", text)
    doubtful = re.fullmatch(r"([+-]?[1-9]\d{0,2})([.,])(\d{3})", plain)
    if doubtful and not (point and doubtful[2] == "."):
        forms = (doubtful[1] + doubtful[3], f"{doubtful[1]}.{doubtful[3]}")
        both = [_number(form, qualifier, typed) for form in forms]
        return AskedNumber(tuple(n for n in both if isinstance(n, Number)), THOUSANDS)
    if re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d{1,2})?", plain):
        return _number(plain, qualifier, typed)
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?|[+-]?\d{1,3}(,\d{3})+\.\d+", plain):
        return _number(plain.replace(",", ""), qualifier, typed)
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}(,\d+)?|[+-]?\d{1,3}(\.\d{3})+,\d+", plain):
        return _number(plain.replace(".", "").replace(",", "."), qualifier, typed)
    if re.fullmatch(r"[+-]?\d+,\d+", plain):
        return _number(plain.replace(",", "."), qualifier, typed)
    return Refused(NO_NUMBER)


def _number(text: str, qualifier: Qualifier, typed: str) -> Number | Refused:
    value = Decimal(text)
    if abs(value) >= Decimal("1e15"):
        return Refused(NO_NUMBER)
    return Number(float(value), qualifier, typed)
