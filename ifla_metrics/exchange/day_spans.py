"""Days that are known exactly or not: what readings of a date are made of, and how they join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Reason, Refused, because
from ifla_metrics.models.columns import Precision
from ifla_metrics.periods import last_day

FIRST_YEAR, LAST_YEAR = 1900, 2100

NO_DATE = because(n_("This cannot be read as a date."))
NO_START = because(n_("This says when it ended, not when it began."))
NO_YEAR = because(n_("The year is missing."))
OUT_OF_RANGE = because(n_("The year must lie between 1900 and 2100."))
NO_SUCH_DAY = because(n_("There is no such day."))
BACKWARDS = because(n_("The last day comes before the first."))
DAY_OR_MONTH = because(n_("It is not clear which number is the day and which the month."))
SHORT_YEAR = because(n_("The year has two digits."))
MONTH_OR_YEARS = because(n_("This may be a month, or two years."))
SERIAL = because(n_("This may be the number that a spreadsheet keeps for a day."))


@dataclass(frozen=True)
class Days:
    """The first and last day that were meant, how exactly they are known, and what was typed."""

    started_on: date
    ended_on: date
    precision: Precision = Precision.DAY
    as_stated: str = ""


@dataclass(frozen=True)
class AskedDays:
    """A date with several readings; `order`: knowing whether days come first would settle it."""

    readings: tuple[Days, ...]
    why: Reason
    order: bool = False


Read = Days | AskedDays | Refused


def whole_day(day: date) -> Read:
    """Return one day; refused outside the years that are read."""
    return Days(day, day) if FIRST_YEAR <= day.year <= LAST_YEAR else Refused(OUT_OF_RANGE)


def span(first: date, last: date, precision: Precision, as_stated: str = "") -> Read:
    """Return the days from one to another."""
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        return Refused(OUT_OF_RANGE)
    return Refused(BACKWARDS) if last < first else Days(first, last, precision, as_stated)


def day_of(year: int, month: int, day: int) -> Read:
    """Return one day by its numbers."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Refused(OUT_OF_RANGE)
    try:
        return whole_day(date(year, month, day))
    except ValueError:
        return Refused(NO_SUCH_DAY)


def months_of(year: int, first: int, last_year: int, last: int, precision: Precision) -> Read:
    """Return the days from the first month to the last one."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and FIRST_YEAR <= last_year <= LAST_YEAR):
        return Refused(OUT_OF_RANGE)
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return Refused(NO_SUCH_DAY)
    return span(date(year, first, 1), last_day(last_year * 100 + last), precision)


def month_of(year: int, month: int) -> Read:
    """Return the days of a month."""
    return months_of(year, month, year, month, Precision.MONTH)


def year_of(year: int) -> Read:
    """Return the days of a year."""
    return months_of(year, 1, year, 12, Precision.YEAR)


def between(first: Read, last: Read) -> Read:
    """Return the days from one date to another; the vaguer precision holds."""
    if isinstance(first, Days) and isinstance(last, Days):
        vaguest = max(first.precision, last.precision, key=list(Precision).index)
        return span(first.started_on, last.ended_on, vaguest)
    if isinstance(first, Refused) or isinstance(last, Refused):
        return first if isinstance(first, Refused) else last
    firsts = first.readings if isinstance(first, AskedDays) else (first,)
    lasts = last.readings if isinstance(last, AskedDays) else (last,)
    both = isinstance(first, AskedDays) and isinstance(last, AskedDays)
    together = both and len(firsts) == len(lasts)  # One order of day and month holds for both.
    sides = zip(firsts, lasts, strict=True) if together else product(firsts, lasts)
    pairs = [between(a, b) for a, b in sides]
    why = first.why if isinstance(first, AskedDays) else NO_DATE
    why = last.why if isinstance(last, AskedDays) else why
    order = any(isinstance(part, AskedDays) and part.order for part in (first, last))
    return asked_about([p for p in pairs if isinstance(p, Days)], why, order=order)


def asked_about(
    readings: list[Days], why: Reason, *, order: bool = False, one: bool = True
) -> Read:
    """Return the one reading, or a question about several (or about one that is a guess)."""
    different = tuple(dict.fromkeys(readings))
    if not different:
        return Refused(NO_SUCH_DAY)
    if len(different) == 1 and one:
        return different[0]
    return AskedDays(different, why, order)
