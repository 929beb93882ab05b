"""Reporting periods and calendar arithmetic. A month is an integer such as 201212."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

PeriodKind = Literal["strategy", "biennium", "year", "quarter"]


@dataclass(frozen=True)
class Period:
    """A reporting period; includes both `starts_on` and `ends_on`."""

    code: str
    title: str
    kind: PeriodKind
    starts_on: date
    ends_on: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts_on <= day <= self.ends_on

    @property
    def months(self) -> tuple[int, ...]:
        """The months that overlap the period."""
        return tuple(months_between(self.starts_on, self.ends_on))


def month_of(day: date) -> int:
    """Return the month of a day: 12 December 2012 is 201212."""
    return day.year * 100 + day.month


def months_between(first: date, last: date) -> Iterator[int]:
    """Yield the months from `first` to `last`, including both."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year * 100 + month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def first_day(month: int) -> date:
    """Return the first day of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """Return the last day of a month."""
    year, number = divmod(month, 100)
    return date(year, number, monthrange(year, number)[1])


def months_apart(first: date, last: date) -> int:
    """Return the number of calendar months between two days: October 2010 to January 2011 is 3."""
    return (last.year - first.year) * 12 + last.month - first.month


def quarter_of(month: int) -> str:
    """Return the quarter of a month: 201205 is in '2012-Q2'."""
    return f"{month // 100}-Q{(month % 100 + 2) // 3}"


def shortest_periods(periods: Iterable[Period]) -> list[Period]:
    """Return the periods of the shortest kind (usually quarters), in order."""
    in_order = sorted(periods, key=lambda p: p.starts_on)
    kinds = {p.kind for p in in_order}
    kind = next((k for k in ("quarter", "year", "biennium", "strategy") if k in kinds), "")
    return [p for p in in_order if p.kind == kind]
