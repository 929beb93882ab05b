"""The due list: which reports groups owe, and which they have given. All pages show the same list.

It depends on the strategy, the chosen period, the known-on day and the chosen working group, but
not on the chosen direction, region or "real data only".
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.measures import OBSERVED
from ifla_metrics.metrics.selection import iter_rows
from ifla_metrics.metrics.targets import targets_in_force
from ifla_metrics.metrics.time_rules import SUM_RULES
from ifla_metrics.metrics.values import Value, values_by_indicator
from ifla_metrics.periods import Period, first_day, last_day, shortest_periods
from ifla_metrics.reading import FrameworkSettings, Reading, once_per_reading

RECORDS = (("values", "as_of"), ("milestones", "actual_on"), ("resources", "as_of"))
REPORTS = (*RECORDS, ("nil_returns", "as_of"))
"""Frames of what groups report besides activities, each with the column of its date."""

NEEDS = ("sent_values", "nil_returns", "month_cells:group", "locks", *dict(RECORDS))
"""The frames that `reports` reads."""

MONTHS_PER_REPORT = {"quarter": 3, "half": 6, "year": 12}
"""Length of the report period in months, by frequency of reports. `once` has no period."""

ReportState = Literal["overdue", "due", "coming", "reported", "nothing_to_report"]
"""Without an answer, a report is `coming` until its period ends, `due` until its due day has
passed, then `overdue`."""
OPEN_STATES: tuple[ReportState, ...] = ("overdue", "due", "coming")
"""States of reports without an answer, most urgent first."""


@dataclass(frozen=True)
class Report:
    """A report that a group owes or has given, for the days from `starts_on` to `ends_on`."""

    group: str
    """The group that owes it; "" if the indicator has no owner."""
    indicator: str
    """The code of the indicator; "" for a report on the activities of the period."""
    starts_on: date
    ends_on: date
    due_on: date
    period: str
    """The shortest reporting period with its last day ("" if there is none). The reports of one
    group and period are one return."""
    state: ReportState
    nil_return: bool = False
    """Whether the answer is the group's "nothing to report" for a period."""
    locked: bool = False
    """Whether its last day is locked for its group, which cannot give it."""

    @property
    def requested(self) -> bool:
        """Whether a group can give it."""
        return bool(self.group) and not self.locked


def reports(reading: Reading, groups: Collection[str] | None = None) -> list[Report]:
    """Return the reports for periods that end by the end of the chosen period, by due day.

    An observed indicator has one report per report period. A group that owns a part of the strategy
    but no observed indicator has one report on its activities per quarter (or the shortest kind of
    reporting period) within the chosen period.

    Args:
        reading: The choices, the framework and the frames of NEEDS.
        groups: The groups to include; by default the chosen group, or all groups if none is chosen.

    Source: docs/methodology.md, "Reports".
    """
    if groups is None and reading.choices.group:
        groups = {reading.choices.group}
    owed = [report for reports in by_indicator(reading).values() for report in reports]
    owed += _activity_reports(reading)
    owed = [_with_lock(r, reading) for r in owed if groups is None or r.group in groups]
    return sorted(owed, key=lambda report: report.due_on)


def _with_lock(report: Report, reading: Reading) -> Report:
    locked = any(
        first <= report.ends_on <= last and (not report.group or report.group not in open_to)
        for first, last, open_to in iter_rows(reading.frames["locks"], *frames.LOCKS)
    )
    return replace(report, locked=locked)


def overdue(reports: Iterable[Report]) -> list[Report]:
    """Return the reports without an answer after their due day."""
    return [report for report in reports if report.state == "overdue"]


def reports_by_return(reports: Iterable[Report]) -> dict[tuple[str, str], list[Report]]:
    """Group reports into returns: by group and reporting period."""
    returns: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        returns[report.group, report.period].append(report)
    return dict(returns)


