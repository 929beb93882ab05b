"""Days, months, quarters and years as people write them, kept as exactly as they are known.

What can be read in two ways is asked about: a column of dates decides where one of them can.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from ifla_metrics.exchange.day_shapes import EPOCH_1900, EPOCH_1904, SERIALS, read_text
from ifla_metrics.exchange.day_spans import (
    FIRST_YEAR,
    LAST_YEAR,
    NO_DATE,
    NO_START,
    AskedDays,
    Days,
    Read,
    span,
    whole_day,
)
from ifla_metrics.exchange.day_weeks import of_weekday, week_of
from ifla_metrics.exchange.day_words import ONLY_AN_END, canonical, plain
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.models.columns import Precision

_LONGEST = 120
_FORM = re.compile(
    r"(?<![^\W\d_])(?:[djt]{1,2}[\s./-]*m{1,2}|(?P<m>m{1,2})[\s./-]*[djt]{1,2})[\s./-]*[yaj]{2,4}"
    r"(?![^\W\d_])"
)
_LISTED = re.compile(r"\d\s*,\s*\d{1,2}(?!\d)[^@]*&")


def read_days(
    value: object,
    *,
    day_first: bool | None = None,
    epoch_1904: bool = False,
    begins: bool = False,
) -> Read:
    """Return the days that a cell means.

    Args:
        value: A date, a spreadsheet's serial number, a year, or text in one of the seven
            languages of IFLA or in Portuguese.
        day_first: Whether 03/04 is the third of April; None: not known.
        epoch_1904: Whether serial numbers count from 1904.
        begins: Whether a first day is asked for: “until March” does not say it.
    """
    if isinstance(value, datetime):
        return whole_day(value.date())
    if isinstance(value, date):
        return whole_day(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, epoch_1904)
    typed = str(value).strip()
    if not typed or len(typed) > _LONGEST or isinstance(value, bool):
        return Refused(NO_DATE)
    if begins and ONLY_AN_END.match(plain(typed)):
        return Refused(NO_START)
    week = week_of(typed, lambda rest: read_days(rest, day_first=day_first))
    if week is not None:
        return week
    signs, vague, strange = canonical(typed)
    if strange or not signs:
        return Refused(NO_DATE)
    read = read_text(signs, day_first)
    if isinstance(read, Days):
        # “12 & 19 March” are two days and not the week between them; a list looks after itself.
        two = "&" in signs and not _LISTED.search(signs)
        apart = two and read.ended_on - read.started_on > timedelta(days=1)
        one = replace(_vaguer(read) if vague or apart else read, as_stated=typed)
        return of_weekday(typed, one)
    if isinstance(read, AskedDays):
        said = tuple(replace(r, as_stated=typed) for r in read.readings)
        return of_weekday(typed, replace(read, readings=said))
    return read


def order_of(value: object) -> bool | None:
    """Say whether a value shows that days come before months (or after); None: shows neither."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    shown: set[bool] = set()
    for a, b in re.findall(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}(?!\d)", value):
        if int(a) > 12 >= int(b) > 0:
            shown.add(True)
        elif int(b) > 12 >= int(a) > 0:
            shown.add(False)
    return shown.pop() if len(shown) == 1 else None


def order_asked(header: str) -> bool | None:
    """Say whether a header asks for days before months (or after): “Date (dd/mm/yyyy)”."""
    found = _FORM.search(plain(header))
    return None if found is None else found["m"] is None


def _number(value: float, epoch_1904: bool) -> Read:
    if value != value or abs(value) > 10**9:
        return Refused(NO_DATE)
    whole = int(value)
    if whole == value and FIRST_YEAR <= whole <= LAST_YEAR:
        return span(date(whole, 1, 1), date(whole, 12, 31), Precision.YEAR, str(whole))
    if whole == value and 19000101 <= whole <= 21001231:
        return read_text(f"{whole}", None)
    if SERIALS[0] <= whole <= SERIALS[1] or (epoch_1904 and 24106 <= whole <= SERIALS[1]):
        return whole_day((EPOCH_1904 if epoch_1904 else EPOCH_1900) + timedelta(days=whole))
    return Refused(NO_DATE)


def _vaguer(days: Days) -> Days:
    """A day that was “about 5 March” is known to the month."""
    precision = Precision.MONTH if days.precision is Precision.DAY else days.precision
    return replace(days, precision=precision)
