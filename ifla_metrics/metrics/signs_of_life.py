"""What shows that anybody reports at all: activities that count, values, steps reached, stages.

"Nothing to report" is such a sign, said of an indicator or by a group of a whole period: somebody
was there and answered. So is a synthetic row where only documented ones count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ifla_metrics.metrics.record_measures import is_day
from ifla_metrics.metrics.tables import each
from ifla_metrics.periods import first_day, last_day
from ifla_metrics.reading import Reading

RECORDS = (("values", "as_of"), ("milestones", "actual_on"), ("resources", "as_of"))
REPORTS = (*RECORDS, ("nil_returns", "as_of"))
"""Frames of what groups report beside activities, and the day that a row speaks of."""


def anything_reported(reading: Reading) -> bool:
    """Say whether anybody had reported anything to the strategy, as known on the moment.

    Before the first entry a count of the log is no answer: nobody was there to log.
    """
    if any(number > 0 for (number,) in each(reading.frame("month_cells"), "activities")):
        return True
    return any(
        is_day(day) for name, column in REPORTS for (day,) in each(reading.frame(name), column)
    )


def days_of_groups(
    reading: Reading, reports: Sequence[tuple[str, str]] = REPORTS
) -> Iterator[tuple[str, date]]:
    """Yield (group, day) of all that groups logged and reported up to the evaluation day.

    Of activities, known by month, the last day of the month, but not after the evaluation day.
    """
    on = reading.on
    cells = reading.frame("month_cells")
    cells = cells[cells["scope_kind"] == "group"]
    for group, month, number in each(cells, "scope", "month", "activities"):
        if number > 0 and first_day(int(month)) <= on:
            yield group, min(last_day(int(month)), on)
    for name, column in reports:
        for group, day in each(reading.frame(name), "group", column):
            if is_day(day) and day <= on:
                yield group, day
