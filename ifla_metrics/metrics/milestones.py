"""Steps on the way: planned and actual days, and how late.

A date known to the month is late when the month is past, not before: lateness is never more exact
than the dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.errors import n_
from ifla_metrics.metrics.measures import is_day
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.tables import Record, records, table
from ifla_metrics.periods import last_day, month_of
from ifla_metrics.reading import Reading

NEEDS = ("milestones",)

STATES = {
    "done": n_("reached in time"),
    "reached": n_("reached without a planned day"),
    "late": n_("reached late"),
    "open": n_("still to come"),
    "overdue": n_("overdue"),
}

PRECISIONS = ("day", "month", "quarter", "year")
"""How exactly a day may be known, the finest first."""

COLUMNS = (
    "uid",
    "node",
    "row",
    "indicator",
    "title",
    "planned_on",
    "actual_on",
    "state",
    "days_late",
    "months_late",
    "precision",
    "date_as_stated",
    "evidence",
    "group",
    "provenance",
    "source",
)


def milestones(reading: Reading, *, node: str | None = None) -> pd.DataFrame:
    """List milestones as they stood on the evaluation day.

    Args:
        reading: The choices, the framework and frames.MILESTONES.
        node: Only those of this node and of everything below it.

    Returns:
        One row per milestone by planned (else actual) day: `state` done (in time), reached (never
        planned, so neither in time nor late), late, open or overdue; `days_late` where both days
        are known to the day (negative: early), `months_late` in whole months where both days are
        known, else in calendar months; of an overdue one, up to the evaluation day.
    """
    frame = rows(reading, "milestones")
    frames.expect(frame, frames.MILESTONES)
    on = reading.on
    found: list[Record] = []
    for row in records(frame):
        lineage = {n.code for n in reading.framework.lineage(row["node"])}
        if node is not None and node not in lineage:
            continue
        planned, actual = _day(row["planned_on"]), _day(row["actual_on"])
        if actual is not None and actual > on:
            actual = None
        precision = row["date_precision"] or "day"
        found.append(
            {
                **row,
                "planned_on": planned,
                "actual_on": actual,
                "precision": precision,
                "row": reading.framework.row_of(row["node"]),
                **_lateness(planned, actual, precision, on),
            }
        )
    found.sort(key=_order)
    return table(found, COLUMNS, floats=("days_late", "months_late"))


def summary(milestone: pd.DataFrame) -> Mapping[str, int]:
    """Count milestones by state, every state with its count."""
    counted = Counter(str(s) for s in milestone["state"])
    return {state: counted[state] for state in STATES}


def late_starts(reading: Reading) -> pd.DataFrame:
    """List activities of the chosen period that began on another day than planned.

    Returns:
        One row per activity with a planned first day, the latest first: `uid`, `title`,
        `planned_on`, `actual_on`, `state` (late, or done: earlier), `days_late` (missing where
        days are not known exactly), `months_late`, how exactly the two days are known
        (`planned_precision`, `precision`), and `provenance`. A plan from the first to the last day
        of a month, quarter or year is a plan for that month, quarter or year: known no better.
    """
    frame = rows(reading, "activities")
    frames.expect(frame, frames.ACTIVITIES)
    found = []
    for row in records(frame):
        planned, actual = _day(row["planned_started_on"]), _day(row["started_on"])
        if planned is None or actual is None:
            continue
        ended = _day(row["planned_ended_on"])
        known_to = _precision_of(planned, ended)
        precision = max(known_to, row["date_precision"] or "day", key=PRECISIONS.index)
        if _as_known(planned, precision) == _as_known(actual, precision):
            continue
        # Late counts from the last day that would have been in time.
        last = ended if ended and known_to != "day" and actual > ended else planned
        late = _lateness(last, actual, precision, reading.on)
        found.append(
            {
                "uid": row["uid"],
                "title": row["title"],
                "planned_on": planned,
                "actual_on": actual,
                "state": late["state"],
                "days_late": late["days_late"],
                "months_late": late["months_late"],
                "planned_precision": known_to,
                "precision": row["date_precision"] or "day",
                "provenance": row["provenance"],
            }
        )
    found.sort(key=lambda row: (row["planned_on"] - row["actual_on"], row["uid"]))
    return table(
        found,
        (
            "uid",
            "title",
            "planned_on",
            "actual_on",
            "state",
            "days_late",
            "months_late",
            "planned_precision",
            "precision",
            "provenance",
        ),
        floats=("days_late", "months_late"),
    )


def months_between(planned: date, actual: date) -> int:
    """Return calendar months from `planned` to `actual`: October 2010 to January 2011 is 3."""
    first, last = month_of(planned), month_of(actual)
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100


def whole_months(planned: date, actual: date) -> int:
    """Return the months that have passed between two days: 30 July to 1 October is 2, not 3."""
    if actual < planned:
        return -whole_months(actual, planned)
    return months_between(planned, actual) - (actual.day < planned.day)


def _lateness(planned: date | None, actual: date | None, precision: str, on: date) -> Record:
    if planned is None:
        state = "open" if actual is None else "reached"
        return {"state": state, "days_late": None, "months_late": None}
    until = actual or on
    late = _as_known(until, precision) > _as_known(planned, precision)
    days = (until - planned).days if precision == "day" else None
    if actual is None and not late:
        return {"state": "open", "days_late": None, "months_late": None}
    state = ("late" if late else "done") if actual else "overdue"
    months = whole_months(planned, until) if days is not None else months_between(planned, until)
    return {"state": state, "days_late": days, "months_late": months}


def _precision_of(first: date, last: date | None) -> str:
    """Return how exactly a plan is known: whole months, quarters and years name no day."""
    if last is not None and first.day == 1 and last == last_day(month_of(last)):
        months = months_between(first, last) + 1
        if months == 1:
            return "month"
        if months == 3 and first.month % 3 == 1:
            return "quarter"
        if months == 12 and first.month == 1:
            return "year"
    return "day"


def _as_known(day: date, precision: str) -> tuple[int, ...]:
    """Return what is known of a day at a precision, in an order that can be compared."""
    known = {
        "day": (day.year, day.month, day.day),
        "month": (day.year, day.month),
        "quarter": (day.year, (day.month - 1) // 3),
        "year": (day.year,),
    }
    return known[precision]


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and is_day(value) else None


def _order(row: Record) -> tuple[date, str]:
    planned, actual = _day(row["planned_on"]), _day(row["actual_on"])
    return (planned or actual or date.max, row["uid"])
