"""Days, months, quarters and years as people write them, kept as exactly as they are known.

A text becomes tokens (D day, M month, Y year, Q quarter, - range) and their
order is looked up among the shapes of dates. What can be read in two ways is never decided here.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NoReturn

import babel

from ifla_metrics.errors import n_
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import Precision
from ifla_metrics.periods import last_day
from ifla_metrics.settings import ROOT

LANGUAGES = ("en", "fr", "es", "de", "ru", "ar", "zh", "pt")
ORDERS = ("dmy", "mdy", "ymd")
"""In which order three numbers may be day, month and year."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
_LAST_SHORT_YEAR = 50
_SERIALS = range(25_569, 73_051)
"""A spreadsheet's numbers for the days of 1970 to 2099."""
_LONGEST = 120


@dataclass(frozen=True)
class Days:
    """The first and last day that were meant, how exactly they are known, and what was typed."""

    started_on: date
    ended_on: date
    precision: Precision = Precision.DAY
    as_stated: str = ""


class AmbiguousDays(Fault):
    """A text with several readings; `ask` is `date_order` where the order of numbers decides."""

    def __init__(self, message: str, readings: tuple[Days, ...], ask: str = "") -> None:
        super().__init__("ambiguous_date", message, ask=ask)
        self.readings = readings


