"""The status of every indicator: the table that cards, pages and roll-ups are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics import due, measures
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.measures import OBSERVED
from ifla_metrics.metrics.selection import each, rows, split
from ifla_metrics.metrics.status import is_ceiling, moved, rate
from ifla_metrics.metrics.targets import (
    baseline_value,
    elapsed,
    expected_value,
    is_revised,
    path_of,
    target_for,
    target_value,
    targets_in_force,
    targets_of,
)
from ifla_metrics.metrics.time_rules import IN_PERIOD, SUMS, Combined, combine
from ifla_metrics.metrics.values import Value, window_of
from ifla_metrics.metrics.values import values_of as ordered
from ifla_metrics.periods import Period, last_day
from ifla_metrics.reading import Reading

NEEDS = (*measures.NEEDS, "values", "sent_values", "nil_returns")

TEXTS = (
    "indicator",
    "node",
    "row",
    "directions",
    "owner",
    "kind",
    "unit",
    "way",
    "target_kind",
    "data_source",
    "target_provenance",
    "state",
    "qualifier",
    "provenance",
    "within",
)
FLOATS = (
    "baseline",
    "target",
    "tolerance",
    "actual",
    "numerator",
    "denominator",
    "expected",
    "share",
)
DAYS = ("baseline_on", "target_due", "as_of", "overdue_since", "last_report")
FLAGS = ("revised", "final", "waiting", "silent")
KINDS: dict[str, Any] = {
    **dict.fromkeys((*TEXTS, *DAYS), object),
    **dict.fromkeys(FLOATS, "float64"),
    **dict.fromkeys(FLAGS, bool),
    "reports_missing": "int64",
}
"""The columns of an indicator before it is rated."""
BEFORE = ("status", "actual", "numerator", "denominator", "progress")
"""What is compared with the meeting before, as `previous_…`."""


@dataclass(frozen=True)
class Actual:
    """An indicator as it stood on a day: what was observed, against what."""

    combined: Combined
    target: Target | None
    expected: float | None
    """The value expected on the date of the data; None without a target, a baseline or data."""
    share: float
    """How much of its period a non-cumulative sum covers, else 1."""


def indicator_status(reading: Reading) -> pd.DataFrame:
    """Return the status of every indicator on the evaluation day.

    Returns:
        One row per indicator in the framework's order: `indicator`, `node`, `row`, `directions`
        (bar-separated), `owner`, `kind`, `unit`, `way`, `target_kind`, `data_source`, `baseline`,
        `baseline_on`, `target`, `target_due`, `target_provenance`, `revised`. `actual`
        (`numerator`, `denominator`, `qualifier`, `provenance`) is as of `as_of`, the date of the
        data, and `expected` was expected on that date; `progress`, `expected_progress` and `ratio`
        are parts of 1, never capped. `status` is a code of `status.WORDS`; `eligible` says whether
        it can count in a roll-up; `overdue_since` and `reports_missing` stand beside it;
        `last_report` is a day; `state` is one of reported, nil, not_applicable, not_yet_due,
        overdue; `within` is the code of the period that the actual is counted in where that is
        another one than the chosen ("" otherwise). `previous_…` and `moved` compare with the
        meeting before (empty when the reading has none). Made once for a reading, whose figures all
        ask for it: nobody may change it.

    Source:
        docs/methodology.md, "Progress of one indicator" and "The status of one indicator".
    """
    if "indicator_status" not in reading.computed:
        reading.computed["indicator_status"] = _with_previous(_on_the_day(reading), reading)
    return reading.computed["indicator_status"]


def _with_previous(now: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    before, then = reading.previous, pd.DataFrame(columns=list(BEFORE))
    if before is not None and all(name in before.frames for name in NEEDS):
        then = indicator_status(before).set_index("indicator")[list(BEFORE)]
    then = then.reindex(now["indicator"]).set_axis(now.index).add_prefix("previous_")
    then["previous_status"] = then["previous_status"].fillna("")
    then = then.astype({f"previous_{name}": "float64" for name in BEFORE[1:]})
    return now.join(then).assign(moved=moved(then["previous_status"], now["status"]))


def serving(table: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Return the indicators that count under a direction ("" = all of them)."""
    if not direction:
        return table
    serves = table["directions"].map(lambda codes: direction in split(codes))
    return table[serves.astype(bool)]


