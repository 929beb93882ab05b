"""Days, months, quarters and years as people write them, kept as exactly as they are known.

A text becomes tokens (D day, M month, Y year, Q quarter, - range) and they must make a whole date.
What can be read in two ways is never decided here.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NoReturn

import babel

from ifla_metrics.errors import n_
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.field_types import Precision
from ifla_metrics.periods import last_day
from ifla_metrics.settings import ROOT

LANGUAGES = ("en", "fr", "es", "de", "ru", "ar", "zh", "pt")
"""The official languages of IFLA, and Portuguese."""
ORDERS = ("dmy", "mdy")
"""In which order two numbers before a year may be day and month."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
_SERIALS = range(25_569, 73_051)
"""A spreadsheet's numbers for the days of 1970 to 2099."""
_LONGEST = 120


@dataclass(frozen=True)
class Days:
    """The first and last day that were meant, how exactly they are known, and what was typed."""

    started_on: date
    ended_on: date
    precision: Precision = "day"
    as_stated: str = ""


def parse_dates(value: object, order: str = "") -> Days:
    """Return the days that a cell or a typed text means.

    Args:
        value: A date, a spreadsheet's number for a day, a year, or text in one of the seven
            languages of IFLA or in Portuguese.
        order: How 03/04/2005 is read, one of `ORDERS`; "" when nobody has said.

    Raises:
        Fault: It is no date, or has several readings (`readings_of`).
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _checked(Days(value, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    if not isinstance(value, str) or not value.strip() or len(value.strip()) > _LONGEST:
        _refuse()
    readings = {} if order else readings_of(value)
    if len(set(readings.values())) > 1:
        message = n_("It is not clear which number is the day and which the month.")
        raise Fault("ambiguous_date", message, ask="date_order")
    return _read(value.strip(), next(iter(readings), order))


def readings_of(value: object) -> dict[str, Days]:
    """Return the days that a date of three numbers means in each order; {} for other values."""
    found: dict[str, Days] = {}
    if not isinstance(value, str) or not _NUMERIC.search(plain(value[:_LONGEST])):
        return found
    for order in ORDERS:
        try:
            found[order] = _read(value.strip(), order)
        except Fault:
            continue
    return found


def _refuse() -> NoReturn:
    message = n_("This cannot be read as a date. Write 2012-03-05, March 2012 or Q1 2012.")
    raise Fault("not_a_date", message)


def _checked(days: Days) -> Days:
    if days.started_on.year < FIRST_YEAR or days.ended_on.year > LAST_YEAR:
        _refuse()
    if days.ended_on < days.started_on:
        raise Fault("ends_before_start", n_("The last day comes before the first."))
    return days


def _from_number(value: float) -> Days:
    if value != value or not 0 <= value < 1e9:
        _refuse()
    whole = int(value)
    if whole == value and (FIRST_YEAR <= whole <= LAST_YEAR or whole > 19_000_000):
        return _read(str(whole), "")
    if whole not in _SERIALS:
        _refuse()
    day = date(1899, 12, 30) + timedelta(days=whole)
    return _checked(Days(day, day))


# Words

_WORDS = tomllib.loads((ROOT / "data" / "imports" / "dates.toml").read_text(encoding="utf-8"))
_TO = frozenset(_WORDS["to"])
_WITHOUT_MEANING = frozenset(_WORDS["without_meaning"])
_QUARTER = re.compile(
    r"\b[qtk]\s?([1-4])\b|\b([1-4])\s?[qt]\b|(?:\b|第)([1-4])\s?"
    r"(?:st|nd|rd|th|er|e|eme|o|º|\.)?\s*(?:quarter|trimestre|quartal|квартал|季度)"
)
_TIME = re.compile(r"[t ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:z|[ap]\.?m\.?|[+-]\d\d:?\d\d)?$")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/. -])(\d{1,2})\2(\d{4})(?![\d:])")
_PLAIN_NUMBERS = (
    (re.compile(r"(\d{4})\s*年"), r" Y\1; "),
    (re.compile(r"(\d{1,2})\s*月"), r" M\1; "),
    (re.compile(r"(\d{1,2})\s*[日号]"), r" D\1; "),
    (re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"), r" Y\1;M\3;D\4; "),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"), r" Y\1;M\2;D\3; "),
)
"""Dates whose numbers stand in one order only, and their tokens."""
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{4})(?!\d)")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-/]\s*(\d{1,2})")
_TOKEN = re.compile(r"[DMYQ]\d+;|\d+|[^\W\d_]+|[-/&+~?]")


def plain(typed: str) -> str:
    """Return `typed` in one manner: Latin digits, no accents or case, one dash, one space."""
    text = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in unicodedata.normalize("NFD", typed).casefold()
        if not unicodedata.combining(c) and c not in "\u200e\u200f\u061c\u200b\ufeff"
    )
    text = re.sub(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]", "-", text).replace("’", "'")
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=1)
def _months_by_name() -> dict[str, int]:
    """Return the number of each month's name, full and short; none that two months share."""
    found: dict[str, set[int]] = {}
    for locale in map(babel.Locale.parse, (*LANGUAGES, "en_GB", "ar_SY", "ar_MA", "ar_DZ")):
        for widths in locale.months.values():
            for number, name in (*widths["wide"].items(), *widths["abbreviated"].items()):
                found.setdefault(plain(name).strip("."), set()).add(int(number))
    for name, number in _WORDS["months"].items():
        found.setdefault(name, {number})
    return {
        name: min(numbers)
        for name, numbers in found.items()
        if len(numbers) == 1 and not name[:1].isdecimal()
    }


