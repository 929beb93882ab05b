"""When an activity took place: one text, read as days; what has several readings is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.dates import AmbiguousDays, Days, parse_dates
from ifla_metrics.imports.rows import Fault, Message
from ifla_metrics.models.columns import Precision
from ifla_metrics.models.drafts import ActivityDraft


class When(NamedTuple):
    """The days that were meant (None: not known), the readings to choose from, what is wrong."""

    days: Days | None = None
    readings: Mapping[str, Days] = {}
    fault: Message | None = None


def read_when(typed: str, reading: str = "") -> When:
    """Return the days of a text; `reading` is the key of the one that was chosen of several."""
    if not typed.strip():
        return When()
    try:
        return When(parse_dates(typed))
    except AmbiguousDays as fault:
        readings = {f"{d.started_on}/{d.ended_on}": d for d in fault.readings}
        chosen = readings.get(reading)
        return When(chosen, readings, None if chosen else fault.message)
    except Fault as fault:
        return When(fault=fault.message)


def typed_when(draft: ActivityDraft) -> dict[str, str]:
    """Return the text, and the reading chosen for it, that gives the days of a draft back."""
    first, last = draft.started_on, draft.ended_on
    stored = f"{first}/{last}"
    when = read_when(draft.date_as_stated, stored)
    if when.days and (when.days.started_on, when.days.ended_on) == (first, last):
        return {"when": draft.date_as_stated, "reading": stored if when.readings else ""}
    return {"when": str(first) if first == last else f"{first} to {last}", "reading": ""}


def framework_of(day: date | None, frameworks: Mapping[str, Framework], default: str) -> str:
    """Return the strategy in force on a day: the youngest one; else one with a period for it."""
    if day is None:
        return default
    in_force = [f for f in frameworks.values() if f.starts_on <= day <= f.ends_on]
    known = [f for f in frameworks.values() if any(day in p for p in f.periods)]
    found = max(in_force, key=lambda f: f.starts_on, default=None) or next(iter(known), None)
    return found.id if found else default


def days_text(days: Days, t: Translate) -> str:
    """Return days as a sentence reads them back: "3–5 March 2012", "March 2012", "Q3 2012"."""
    first, last, precision = days.started_on, days.ended_on, days.precision
    if precision is Precision.DAY:
        return span(first, last, t)
    if precision is Precision.YEAR and first.year == last.year:
        return str(first.year)
    if precision is Precision.QUARTER and (first.month + 2, first.year) == (last.month, last.year):
        return t("Q{quarter}", quarter=(first.month + 2) // 3) + f" {first.year}"
    shown = "y" if precision is Precision.YEAR else "MMMM y"
    start, end = t.date(first, shown), t.date(last, shown)
    return start if start == end else t("{first} to {last}", first=start, last=end)


def span(first: date, last: date, t: Translate) -> str:
    """Return the days from one to another."""
    if first == last:
        return t.date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{t.date(last)}"
    return t("{first} to {last}", first=t.date(first), last=t.date(last))