def under(table: pd.DataFrame, framework: Framework, node: str) -> pd.DataFrame:
    """Return the indicators of a node and of everything below it; of a direction, those it has."""
    return table[table["indicator"].isin({i.code for i in framework.indicators_under(node)})]


def values_of(reading: Reading, indicators: Sequence[Indicator]) -> Mapping[str, Sequence[Value]]:
    """Return the values of indicators, observed and computed, oldest first.

    Computed ones only when anybody has reported anything: then a 0 of the log is an answer.
    """
    return _values(reading, indicators, due.by_indicator(reading))


def actual_of(
    framework: Framework,
    indicator: Indicator,
    values: Sequence[Value],
    targets: tuple[Target, ...],
    *,
    period: Period,
    on: date,
) -> Actual:
    """Return the actual of an indicator for a period as it stood on a day.

    A rule that works within a period (a non-cumulative sum, a mean, a maximum) works within the
    target's; when nothing was reported there yet, within that of the latest earlier target of the
    chosen period that has a report.
    """
    target = target_for(targets, period)
    candidates: list[Target | None] = [target]
    if target is not None and indicator.time_rule in IN_PERIOD:
        first, last = period.starts_on, target.due_on
        candidates += [t for t in reversed(targets) if first <= t.due_on < last]
    combined = Combined()
    for candidate in candidates:
        after, until = _window(framework, indicator, targets, candidate, period)
        found = combine(values, indicator, after=after, until=min(until, on))
        if found.state or candidate is target:
            target, combined = candidate, found
        if found.state:
            break
    silent = all(v.state != "reported" for v in values if v.day <= on)
    begins = indicator.time_rule == "running_total" and silent and combined.as_of is not None
    if begins and combined.value is None:
        # Nothing to report so far: the total is still the baseline. A share of nothing does
        # not: it is not known.
        combined = replace(combined, value=baseline_value(indicator))
    return Actual(combined, target, *_expected(framework, indicator, targets, target, combined))


def counted_days(
    framework: Framework,
    indicator: Indicator,
    *,
    period: Period,
    known_on: date,
    documented_only: bool = False,
) -> tuple[date, date] | None:
    """Return the first and the last day of the quarters that an indicator's value is made of.

    A sum since the baseline begins there, whatever period is chosen; one that starts anew begins
    with the target's period. An activity counts when its first day lies between them. None: no
    quarter has begun.
    """
    targets = targets_in_force(
        framework, indicator.code, known_on=known_on, documented_only=documented_only
    )
    after, until = _window(framework, indicator, targets, target_for(targets, period), period)
    on = min(known_on, period.ends_on)
    counted = [
        quarter
        for quarter in measures.quarters_of(framework, indicator, on=on, known_on=known_on)
        if after < min(quarter.ends_on, on) <= until
    ]
    return (counted[0].starts_on, counted[-1].ends_on) if counted else None


def _window(
    framework: Framework,
    indicator: Indicator,
    targets: tuple[Target, ...],
    target: Target | None,
    period: Period,
) -> tuple[date, date]:
    """Return the days that count for a target: after the first, up to and with the second."""
    if indicator.time_rule not in IN_PERIOD:
        since = indicator.baseline_on if indicator.time_rule == "cumulative" else None
        return since or date.min, date.max
    own = window_of(framework, target.period) if target else None
    if own is not None or target is None:
        own = own or period
        return own.starts_on - timedelta(days=1), own.ends_on
    before = [t.due_on for t in targets if t.due_on < target.due_on]
    return max(before, default=indicator.baseline_on or date.min), target.due_on


def _expected(
    framework: Framework,
    indicator: Indicator,
    targets: tuple[Target, ...],
    target: Target | None,
    combined: Combined,
) -> tuple[float | None, float]:
    """Return the value expected on the date of the data, and the share of the period it is of."""
    if target is None or combined.as_of is None:
        return None, 1.0
    if indicator.time_rule != "non_cumulative" or indicator.ratio:
        return expected_value(path_of(indicator, targets), combined.as_of), 1.0
    own = window_of(framework, target.period)
    start = own.starts_on - timedelta(days=1) if own else indicator.baseline_on
    if start is None:
        return None, 1.0
    share = elapsed(start, target.due_on, combined.as_of)
    return share * target_value(indicator, target), share


