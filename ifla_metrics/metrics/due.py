"""Which reports are due, from whom, and which have come: the one list that every page shows.

It depends on the strategy, the chosen period, the evaluation day and the chosen working group,
never on the chosen direction or region or on whether only documented rows count.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.measures import OBSERVED, is_day
from ifla_metrics.metrics.selection import each
from ifla_metrics.metrics.targets import targets_in_force
from ifla_metrics.metrics.time_rules import SUMS
from ifla_metrics.metrics.values import Value, values_of
from ifla_metrics.periods import Period, first_day, last_day, shortest_periods
from ifla_metrics.reading import FrameworkSettings, Reading

RECORDS = (("values", "as_of"), ("milestones", "actual_on"), ("resources", "as_of"))
REPORTS = (*RECORDS, ("nil_returns", "as_of"))
"""Frames of what groups report beside activities, and the day that a row speaks of."""

NEEDS = ("sent_values", "nil_returns", "month_cells:group", *(name for name, _ in RECORDS))
"""Frames behind the reports."""
LIST_NEEDS = (*NEEDS, "locks")
"""Frames behind the due list."""

MONTHS = {"quarter": 3, "half": 6, "year": 12}
"""Months of a calendar period by the frequency of reports; `once` has none."""

ReportState = Literal["overdue", "due", "coming", "reported", "nothing_to_report"]
"""`coming`: its period is not over; `due`: it is, and the due day is not; then `overdue`."""
OPEN: tuple[ReportState, ...] = ("overdue", "due", "coming")
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
    state: ReportState
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
    found = [report for owed in by_indicator(reading).values() for report in owed]
    found += _on_activities(reading)
    return sorted((r for r in found if groups is None or r.group in groups), key=lambda r: r.due_on)


@dataclass(frozen=True)
class DueList:
    """The reports of a reading, and which of them are asked for."""

    reading: Reading
    reports: list[Report]
    locked: frozenset[Report]
    """Those of days that are locked for their group: nobody is asked for them."""

    @property
    def overdue(self) -> list[Report]:
        """Reports that have not come by their due day."""
        return overdue(self.reports)

    @property
    def asked(self) -> list[Report]:
        """Reports of a group that is named, not locked."""
        return [report for report in self.reports if report.group and report not in self.locked]


def due_list(reading: Reading, groups: Collection[str] | None = None) -> DueList:
    """Return what is due, as `reports`, and which of it is locked for its group.

    Args:
        reading: The choices, the framework and the frames of LIST_NEEDS.
        groups: As for `reports`.
    """
    found = reports(reading, groups)
    locked = frozenset(
        report
        for first, last, open_to in each(reading.frames["locks"], *frames.LOCKS)
        for report in found
        if first <= report.ends_on <= last and (not report.group or report.group not in open_to)
    )
    return DueList(reading, found, locked)


def overdue(found: Iterable[Report]) -> list[Report]:
    """Return the reports that have not come by their due day."""
    return [report for report in found if report.state == "overdue"]


def returns(found: Iterable[Report]) -> dict[tuple[str, str], list[Report]]:
    """Return reports by group and reporting period: what one return of a group consists of."""
    parts: dict[tuple[str, str], list[Report]] = {}
    for report in found:
        parts.setdefault((report.group, report.period), []).append(report)
    return parts


def state_of(found: Sequence[Report]) -> ReportState:
    """Return the state of a return: the most pressing one, else whether anything was reported."""
    states = {report.state for report in found}
    return next(s for s in (*OPEN, "reported", "nothing_to_report") if s in states)


def by_indicator(reading: Reading) -> dict[str, list[Report]]:
    """Return the reports of each observed indicator by period; log and records owe none.

    Args:
        reading: The choices, the framework and the frames of sent values and nil returns.
    """
    # What was sent and not returned has come, of any provenance.
    sent = values_of(reading.frames["sent_values"], reading.framework)
    nothing = _nil_returns(reading)
    return {
        indicator.code: _of_indicator(reading, indicator, sent.get(indicator.code, ()), nothing)
        for indicator in reading.framework.indicators
        if indicator.data_source == OBSERVED
    }


def nil_values(reading: Reading, reports: Iterable[Report]) -> list[Value]:
    """Return the values that groups' nil returns stand for: "nothing to report", each period."""
    return [
        Value(min(report.ends_on, reading.evaluation_day), state="nil", provenance="reported")
        for report in reports
        if report.nil_return
    ]


def _of_indicator(
    reading: Reading,
    indicator: Indicator,
    sent: Sequence[Value],
    nothing: Mapping[str, list[Period]],
) -> list[Report]:
    """Return the reports of one indicator, by period.

    A value of any state is the report of the period that its day falls in, where reports are wanted
    once of every target that it speaks for; so is the group's "nothing to report" for a reporting
    period that holds the last day of it. A later state or running total answers for an earlier
    period too, a later amount does not.
    """
    group, once = reading.framework.owner_of(indicator.code), indicator.frequency not in MONTHS
    sent = [v for v in sent if v.day <= reading.period.ends_on]
    later = [(v.day, v.state) for v in sent]
    owed = []
    for first, last in _spans(reading, indicator):
        states = [v.state for v in sent if (v.speaks_for(last) if once else first <= v.day <= last)]
        nil = not states and any(last in period for period in nothing[group])
        later += [(last, "nil")] if nil else []
        owed.append((first, last, ["nil"] if nil else states, nil))
    found = []
    for first, last, own, nil in owed:
        answers = own
        if not answers and indicator.time_rule not in SUMS:
            answers = [state for day, state in later if day > last]
        due_on = last + timedelta(days=indicator.due_days)
        period = next(
            (p.code for p in shortest_periods(reading.framework.periods) if last in p), ""
        )
        state = _state(answers, last, due_on, reading.moment.known_on)
        found.append(Report(group, indicator.code, first, last, due_on, period, state, nil))
    return found