# Tokens

Token = tuple[str, int]
_WHOLE = ({"D", "M", "Y"}, {"M", "Y"}, {"Q", "Y"}, {"Y"})
"""What a date may say; of the two ends of a range one may leave to the other the month or year."""


def _read(typed: str, order: str) -> Days:
    """Return the days of a text whose numbers stand in a known order."""
    text = plain(typed).strip(" .;,")
    if found := _YEAR_MONTH.fullmatch(text):
        if int(found[1]) % 100 < int(found[2]) <= 12:
            _refuse()  # A month, or two years.
        text = f"M{found[2]};Y{found[1]};"
    tokens = _tokens(_with_numbers(_TIME.sub("", text), order))
    kinds = [kind for kind, _ in tokens]
    cut = kinds.index("-") if "-" in kinds else len(kinds)
    first, last = dict(tokens[:cut]), dict(tokens[cut + 1 :] or tokens)
    begin, end = {**last, **first}, {**first, **last}
    has_one_of_each = len(first) == cut and len(last) == len(kinds[cut + 1 :] or kinds)
    # The letters of the kinds sort from the day to the year.
    if set(begin) not in _WHOLE or not has_one_of_each or min(first) != min(last):
        _refuse()
    return _checked(replace(_span(begin), ended_on=_span(end).ended_on, as_stated=typed))


def _with_numbers(text: str, order: str) -> str:
    """Return a text whose numeric dates are tokens, such as “D5;M3;Y2012;”."""
    for pattern, tokens in _PLAIN_NUMBERS:
        text = pattern.sub(tokens, text)

    def numeric(found: re.Match[str]) -> str:
        first, mark, second, year = found.groups()
        if order == "mdy" and mark != ".":
            first, second = second, first
        return f" D{first};M{second};Y{year}; "

    text = _NUMERIC.sub(numeric, text)
    return _MONTH_YEAR.sub(r" M\1;Y\2; ", text)


def _tokens(text: str) -> list[Token]:
    """Return the tokens of a text."""
    months = _months_by_name()
    text = _QUARTER.sub(lambda found: f" Q{''.join(filter(None, found.groups()))}; ", text)
    text = re.sub(r"(\d)(?:st|nd|rd|th|er|re|eme|o|º|ª)\b|(\d)\.", r"\1\2 ", text)
    for name in (name for name in months if " " in name):
        text = text.replace(name, f" M{months[name]}; ")
    tokens: list[Token] = []
    for word in _TOKEN.findall(text):
        if word[-1] == ";":
            tokens.append((word[0], int(word[1:-1])))
        elif word.isdecimal():
            tokens.append(({4: "Y", 2: "D", 1: "D"}.get(len(word), "?"), int(word)))
        elif word in ("-", "~") or word in _TO:
            tokens.append(("-", 0))
        elif word in months:
            tokens.append(("M", months[word]))
        elif word not in _WITHOUT_MEANING:
            _refuse()
    return _joined(tokens)


def _joined(tokens: list[Token]) -> list[Token]:
    """Return the tokens with a dash only where it joins two dates, or two parts of them.

    One stands inside a date (12-Mar-2012) when what follows is new in it. One at either end says
    that half of a range is missing.
    """
    kept: list[Token] = []
    part: set[str] = set()
    for place, (kind, number) in enumerate(tokens):
        if kind != "-":
            kept.append((kind, number))
            part.add(kind)
        elif place in (0, len(tokens) - 1):
            _refuse()
        elif tokens[place + 1][0] in part:
            kept.append(("-", 0))
            part = set()
    return kept


def _span(parts: Mapping[str, int]) -> Days:
    """Return the days of the numbers of one date."""
    year = parts["Y"]
    try:
        if "D" in parts:
            day = date(year, parts["M"], parts["D"])
            return Days(day, day)
        first, last = 1, 12
        precision: Precision = "year"
        if "M" in parts:
            first, last, precision = parts["M"], parts["M"], "month"
        elif "Q" in parts:
            first, last, precision = parts["Q"] * 3 - 2, parts["Q"] * 3, "quarter"
        return Days(date(year, first, 1), last_day(year * 100 + last), precision)
    except ValueError:
        _refuse()
