"""The status of every indicator: the table that cards, pages and roll-ups are made from."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics import due, measures
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.measures import OBSERVED, is_day
from ifla_metrics.metrics.selection import ALL_SCOPE, Scope, each, rows, series
from ifla_metrics.metrics.status import is_ceiling, moved, rate
from ifla_metrics.metrics.targets import baseline_value, revisions, target_value, targets_of
from ifla_metrics.metrics.time_rules import IN_PERIOD, SUMS, Actual, actual_of
from ifla_metrics.metrics.values import Value
from ifla_metrics.metrics.values import values_of as ordered
from ifla_metrics.periods import Period, last_day, month_of
from ifla_metrics.reading import Reading

NEEDS = (*measures.NEEDS, "values", "sent_values", "nil_returns")

NUMBERS = (
    *("baseline", "target", "tolerance", "actual"),
    *("numerator", "denominator", "expected", "share"),
)
FLAGS = ("revised", "final", "waiting", "silent")
LOG = "log"
"""Source of the indicators that the log answers, for a chosen region or group too."""
OF_THE_WHOLE = (
    *("baseline", "target", "target_due", "expected"),
    *("progress", "expected_progress", "ratio"),
)
"""What stands beside no value of one region or group."""
COMPARED = ("status", "actual", "numerator", "denominator", "progress")
"""What is compared with the meeting before, as `previous_…`."""


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
        another one than the chosen ("" otherwise). Under a chosen region or group the values that
        the log gives, or that name countries, are of it alone, without baseline and target; every
        status is that of all.
        `previous_…` and `moved` compare with the meeting before (empty when the reading has none).
        Made once for a reading, whose figures all ask for it: nobody may change it.

    Source:
        docs/methodology.md, "Progress of one indicator" and "The status of one indicator".
    """
    if "indicator_status" not in reading.computed:
        reading.computed["indicator_status"] = _with_previous(_rated(reading), reading)
    found: pd.DataFrame = reading.computed["indicator_status"]
    return found


