"""Which reports are due, from whom, and which have come: the one list that every page shows.

It depends on the strategy, the chosen period, the evaluation day and the chosen working group,
never on the chosen direction or region or on whether only documented rows count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ifla_metrics.framework import Indicator
from ifla_metrics.metrics.record_measures import is_day
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.targets import targets_in_force
from ifla_metrics.metrics.time_rules import SUMS
from ifla_metrics.metrics.values import Value, values_of, window_of
from ifla_metrics.periods import Period, finest, first_day, last_day, month_of
from ifla_metrics.reading import Reading

RECORDS = (("values", "as_of"), ("milestones", "actual_on"), ("resources", "as_of"))
REPORTS = (*RECORDS, ("nil_returns", "as_of"))
"""Frames of what groups report beside activities, and the day that a row speaks of."""

NEEDS = ("sent_values", "nil_returns", "month_cells:group", *(name for name, _ in RECORDS))

MONTHS = {"quarter": 3, "half": 6, "year": 12}
"""Months of a calendar period by the frequency of reports; `once` has none."""

State = Literal["overdue", "due", "coming", "reported", "nothing_to_report"]
"""`coming`: its period is not over; `due`: it is, and the due day is not; then `overdue`."""
OPEN: tuple[State, ...] = ("overdue", "due", "coming")
"""States in which something is still expected, the most pressing first."""


@dataclass(frozen=True)
class Report:
    """One report that a group owes or has given."""

    group: str
    """Who owes it; "" where nobody is named."""
    indicator: str
    """What it is about; "" for the activities of the period."""
    starts_on: date
    ends_on: date
    due_on: date
    period: str
    """The finest reporting period that its last day falls in: the group's return that it is part
    of ("" where the strategy has none)."""
    state: State
    nil_return: bool = False
    """Answered by the group's "nothing to report" for a period."""


def reports(reading: Reading, groups: Collection[str] | None = None) -> list[Report]:
    """Return every report for a period that ends by the end of the chosen one, by due day.

    Observed indicators have one a report period; a group that owns a part of the strategy and no
    observed indicator has one a finest reporting period within the chosen one, on its activities.

    Args:
        reading: The choices, the framework and the frames of NEEDS.
        groups: Only of these; None: of the chosen one, else of all.
    """
    if groups is None and reading.choices.group:
        groups = {reading.choices.group}
    sent = sent_values(reading)
    found = [
        report
        for indicator in reading.framework.indicators
        for report in of_indicator(reading, indicator, sent.get(indicator.code, ()))
    ]
    found += _on_activities(reading)
    return sorted((r for r in found if groups is None or r.group in groups), key=lambda r: r.due_on)


def overdue(found: Iterable[Report]) -> list[Report]:
    """Return the reports that have not come by their due day."""
    return [report for report in found if report.state == "overdue"]


def returns(found: Iterable[Report]) -> dict[tuple[str, str], list[Report]]:
    """Return reports by group and reporting period: what one return of a group consists of."""
    told: dict[tuple[str, str], list[Report]] = {}
    for report in found:
        told.setdefault((report.group, report.period), []).append(report)
    return told


def state_of(found: Sequence[Report]) -> State:
    """Return the state of a return: the most pressing one, else whether anything was reported."""
    states = {report.state for report in found}
    return next(s for s in (*OPEN, "reported", "nothing_to_report") if s in states)


def sent_values(reading: Reading) -> Mapping[str, list[Value]]:
    """Return what was sent and not returned, of any provenance, by indicator."""
    return values_of(reading.frame("sent_values"), reading.framework)


def of_indicator(reading: Reading, indicator: Indicator, sent: Sequence[Value]) -> list[Report]:
    """Return the reports of one indicator, by period; none of what log or records answer.

    A value of any state is the report of the period that its day falls in, where reports are wanted
    once of every target that `speaks_for` says; so is the group's "nothing to report" for a
    reporting period that holds the last day of it. A later state or running total answers for an
    earlier period too, a later amount does not.

    Args:
        reading: The choices, the framework and the frame of nil returns.
        indicator: The indicator.
        sent: Its `sent_values`.
    """
    if indicator.data_source != "observed":
        return []
    group = reading.framework.owner_of(indicator.code)
    sent = [v for v in sent if v.day <= reading.period.ends_on]
    told = [(v.day, v.state) for v in sent]
    periods = _nil_returns(reading, group)
    once = indicator.frequency not in MONTHS
    spans = list(_spans(reading, indicator))
    own = [
        [
            v.state
            for v in sent
            if (speaks_for(reading, v, last) if once else first <= v.day <= last)
        ]
        for first, last in spans
    ]
    nil = [
        not states and any(last in period for period in periods)
        for states, (_, last) in zip(own, spans, strict=True)
    ]
    told += [(last, "nil") for (_, last), is_nil in zip(spans, nil, strict=True) if is_nil]
    found = []
    for (first, last), states, is_nil in zip(spans, own, nil, strict=True):
        due_on = last + timedelta(days=indicator.due_days)
        answers = states or (["nil"] if is_nil else [])
        if not answers and indicator.time_rule not in SUMS:
            answers = [s for day, s in told if day > last]
        state = _answered(answers) or _awaited(reading, last, due_on)
        period = _return_of(reading, last)
        found.append(Report(group, indicator.code, first, last, due_on, period, state, is_nil))
    return found


def speaks_for(reading: Reading, value: Value, due_on: date) -> bool:
    """Say whether a value tells how a target came out.

    It is of the target's day or later, or stated for a reporting period that ends on that day.
    """
    own = window_of(reading.framework, value.period)
    return value.day >= due_on or (own is not None and own.ends_on == due_on)