def parse_dates(value: object, order: str = "", *, epoch_1904: bool = False) -> Days:
    """Return the days that a cell or a typed text means.

    Args:
        value: A date, a spreadsheet's number for a day, a year, or text in one of the seven
            languages of IFLA or in Portuguese.
        order: How 03/04/05 is read, one of `ORDERS`; "" when nobody has said.
        epoch_1904: Whether a spreadsheet's numbers count from 1904.

    Raises:
        AmbiguousDays: It has several readings.
        Fault: It is no date.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _within_years(Days(value, value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, epoch_1904)
    if not isinstance(value, str):
        _refuse()
    return _from_text(value.strip(), order)


def readings_of(value: object) -> dict[str, Days]:
    """Return the days that a date of three numbers means in each order; {} for other values."""
    if not isinstance(value, str) or not _NUMERIC.search(_plain(value[:_LONGEST])):
        return {}
    found = {}
    for order in ORDERS:
        try:
            found[order] = parse_dates(value, order)
        except Fault:
            continue
    return found


def _refuse(
    message: str = n_("This cannot be read as a date."), code: str = "not_a_date", nearest: str = ""
) -> NoReturn:
    raise Fault(code, message, suggestion=nearest)


def _within_years(days: Days) -> Days:
    if days.started_on.year < FIRST_YEAR or days.ended_on.year > LAST_YEAR:
        _refuse(n_("The year must lie between 1900 and 2100."), "year_out_of_range")
    if days.ended_on < days.started_on:
        _refuse(n_("The last day comes before the first."), "ends_before_start")
    return days


def _from_number(value: float, epoch_1904: bool) -> Days:
    if value != value or abs(value) > 1e9 or value < 0:
        _refuse()
    whole = int(value)
    if whole == value and FIRST_YEAR <= whole <= LAST_YEAR:
        return replace(_months(whole, 1, 12, Precision.YEAR), as_stated=str(whole))
    if whole == value and whole > 19_000_000:
        return _from_text(str(whole), "")
    day = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
    if whole not in _SERIALS and not (epoch_1904 and whole >= 24_106):
        _refuse()
    day += timedelta(days=whole)
    return _within_years(Days(day, day))


def _from_text(typed: str, order: str) -> Days:
    if not typed or len(typed) > _LONGEST:
        _refuse()
    if re.fullmatch(r"\d{5}", typed) and int(typed) in _SERIALS:
        day = date(1899, 12, 30) + timedelta(days=int(typed))
        _refuse(
            n_("This may be the number that a spreadsheet keeps for a day."), "serial", str(day)
        )
    text = _plain(typed)
    if order or not _NUMERIC.search(text):
        return _read(text, typed, order)
    readings: dict[Days, None] = {}
    faults = []
    for possible in ORDERS:
        try:
            readings[_read(text, typed, possible)] = None
        except AmbiguousDays:
            raise
        except Fault as fault:
            faults.append(fault)
    if not readings:
        raise faults[0]
    if len(readings) > 1:
        message = n_("It is not clear which number is the day and which the month.")
        raise AmbiguousDays(message, tuple(readings), "date_order")
    return next(iter(readings))


# Words

_WORDS = tomllib.loads((ROOT / "data" / "imports" / "dates.toml").read_text(encoding="utf-8"))
_TO = frozenset(_WORDS["to"])
_VAGUE = frozenset(_WORDS["vague"])
_WITHOUT_MEANING = frozenset(_WORDS["without_meaning"])
_ORDINALS: dict[str, int] = _WORDS["ordinals"]
_ONLY_AN_END = re.compile(r"(?:until|till|by|not later than|jusqu'?a?u?|bis|hasta|ate|до)\b")
_NTH = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_QUARTER = re.compile(
    rf"\b[qtk]\s?([1-4])\b|\b([1-4])\s?[qt]\b|(?:\b|第)({_NTH}|[1-4])\s?"
    r"(?:st|nd|rd|th|er|e|eme|o|\.)?\s*(?:quarter|trimestre|quartal|квартал|季度)"
)
_TIME = re.compile(
    r"(?:[t ,]+|\bat |\bum )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:z|[ap]\.?m\.?|[+-]\d\d:?\d\d)?$"
    r"|,? (?:(?:at|um) )?\d{1,2} ?(?:[ap]\.?m\.?|uhr)$"
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/. -])(\d{1,2})\2(\d{4}|\d{2})(?![\d:])")
_DAY_RANGE = re.compile(r"(?<![\d./-])(\d{1,2})\s?-\s?(\d{1,2})([/.])(\d{1,2})\3(\d{4})(?!\d)")
_SHORT_YEAR = re.compile(
    r"(?<!\d)(\d{1,2})([-/. ])([^\W\d_]{3,})\.?\2'?(\d{2})(?![\d:])(?! ?[-&,])"
)
_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_YEAR_PAIR = re.compile(r"(\d{4})\s*[-/]\s*(\d{1,2})")
_MONTH_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{4})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<![\d/.-])(\d{1,2})([/.])(\d{1,2})(?=\s*(?:-|to|au|al|bis|a|по|hasta)\s*D)"
)
_TOKEN = re.compile(r"[DMYQ]\d+;|\d+|[^\W\d_]+|[-/&,+~']")


def _plain(typed: str) -> str:
    """Return `typed` in one manner: Latin digits, no accents or case, one dash, one space."""
    text = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in unicodedata.normalize("NFKD", typed).casefold()
        if not unicodedata.combining(c) and c not in "\u200e\u200f\u061c\u200b\ufeff"
    )
    text = re.sub(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d~]", "-", text)
    text = text.replace("’", "'").replace("،", ",").replace("、", ",")
    text = re.sub(r"\s+", " ", text).strip(" .;,-")
    text = text.replace("-feira", "feira")  # Terça-feira is one word.
    return _DAY_RANGE.sub(r" D\1; - D\2;M\4;Y\5; ", text)


def _named(calendar: str, languages: Iterable[str]) -> dict[str, set[int]]:
    """Return the numbers that each name of a month or a day of the week means, full and short."""
    found: dict[str, set[int]] = {}
    for locale in map(babel.Locale.parse, languages):
        for widths in getattr(locale, calendar).values():
            for width in ("wide", "abbreviated"):
                for number, name in widths[width].items():
                    found.setdefault(_plain(name), set()).add(int(number))
    return found


@lru_cache(maxsize=1)
def _months_by_name() -> dict[str, int]:
    """Return the number of each month's name; none that two months share."""
    found = _named("months", (*LANGUAGES, "en_GB", "ar_SY", "ar_MA", "ar_DZ"))
    for name, number in _WORDS["months"].items():
        found.setdefault(name, {number})
    return {
        name: numbers.pop()
        for name, numbers in found.items()
        if len(numbers) == 1 and not name[:1].isdecimal()
    }


@lru_cache(maxsize=1)
def _weekdays_by_name() -> dict[str, frozenset[int]]:
    """Return which days of the week each name may be; 0 is Monday."""
    found = {"tues": {1}, "weds": {2}, "thur": {3}, "thurs": {3}, **_named("days", LANGUAGES)}
    months = _months_by_name()
    return {name: frozenset(days) for name, days in found.items() if name not in months}


# Tokens and shapes

Token = tuple[str, int]
_MARKS = ("-", "/", ",")
_ONE = {
    **dict.fromkeys(("DMY", "MDY", "YMD", "YDM"), "d0m0y0"),
    **dict.fromkeys(("MY", "YM"), "m0y0"),
    **dict.fromkeys(("QY", "YQ"), "q0y0"),
    "Y": "y0",
}
_SHAPES: dict[str, tuple[str, str]] = {
    **{shape: (place, place) for shape, place in _ONE.items()},
    **dict.fromkeys(("D-DMY", "MD-DY", "YMD-D"), ("d0m0y0", "d1m0y0")),
    **dict.fromkeys(("DM-DMY", "MD-MDY", "YMD-MD"), ("d0m0y0", "d1m1y0")),
    **dict.fromkeys(("DMY-DMY", "MDY-MDY", "YMD-YMD"), ("d0m0y0", "d1m1y1")),
    **dict.fromkeys(("DMY-DM", "MDY-MD"), ("d0m0y0", "d1m1y0")),
    **dict.fromkeys(("M-MY", "YM-M"), ("m0y0", "m1y0")),
    **dict.fromkeys(("MY-MY", "YM-YM"), ("m0y0", "m1y1")),
    **dict.fromkeys(("Q-QY", "YQ-Q"), ("q0y0", "q1y0")),
    **dict.fromkeys(("QY-QY", "YQ-YQ"), ("q0y0", "q1y1")),
    "Y-Y": ("y0", "y1"),
}
"""What the first and the last day of a shape are made of: “d1m0y0” is the second day number with
the first month and year."""