def return_state(reports: Collection[Report]) -> ReportState:
    """Return the state of a return: the most urgent open one, else "reported" if any report is."""
    states = {report.state for report in reports}
    return next(s for s in (*OPEN_STATES, "reported", "nothing_to_report") if s in states)


@once_per_reading
def by_indicator(reading: Reading) -> dict[str, list[Report]]:
    """Return the reports on each observed indicator, by period. Other indicators have none.

    Args:
        reading: The choices, the framework and the frames of sent values and nil returns.
    """
    # Every sent value is an answer, also a synthetic one under "real data only".
    sent = values_by_indicator(reading.frames["sent_values"], reading.framework)
    nil_periods = _nil_periods(reading)
    observed = [i for i in reading.framework.indicators if i.data_source == OBSERVED]
    return {i.code: _reports_on(reading, i, sent.get(i.code, ()), nil_periods) for i in observed}


def _reports_on(
    reading: Reading,
    indicator: Indicator,
    sent: Sequence[Value],
    nil_periods: Mapping[str, list[Period]],
) -> list[Report]:
    """Return the reports on one indicator, by period.

    A report is answered by a value of any state dated in its period (for reports wanted `once`, by
    one that covers the due day of the target), or by a nil return of the group for a reporting
    period with its last day. A later state or running total also answers it, but a later amount of
    a sum does not.
    """
    framework, once = reading.framework, indicator.frequency not in MONTHS_PER_REPORT
    group = framework.owner_of_indicator(indicator.code)
    periods = shortest_periods(framework.periods)
    sent = [v for v in sent if v.day <= reading.period.ends_on]
    dated_states = [(v.day, v.state) for v in sent]
    by_span = []
    for first, last in _report_spans(reading, indicator):
        states = [v.state for v in sent if (v.covers(last) if once else first <= v.day <= last)]
        is_nil = not states and any(last in period for period in nil_periods[group])
        dated_states += [(last, "nil")] if is_nil else []
        by_span.append((first, last, ["nil"] if is_nil else states, is_nil))
    reports = []
    for first, last, states, is_nil in by_span:
        answers = states
        if not answers and indicator.time_rule not in SUM_RULES:
            answers = [state for day, state in dated_states if day > last]
        due_on = last + timedelta(days=indicator.due_days)
        period = next((p.code for p in periods if last in p), "")
        state = _state(answers, last, due_on, reading.moment.known_on)
        reports.append(Report(group, indicator.code, first, last, due_on, period, state, is_nil))
    return reports


def _state(answers: Collection[str], ends_on: date, due_on: date, known_on: date) -> ReportState:
    """Return the state of a report from the states of the values that answer it."""
    if answers:
        return "reported" if any(state != "nil" for state in answers) else "nothing_to_report"
    if ends_on >= known_on:
        return "coming"
    return "due" if known_on <= due_on else "overdue"


def _report_spans(reading: Reading, indicator: Indicator) -> list[tuple[date, date]]:
    """Return the first and last day of each report period of an indicator.

    Report periods are whole calendar quarters, half-years or years after the baseline (otherwise
    after the first decision on a target, otherwise from the strategy's start) up to the last
    target. For reports wanted `once`, they are the due days of the targets.
    """
    framework, known_on = reading.framework, reading.moment.known_on
    targets = targets_in_force(framework, indicator.code, known_on=known_on)
    until = reading.period.ends_on
    if indicator.frequency not in MONTHS_PER_REPORT:
        spans = [(t.due_on, t.due_on) for t in targets if t.due_on <= until]
    else:
        # Replaced decisions too: a revision does not cancel reports that were due before it.
        decisions = [
            t.decided_on
            for t in framework.targets
            if t.indicator == indicator.code and t.decided_on <= known_on
        ]
        start = indicator.baseline_on or min(
            decisions, default=framework.starts_on - timedelta(days=1)
        )
        until = min(until, max((t.due_on for t in targets), default=framework.ends_on))
        months = MONTHS_PER_REPORT[indicator.frequency]
        spans = [
            (date(year, month, 1), last_day(year * 100 + month + months - 1))
            for year in range(start.year, until.year + 1)
            for month in range(1, 13, months)
        ]
        spans = [(first, last) for first, last in spans if first > start and last <= until]
    asked_from = reading.settings.asked_from or date.min
    return [(first, last) for first, last in spans if last >= asked_from]


