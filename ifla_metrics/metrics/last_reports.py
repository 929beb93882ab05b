"""When an indicator was last reported on: the last thing that happened, not the last day computed.

A value that the log gives is as new as the day it is asked for; the report behind it is as old as
the last activity. A page that showed the first as "last report" would hide silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ifla_metrics.framework import Indicator
from ifla_metrics.metrics import measures
from ifla_metrics.metrics.log_measures import Scope, scope_of
from ifla_metrics.metrics.record_measures import milestones_of, resource_stages
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.values import Value
from ifla_metrics.periods import first_day, last_day
from ifla_metrics.reading import Reading


def last_reports(reading: Reading) -> Callable[[Indicator, Sequence[Value]], date | None]:
    """Return a function that tells when an indicator was last reported on, None if never.

    Observed indicators: the day of the last value; from the log: the last day of the last month
    with an activity in their scope; from records: the last day that one of those behind its value
    speaks of. Never after the evaluation day.

    Under a chosen direction an activity is a report only when it serves the direction. Months are
    known by scope and by direction, not by both together: the earlier of the two stands.
    """
    logged = _last_logged(reading)

    def told(indicator: Indicator, values: Sequence[Value]) -> date | None:
        if indicator.data_source == measures.OBSERVED:
            return max((v.day for v in values if v.day <= reading.on), default=None)
        if indicator.data_source == "log":
            return _logged_in(logged, scope_of(reading.framework, indicator), reading)
        return _last_recorded(reading, indicator)

    return told


def _logged_in(logged: dict[Scope, date], scope: Scope, reading: Reading) -> date | None:
    chosen = reading.choices.direction
    asked = {scope, ("direction", chosen)} if chosen else {scope}
    if len(asked) > 1:
        asked.discard(("all", ""))
    found = [logged.get(one) for one in asked]
    known = [day for day in found if day is not None]
    return min(known) if len(known) == len(found) else None


def _last_logged(reading: Reading) -> dict[Scope, date]:
    seen: dict[Scope, date] = {}
    cells = rows(reading, "month_cells")
    for kind, scope, month, number in each(cells, "scope_kind", "scope", "month", "activities"):
        begun = first_day(int(month))
        if number > 0 and begun <= reading.on:
            last = min(last_day(int(month)), reading.on)
            seen[kind, scope] = max(seen.get((kind, scope), last), last)
    return seen


def _last_recorded(reading: Reading, indicator: Indicator) -> date | None:
    if indicator.measure == "milestones":
        days = [day for day, _provenance in milestones_of(reading, indicator)]
    else:
        days = [as_of for *_named, as_of, _p in resource_stages(reading, indicator.scope)]
    return max((d for d in days if isinstance(d, date) and d <= reading.on), default=None)