def _read(text: str, typed: str, order: str) -> Days:
    """Return the days of a text whose numbers stand in a known order."""
    if _ONLY_AN_END.match(text):
        _refuse(n_("This says when it ended, not when it began."), "only_an_end")
    pair = _YEAR_PAIR.fullmatch(text)
    if pair:
        return _year_pair(int(pair[1]), pair[2], typed)
    text = _TIME.sub("", text)
    tokens, weekdays, is_vague = _tokens(_numbers(text, order))
    shape = "".join(kind for kind, _ in tokens)
    if shape == "MD":
        _refuse_short_year(tokens, typed)
    days = _shaped(shape, tokens, typed)
    if days is None and "Y" not in shape and re.search(r"\d", text):
        _refuse(n_("The year is missing."), "no_year")
    if days is None:
        _refuse()
    if is_vague and days.precision is Precision.DAY:
        days = replace(days, precision=Precision.MONTH)
    _check_weekdays(days, weekdays)
    return days


def _numbers(text: str, order: str) -> str:
    """Return a text whose numeric dates are tokens, such as “D5;M3;Y2012;”."""
    text = re.sub(r"(\d{4})\s*年", r" Y\1; ", text)
    text = re.sub(r"(\d{1,2})\s*月", r" M\1; ", text)
    text = re.sub(r"(\d{1,2})\s*[日号]", r" D\1; ", text)
    text = _ISO.sub(r" Y\1;M\3;D\4; ", text)
    text = _COMPACT.sub(r" Y\1;M\2;D\3; ", text)
    text = _NUMERIC.sub(lambda found: _numeric_tokens(found, order), text)
    text = _SHORT_YEAR.sub(_with_full_year, text)
    text = _DAY_MONTH.sub(
        lambda found: " D{};M{}; ".format(*((found[1], found[3])[:: -1 if order == "mdy" else 1])),
        text,
    )
    return _MONTH_YEAR.sub(r" M\1;Y\2; ", text)


def _with_full_year(found: re.Match[str]) -> str:
    """Return “12-Mar-13” with its whole year; other texts as they are."""
    day, mark, word, year = found.groups()
    if word not in _months_by_name():
        return found[0]
    return f"{day}{mark}{word}{mark}{_full_year(year)}"


def _numeric_tokens(found: re.Match[str], order: str) -> str:
    a, mark, b, year = found.groups()
    if len(year) == 2 and order == "ymd":
        return f" D{year};M{b};Y{_full_year(a)}; "
    is_month_first = order == "mdy" and not (mark == "." and len(year) == 4)
    first, second = (b, a) if is_month_first else (a, b)
    return f" D{first};M{second};Y{year if len(year) == 4 else _full_year(year)}; "


def _full_year(digits: str) -> int:
    """Return the year that two digits mean; 98 may be of either century."""
    if int(digits) > _LAST_SHORT_YEAR:
        _refuse(n_("The year has two digits."), "short_year")
    return 2000 + int(digits)


def _tokens(text: str) -> tuple[list[Token], list[frozenset[int]], bool]:
    """Return the tokens of a text, the days of the week it names, and whether it is vague."""

    def quarter(found: re.Match[str]) -> str:
        number = next(group for group in found.groups() if group)
        return f" Q{_ORDINALS.get(number, number)}; "

    text = _QUARTER.sub(quarter, text)
    text = re.sub(r"(\d)(?:st|nd|rd|th|er|re|eme|o|º|ª)\b|(\d)\.", r"\1\2 ", text)
    for name, number in _months_by_name().items():
        if " " in name and name in text:
            text = text.replace(name, f" M{number}; ")
    tokens: list[Token] = []
    weekdays: list[frozenset[int]] = []
    is_vague = False
    months, days_of_week = _months_by_name(), _weekdays_by_name()
    for found in _TOKEN.finditer(text):
        word = found[0]
        if word[-1] == ";":
            tokens.append((word[0], int(word[1:-1])))
        elif word.isdigit():
            tokens.append(("Y" if len(word) == 4 else "D" if len(word) < 3 else "?", int(word)))
        elif word in ("-", "/") or word in _TO:
            tokens.append(("-" if word != "/" else "/", 0))
        elif word == ",":
            tokens.append((",", 0))
        elif word in months:
            tokens.append(("M", months[word]))
        elif word in _VAGUE:
            is_vague = True
        elif word in days_of_week:
            weekdays.append(days_of_week[word])
        elif word not in _WITHOUT_MEANING and word != "'":
            _refuse()
    return _joined(tokens), weekdays, is_vague


