"""Where every indicator stands: the one table that cards, pages and roll-ups are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics import due, measures, selection
from ifla_metrics.metrics.actuals import Actual, actual_of
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.exact import as_float
from ifla_metrics.metrics.last_reports import last_reports
from ifla_metrics.metrics.status import Assessment, Case, assess, moved
from ifla_metrics.metrics.tables import table
from ifla_metrics.metrics.targets import (
    baseline_value,
    is_revised,
    target_value,
    targets_in_force,
)
from ifla_metrics.metrics.time_rules import IN_PERIOD, SUMS
from ifla_metrics.metrics.values import Value, values_of, window_of
from ifla_metrics.reading import Reading

NEEDS = (*measures.NEEDS, "values", "sent_values", "nil_returns")

FLOATS = (
    "baseline",
    "target",
    "actual",
    "numerator",
    "denominator",
    "expected",
    "progress",
    "expected_progress",
    "ratio",
    "previous_actual",
    "previous_numerator",
    "previous_denominator",
    "previous_progress",
)
COLUMNS = (
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
    "baseline",
    "baseline_on",
    "target",
    "target_due",
    "target_provenance",
    "revised",
    "actual",
    "numerator",
    "denominator",
    "as_of",
    "expected",
    "progress",
    "expected_progress",
    "ratio",
    "status",
    "overdue_since",
    "reports_missing",
    "last_report",
    "state",
    "qualifier",
    "provenance",
    "within",
    "previous_status",
    "previous_actual",
    "previous_numerator",
    "previous_denominator",
    "previous_progress",
    "moved",
)


def standings(reading: Reading) -> pd.DataFrame:
    """Return where every indicator stands on the evaluation day.

    Returns:
        One row per indicator in the framework's order. `actual` is as of `as_of`, the date of the
        data, and `expected` is what was expected on that date; `progress`, `expected_progress` and
        `ratio` are parts of 1, never capped. `status` is a code of `status.WORDS`;
        `overdue_since` and `reports_missing` stand beside it; `state` is one of reported, nil,
        not_applicable, not_yet_due, overdue; `within` is the code of the period that the actual
        is counted in where that is another one than the chosen ("" otherwise). `previous_…` and
        `moved` compare with the meeting before (empty when the reading has none).

    Source:
        docs/methodology.md, "Progress of one indicator" and "The status of one indicator".
    """
    now = _told(reading)
    before = _told(reading.previous) if _complete(reading.previous) else {}
    rows = []
    for code, row in now.items():
        old = before.get(code, {})
        previous = str(old.get("status", ""))
        rows.append(
            {
                **row,
                "previous_status": previous,
                "previous_actual": old.get("actual"),
                "previous_numerator": old.get("numerator"),
                "previous_denominator": old.get("denominator"),
                "previous_progress": old.get("progress"),
                "moved": moved(previous, str(row["status"])),
            }
        )
    return table(rows, COLUMNS, floats=FLOATS, counts=("reports_missing",))


def serving(standing: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Return the indicators that count under a direction ("" = all of them)."""
    if not direction:
        return standing
    serves = [direction in selection.split(codes) for codes in standing["directions"]]
    return standing[pd.Series(serves, index=standing.index, dtype=bool)]


def under(standing: pd.DataFrame, framework: Framework, node: str) -> pd.DataFrame:
    """Return the indicators of a node and of everything below it; of a direction, those it has."""
    codes = {i.code for i in framework.indicators_under(node)}
    return standing[standing["indicator"].isin(codes)]


def told_values(reading: Reading, indicators: Sequence[Indicator]) -> Mapping[str, Sequence[Value]]:
    """Return the values of indicators, observed and computed, oldest first.

    Computed ones only when anybody has reported anything: then a 0 of the log is an answer.
    """
    told = _observed(reading, indicators)
    if not due.anything_reported(reading):
        return told
    return {**told, **values_of(measures.computed(reading, indicators), reading.framework)}


def _observed(reading: Reading, indicators: Sequence[Indicator]) -> dict[str, list[Value]]:
    """Return observed values, and those that nil returns of groups stand for."""
    asked = {i.code: i for i in indicators if i.data_source == measures.OBSERVED}
    values = selection.rows(reading, "values")
    told = dict(values_of(values[values["indicator"].isin(set(asked))], reading.framework))
    if reading.frame("nil_returns").empty:
        return told
    sent = due.sent_values(reading)
    for code, indicator in asked.items():
        found = due.of_indicator(reading, indicator, sent.get(code, ()))
        nil = due.nil_values(reading, found)
        told[code] = sorted([*told.get(code, ()), *nil], key=lambda v: v.day)
    return told