def _with_previous(now: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    then = pd.DataFrame(columns=list(COMPARED))
    if reading.previous is not None:
        then = indicator_status(reading.previous).set_index("indicator")[list(COMPARED)]
    then = then.reindex(now["indicator"]).set_axis(now.index).add_prefix("previous_")
    then["previous_status"] = then["previous_status"].fillna("")
    then = then.astype({f"previous_{name}": "float64" for name in COMPARED[1:]})
    return now.join(then).assign(moved=moved(then["previous_status"], now["status"]))


def statuses_of(reading: Reading, *, narrowed: bool = False, compared: bool = True) -> pd.DataFrame:
    """Return the status of every indicator, or of the chosen group's where one is chosen.

    Args:
        narrowed: With the values that the log gives for the chosen region and group, not for all.
        compared: With the columns of the meeting before, for which all is rated once more.
    """
    reading = reading if narrowed else reading.unfiltered or reading
    table = indicator_status(reading) if compared else _rated(reading)
    group = reading.choices.group
    return table[table["owner"] == group] if group else table


def chosen_statuses(reading: Reading, *, narrowed: bool = False) -> pd.DataFrame:
    """Return the statuses of the chosen direction's indicators (of all, when none is chosen)."""
    return serving(statuses_of(reading, narrowed=narrowed), reading.choices.direction)


def serving(table: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Return the indicators that count under a direction ("" = all of them)."""
    if not direction:
        return table
    serves = table["directions"].map(lambda codes: direction in codes.split("|"))
    return table[serves.astype(bool)]


def under(table: pd.DataFrame, framework: Framework, node: str) -> pd.DataFrame:
    """Return the indicators of a node and of everything below it; of a direction, those it has."""
    return table[table["indicator"].isin({i.code for i in framework.indicators_under(node)})]


def values_of(reading: Reading) -> Mapping[str, Sequence[Value]]:
    """Return the values of every indicator, observed and computed, oldest first.

    Computed ones only when anybody has reported anything: then a 0 of the log is an answer. Made
    once for a reading.
    """
    if "values" not in reading.computed:
        reading.computed["values"] = _values(reading)
    found: Mapping[str, Sequence[Value]] = reading.computed["values"]
    return found


def _values(reading: Reading) -> Mapping[str, Sequence[Value]]:
    reported = ordered(rows(reading, "values"), reading.framework)
    values: dict[str, list[Value]] = {
        code: sorted(
            [*reported.get(code, ()), *due.nil_values(reading, reports)],
            key=lambda value: value.day,
        )
        for code, reports in due.by_indicator(reading).items()
    }
    if due.anything_reported(reading):
        values |= measures.computed(reading)
    return values


def _rated(reading: Reading) -> pd.DataFrame:
    """Return the columns of `indicator_status` without those of the meeting before, made once."""
    if "rated" not in reading.computed:
        reading.computed["rated"] = _rate(reading)
    found: pd.DataFrame = reading.computed["rated"]
    return found


def _rate(reading: Reading) -> pd.DataFrame:
    table = _unrated(reading)
    table = table.join(rate(table, reading.framework.cuts))
    # Silence takes the place of a rating; an indicator that nobody ever reported on has none.
    status, silent = table["status"], table["silent"]
    status = status.mask((status == "no_data") & table["waiting"], "not_yet_due")
    status = status.mask(silent & table["last_report"].notna(), "overdue")
    unanswered = (table["state"] == "") & (status == "not_yet_due")
    found = table.drop(columns=["tolerance", "share", "final", "waiting", "silent"]).assign(
        status=status,
        state=table["state"].mask(unanswered, "not_yet_due").mask(silent, "overdue"),
        eligible=table["target"].notna() & (table["way"] != "maintain") & ~is_ceiling(table),
    )
    whole = reading.unfiltered
    return found if whole is None else _rated_as_whole(found, reading, _rated(whole))


def _rated_as_whole(found: pd.DataFrame, reading: Reading, whole: pd.DataFrame) -> pd.DataFrame:
    """Return indicators as rated in all; a value of one region or group has no target.

    A target is for all regions and groups: the value of one alone is no progress towards it.
    """
    narrowed = np.array([is_narrowed(reading, one) for one in reading.framework.indicators], bool)
    found["status"] = found["status"].mask(narrowed, whole["status"])
    for name in OF_THE_WHOLE:
        found[name] = found[name].mask(narrowed)
    return found


def is_narrowed(reading: Reading, indicator: Indicator) -> bool:
    """Say whether an indicator's values are others than those of all regions and groups."""
    if reading.unfiltered is None:
        return False
    narrowed, whole = (values_of(one).get(indicator.code) for one in (reading, reading.unfiltered))
    return narrowed != whole


def _unrated(reading: Reading) -> pd.DataFrame:
    """Return each indicator with its actual, its target in force and its reports."""
    framework, on = reading.framework, reading.evaluation_day
    revised = set(each(revisions(reading), "indicator", "due_on"))
    by_indicator = due.by_indicator(reading)
    values = values_of(reading)
    found = []
    for one in framework.indicators:
        own, targets = values.get(one.code, ()), targets_of(reading, one.code)
        actual = actual_of(framework, one, own, targets, period=reading.period, on=on)
        target, reports = actual.target, by_indicator.get(one.code, [])
        fallen_due = [r for r in reports if r.due_on < reading.moment.known_on]
        missing = due.overdue(reports)
        found.append(
            {
                **vars(one),
                **vars(actual),
                "row": framework.row_of(one.node),
                "directions": "|".join(framework.directions_of_indicator(one.code)),
                "owner": framework.owner_of(one.code),
                "baseline": baseline_value(one),
                "target": target and target_value(one, target),
                "target_due": target and target.due_on,
                "target_provenance": target.provenance if target else "",
                "revised": target and (one.code, target.due_on) in revised,
                "final": _is_final(actual, own, on),
                "within": _within(reading, one, target),
                "waiting": one.data_source == OBSERVED and not fallen_due,
                "silent": _is_silent(one, fallen_due),
                "overdue_since": missing[0].due_on if missing else None,
                "reports_missing": len(missing),
                "last_report": _last_report(reading, one, own),
            }
        )
    names = {"code": "indicator", "direction": "way", "value": "actual"}
    table = pd.DataFrame(found, columns=[*frames.INDICATORS], dtype=object).rename(columns=names)
    kinds = {**dict.fromkeys(NUMBERS, "float64"), **dict.fromkeys(FLAGS, "bool")}
    return table.astype({**kinds, "reports_missing": "int64"})


def _is_final(actual: Actual, values: Sequence[Value], on: date) -> bool:
    """Say whether the target was due by the evaluation day, and its report has come."""
    target, as_of = actual.target, actual.as_of
    if target is None or as_of is None or target.due_on > on:
        return False
    reported = [v for v in values if v.state == "reported" and v.day <= on]
    return target.due_on <= as_of or any(v.speaks_for(target.due_on) for v in reported)


def _is_silent(indicator: Indicator, fallen_due: Sequence[Report]) -> bool:
    """Say whether the last report that has fallen due is missing.

    Of a sum that should stay low, whether any is: what is missing would make the sum worse.
    """
    to_stay_low = indicator.direction == "decrease" or indicator.target_kind == "at_most"
    asked = fallen_due if indicator.time_rule in SUMS and to_stay_low else fallen_due[-1:]
    return any(report.state == "overdue" for report in asked)


def _within(reading: Reading, indicator: Indicator, target: Target | None) -> str:
    """Return the period that an amount is counted in, where it is another than the chosen."""
    if target is None or indicator.time_rule not in IN_PERIOD:
        return ""
    return target.period if target.period != reading.period.code else ""


def _last_report(reading: Reading, indicator: Indicator, values: Sequence[Value]) -> date | None:
    """Return when an indicator was last reported on by the evaluation day, None if never.

    An observed one: the day of the last value; one from the log: the last day of the last month
    with an activity in its scope (a value that the log gives is as new as the day it is asked for,
    and would hide silence); one from records: the last day that one behind its value speaks of.

    Under a chosen direction an activity is a report only when it serves the direction. Months are
    known by scope and by direction, not by both together: the earlier of the two counts.
    """
    if indicator.data_source == LOG:
        scopes = {measures.scope_of(reading.framework, indicator)}
        if reading.choices.direction:
            scopes = (scopes - {ALL_SCOPE}) | {("direction", reading.choices.direction)}
        months = [_last_month(reading, scope) for scope in scopes]
        return min(last_day(min(months)), reading.evaluation_day) if all(months) else None
    if indicator.data_source == OBSERVED:
        days = [value.day for value in values]
    elif indicator.measure == "milestones":
        days = measures.milestones_of(reading, indicator)["actual_on"].tolist()
    else:
        days = measures.resources_of(reading, indicator.scope)["as_of"].tolist()
    return max((day for day in days if is_day(day) and day <= reading.evaluation_day), default=None)


def _last_month(reading: Reading, scope: Scope) -> int:
    """Return the last month with an activity in a scope that has begun; 0 without one."""
    cells = series(reading, "month_cells", scope)
    begun = (cells["activities"] > 0) & (cells["month"] <= month_of(reading.evaluation_day))
    return max(cells.loc[begun, "month"], default=0)


def trend(reading: Reading, indicator: str) -> pd.DataFrame:
    """Return an indicator on every day that has data up to the evaluation day.

    The time rule holds on each day: a cumulative one is the sum so far, a non-cumulative one the
    sum within the reporting period of the target that the day falls under.

    Returns:
        One row per day of data: `as_of`, `actual`, `expected` on that day, `qualifier`,
        `provenance`, and of a ratio its `numerator` and `denominator`. Nothing is expected of one
        region alone.
    """
    found = reading.framework.indicator(indicator)
    values = values_of(reading).get(indicator, ())
    targets = targets_of(reading, indicator)
    points = []
    for day in sorted({v.day for v in values if v.day <= reading.evaluation_day}):
        whole = not targets and day in reading.period
        period = reading.period if whole else Period("", "", "quarter", day, day)
        actual = actual_of(reading.framework, found, values, targets, period=period, on=day)
        if actual.value is not None and actual.as_of == day:
            points.append({**vars(actual), "actual": actual.value})
    numbers = ["actual", "expected", "numerator", "denominator"]
    days = pd.DataFrame(points, columns=["as_of", "qualifier", "provenance", *numbers])
    days = days.astype(dict.fromkeys(numbers, "float64"))
    return days.assign(expected=float("nan")) if is_narrowed(reading, found) else days