def _joined(tokens: list[Token]) -> list[Token]:
    """Return the tokens with a mark only where it joins two dates, or two parts of them.

    A mark stands inside a date (12-Mar-2012) when what follows is new in it.
    """
    kept: list[Token] = []
    part: list[str] = []
    for i, (kind, number) in enumerate(tokens):
        if kind not in _MARKS:
            kept.append((kind, number))
            part.append(kind)
            continue
        following = tokens[i + 1][0] if i + 1 < len(tokens) else ""
        if following not in part:
            continue
        if kept[-1] == tokens[i + 1] == ("M", kept[-1][1]) and kind == "/":
            kept.pop()  # “آذار/مارس”: both are March.
        elif kind != ",":
            kept.append(("-", 0))
            part = []
    return kept


def _shaped(shape: str, tokens: list[Token], typed: str) -> Days | None:
    places = _SHAPES.get(shape)
    if places is None:
        return None
    numbers: dict[str, list[int]] = {}
    for kind, number in tokens:
        numbers.setdefault(kind.lower(), []).append(number)
    first, last = (_place(place, numbers) for place in places)
    vaguest = max(first.precision, last.precision, key=list(Precision).index)
    return _within_years(Days(first.started_on, last.ended_on, vaguest, typed))


def _place(place: str, numbers: dict[str, list[int]]) -> Days:
    """Return the days of one end of a shape, such as “d1m0y0”."""
    parts = {kind: numbers[kind][int(index)] for kind, index in re.findall(r"(\w)(\d)", place)}
    year = parts["y"]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        _refuse(n_("The year must lie between 1900 and 2100."), "year_out_of_range")
    if "d" in parts:
        try:
            day = date(year, parts["m"], parts["d"])
        except ValueError:
            _refuse(n_("There is no such day."), "no_such_day")
        return Days(day, day)
    if "m" in parts:
        return _months(year, parts["m"], parts["m"], Precision.MONTH)
    if "q" in parts:
        return _months(year, parts["q"] * 3 - 2, parts["q"] * 3, Precision.QUARTER)
    return _months(year, 1, 12, Precision.YEAR)


def _months(year: int, first: int, last: int, precision: Precision) -> Days:
    """Return the days from one month of a year to another."""
    if not (1 <= first <= 12 and 1 <= last <= 12):
        _refuse(n_("There is no such day."), "no_such_day")
    return Days(date(year, first, 1), last_day(year * 100 + last), precision)


def _year_pair(year: int, second: str, typed: str) -> Days:
    """Raise for 2011-12, a month or two years; one of them where the other is impossible."""
    last = year // 100 * 100 + int(second)
    readings = []
    if 1 <= int(second) <= 12:
        month = _months(year, int(second), int(second), Precision.MONTH)
        readings.append(replace(month, as_stated=typed))
    if len(second) == 2 and last > year:
        readings.append(Days(date(year, 1, 1), date(last, 12, 31), Precision.YEAR, typed))
    if not readings:
        _refuse(n_("There is no such day."), "no_such_day")
    if len(readings) > 1:
        raise AmbiguousDays(n_("This may be a month, or two years."), tuple(readings))
    return readings[0]


def _refuse_short_year(tokens: list[Token], typed: str) -> NoReturn:
    """Raise for “Mar-12”: March 2012, or the twelfth of March of some year."""
    (_, month), (_, year) = tokens
    reading = _months(2000 + year, month, month, Precision.MONTH)
    raise AmbiguousDays(n_("The year has two digits."), (replace(reading, as_stated=typed),))


def _check_weekdays(days: Days, weekdays: list[frozenset[int]]) -> None:
    """Raise unless named days of the week are those of the dates."""
    is_span = days.started_on != days.ended_on
    if days.precision is not Precision.DAY or (len(weekdays) == 1 and is_span):
        return
    ends = (days.started_on, days.ended_on)
    if any(day.weekday() not in named for day, named in zip(ends, weekdays, strict=False)):
        message = n_("The day of the week is not that of this date: is the date right?")
        raise Fault("wrong_weekday", message)