def has_reports(reading: Reading) -> bool:
    """Return whether the strategy has any activity or report by the known-on date.

    Nil returns count as reports, and so do synthetic rows under "real data only". Before the first
    entry, a count of 0 from the log says nothing.
    """
    tables = _unfiltered_frames(reading)
    if (tables["month_cells"]["activities"] > 0).any():
        return True
    return any(tables[name][column].notna().any() for name, column in REPORTS)


def report_days(
    reading: Reading, reports: Sequence[tuple[str, str]] = REPORTS
) -> dict[str, list[date]]:
    """Return the days of the activities and reports of each group, up to the evaluation day.

    The month of an activity is known, not its day: it has the last day of the month, at most the
    evaluation day.
    """
    on, tables = reading.evaluation_day, _unfiltered_frames(reading)
    cells = tables["month_cells"]
    cells = cells[(cells["scope_kind"] == "group") & (cells["activities"] > 0)]
    logged = [
        (group, min(last_day(month), on))
        for group, month in iter_rows(cells, "scope", "month")
        if first_day(month) <= on
    ]
    reported = [
        row
        for name, column in reports
        for row in iter_rows(tables[name].dropna(subset=[column]), "group", column)
    ]
    days: dict[str, list[date]] = defaultdict(list)
    for group, day in (*logged, *reported):
        if day <= on:
            days[group].append(day)
    return days


def _unfiltered_frames(reading: Reading) -> Mapping[str, pd.DataFrame]:
    """Return the frames of all regions and groups, so that a filter makes no group look silent."""
    return (reading.unfiltered or reading).frames


def _nil_periods(reading: Reading) -> dict[str, list[Period]]:
    """Return the periods for which each group reported "nothing to report"."""
    periods = {period.code: period for period in reading.framework.periods}
    nil_periods: dict[str, list[Period]] = defaultdict(list)
    for group, code in iter_rows(_unfiltered_frames(reading)["nil_returns"], "group", "period"):
        if code in periods:
            nil_periods[group].append(periods[code])
    return nil_periods


def activity_due_dates(framework: Framework, settings: FrameworkSettings) -> dict[str, date]:
    """Return the day by which reports on activities are due, by code of the reporting period."""
    return {
        period.code: period.ends_on + timedelta(days=settings.due_days)
        for period in shortest_periods(framework.periods)
        if period.ends_on >= (settings.asked_from or date.min)
    }


def _activity_reports(reading: Reading) -> Iterator[Report]:
    """Yield the reports on activities, of groups that own a part but no observed indicator."""
    framework, chosen = reading.framework, reading.period
    observed = [i.code for i in framework.indicators if i.data_source == OBSERVED]
    reporting = set(map(framework.owner_of_indicator, observed))
    owners = dict.fromkeys(node.owner for node in framework.nodes)
    groups = [group for group in owners if group and group not in reporting]
    start = max(chosen.starts_on, framework.starts_on)
    end = min(chosen.ends_on, framework.ends_on)
    days = report_days(reading, RECORDS) if groups else {}
    nil_periods = _nil_periods(reading)
    due_dates = activity_due_dates(framework, reading.settings)
    for period in shortest_periods(framework.periods):
        first, last = period.starts_on, period.ends_on
        if first < start or last > end or period.code not in due_dates:
            continue
        due_on = due_dates[period.code]
        for group in groups:
            has_entry = any(day in period for day in days.get(group, ()))
            is_nil = not has_entry and any(last in p for p in nil_periods[group])
            answers = ["reported"] * has_entry + ["nil"] * is_nil
            state = _state(answers, last, due_on, reading.moment.known_on)
            yield Report(group, "", first, last, due_on, period.code, state, is_nil)