def _values(
    reading: Reading, indicators: Sequence[Indicator], reports: Mapping[str, list[Report]]
) -> Mapping[str, Sequence[Value]]:
    observed = [i.code for i in indicators if i.data_source == OBSERVED]
    frame = rows(reading, "values")
    found = ordered(frame[frame["indicator"].isin(observed)], reading.framework)
    values = {
        code: sorted(
            [*found.get(code, ()), *due.nil_values(reading, reports[code])], key=lambda v: v.day
        )
        for code in observed
    }
    if due.anything_reported(reading):
        values |= measures.computed(reading, indicators)
    return values


def _on_the_day(reading: Reading) -> pd.DataFrame:
    """Return the columns of `indicator_status` without those of the meeting before."""
    framework = reading.framework
    reports = due.by_indicator(reading)
    values = _values(reading, framework.indicators, reports)
    last_reports = _last_reports(reading, values)
    found = [
        _row(reading, i, values.get(i.code, ()), reports.get(i.code, []), last_reports[i.code])
        for i in framework.indicators
    ]
    table = pd.DataFrame(found, columns=list(KINDS), dtype=object).astype(KINDS)
    table = table.join(rate(table, framework.cuts))
    # Silence takes the place of a rating; an indicator that nobody ever reported on has none.
    waiting = (table["status"] == "no_data") & table["waiting"]
    status = table["status"].mask(waiting, "not_yet_due")
    silent = table["silent"]
    status = status.mask(silent & table["last_report"].notna(), "overdue")
    unanswered = (table["state"] == "") & (status == "not_yet_due")
    return table.drop(columns=["tolerance", "share", "final", "waiting", "silent"]).assign(
        status=status,
        state=table["state"].mask(unanswered, "not_yet_due").mask(silent, "overdue"),
        eligible=table["target"].notna() & (table["way"] != "maintain") & ~is_ceiling(table),
    )


def _row(
    reading: Reading,
    indicator: Indicator,
    values: Sequence[Value],
    reports: list[Report],
    last_report: date | None,
) -> dict[str, object]:
    """Return an indicator before it is rated."""
    framework, real_only = reading.framework, reading.choices.documented_only
    targets = targets_of(reading, indicator.code)
    found = actual_of(framework, indicator, values, targets, period=reading.period, on=reading.on)
    combined, target = found.combined, found.target
    missing = due.overdue(reports)
    fallen_due = [report for report in reports if report.due_on < reading.moment.known_on]
    silent = bool(fallen_due) and fallen_due[-1].state == "overdue"
    to_stay_low = indicator.direction == "decrease" or indicator.target_kind == "at_most"
    if indicator.time_rule in SUMS and to_stay_low:
        silent = bool(missing)  # What is missing would make the sum worse.
    return {
        "indicator": indicator.code,
        "node": indicator.node,
        "row": framework.row_of(indicator.node),
        "directions": "|".join(framework.directions_of_indicator(indicator.code)),
        "owner": framework.owner_of(indicator.code),
        "kind": indicator.kind,
        "unit": indicator.unit,
        "way": indicator.direction,
        "target_kind": indicator.target_kind,
        "tolerance": indicator.tolerance,
        "data_source": indicator.data_source,
        "baseline": baseline_value(indicator),
        "baseline_on": indicator.baseline_on,
        "target": target and target_value(indicator, target),
        "target_due": target and target.due_on,
        "target_provenance": target.provenance if target else "",
        "revised": target is not None and is_revised(framework, target, documented_only=real_only),
        "actual": combined.value,
        "numerator": combined.numerator,
        "denominator": combined.denominator,
        "as_of": combined.as_of,
        "expected": found.expected,
        "share": found.share,
        "final": _is_final(found, values, reading.on),
        "waiting": indicator.data_source == OBSERVED and not fallen_due,
        "silent": silent,
        "overdue_since": missing[0].due_on if missing else None,
        "reports_missing": len(missing),
        "last_report": last_report,
        "state": combined.state,
        "qualifier": combined.qualifier,
        "provenance": combined.provenance,
        "within": _within(reading, indicator, target),
    }


def _within(reading: Reading, indicator: Indicator, target: Target | None) -> str:
    """Return the period of the target that an amount of one period is counted in."""
    if target is None or indicator.time_rule not in IN_PERIOD:
        return ""
    own = window_of(reading.framework, target.period)
    return own.code if own and own.code != reading.period.code else ""


