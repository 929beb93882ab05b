"""The shapes in which people write dates, once their words are signs (`day_words.canonical`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from ifla_metrics.exchange.day_spans import (
    DAY_OR_MONTH,
    MONTH_OR_YEARS,
    NO_DATE,
    NO_SUCH_DAY,
    NO_YEAR,
    SERIAL,
    SHORT_YEAR,
    Days,
    Read,
    asked_about,
    between,
    day_of,
    month_of,
    months_of,
    span,
    whole_day,
    year_of,
)
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.models.columns import Precision

EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
SERIALS = (25569, 73050)
"""Serial numbers taken for days: 1970 to 2099. A number of four digits is a year."""


def _numeric(a: int, mark: str, b: int, year: str, day_first: bool | None) -> Read:
    """Return the readings of three numbers of which the last is the year."""
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if mark == "." and day_first is None and len(year) == 4:
        day_first = True
    orders = (True, False) if day_first is None else (day_first,)
    found = [day_of(full, b, a) if first else day_of(full, a, b) for first in orders]
    good = [f for f in found if isinstance(f, Days)]
    if not good and day_first is not None:  # One cell against its column: only it can be right.
        other = day_of(full, a, b) if day_first else day_of(full, b, a)
        good = [other] if isinstance(other, Days) and max(a, b) > 12 else []
    if len(year) == 2 and day_first is None and 9 <= a <= 40:
        turned = day_of(2000 + a, b, int(year))
        good += [turned] if isinstance(turned, Days) else []
        return asked_about(good, SHORT_YEAR)
    if not good:
        return found[0]
    return asked_about(good, DAY_OR_MONTH, order=True)


def _two_years(first: int, mark: str, second: str) -> Read:
    """Return the reading of 2011/12: a month, or the years from one to the other."""
    number = int(second)
    years = first % 100 < number
    last = first // 100 * 100 + number
    two = span(date(first, 1, 1), date(last, 12, 31), Precision.YEAR) if years else None
    if len(second) < 2 or not years:
        return month_of(first, number)
    if number > 12 or mark == "/":
        return two or Refused(NO_SUCH_DAY)
    readings = [r for r in (month_of(first, number), two) if isinstance(r, Days)]
    return asked_about(readings, MONTH_OR_YEARS)


def _dated(found: re.Match[str]) -> Read:
    return day_of(int(found["y"]), int(found["m"]), int(found["d"]))


def _same_month(found: re.Match[str]) -> Read:
    y, m = int(found["y"]), int(found["m"])
    return between(day_of(y, m, int(found["d"])), day_of(y, m, int(found["e"])))


def _listed(found: re.Match[str]) -> Read:
    """Return the days of “3, 4 and 5 May”; those that do not follow each other name the month."""
    y, m = int(found["y"]), int(found["m"])
    days = [int(day) for day in re.findall(r"\d+", found["days"])]
    read = between(day_of(y, m, days[0]), day_of(y, m, days[-1]))
    if isinstance(read, Days) and days != [*range(days[0], days[0] + len(days))]:
        return replace(read, precision=Precision.MONTH)
    return read


def _two_months(found: re.Match[str]) -> Read:
    y, m, n = int(found["y"]), int(found["m"]), int(found["n"])
    return between(day_of(y, m, int(found["d"])), day_of(y, n, int(found["e"])))


_S = r"[\s,./-]*"
_R = r"\s*[-~&/]\s*"
_Y, _D, _E, _M = r"(?P<y>\d{4})", r"(?P<d>\d{1,2})", r"(?P<e>\d{1,2})", r"@(?P<m>\d{1,2})(?!\d)"
_N = r"@(?P<n>\d{1,2})(?!\d)"
_ONE_YEAR = re.compile(r"\d{1,2}(?P<k>[/.])\d{1,2} \d{1,2}(?P=k)\d{1,2}(?P=k)(?P<y>\d{4})")
_DAY_OF_MONTH = re.compile(r"\d{1,2}[\s,.]*@\d{1,2}|@\d{1,2}[\s,.]+\d{1,2}")
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Read]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_Y}[-/.](?P<m>\d{{1,2}})[-/.]{_D}", _dated),
        (r"(?P<y>(?:19|20|21)\d\d)(?P<m>\d\d)(?P<d>\d\d)", _dated),
        (rf"{_D}{_S}{_M}{_S}{_Y}", _dated),
        (rf"{_M}{_S}{_D}[\s,.]+{_Y}", _dated),
        (rf"{_Y}{_S}{_M}{_S}{_D}", _dated),
        (
            rf"{_M}{_S}{_Y}|(?P<y2>\d{{4}}){_S}@(?P<m2>\d{{1,2}})(?!\d)",
            lambda f: month_of(int(f["y"] or f["y2"]), int(f["m"] or f["m2"])),
        ),
        (rf"{_Y}", lambda f: year_of(int(f["y"]))),
        (
            rf"q(?P<q>[1-4]){_S}{_Y}|(?P<y2>\d{{4}}){_S}q(?P<q2>[1-4])",
            lambda f: _quarter(int(f["y"] or f["y2"]), int(f["q"] or f["q2"]), 3),
        ),
        (
            rf"h(?P<q>[12]){_S}{_Y}|(?P<y2>\d{{4}}){_S}h(?P<q2>[12])",
            lambda f: _quarter(int(f["y"] or f["y2"]), int(f["q"] or f["q2"]), 6),
        ),
        (r"(?P<m>\d{1,2})[/.-](?P<y>\d{4})", lambda f: month_of(int(f["y"]), int(f["m"]))),
        (
            r"(?P<y>\d{4})\s*(?P<s>[-/~])\s*(?P<n>\d{1,2})",
            lambda f: _two_years(int(f["y"]), f["s"], f["n"]),
        ),
        (
            r"(?P<y>\d{4})\s*[-/~&]\s*(?P<z>\d{4})",
            lambda f: between(year_of(int(f["y"])), year_of(int(f["z"]))),
        ),
        (rf"{_D}{_R}{_E}{_S}{_M}{_S}{_Y}", _same_month),
        (rf"{_M}{_S}{_D}{_R}{_E}[\s,.]+{_Y}", _same_month),
        (rf"{_Y}{_S}{_M}{_S}{_D}{_R}{_E}", _same_month),
        (rf"{_Y}-(?P<m>\d{{2}})-(?P<d>\d{{2}})\s*[-~/]\s*(?P<e>\d{{2}})", _same_month),
        (rf"{_Y}/(?P<m>\d{{1,2}})/{_D}\s*[-~]\s*{_E}", _same_month),
        (rf"(?P<days>\d{{1,2}}(?:\s*[,&]\s*\d{{1,2}}){{2,}}){_S}{_M}{_S}{_Y}", _listed),
        (rf"{_D}\s*[-~]\s*{_E}(?P<k>[/.])(?P<m>\d{{1,2}})(?P=k){_Y}", _same_month),
        (rf"{_D}{_S}{_M}{_R}{_E}{_S}{_N}{_S}{_Y}", _two_months),
        (rf"{_M}{_S}{_D}{_R}{_N}{_S}{_E}[\s,.]+{_Y}", _two_months),
        (
            rf"{_M}{_R}{_N}{_S}{_Y}",
            lambda f: months_of(
                int(f["y"]), int(f["m"]), int(f["y"]), int(f["n"]), Precision.MONTH
            ),
        ),
        (
            rf"{_D}[\s.-]*{_M}[\s.-]*'?(?P<y>\d{{2}})",
            lambda f: day_of(2000 + int(f["y"]), int(f["m"]), int(f["d"])),
        ),
        (rf"{_M}[-\s]*'?(?P<y>\d{{2}})", lambda f: _short_month(int(f["y"]), int(f["m"]))),
    )
)


def _quarter(year: int, number: int, months: int) -> Read:
    last = number * months
    return months_of(year, last - months + 1, year, last, Precision.QUARTER)


def _short_month(year: int, month: int) -> Read:
    read = month_of(2000 + year, month)
    return asked_about([read], SHORT_YEAR, one=False) if isinstance(read, Days) else read


def read_text(signs: str, day_first: bool | None) -> Read:
    """Return what signs mean: by the first shape that fits, or as a range of two dates."""
    numeric = re.fullmatch(r"(\d{1,2})([/.-]| )(\d{1,2})(?:\2)(\d{4}|\d{2})", signs)
    if numeric:
        a, mark, b, year = numeric.groups()
        return _numeric(int(a), mark, int(b), year, day_first)
    if re.fullmatch(r"\d{5}", signs) and SERIALS[0] <= int(signs) <= SERIALS[1]:
        days = [whole_day(epoch + timedelta(int(signs))) for epoch in (EPOCH_1900, EPOCH_1904)]
        return asked_about([d for d in days if isinstance(d, Days)], SERIAL)
    for shape, read in _SHAPES:
        found = shape.fullmatch(signs)
        if found:
            return read(found)
    for first, last in _halves(signs):
        bare = _ONE_YEAR.fullmatch(f"{first} {last}")
        if bare:  # “05/03 to 09/03/2012”.
            whole = f"{first}{bare['k']}{bare['y']}"
            return between(read_text(whole, day_first), read_text(last, day_first))
        if re.search(r"\d{4}|\d[/.]\d\d?[/.]\d\d$", first):
            year = re.search(r"\d{4}$", first) or re.match(r"\d{4}(?=-?\s*@)", first)
            own = f"{last} {year[0]}" if year and _DAY_OF_MONTH.fullmatch(last) else last
            return between(read_text(first, day_first), read_text(own, day_first))
    if re.search(r"\d", signs) and not re.search(r"\d{4}|\d[/.-]\d+[/.-]\d", signs):
        return Refused(NO_YEAR)
    return Refused(NO_DATE)


def _halves(signs: str) -> Iterator[tuple[str, str]]:
    """Yield both sides of a range; a bare dash may also stand inside a date."""
    for mark in ("~", " - ", "&", "/", "-"):
        parts = signs.split(mark)
        if len(parts) % 2 == 0:
            middle = len(parts) // 2
            first, last = (mark.join(p).strip(" ,") for p in (parts[:middle], parts[middle:]))
            if first and last:
                yield first, last
