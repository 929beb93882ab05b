"""When an indicator was last reported on: the last thing that happened, not the last day computed.

A value that the log gives is as new as the day it is asked for; the report behind it is as old as
the last activity. A page that showed the first as "last report" would hide silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial

from ifla_metrics.framework import Indicator
from ifla_metrics.metrics import measures
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.values import Value
from ifla_metrics.periods import first_day, last_day
from ifla_metrics.reading import Reading

Scope = tuple[str, str]
RECORDS = {"milestones": ("milestones", "actual_on")}
"""The frame and the day behind a measure of records; the others rest on resources."""


def last_reports(reading: Reading) -> Callable[[Indicator, Sequence[Value]], date | None]:
    """Return a function that tells when an indicator was last reported on, None if never.

    Observed indicators: the day of the last value; from the log: the last day of the last month
    with an activity in their scope; from records: the last day that one speaks of. Never after
    the evaluation day.
    """
    logged = _last_logged(reading)
    recorded = lru_cache(maxsize=None)(partial(_last_recorded, reading))

    def told(indicator: Indicator, values: Sequence[Value]) -> date | None:
        if indicator.data_source == measures.OBSERVED:
            return max((v.day for v in values if v.day <= reading.on), default=None)
        if indicator.data_source == "log":
            scope = ("node", indicator.scope) if indicator.scope else ("all", "")
            return logged.get(scope)
        return recorded(indicator.measure, indicator.scope)

    return told


def _last_logged(reading: Reading) -> dict[Scope, date]:
    seen: dict[Scope, date] = {}
    cells = rows(reading, "month_cells")
    for kind, scope, month, number in each(cells, "scope_kind", "scope", "month", "activities"):
        begun = first_day(int(month))
        if number > 0 and begun <= reading.on:
            last = min(last_day(int(month)), reading.on)
            seen[kind, scope] = max(seen.get((kind, scope), last), last)
    return seen


def _last_recorded(reading: Reading, measure: str, scope: str) -> date | None:
    name, column = RECORDS.get(measure, ("resources", "as_of"))
    framework = reading.framework
    days = (
        day
        for node, day in each(rows(reading, name), "node", column)
        if isinstance(day, date)
        and day <= reading.on
        and (not scope or scope in {n.code for n in framework.lineage(node)})
    )
    return max(days, default=None)
