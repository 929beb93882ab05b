"""Days, months, quarters and years as people write them, kept as exactly as they are known.

What can be read in two ways is asked about: a column of dates decides where one of them can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product

from ifla_metrics.errors import n_
from ifla_metrics.exchange.day_words import canonical
from ifla_metrics.exchange.faults import Reason, Refused, because
from ifla_metrics.models.columns import Precision
from ifla_metrics.periods import last_day

FIRST_YEAR, LAST_YEAR = 1900, 2100
_LONGEST = 120
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIALS = (25569, 73050)
"""Serial numbers taken for days: 1970 to 2099. A number of four digits is a year."""

NO_DATE = because(n_("This cannot be read as a date."))
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


def read_days(value: object, *, day_first: bool | None = None, epoch_1904: bool = False) -> Read:
    """Return the days that a cell means.

    Args:
        value: A date, a spreadsheet's serial number, a year, or text in one of seven languages.
        day_first: Whether 03/04 is the third of April; None: not known.
        epoch_1904: Whether serial numbers count from 1904.
    """
    if isinstance(value, datetime):
        return _whole(value.date())
    if isinstance(value, date):
        return _whole(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, epoch_1904)
    typed = str(value).strip()
    if not typed or len(typed) > _LONGEST or isinstance(value, bool):
        return Refused(NO_DATE)
    signs, vague, strange = canonical(typed)
    if strange or not signs:
        return Refused(NO_DATE)
    read = _text(signs, day_first)
    if isinstance(read, Days):
        # “12 & 19 March” are two days and not the week between them.
        apart = "&" in signs and read.ended_on - read.started_on > timedelta(days=1)
        return replace(_vaguer(read) if vague or apart else read, as_stated=typed)
    if isinstance(read, AskedDays):
        return replace(read, readings=tuple(replace(r, as_stated=typed) for r in read.readings))
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


def _whole(day: date) -> Read:
    return Days(day, day) if FIRST_YEAR <= day.year <= LAST_YEAR else Refused(OUT_OF_RANGE)


def _number(value: float, epoch_1904: bool) -> Read:
    if value != value or abs(value) > 10**9:
        return Refused(NO_DATE)
    whole = int(value)
    if whole == value and FIRST_YEAR <= whole <= LAST_YEAR:
        return _span(date(whole, 1, 1), date(whole, 12, 31), Precision.YEAR, str(whole))
    if whole == value and 19000101 <= whole <= 21001231:
        return _text(f"{whole}", None)
    if _SERIALS[0] <= whole <= _SERIALS[1] or (epoch_1904 and 24106 <= whole <= _SERIALS[1]):
        return _whole((_EPOCH_1904 if epoch_1904 else _EPOCH_1900) + timedelta(days=whole))
    return Refused(NO_DATE)


def _vaguer(days: Days) -> Days:
    """A day that was “about 5 March” is known to the month."""
    precision = Precision.MONTH if days.precision is Precision.DAY else days.precision
    return replace(days, precision=precision)


def _span(first: date, last: date, precision: Precision, as_stated: str = "") -> Read:
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        return Refused(OUT_OF_RANGE)
    return Refused(BACKWARDS) if last < first else Days(first, last, precision, as_stated)


def _day(year: int, month: int, day: int) -> Read:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Refused(OUT_OF_RANGE)
    try:
        return _whole(date(year, month, day))
    except ValueError:
        return Refused(NO_SUCH_DAY)


def _months(year: int, first: int, last_year: int, last: int, precision: Precision) -> Read:
    if not (FIRST_YEAR <= year <= LAST_YEAR and FIRST_YEAR <= last_year <= LAST_YEAR):
        return Refused(OUT_OF_RANGE)
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return Refused(NO_SUCH_DAY)
    return _span(date(year, first, 1), last_day(last_year * 100 + last), precision)


def _month(year: int, month: int) -> Read:
    return _months(year, month, year, month, Precision.MONTH)


def _between(first: Read, last: Read) -> Read:
    """Return the days from one date to another; the vaguer precision holds."""
    if isinstance(first, Days) and isinstance(last, Days):
        vaguest = max(first.precision, last.precision, key=list(Precision).index)
        return _span(first.started_on, last.ended_on, vaguest)
    if isinstance(first, Refused) or isinstance(last, Refused):
        return first if isinstance(first, Refused) else last
    firsts = first.readings if isinstance(first, AskedDays) else (first,)
    lasts = last.readings if isinstance(last, AskedDays) else (last,)
    both = isinstance(first, AskedDays) and isinstance(last, AskedDays)
    together = both and len(firsts) == len(lasts)  # One order of day and month holds for both.
    sides = zip(firsts, lasts, strict=True) if together else product(firsts, lasts)
    pairs = [_between(a, b) for a, b in sides]
    why = first.why if isinstance(first, AskedDays) else NO_DATE
    why = last.why if isinstance(last, AskedDays) else why
    order = any(isinstance(part, AskedDays) and part.order for part in (first, last))
    return _asked([p for p in pairs if isinstance(p, Days)], why, order=order)


def _asked(readings: list[Days], why: Reason, *, order: bool = False, one: bool = True) -> Read:
    """Return the one reading, or a question about several (or about one that is a guess)."""
    different = tuple(dict.fromkeys(readings))
    if not different:
        return Refused(NO_SUCH_DAY)
    if len(different) == 1 and one:
        return different[0]
    return AskedDays(different, why, order)


def _numeric(a: int, mark: str, b: int, year: str, day_first: bool | None) -> Read:
    """Return the readings of three numbers of which the last is the year."""
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if mark == "." and day_first is None and len(year) == 4:
        day_first = True
    orders = (True, False) if day_first is None else (day_first,)
    found = [_day(full, b, a) if first else _day(full, a, b) for first in orders]
    good = [f for f in found if isinstance(f, Days)]
    if not good and day_first is not None:  # One cell against its column: only it can be right.
        other = _day(full, a, b) if day_first else _day(full, b, a)
        good = [other] if isinstance(other, Days) and max(a, b) > 12 else []
    if len(year) == 2 and day_first is None and 9 <= a <= 40:
        turned = _day(2000 + a, b, int(year))
        good += [turned] if isinstance(turned, Days) else []
        return _asked(good, SHORT_YEAR)
    if not good:
        return found[0]
    return _asked(good, DAY_OR_MONTH, order=True)


def _two_years(first: int, mark: str, second: str) -> Read:
    """Return the reading of 2011/12: a month, or the years from one to the other."""
    number = int(second)
    years = first % 100 < number
    last = first // 100 * 100 + number
    two = _span(date(first, 1, 1), date(last, 12, 31), Precision.YEAR) if years else None
    if len(second) < 2 or not years:
        return _month(first, number)
    if number > 12 or mark == "/":
        return two or Refused(NO_SUCH_DAY)
    readings = [r for r in (_month(first, number), two) if isinstance(r, Days)]
    return _asked(readings, MONTH_OR_YEARS)


def _year(year: int) -> Read:
    return _months(year, 1, year, 12, Precision.YEAR)


def _dated(found: re.Match[str]) -> Read:
    return _day(int(found["y"]), int(found["m"]), int(found["d"]))


def _same_month(found: re.Match[str]) -> Read:
    y, m = int(found["y"]), int(found["m"])
    return _between(_day(y, m, int(found["d"])), _day(y, m, int(found["e"])))


def _two_months(found: re.Match[str]) -> Read:
    y, m, n = int(found["y"]), int(found["m"]), int(found["n"])
    return _between(_day(y, m, int(found["d"])), _day(y, n, int(found["e"])))


_S = r"[\s,./-]*"
_R = r"\s*[-~&/]\s*"
_Y, _D, _E, _M = r"(?P<y>\d{4})", r"(?P<d>\d{1,2})", r"(?P<e>\d{1,2})", r"@(?P<m>\d{1,2})(?!\d)"
_N = r"@(?P<n>\d{1,2})(?!\d)"
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Read]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_Y}[-/.](?P<m>\d{{1,2}})[-/.]{_D}", _dated),
        (r"(?P<y>(?:19|20|21)\d\d)(?P<m>\d\d)(?P<d>\d\d)", _dated),
        (rf"{_D}{_S}{_M}{_S}{_Y}", _dated),
        (rf"{_M}{_S}{_D}[\s,.]+{_Y}", _dated),
        (rf"{_Y}{_S}{_M}{_S}{_D}", _dated),
        (rf"{_M}{_S}{_Y}|(?P<y2>\d{{4}}){_S}@(?P<m2>\d{{1,2}})(?!\d)",
         lambda f: _month(int(f["y"] or f["y2"]), int(f["m"] or f["m2"]))),
        (rf"{_Y}", lambda f: _year(int(f["y"]))),
        (rf"q(?P<q>[1-4]){_S}{_Y}|(?P<y2>\d{{4}}){_S}q(?P<q2>[1-4])",
         lambda f: _quarter(int(f["y"] or f["y2"]), int(f["q"] or f["q2"]), 3)),
        (rf"h(?P<q>[12]){_S}{_Y}|(?P<y2>\d{{4}}){_S}h(?P<q2>[12])",
         lambda f: _quarter(int(f["y"] or f["y2"]), int(f["q"] or f["q2"]), 6)),
        (r"(?P<m>\d{1,2})[/.-](?P<y>\d{4})", lambda f: _month(int(f["y"]), int(f["m"]))),
        (r"(?P<y>\d{4})\s*(?P<s>[-/~])\s*(?P<n>\d{1,2})",
         lambda f: _two_years(int(f["y"]), f["s"], f["n"])),
        (r"(?P<y>\d{4})\s*[-/~&]\s*(?P<z>\d{4})",
         lambda f: _between(_year(int(f["y"])), _year(int(f["z"])))),
        (rf"{_D}{_R}{_E}{_S}{_M}{_S}{_Y}", _same_month),
        (rf"{_M}{_S}{_D}{_R}{_E}[\s,.]+{_Y}", _same_month),
        (rf"{_D}\s*[-~]\s*{_E}(?P<k>[/.])(?P<m>\d{{1,2}})(?P=k){_Y}", _same_month),
        (rf"{_D}{_S}{_M}{_R}{_E}{_S}{_N}{_S}{_Y}", _two_months),
        (rf"{_M}{_S}{_D}{_R}{_N}{_S}{_E}[\s,.]+{_Y}", _two_months),
        (rf"{_M}{_R}{_N}{_S}{_Y}",
         lambda f: _months(int(f["y"]), int(f["m"]), int(f["y"]), int(f["n"]), Precision.MONTH)),
        (rf"{_D}[\s.-]*{_M}[\s.-]*'?(?P<y>\d{{2}})",
         lambda f: _day(2000 + int(f["y"]), int(f["m"]), int(f["d"]))),
        (rf"{_M}[-\s]*'?(?P<y>\d{{2}})", lambda f: _short_month(int(f["y"]), int(f["m"]))),
    )
)  # fmt: skip


def _quarter(year: int, number: int, months: int) -> Read:
    last = number * months
    return _months(year, last - months + 1, year, last, Precision.QUARTER)


def _short_month(year: int, month: int) -> Read:
    read = _month(2000 + year, month)
    return _asked([read], SHORT_YEAR, one=False) if isinstance(read, Days) else read


def _text(signs: str, day_first: bool | None) -> Read:
    numeric = re.fullmatch(r"(\d{1,2})([/.-]| )(\d{1,2})(?:\2)(\d{4}|\d{2})", signs)
    if numeric:
        a, mark, b, year = numeric.groups()
        return _numeric(int(a), mark, int(b), year, day_first)
    if re.fullmatch(r"\d{5}", signs) and _SERIALS[0] <= int(signs) <= _SERIALS[1]:
        days = [_whole(epoch + timedelta(int(signs))) for epoch in (_EPOCH_1900, _EPOCH_1904)]
        return _asked([d for d in days if isinstance(d, Days)], SERIAL)
    for shape, read in _SHAPES:
        found = shape.fullmatch(signs)
        if found:
            return read(found)
    for first, last in _halves(signs):
        if re.search(r"\d{4}|\d[/.]\d\d?[/.]\d\d$", first):
            return _between(_text(first, day_first), _text(last, day_first))
    if re.search(r"\d", signs) and not re.search(r"\d{4}|\d[/.-]\d+[/.-]\d", signs):
        return Refused(NO_YEAR)
    return Refused(NO_DATE)


def _halves(signs: str) -> Iterator[tuple[str, str]]:
    """Yield both sides of a range; a bare dash may also stand inside a date."""
    for mark in ("~", " - ", "&", "/", "-"):
        parts = signs.split(mark)
        if len(parts) % 2 == 0:
            middle = len(parts) // 2
            first, last = mark.join(parts[:middle]).strip(), mark.join(parts[middle:]).strip()
            if first and last:
                yield first, last
