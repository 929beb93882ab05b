"""Parse days, months, quarters and years as people write them, and keep how exact they are.

A text is split into tokens (D day, M month, Y year, Q quarter, - range), which must form a
complete date. Ambiguous dates are never guessed.
"""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NoReturn

import babel

from ifla_metrics.errors import n_
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.field_types import Precision
from ifla_metrics.periods import last_day
from ifla_metrics.settings import ROOT

LANGUAGES = ("en", "fr", "es", "de", "ru", "ar", "zh", "pt")
"""The seven official languages of IFLA, and Portuguese."""
DATE_ORDERS = ("dmy", "mdy")
"""The possible orders of a date of three numbers."""
FIRST_YEAR, LAST_YEAR = 1927, 2100
"""IFLA was founded in 1927. A spreadsheet shows the number 2012 as a day of 1905."""
_SERIALS = range(25_569, 73_051)
"""The numbers by which spreadsheets store the days from 1970 to 2099."""
_MAX_LENGTH = 120


@dataclass(frozen=True)
class DateRange:
    """A first and last day, how exactly they are known, and the text they were read from."""

    started_on: date
    ended_on: date
    precision: Precision = "day"
    as_stated: str = ""


def parse_dates(value: object, order: str = "") -> DateRange:
    """Return the days that a cell or a typed text means.

    Args:
        value: A date, a spreadsheet's number for a day, a year, or text in one of `LANGUAGES`.
        order: How to read 03/04/2005, one of `DATE_ORDERS`; "" if unknown.

    Raises:
        CellError: It is not a date, or can be read in two ways (`possible_dates`).
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _checked(DateRange(value, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    if not isinstance(value, str) or not value.strip() or len(value.strip()) > _MAX_LENGTH:
        _refuse()
    dates = {} if order else possible_dates(value)
    if len(set(dates.values())) > 1:
        message = n_("It is not clear which number is the day and which the month.")
        raise CellError("ambiguous_date", message, question_key="date_order")
    return _parse_text(value.strip(), next(iter(dates), order))


def possible_dates(value: object) -> dict[str, DateRange]:
    """Return what a date of three numbers means in each order; empty for other values."""
    dates: dict[str, DateRange] = {}
    if not isinstance(value, str) or not re.search(_NUMERIC, normalise(value[:_MAX_LENGTH])):
        return dates
    for order in DATE_ORDERS:
        try:
            dates[order] = _parse_text(value.strip(), order)
        except CellError:
            continue
    return dates


def _refuse() -> NoReturn:
    message = n_("This cannot be read as a date. Write 2012-03-05, March 2012 or Q1 2012.")
    raise CellError("not_a_date", message)


def _checked(dates: DateRange) -> DateRange:
    if not date(FIRST_YEAR, 1, 1) <= dates.started_on <= dates.ended_on <= date(LAST_YEAR, 12, 31):
        _refuse()
    return dates


def _from_number(value: float) -> DateRange:
    number = int(value) if math.isfinite(value) else 0
    if number == value and FIRST_YEAR <= number <= LAST_YEAR:
        return _parse_text(str(number), "")
    if number not in _SERIALS:
        _refuse()
    day = date(1899, 12, 30) + timedelta(days=number)
    return _checked(DateRange(day, day))


# Words

_WORDS = tomllib.loads((ROOT / "data" / "imports" / "dates.toml").read_text(encoding="utf-8"))
_RANGE_WORDS = frozenset(_WORDS["to"])
_FILLER_WORDS = frozenset(_WORDS["without_meaning"])
_TIME = re.compile(r"[t ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:z|[ap]\.?m\.?|[+-]\d\d:?\d\d)?$")
_NUMERIC = r"(?<!\d)(?P<A>\d{1,2})(?P<mark>[/.\ -])(?P<B>\d{1,2})(?P=mark)(?P<Y3>\d{4})(?![\d:])"
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-/]\s*(\d{1,2})")
_TOKEN = re.compile(
    rf"""
      (?P<Y1>\d{{4}})\s*年 | (?P<M1>\d{{1,2}})\s*月 | (?P<D1>\d{{1,2}})\s*[日号]
    | (?<!\d)(?P<Y2>\d{{4}})(?P<iso>[-/.])(?P<M2>\d{{1,2}})(?P=iso)(?P<D2>\d{{1,2}})(?!\d)
    | {_NUMERIC}
    | (?<![\d/.-])(?P<M4>\d{{1,2}})[/.-](?P<Y4>\d{{4}})(?!\d|-\d+-)
    | (?<![a-z\d])[qtk]\s?(?P<Q1>[1-4])\b | (?<![a-z\d])(?P<Q2>[1-4])\s?[qt]\b
    | 第?(?<![a-z\d])(?P<Q3>[1-4])\s?(?:st|nd|rd|th|er|e|eme|o|º|\.)?\s*
      (?:quarter|trimestre|quartal|квартал|季度)
    | (?P<number>\d+)(?:(?:st|nd|rd|th|er|re|eme|o|º|ª)\b)?
    | (?P<word>[^\W\d_]+|[-/&+~?])
    """,
    re.VERBOSE,
)
"""The parts of a date. The first letter of a group says which; A and B are day and month."""


def normalise(typed: str) -> str:
    """Return a text with Latin digits, hyphens and single spaces, without accents and case."""
    text = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in unicodedata.normalize("NFD", typed).casefold()
        if not unicodedata.combining(c) and c not in "\u200e\u200f\u061c\u200b\ufeff"
    )
    text = re.sub(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]", "-", text).replace("’", "'")
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=1)
def _months_by_name() -> dict[str, int]:
    """Return the months by full and short name."""
    locales = map(babel.Locale.parse, (*LANGUAGES, "en_GB", "ar_SY", "ar_MA", "ar_DZ"))
    return {
        normalise(name).strip("."): number
        for locale in locales
        for widths in locale.months.values()
        for width in ("wide", "abbreviated")
        for number, name in widths[width].items()
        if not name[:1].isdecimal()
    }


# Tokens

Token = tuple[str, int]
_COMPLETE = ({"D", "M", "Y"}, {"M", "Y"}, {"Q", "Y"}, {"Y"})
"""The parts of a complete date. In a range, one end may take month or year from the other."""


def _parse_text(typed: str, order: str) -> DateRange:
    """Return the days of a text whose numeric dates have a known order."""
    text = normalise(typed).strip(" .;,")
    if year_month := _YEAR_MONTH.fullmatch(text):
        if int(year_month[1]) % 100 < int(year_month[2]) <= 12:
            _refuse()  # 2011-12 may be a month or two years.
        text = f"{year_month[2]}/{year_month[1]}"
    first, last = _ends(list(_tokens(_TIME.sub("", text), order)))
    start, end = {**last, **first}, {**first, **last}
    # Both ends must begin with the same part: D, M, Q and Y sort from day to year.
    if set(start) not in _COMPLETE or min(first) != min(last):
        _refuse()
    dates = replace(_date_range(start), ended_on=_date_range(end).ended_on, as_stated=typed)
    return _checked(dates)


def _tokens(text: str, order: str) -> Iterator[Token]:
    """Yield the parts of a date, and dashes between dates."""
    months = _months_by_name()
    for name in (name for name in months if " " in name):
        text = text.replace(name, f" {months[name]}月 ")
    for match in _TOKEN.finditer(text):
        parts = {name: part for name, part in match.groupdict().items() if part}
        if "A" in parts:  # Day first, so that 2-3/4/2012 is a range of days.
            is_mdy = order == "mdy" and parts["mark"] != "."
            day, month = ("B", "A") if is_mdy else ("A", "B")
            parts = {"D": parts[day], "M": parts[month], "Y": parts["Y3"]}
        word = parts.get("word")
        if number := parts.get("number"):
            yield {4: "Y", 2: "D", 1: "D"}.get(len(number), "?"), int(number)
        elif word is None:
            yield from ((name[0], int(part)) for name, part in parts.items() if part.isdecimal())
        elif word in ("-", "~") or word in _RANGE_WORDS:
            yield "-", 0
        elif word in months:
            yield "M", months[word]
        elif word not in _FILLER_WORDS:
            _refuse()


def _ends(tokens: list[Token]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the parts of the first and the last date, which a dash separates.

    A dash is inside a date (12-Mar-2012) unless the token after it repeats a part of the date.
    """
    if not tokens or "-" in (tokens[0][0], tokens[-1][0]):
        _refuse()
    dates: list[dict[str, int]] = [{}]
    before = ""
    for kind, number in tokens:
        if kind in dates[-1]:
            if before != "-" or len(dates) == 2:
                _refuse()
            dates.append({})
        if kind != "-":
            dates[-1][kind] = number
        before = kind
    return dates[0], dates[-1]


def _date_range(parts: Mapping[str, int]) -> DateRange:
    year = parts["Y"]
    try:
        if "D" in parts:
            day = date(year, parts["M"], parts["D"])
            return DateRange(day, day)
        first, last = 1, 12
        precision: Precision = "year"
        if "M" in parts:
            first, last, precision = parts["M"], parts["M"], "month"
        elif "Q" in parts:
            first, last, precision = parts["Q"] * 3 - 2, parts["Q"] * 3, "quarter"
        return DateRange(date(year, first, 1), last_day(year * 100 + last), precision)
    except ValueError:
        _refuse()
