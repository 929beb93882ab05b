"""Days that are likely a slip of the year: told, and taken."""

from __future__ import annotations

from datetime import date

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Reason, because
from ifla_metrics.exchange.known import Known
from ifla_metrics.models.columns import Precision
from ifla_metrics.models.drafts import ActivityDraft

OUTSIDE = because(n_("No strategy speaks of this day: is the year right? It counts in no figure."))
LONG = because(n_("It lasts longer than a year: is the year right?"))
A_YEAR = 366


def known_days(known: Known) -> tuple[date, date]:
    """Return the first and the last day of which some strategy speaks."""
    periods = [period for plan in known.frameworks.values() for period in plan.periods]
    first = min((period.starts_on for period in periods), default=date.min)
    return first, max((period.ends_on for period in periods), default=date.max)


def odd_days(draft: ActivityDraft, known: tuple[date, date]) -> Reason | None:
    """Return what is odd about the days of a new activity: a slip of the year, as a rule."""
    if draft.ended_on < known[0] or draft.started_on > known[1]:
        return OUTSIDE
    exact = draft.date_precision is Precision.DAY
    return LONG if exact and (draft.ended_on - draft.started_on).days > A_YEAR else None
