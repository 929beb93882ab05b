"""Milestones and activities that were reached or started later than planned.

Lateness is never more exact than the dates: one known to the month is late only after that month.
"""

from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.metrics.selection import counted_rows, iter_rows, records
from ifla_metrics.periods import months_apart
from ifla_metrics.reading import Reading

MILESTONE_STATES = {
    "done": n_("reached in time"),
    "reached": n_("reached"),
    "late": n_("reached late"),
    "open": n_("not yet due"),
    "overdue": n_("overdue"),
}
_FREQUENCIES = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}
"""Precisions of a date, the most exact first, with the pandas frequency of each."""
_LATENESS = {"state": "object", "days_late": "float64", "months_late": "float64"}


def milestones(reading: Reading, *, node: str | None = None) -> pd.DataFrame:
    """List milestones as they stood on the evaluation day.

    Args:
        reading: The choices, the framework and frames.MILESTONES.
        node: List only the milestones of the nodes under this one.

    Returns:
        One row per milestone by planned (otherwise actual) day: the columns of frames.MILESTONES,
        `row`, `precision`, `state` (done = in time, reached = without a planned day, late, open or
        overdue), `days_late` (negative if early; missing unless dates are known to the day) and
        `months_late` (whole months if dates are known to the day, otherwise calendar months). An
        overdue milestone is late up to the evaluation day.

    Source: docs/methodology.md, "Milestones".
    """
    table, on = counted_rows(reading, "milestones"), reading.evaluation_day
    if node is not None:
        table = table[table["node"].isin(reading.framework.nodes_under(node))]
    reached = table["actual_on"].fillna(date.max) <= on
    table = table.assign(
        row=table["node"].map(reading.framework.row_of),
        actual_on=table["actual_on"].where(reached, None).astype(object),
        precision=table["date_precision"].replace("", "day"),
    )
    plans = iter_rows(table, "planned_on", "actual_on", "precision")
    lateness = [_lateness(plan, actual, precision, on) for plan, actual, precision in plans]
    table = table.join(pd.DataFrame(lateness, table.index, [*_LATENESS]).astype(_LATENESS))
    day = table["planned_on"].fillna(table["actual_on"]).fillna(date.max)
    return table.assign(day=day).sort_values(["day", "uid"]).drop(columns="day")


def late_starts(reading: Reading) -> pd.DataFrame:
    """List activities of the chosen period that started on another day than planned.

    A plan from the first to the last day of a month, quarter or year is a plan for that month,
    quarter or year: a start within it is not listed.

    Returns:
        One row per activity with a planned first day, the longest delay first: `uid`, `title`,
        `planned_on`, `actual_on`, `state` (late, or done = early), `days_late` (missing unless both
        dates are known to the day), `months_late`, `planned_precision` and `precision` (of the two
        dates), and `provenance`.

    Source: docs/methodology.md, "Milestones".
    """
    rows = []
    for activity in records(counted_rows(reading, "activities")):
        planned_on, planned_end = activity["planned_started_on"], activity["planned_ended_on"]
        actual_on, precision = activity["started_on"], activity["date_precision"] or "day"
        planned_precision = _precision_of(planned_on, planned_end)
        coarsest = max(planned_precision, precision, key=[*_FREQUENCIES].index)
        if _period(planned_on, coarsest) == _period(actual_on, coarsest):
            continue
        # Lateness counts from the last day that would have been in time.
        ended = planned_precision != "day" and actual_on > planned_end
        in_time = planned_end if ended else planned_on
        lateness = _lateness(in_time, actual_on, coarsest, reading.evaluation_day)
        facts = (activity["uid"], activity["title"], planned_on, actual_on, *lateness)
        rows.append((*facts, planned_precision, precision, activity["provenance"]))
    rows.sort(key=lambda row: (row[2] - row[3], row[0]))
    dates, precisions = ("planned_on", "actual_on"), ("planned_precision", "precision")
    columns = ["uid", "title", *dates, *_LATENESS, *precisions, "provenance"]
    return pd.DataFrame(rows, columns=columns, dtype=object).astype(_LATENESS)


def _lateness(
    planned: date | None, actual: date | None, precision: str, on: date
) -> tuple[str, int | None, int | None]:
    """Return the state, the days late and the months late of one plan (see `milestones`)."""
    until = actual or on
    if planned is None:
        return ("reached" if actual else "open", None, None)
    late = _period(until, precision) > _period(planned, precision)
    if actual is None and not late:
        return ("open", None, None)
    state = ("late" if late else "done") if actual else "overdue"
    if precision == "day":
        return (state, (until - planned).days, _whole_months(planned, until))
    return (state, None, months_apart(planned, until))


def _whole_months(planned: date, actual: date) -> int:
    """Return the whole months between two days: 2, not 3, from 30 July to 1 October."""
    if actual < planned:
        return -_whole_months(actual, planned)
    return months_apart(planned, actual) - (actual.day < planned.day)


def _precision_of(first: date, last: date | None) -> str:
    """Return the precision of a plan: month, quarter or year if it is a whole one, else day."""
    for precision in ("month", "quarter", "year"):
        period = _period(first, precision)
        if (first, last) == (period.start_time.date(), period.end_time.date()):
            return precision
    return "day"


def _period(day: date, precision: str) -> pd.Period:
    return pd.Period(day, _FREQUENCIES[precision])
