"""Milestones and activities that were reached or started later than planned.

Lateness is never more exact than the dates: one known to the month is late only after that month.
"""

from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.metrics.measures import is_day
from ifla_metrics.metrics.selection import counted_rows, iter_rows
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
_PRECISIONS = list(_FREQUENCIES)


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
    table = counted_rows(reading, "milestones")
    framework, on = reading.framework, reading.evaluation_day
    if node is not None:
        table = table[table["node"].isin(framework.nodes_under(node))]
    table = table.assign(
        row=table["node"].map(framework.row_of),
        planned_on=_days(table["planned_on"]),
        actual_on=_days(table["actual_on"], until=on),
        precision=table["date_precision"].replace("", "day"),
    )
    table = table.join(_lateness(table["planned_on"], table["actual_on"], table["precision"], on))
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
    frame = counted_rows(reading, "activities")
    table = frame[["uid", "title", "provenance"]].assign(
        planned_on=_days(frame["planned_started_on"]),
        planned_end=_days(frame["planned_ended_on"]),
        actual_on=_days(frame["started_on"]),
        precision=frame["date_precision"].replace("", "day"),
    )
    table = table[table["planned_on"].notna() & table["actual_on"].notna()]
    plans = iter_rows(table, "planned_on", "planned_end")
    table["planned_precision"] = [_precision_of(first, last) for first, last in plans]
    precisions = iter_rows(table, "planned_precision", "precision")
    table["coarsest"] = [max(pair, key=_PRECISIONS.index) for pair in precisions]
    days = iter_rows(table, "planned_on", "actual_on", "coarsest")
    moved = [_period(plan, coarsest) != _period(day, coarsest) for plan, day, coarsest in days]
    table = table[pd.Series(moved, table.index, dtype=bool)]
    # Lateness counts from the last day that would have been in time.
    after = (table["planned_precision"] != "day") & (table["actual_on"] > table["planned_end"])
    in_time = table["planned_on"].mask(after, table["planned_end"])
    lateness = _lateness(in_time, table["actual_on"], table["coarsest"], reading.evaluation_day)
    table = table.join(lateness)
    table["delay"] = table["planned_on"] - table["actual_on"]
    return table.sort_values(["delay", "uid"]).drop(columns=["planned_end", "coarsest", "delay"])


def _lateness(
    planned: pd.Series, actual: pd.Series, precisions: pd.Series, on: date
) -> pd.DataFrame:
    """Return `state`, `days_late` and `months_late` (see `milestones`) for pairs of days."""
    rows: list[tuple[str, int | None, int | None]] = []
    for plan, day, precision in zip(planned, actual, precisions, strict=True):
        until = day or on
        if plan is None:
            rows.append(("open" if day is None else "reached", None, None))
            continue
        late = _period(until, precision) > _period(plan, precision)
        state = ("late" if late else "done") if day else "overdue"
        if day is None and not late:
            rows.append(("open", None, None))
        elif precision == "day":
            rows.append((state, (until - plan).days, _whole_months(plan, until)))
        else:
            rows.append((state, None, months_apart(plan, until)))
    table = pd.DataFrame(rows, planned.index, ["state", "days_late", "months_late"], dtype=object)
    return table.astype({"days_late": "float64", "months_late": "float64"})


def _whole_months(planned: date, actual: date) -> int:
    """Return the whole months between two days: 2, not 3, from 30 July to 1 October."""
    if actual < planned:
        return -_whole_months(actual, planned)
    return months_apart(planned, actual) - (actual.day < planned.day)


def _precision_of(first: date, last: date | None) -> str:
    """Return the precision of a plan: month, quarter or year if it is a whole one, else day."""
    for precision in _PRECISIONS[1:]:
        period = _period(first, precision)
        if (first, last) == (period.start_time.date(), period.end_time.date()):
            return precision
    return "day"


def _period(day: date, precision: str) -> pd.Period:
    return pd.Period(day, _FREQUENCIES[precision])


def _days(cells: pd.Series, until: date = date.max) -> pd.Series:
    """Return cells as days; None if missing or after `until`."""
    days = [day if is_day(day) and day <= until else None for day in cells]
    return pd.Series(days, cells.index, dtype=object)