def nil_values(reading: Reading, found: Iterable[Report]) -> list[Value]:
    """Return the values that a group's nil returns stand for: "nothing to report", each period."""
    return [
        Value(
            day=min(report.ends_on, reading.on),
            as_of=min(report.ends_on, reading.on),
            period="",
            country="",
            value=None,
            numerator=None,
            denominator=None,
            state="nil",
            qualifier="exact",
            provenance="reported",
        )
        for report in found
        if report.nil_return
    ]


def _answered(states: Collection[str]) -> State | None:
    if not states:
        return None
    return "reported" if any(state != "nil" for state in states) else "nothing_to_report"


def _awaited(reading: Reading, ends_on: date, due_on: date) -> State:
    today = reading.moment.known_on
    if ends_on >= today:
        return "coming"
    return "due" if today <= due_on else "overdue"


def _spans(reading: Reading, indicator: Indicator) -> Iterator[tuple[date, date]]:
    """Yield first and last day of the periods that an indicator is reported for.

    They are whole calendar quarters, half-years or years after the baseline (else after the first
    decision on a target, else from the strategy's start), up to the last target. Reports wanted
    `once` are of the day of each target.
    """
    framework, known_on = reading.framework, reading.moment.known_on
    targets = targets_in_force(framework, indicator.code, known_on=known_on)
    asked_from = reading.asked_from or date.min
    if indicator.frequency not in MONTHS:
        days = [t.due_on for t in targets if asked_from <= t.due_on <= reading.period.ends_on]
        yield from ((day, day) for day in days)
        return
    # Of all decisions: a revision does not take back what had fallen due before it.
    decided = [
        t.decided_on
        for t in framework.targets
        if t.indicator == indicator.code and t.decided_on <= known_on
    ]
    start = indicator.baseline_on or min(decided, default=framework.starts_on - timedelta(days=1))
    until = min(reading.period.ends_on, max((t.due_on for t in targets), default=framework.ends_on))
    for first, last in _calendar(start, until, MONTHS[indicator.frequency]):
        if last >= asked_from:
            yield first, last


def _calendar(start: date, until: date, months: int) -> Iterator[tuple[date, date]]:
    """Yield first and last day of the whole calendar periods after `start` that end by `until`."""
    month = start.year * 12 + (start.month - 1) // months * months
    while True:
        first = first_day(_as_month(month))
        last = last_day(_as_month(month + months - 1))
        if last > until:
            return
        if first > start:
            yield first, last
        month += months


def _as_month(count: int) -> int:
    """Return months since year 0 as 201201."""
    return month_of(date(count // 12, count % 12 + 1, 1))


def _return_of(reading: Reading, day: date) -> str:
    return next((p.code for p in finest(reading.framework.periods) if day in p), "")


def anything_reported(reading: Reading) -> bool:
    """Say whether anybody had reported anything to the strategy, as known on the moment.

    An answer "nothing to report" is a report; so is a synthetic row where only documented ones
    count. Before the first entry a count of the log is no answer: nobody was there to log.
    """
    if any(number > 0 for (number,) in each(reading.frame("month_cells"), "activities")):
        return True
    return any(
        is_day(day) for name, column in REPORTS for (day,) in each(reading.frame(name), column)
    )


def days_of_groups(
    reading: Reading, reports: Sequence[tuple[str, str]] = REPORTS
) -> Iterator[tuple[str, date]]:
    """Yield (group, day) of all that groups logged and reported up to the evaluation day.

    Of activities, known by month, the last day of the month, but not after the evaluation day.
    """
    on = reading.on
    cells = reading.frame("month_cells")
    cells = cells[cells["scope_kind"] == "group"]
    for group, month, number in each(cells, "scope", "month", "activities"):
        if number > 0 and first_day(int(month)) <= on:
            yield group, min(last_day(int(month)), on)
    for name, column in reports:
        for group, day in each(reading.frame(name), "group", column):
            if is_day(day) and day <= on:
                yield group, day


def _nil_returns(reading: Reading, group: str) -> list[Period]:
    """Return the periods for which a group had nothing to report."""
    told = each(reading.frame("nil_returns"), "group", "period")
    codes = {period for said_by, period in told if said_by == group}
    return [p for p in reading.framework.periods if p.code in codes]


def _on_activities(reading: Reading) -> Iterator[Report]:
    framework, chosen = reading.framework, reading.period
    observed = {
        framework.owner_of(i.code) for i in framework.indicators if i.data_source == "observed"
    }
    groups = [g for g in dict.fromkeys(n.owner for n in framework.nodes) if g and g not in observed]
    if not groups:
        return
    days = list(days_of_groups(reading, RECORDS))
    for period in finest(framework.periods):
        inside = max(chosen.starts_on, framework.starts_on) <= period.starts_on
        if not inside or period.ends_on > min(chosen.ends_on, framework.ends_on):
            continue
        if reading.asked_from and period.ends_on < reading.asked_from:
            continue
        due_on = period.ends_on + timedelta(days=reading.due_days)
        for group in groups:
            own = ["logged" for by, day in days if by == group and day in period]
            nil = not own and any(period.ends_on in p for p in _nil_returns(reading, group))
            answers = [*own, "nil"] if nil else own
            state = _answered(answers) or _awaited(reading, period.ends_on, due_on)
            yield Report(
                group, "", period.starts_on, period.ends_on, due_on, period.code, state, nil
            )