def _state(answers: Collection[str], ends_on: date, due_on: date, today: date) -> ReportState:
    """Return the state of a report from the states of the values that answer it."""
    if answers:
        return "reported" if any(one != "nil" for one in answers) else "nothing_to_report"
    if ends_on >= today:
        return "coming"
    return "due" if today <= due_on else "overdue"


def _spans(reading: Reading, indicator: Indicator) -> list[tuple[date, date]]:
    """Return first and last day of the periods that an indicator is reported for.

    They are whole calendar quarters, half-years or years after the baseline (else after the first
    decision on a target, else from the strategy's start), up to the last target. Reports wanted
    `once` are of the day of each target.
    """
    framework, known_on = reading.framework, reading.moment.known_on
    targets = targets_in_force(framework, indicator.code, known_on=known_on)
    until = reading.period.ends_on
    if indicator.frequency not in MONTHS:
        spans = [(t.due_on, t.due_on) for t in targets if t.due_on <= until]
    else:
        # Of all decisions: a revision does not take back what had fallen due before it.
        decided = [
            t.decided_on
            for t in framework.targets
            if t.indicator == indicator.code and t.decided_on <= known_on
        ]
        start = indicator.baseline_on or min(
            decided, default=framework.starts_on - timedelta(days=1)
        )
        until = min(until, max((t.due_on for t in targets), default=framework.ends_on))
        months = MONTHS[indicator.frequency]
        spans = [
            (date(year, month, 1), last_day(year * 100 + month + months - 1))
            for year in range(start.year, until.year + 1)
            for month in range(1, 13, months)
        ]
        spans = [(first, last) for first, last in spans if first > start and last <= until]
    asked_from = reading.setting.asked_from or date.min
    return [(first, last) for first, last in spans if last >= asked_from]


def anything_reported(reading: Reading) -> bool:
    """Say whether anybody had reported anything to the strategy, as known on the moment.

    An answer "nothing to report" is a report; so is a synthetic row where only documented ones
    count. Before the first entry a count of the log is no answer: nobody was there to log.
    """
    found = _unfiltered(reading)
    if (found["month_cells"]["activities"] > 0).any():
        return True
    return any(found[name][column].map(is_day).any() for name, column in REPORTS)


def report_days(
    reading: Reading, reports: Sequence[tuple[str, str]] = REPORTS
) -> dict[str, list[date]]:
    """Return the days of all that groups logged and reported up to the evaluation day, by group.

    Of activities, known by month, the last day of the month, but not after the evaluation day.
    """
    on, found = reading.evaluation_day, _unfiltered(reading)
    cells = found["month_cells"]
    cells = cells[(cells["scope_kind"] == "group") & (cells["activities"] > 0)]
    begun = [
        (group, min(last_day(month), on))
        for group, month in each(cells, "scope", "month")
        if first_day(month) <= on
    ]
    reported = [row for name, column in reports for row in each(found[name], "group", column)]
    days: dict[str, list[date]] = defaultdict(list)
    for group, day in (*begun, *reported):
        if is_day(day) and day <= on:
            days[group].append(day)
    return days


def _unfiltered(reading: Reading) -> Mapping[str, pd.DataFrame]:
    """Return frames of all regions and groups: a report on another region is no silence."""
    return (reading.unfiltered or reading).frames


def _nil_returns(reading: Reading) -> dict[str, list[Period]]:
    """Return the periods for which each group had nothing to report."""
    periods = {period.code: period for period in reading.framework.periods}
    found: dict[str, list[Period]] = defaultdict(list)
    for group, code in each(_unfiltered(reading)["nil_returns"], "group", "period"):
        if code in periods:
            found[group].append(periods[code])
    return found


def activity_reports_due(framework: Framework, setting: FrameworkSettings) -> dict[str, date]:
    """Return the day by which reports on activities are due, by the code of the period."""
    return {
        period.code: period.ends_on + timedelta(days=setting.due_days)
        for period in shortest_periods(framework.periods)
        if period.ends_on >= (setting.asked_from or date.min)
    }


def _on_activities(reading: Reading) -> Iterator[Report]:
    """Yield the reports on activities of groups that own a part and no observed indicator."""
    framework, chosen = reading.framework, reading.period
    observed = {
        framework.owner_of(i.code) for i in framework.indicators if i.data_source == OBSERVED
    }
    groups = [g for g in dict.fromkeys(n.owner for n in framework.nodes) if g and g not in observed]
    start = max(chosen.starts_on, framework.starts_on)
    end = min(chosen.ends_on, framework.ends_on)
    days = report_days(reading, RECORDS) if groups else {}
    nothing = _nil_returns(reading)
    due = activity_reports_due(framework, reading.setting)
    for period in shortest_periods(framework.periods):
        first, last = period.starts_on, period.ends_on
        if first < start or last > end or period.code not in due:
            continue
        due_on = due[period.code]
        for group in groups:
            logged = any(day in period for day in days.get(group, ()))
            nil = not logged and any(last in p for p in nothing[group])
            answers = ["reported"] * logged + ["nil"] * nil
            state = _state(answers, last, due_on, reading.moment.known_on)
            yield Report(group, "", first, last, due_on, period.code, state, nil)
