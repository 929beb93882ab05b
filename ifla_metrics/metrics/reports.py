"""Which reports of an observed indicator are due, and since when they are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics.time_rules import SUMS
from ifla_metrics.metrics.values import Value
from ifla_metrics.periods import first_day, last_day, month_of

MONTHS = {"quarter": 3, "half": 6, "year": 12}
"""Months of a calendar period by the frequency of reports; `once` has none."""


@dataclass(frozen=True)
class Reports:
    """How an indicator is reported on."""

    missing: int = 0
    """Reports in a row, up to the latest due one, that have not come."""
    overdue_since: date | None = None
    """The day by which the first of these was due."""
    fallen_due: bool = False
    """Whether any report was due yet."""


def reports_of(
    framework: Framework,
    indicator: Indicator,
    values: Sequence[Value],
    targets: Sequence[Target],
    *,
    known_on: date,
    until: date,
) -> Reports:
    """Return what is missing of the reports due by `known_on`, for periods up to `until`.

    A period is a whole calendar quarter, half-year or year after the baseline (else after the
    first decision on a target, else the strategy's start); its report is due `due_days` after its
    end. A value of any state, "nothing to report" included, is the report of the period that its
    day falls in; a later state or running total answers for it too. After the last target nothing
    is due. A report wanted `once` is due `due_days` after the last target. What the log and the
    records answer themselves is never overdue.
    """
    if indicator.data_source != "observed":
        return Reports()
    grace = timedelta(days=indicator.due_days)
    if indicator.frequency not in MONTHS:
        return _once(values, targets, grace=grace, known_on=known_on, until=until)
    # Of all decisions: a revision does not take back what had fallen due before it.
    decided = [
        t.decided_on
        for t in framework.targets
        if t.indicator == indicator.code and t.decided_on <= known_on
    ]
    start = indicator.baseline_on or min(decided, default=framework.starts_on - timedelta(days=1))
    last = min(until, max((t.due_on for t in targets), default=framework.ends_on))
    due = [
        (first, end)
        for first, end in _periods(start, last, MONTHS[indicator.frequency])
        if end + grace < known_on
    ]
    told = [v.day for v in values if v.day <= until]
    missing = 0
    since = None
    for first, end in reversed(due):
        # A later state answers for an earlier period, a later amount does not.
        answered_by = end if indicator.time_rule in SUMS else until
        if any(first <= d <= answered_by for d in told):
            break
        missing += 1
        since = end + grace
    return Reports(missing, since, bool(due))


def _once(
    values: Sequence[Value],
    targets: Sequence[Target],
    *,
    grace: timedelta,
    known_on: date,
    until: date,
) -> Reports:
    due = [t.due_on + grace for t in targets if t.due_on <= until and t.due_on + grace < known_on]
    if not due:
        return Reports()
    return Reports(fallen_due=True) if values else Reports(1, max(due), fallen_due=True)


def _periods(start: date, last: date, months: int) -> Iterator[tuple[date, date]]:
    """Yield first and last day of the whole calendar periods after `start` that end by `last`."""
    month = start.year * 12 + (start.month - 1) // months * months
    while True:
        first = first_day(_as_month(month))
        end = last_day(_as_month(month + months - 1))
        if end > last:
            return
        if first > start:
            yield first, end
        month += months


def _as_month(count: int) -> int:
    """Return months since year 0 as 201201."""
    return month_of(date(count // 12, count % 12 + 1, 1))