def _complete(reading: Reading | None) -> bool:
    return reading is not None and all(name in reading.frames for name in NEEDS)


def _told(reading: Reading | None) -> dict[str, dict[str, object]]:
    if reading is None:
        return {}
    framework = reading.framework
    values = told_values(reading, framework.indicators)
    sent = due.sent_values(reading)
    last_told = last_reports(reading)
    return {
        i.code: _row(
            reading,
            i,
            told := values.get(i.code, ()),
            due.of_indicator(reading, i, sent.get(i.code, ())),
            last_told(i, told),
        )
        for i in framework.indicators
    }


def _row(
    reading: Reading,
    indicator: Indicator,
    values: Sequence[Value],
    reports: Sequence[Report],
    last: date | None,
) -> dict[str, object]:
    framework, known_on = reading.framework, reading.moment.known_on
    targets = targets_in_force(
        framework,
        indicator.code,
        known_on=known_on,
        documented_only=reading.choices.documented_only,
    )
    found = actual_of(framework, indicator, values, targets, period=reading.period, on=reading.on)
    missing = due.overdue(reports)
    fallen_due = [report for report in reports if report.due_on < known_on]
    silent = bool(fallen_due) and fallen_due[-1].state == "overdue"
    to_stay_low = indicator.direction == "decrease" or indicator.target_kind == "at_most"
    if indicator.time_rule in SUMS and to_stay_low:
        silent = bool(missing)  # What is missing would make the sum worse.
    baseline, target = baseline_value(indicator), found.target
    rated = _assess(reading, indicator, found, values)
    status = _status(indicator, rated.status, last, silent=silent, fallen_due=bool(fallen_due))
    combined = found.combined
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
        "data_source": indicator.data_source,
        "baseline": as_float(baseline),
        "baseline_on": indicator.baseline_on,
        "target": None if target is None else as_float(target_value(indicator, target)),
        "target_due": None if target is None else target.due_on,
        "target_provenance": "" if target is None else target.provenance,
        "revised": target is not None
        and is_revised(framework, target, documented_only=reading.choices.documented_only),
        "actual": as_float(combined.value),
        "numerator": as_float(combined.numerator),
        "denominator": as_float(combined.denominator),
        "as_of": combined.as_of,
        "expected": as_float(found.expected),
        "progress": as_float(rated.progress),
        "expected_progress": as_float(rated.expected_progress),
        "ratio": as_float(rated.ratio),
        "status": status,
        "overdue_since": missing[0].due_on if missing else None,
        "reports_missing": len(missing),
        "last_report": last,
        "state": _state(found, status, silent=silent),
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


def _assess(
    reading: Reading, indicator: Indicator, found: Actual, values: Sequence[Value]
) -> Assessment:
    target, as_of, on = found.target, found.combined.as_of, reading.on
    final = False
    if target is not None and as_of is not None and target.due_on <= on:
        told = [v for v in values if v.state == "reported" and v.day <= on]
        stated = any(due.speaks_for(reading, v, target.due_on) for v in told)
        final = stated or target.due_on <= as_of
    case = Case(
        baseline=baseline_value(indicator),
        target=None if target is None else target_value(indicator, target),
        actual=found.combined.value,
        expected=found.expected,
        way=indicator.direction,
        target_kind=indicator.target_kind,
        tolerance=indicator.tolerance,
        share=found.share,
        final=final,
    )
    return assess(case, reading.framework.cuts)


def _status(
    indicator: Indicator,
    rated: str,
    last_report: date | None,
    *,
    silent: bool,
    fallen_due: bool,
) -> str:
    """Return the rating, or what stands in its place.

    Where the latest report that fell due has not come (of a sum that should stay low: any), that
    stands in place of a rating, so that silence is never on track; an indicator that nobody ever
    reported on has no rating to replace and keeps "no data".
    """
    if silent and last_report is not None:
        return "overdue"
    waiting = indicator.data_source == measures.OBSERVED and not fallen_due
    return "not_yet_due" if rated == "no_data" and waiting else rated


def _state(found: Actual, status: str, *, silent: bool) -> str:
    if silent:
        return "overdue"
    return found.combined.state or ("not_yet_due" if status == "not_yet_due" else "")