def _is_final(found: Actual, values: Sequence[Value], on: date) -> bool:
    """Say whether the target was due by the evaluation day, and its report has come."""
    target, as_of = found.target, found.combined.as_of
    if target is None or as_of is None or target.due_on > on:
        return False
    reported = [v for v in values if v.state == "reported" and v.day <= on]
    return target.due_on <= as_of or any(v.speaks_for(target.due_on) for v in reported)


def _last_reports(
    reading: Reading, values: Mapping[str, Sequence[Value]]
) -> dict[str, date | None]:
    """Return when each indicator was last reported on, None if never.

    Observed indicators: the day of the last value; from the log: the last day of the last month
    with an activity in their scope (a value that the log gives is as new as the day it is asked
    for, and would hide silence); from records: the last day that one of those behind its value
    speaks of. Never after the evaluation day.

    Under a chosen direction an activity is a report only when it serves the direction. Months are
    known by scope and by direction, not by both together: the earlier of the two counts.
    """
    logged = _last_logged(reading)
    found: dict[str, date | None] = {}
    for indicator in reading.framework.indicators:
        if indicator.data_source == OBSERVED:
            days = [v.day for v in values.get(indicator.code, ()) if v.day <= reading.on]
            found[indicator.code] = max(days, default=None)
        elif indicator.data_source == "log":
            scopes = {measures.scope_of(reading.framework, indicator)}
            if reading.choices.direction:
                scopes = (scopes - {("all", "")}) | {("direction", reading.choices.direction)}
            known = [logged[scope] for scope in scopes if scope in logged]
            found[indicator.code] = min(known) if len(known) == len(scopes) else None
        else:
            found[indicator.code] = _last_recorded(reading, indicator)
    return found


def _last_logged(reading: Reading) -> dict[measures.Scope, date]:
    """Return the last day of the last month with an activity, by scope."""
    cells = rows(reading, "month_cells")
    begun = cells["month"] <= reading.on.year * 100 + reading.on.month
    cells = cells[(cells["activities"] > 0) & begun]
    months = cells.groupby(["scope_kind", "scope"])["month"].max().reset_index()
    return {
        (kind, scope): min(last_day(month), reading.on)
        for kind, scope, month in each(months, "scope_kind", "scope", "month")
    }


def _last_recorded(reading: Reading, indicator: Indicator) -> date | None:
    if indicator.measure == "milestones":
        days = measures.milestones_of(reading, indicator)["actual_on"]
    else:
        days = measures.resources_of(reading, indicator.scope)["as_of"]
    return max((d for d in days if measures.is_day(d) and d <= reading.on), default=None)


def expected_path(reading: Reading, indicator: str) -> pd.DataFrame:
    """Return the expected path of an indicator: baseline, then each target in force by due day.

    Returns:
        One row per point: `on` (a day) and `value`. Empty without a baseline.
    """
    found = reading.framework.indicator(indicator)
    points = path_of(found, targets_of(reading, indicator))
    return pd.DataFrame(points, columns=["on", "value"]).astype({"value": "float64"})


def trend(reading: Reading, indicator: str) -> pd.DataFrame:
    """Return an indicator on every day that has data up to the evaluation day.

    The time rule holds on each day: a cumulative one is the sum so far, a non-cumulative one the
    sum within the reporting period of the target that the day falls under.

    Returns:
        One row per day of data: `as_of`, `actual`, `expected` on that day, `qualifier`,
        `provenance`, and of a ratio its `numerator` and `denominator`.
    """
    found = reading.framework.indicator(indicator)
    values = values_of(reading, (found,)).get(indicator, ())
    targets = targets_of(reading, indicator)
    points = []
    for day in sorted({v.day for v in values if v.day <= reading.on}):
        whole = not targets and day in reading.period
        period = reading.period if whole else Period("", "", "quarter", day, day)
        at = actual_of(reading.framework, found, values, targets, period=period, on=day)
        if at.combined.value is not None and at.combined.as_of == day:
            points.append(
                {**vars(at.combined), "actual": at.combined.value, "expected": at.expected}
            )
    numbers = ["actual", "expected", "numerator", "denominator"]
    days = pd.DataFrame(points, columns=["as_of", "qualifier", "provenance", *numbers])
    return days.astype(dict.fromkeys(numbers, "float64"))
