"""Where every indicator stands: the one table that cards, pages and roll-ups are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics import measures, selection
from ifla_metrics.metrics.actuals import Actual, actual_of
from ifla_metrics.metrics.exact import as_float
from ifla_metrics.metrics.last_reports import last_reports
from ifla_metrics.metrics.reports import Reports, reports_of
from ifla_metrics.metrics.signs_of_life import anything_reported
from ifla_metrics.metrics.status import Assessment, Case, assess, moved
from ifla_metrics.metrics.tables import table
from ifla_metrics.metrics.targets import (
    baseline_value,
    is_revised,
    target_value,
    targets_in_force,
)
from ifla_metrics.metrics.time_rules import IN_PERIOD
from ifla_metrics.metrics.values import Value, values_of, window_of
from ifla_metrics.reading import Reading

NEEDS = (*measures.NEEDS, "values", "nil_returns")

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
    told = _observed(selection.rows(reading, "values"), reading.framework, indicators)
    if not anything_reported(reading):
        return told
    return {**told, **values_of(measures.computed(reading, indicators), reading.framework)}


def _observed(
    values: pd.DataFrame, framework: Framework, indicators: Sequence[Indicator]
) -> Mapping[str, Sequence[Value]]:
    asked = {i.code for i in indicators if i.data_source == measures.OBSERVED}
    return values_of(values[values["indicator"].isin(asked)], framework)


def _complete(reading: Reading | None) -> bool:
    return reading is not None and all(name in reading.frames for name in NEEDS)


def _told(reading: Reading | None) -> dict[str, dict[str, object]]:
    if reading is None:
        return {}
    framework = reading.framework
    values = told_values(reading, framework.indicators)
    # Of all rows: a report that only a synthetic value tells of is not called missing.
    given = _observed(reading.frame("values"), framework, framework.indicators)
    last_told = last_reports(reading)
    return {
        i.code: _row(
            reading, i, told := values.get(i.code, ()), given.get(i.code, ()), last_told(i, told)
        )
        for i in framework.indicators
    }


def _row(
    reading: Reading,
    indicator: Indicator,
    values: Sequence[Value],
    given: Sequence[Value],
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
    reports = reports_of(
        framework,
        indicator,
        given,
        targets_in_force(framework, indicator.code, known_on=known_on),
        known_on=known_on,
        until=reading.period.ends_on,
    )
    baseline, target = baseline_value(indicator), found.target
    rated = _assess(framework, indicator, found, on=reading.on)
    status = _status(indicator, rated.status, reports, last)
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
        "overdue_since": reports.overdue_since,
        "reports_missing": reports.missing,
        "last_report": last,
        "state": _state(found, reports, status),
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


def _assess(framework: Framework, indicator: Indicator, found: Actual, *, on: date) -> Assessment:
    target, as_of = found.target, found.combined.as_of
    case = Case(
        baseline=baseline_value(indicator),
        target=None if target is None else target_value(indicator, target),
        actual=found.combined.value,
        expected=found.expected,
        way=indicator.direction,
        target_kind=indicator.target_kind,
        tolerance=indicator.tolerance,
        share=found.share,
        final=target is not None and as_of is not None and target.due_on <= min(on, as_of),
    )
    return assess(case, framework.cuts)


def _status(indicator: Indicator, rated: str, reports: Reports, last_report: date | None) -> str:
    """Return the rating, or what stands in its place.

    A report past its due day stands in place of a rating, so that silence is never on track; an
    indicator that nobody ever reported on has no rating to replace and keeps "no data".
    """
    if reports.missing and last_report is not None:
        return "overdue"
    waiting = indicator.data_source == measures.OBSERVED and not reports.fallen_due
    return "not_yet_due" if rated == "no_data" and waiting else rated


def _state(found: Actual, reports: Reports, status: str) -> str:
    if reports.missing:
        return "overdue"
    return found.combined.state or ("not_yet_due" if status == "not_yet_due" else "")
