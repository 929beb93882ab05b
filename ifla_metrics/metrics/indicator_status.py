"""The status of every indicator, as one table from which cards, pages and roll-ups are made."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics import due, measures
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.measures import OBSERVED
from ifla_metrics.metrics.selection import ALL_SCOPE, cells_over_time, counted_rows, iter_rows
from ifla_metrics.metrics.status import is_ceiling, movement, rate
from ifla_metrics.metrics.targets import baseline_value, revisions, target_value, targets_of
from ifla_metrics.metrics.time_rules import PERIOD_RULES, SUM_RULES, Actual, actual_of
from ifla_metrics.metrics.values import Value, values_by_indicator
from ifla_metrics.periods import Period, last_day, month_of
from ifla_metrics.reading import Reading, once_per_reading

NEEDS = (*measures.NEEDS, "values", "sent_values", "nil_returns")

_NUMBERS = (
    *("baseline", "target", "tolerance", "actual"),
    *("numerator", "denominator", "expected", "share"),
)
_FLAGS = ("revised", "final", "waiting", "silent")
_NOT_NARROWED = (
    *("baseline", "target", "target_due", "expected"),
    *("progress", "expected_progress", "ratio"),
)
"""Columns left empty where the value is that of one region or group: targets apply to all."""
_COMPARED = ("status", "actual", "numerator", "denominator", "progress")
"""Columns that are compared with the previous meeting, as `previous_…`."""


@once_per_reading
def indicator_status(reading: Reading) -> pd.DataFrame:
    """Return the status of every indicator on the evaluation day.

    Returns:
        One row per indicator in the framework's order, with these columns:

        - `indicator`, `node`, `row`, `owner`, `kind`, `unit`, `way`, `target_kind`, `data_source`,
          `baseline`, `baseline_on`;
        - `target`, `target_due`, `target_provenance`, `revised` (whether the target was revised);
        - `actual` with `numerator`, `denominator`, `qualifier`, `provenance`, `as_of` (the date of
          the data) and `expected` (on that date), in the indicator's unit;
        - `within`: the period that the actual is counted in, "" if it is the chosen one;
        - `progress`, `expected_progress` and `ratio`, as parts of 1, never capped;
        - `status`: a code of `status.WORDS`; `eligible`: whether it can count in a roll-up;
        - `state`: reported, nil, not_applicable, not_yet_due or overdue, "" without a report;
        - `overdue_since`, `last_report` (dates) and `reports_missing` (overdue reports);
        - `previous_…` and `moved` compare with the previous meeting; empty if there is none.

        Under a chosen region or group, values computed from the log or reported by country are
        those of the region or group, without baseline, target and progress. The status is always
        that of all regions and groups.

    Source: docs/methodology.md, "Progress of one indicator" and "The status of one indicator".
    """
    now, before = _rated(reading), pd.DataFrame(columns=list(_COMPARED))
    if reading.previous is not None:
        before = indicator_status(reading.previous).set_index("indicator")[list(_COMPARED)]
    before = before.reindex(now["indicator"]).set_axis(now.index).add_prefix("previous_")
    before["previous_status"] = before["previous_status"].fillna("")
    before = before.astype({f"previous_{name}": "float64" for name in _COMPARED[1:]})
    return now.join(before).assign(moved=movement(before["previous_status"], now["status"]))


def statuses_of(reading: Reading, *, narrowed: bool = False, compared: bool = True) -> pd.DataFrame:
    """Return the status of every indicator, or of those that the chosen group owns.

    Args:
        narrowed: Use the values of the chosen region and group, not those of all.
        compared: Include the comparison with the previous meeting, which takes as long again.
    """
    reading = reading if narrowed else reading.unfiltered or reading
    table = indicator_status(reading) if compared else _rated(reading)
    group = reading.choices.group
    return table[table["owner"] == group] if group else table


def chosen_statuses(reading: Reading, *, narrowed: bool = False) -> pd.DataFrame:
    """Return the statuses of the indicators under the chosen direction (all, if none is chosen)."""
    table, direction = statuses_of(reading, narrowed=narrowed), reading.choices.direction
    return under_node(table, reading.framework, direction) if direction else table


def under_node(table: pd.DataFrame, framework: Framework, node: str) -> pd.DataFrame:
    """Return the indicators of a node and of all nodes below it (or that serve a direction)."""
    return table[table["indicator"].isin({i.code for i in framework.indicators_under(node)})]


@once_per_reading
def indicator_values(reading: Reading) -> Mapping[str, Sequence[Value]]:
    """Return the observed and computed values of every indicator, oldest first.

    Values are computed from the log only once anybody has logged or reported anything; before that,
    a count of 0 says nothing.
    """
    reported = values_by_indicator(counted_rows(reading, "values"), reading.framework)
    values: dict[str, list[Value]] = {}
    for code, reports in due.by_indicator(reading).items():
        nil_days = [min(r.ends_on, reading.evaluation_day) for r in reports if r.nil_return]
        nil_values = [Value(day, state="nil", provenance="reported") for day in nil_days]
        values[code] = sorted([*reported.get(code, ()), *nil_values], key=lambda value: value.day)
    if due.has_reports(reading):
        values |= measures.computed_values(reading)
    return values


@once_per_reading
def _rated(reading: Reading) -> pd.DataFrame:
    """Return `indicator_status` without the comparison."""
    table = _unrated(reading)
    table = table.join(rate(table, reading.framework.cuts))
    # "Overdue" replaces the rating, but not "no data" of an indicator without any report.
    status, silent = table["status"], table["silent"]
    status = status.mask((status == "no_data") & table["waiting"], "not_yet_due")
    status = status.mask(silent & table["last_report"].notna(), "overdue")
    not_yet_due = (table["state"] == "") & (status == "not_yet_due")
    table = table.drop(columns=["tolerance", "share", "final", "waiting", "silent"]).assign(
        status=status,
        state=table["state"].mask(not_yet_due, "not_yet_due").mask(silent, "overdue"),
        eligible=table["target"].notna() & (table["way"] != "maintain") & ~is_ceiling(table),
    )
    if reading.unfiltered is not None:
        # The target is for all regions and groups, so the value of one has no progress towards it.
        indicators = reading.framework.indicators
        narrowed = np.array([is_narrowed(reading, indicator) for indicator in indicators], bool)
        table["status"] = table["status"].mask(narrowed, _rated(reading.unfiltered)["status"])
        for name in _NOT_NARROWED:
            table[name] = table[name].mask(narrowed)
    return table


def is_narrowed(reading: Reading, indicator: Indicator) -> bool:
    """Return whether the region or group filter changes the values of an indicator."""
    if reading.unfiltered is None:
        return False
    unfiltered = indicator_values(reading.unfiltered).get(indicator.code)
    return indicator_values(reading).get(indicator.code) != unfiltered


def _unrated(reading: Reading) -> pd.DataFrame:
    """Return each indicator with its actual, its target in force and its reports."""
    framework, on = reading.framework, reading.evaluation_day
    revised = set(iter_rows(revisions(reading), "indicator", "due_on"))
    reports_by_indicator = due.by_indicator(reading)
    values_by_code = indicator_values(reading)
    rows = []
    for indicator in framework.indicators:
        code = indicator.code
        values, targets = values_by_code.get(code, ()), targets_of(reading, code)
        actual = actual_of(framework, indicator, values, targets, period=reading.period, on=on)
        target, reports = actual.target, reports_by_indicator.get(code, [])
        past_due = [r for r in reports if r.due_on < reading.moment.known_on]
        overdue = due.overdue(reports)
        rows.append(
            {
                **vars(indicator),
                **vars(actual),
                "row": framework.row_of(indicator.node),
                "owner": framework.owner_of_indicator(code),
                "baseline": baseline_value(indicator),
                "target": target and target_value(indicator, target),
                "target_due": target and target.due_on,
                "target_provenance": target.provenance if target else "",
                "revised": target and (code, target.due_on) in revised,
                "final": _is_final(actual, values, on),
                "within": _other_period(reading, indicator, target),
                "waiting": indicator.data_source == OBSERVED and not past_due,
                "silent": _is_silent(indicator, past_due),
                "overdue_since": overdue[0].due_on if overdue else None,
                "reports_missing": len(overdue),
                "last_report": _last_report(reading, indicator, values),
            }
        )
    names = {"code": "indicator", "direction": "way", "value": "actual"}
    table = pd.DataFrame(rows, columns=[*frames.INDICATORS], dtype=object).rename(columns=names)
    types = {**dict.fromkeys(_NUMBERS, "float64"), **dict.fromkeys(_FLAGS, "bool")}
    return table.astype({**types, "reports_missing": "int64"})


def _is_final(actual: Actual, values: Sequence[Value], on: date) -> bool:
    """Return whether the target was due by the evaluation day and has been reported on."""
    target, as_of = actual.target, actual.as_of
    if target is None or as_of is None or target.due_on > on:
        return False
    reported = [v for v in values if v.state == "reported" and v.day <= on]
    return target.due_on <= as_of or any(v.covers(target.due_on) for v in reported)


def _is_silent(indicator: Indicator, past_due: Sequence[Report]) -> bool:
    """Return whether the last report past its due day is missing.

    For a sum that should stay low, any missing report matters: it could only make the sum worse.
    """
    stays_low = indicator.direction == "decrease" or indicator.target_kind == "at_most"
    needed = past_due if indicator.time_rule in SUM_RULES and stays_low else past_due[-1:]
    return any(report.state == "overdue" for report in needed)


def _other_period(reading: Reading, indicator: Indicator, target: Target | None) -> str:
    """Return the period that the actual is counted in, "" if it is the chosen one."""
    if target is None or indicator.time_rule not in PERIOD_RULES:
        return ""
    return target.period if target.period != reading.period.code else ""


def _last_report(reading: Reading, indicator: Indicator, values: Sequence[Value]) -> date | None:
    """Return the date of an indicator's last report by the evaluation day; None without one.

    An observed indicator has the day of its last value, one from records the last date of its
    records. One from the log has the end of the last month with an activity in its scope: its
    computed value always has today's date, which would hide silence.

    Under a chosen direction, only activities that serve it count. Cells do not combine scope and
    direction, so the result is the earlier month of the two.
    """
    if indicator.data_source == "log":
        scopes = {measures.scope_of(reading.framework, indicator)}
        if reading.choices.direction:
            scopes = (scopes - {ALL_SCOPE}) | {("direction", reading.choices.direction)}
        cells = [cells_over_time(reading, "month_cells", scope) for scope in scopes]
        months = [_last_month(month_cells, reading.evaluation_day) for month_cells in cells]
        return min(last_day(min(months)), reading.evaluation_day) if all(months) else None
    if indicator.data_source == OBSERVED:
        days = [value.day for value in values]
    elif indicator.measure == "milestones":
        days = measures.milestones_of(reading, indicator)["actual_on"].dropna().tolist()
    else:
        days = measures.resources_of(reading, indicator.scope)["as_of"].tolist()
    return max((day for day in days if day <= reading.evaluation_day), default=None)


def _last_month(month_cells: pd.DataFrame, on: date) -> int:
    """Return the last month with an activity, at most the month of a day; 0 without one."""
    begun = (month_cells["activities"] > 0) & (month_cells["month"] <= month_of(on))
    return max(month_cells.loc[begun, "month"], default=0)


def trend(reading: Reading, indicator: str) -> pd.DataFrame:
    """Return the actual of an indicator on each day with data, up to the evaluation day.

    The time rule applies on each day: a cumulative indicator has its sum so far, a non-cumulative
    one its sum within the period of the target that applies on that day.

    Args:
        indicator: The code of the indicator.

    Returns:
        One row per day with data: `as_of`, `actual`, `expected` (missing for one region or group),
        `qualifier`, `provenance`, and for a ratio `numerator` and `denominator`.
    """
    definition = reading.framework.indicator(indicator)
    values = indicator_values(reading).get(indicator, ())
    targets = targets_of(reading, indicator)
    points = []
    for day in sorted({v.day for v in values if v.day <= reading.evaluation_day}):
        in_chosen = not targets and day in reading.period
        period = reading.period if in_chosen else Period("", "", "quarter", day, day)
        actual = actual_of(reading.framework, definition, values, targets, period=period, on=day)
        if actual.value is not None and actual.as_of == day:
            points.append({**vars(actual), "actual": actual.value})
    numbers = ["actual", "expected", "numerator", "denominator"]
    table = pd.DataFrame(points, columns=["as_of", "qualifier", "provenance", *numbers])
    table = table.astype(dict.fromkeys(numbers, "float64"))
    return table.assign(expected=float("nan")) if is_narrowed(reading, definition) else table
