"""When it took place: one text, read back in words; what has several readings is asked."""

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
    readings: tuple[Days, ...] = ()
    fault: Message | None = None


def read_when(typed: str, reading: str = "") -> When:
    """Return the days of a text; `reading` (`key_of`) settles a text with several readings."""
    if not typed.strip():
        return When()
    try:
        return When(parse_dates(typed))
    except AmbiguousDays as fault:
        chosen = next((d for d in fault.readings if key_of(d) == reading), None)
        return When(chosen, fault.readings, None if chosen else fault.message)
    except Fault as fault:
        return When(fault=fault.message)


def key_of(days: Days) -> str:
    """Return what a chosen reading is kept under."""
    return f"{days.started_on}/{days.ended_on}"


def in_words(days: Days, t: Translate) -> str:
    """Return days as a sentence reads them back: "3–5 March 2012", "March 2012", "Q3 2012"."""
    return span(days.started_on, days.ended_on, days.precision, t)


def span(first: date, last: date, precision: Precision, t: Translate) -> str:
    """Return the days from one to another, no more exactly than they are known."""
    if precision is Precision.DAY:
        return _days(first, last, t)
    if precision is Precision.YEAR and first.year == last.year:
        return str(first.year)
    if precision is Precision.QUARTER and (first.month + 2, first.year) == (last.month, last.year):
        return t("Q{quarter}", quarter=(first.month + 2) // 3) + f" {first.year}"
    start, end = (
        (str(first.year), str(last.year))
        if precision is Precision.YEAR
        else (t.date(first, "MMMM y"), t.date(last, "MMMM y"))
    )
    return start if start == end else t("{first} to {last}", first=start, last=end)


def _days(first: date, last: date, t: Translate) -> str:
    if first == last:
        return t.date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{t.date(last)}"
    return t("{first} to {last}", first=t.date(first), last=t.date(last))


def typed_when(draft: ActivityDraft) -> tuple[str, str]:
    """Return the text (and the reading chosen for it) that gives the days of a draft back."""
    stored = f"{draft.started_on}/{draft.ended_on}"
    for text in (draft.date_as_stated, _iso(draft)):
        when = read_when(text, stored)
        if when.days and key_of(when.days) == stored:
            return text, stored if when.readings else ""
    return _iso(draft), ""


def _iso(draft: ActivityDraft) -> str:
    if draft.started_on == draft.ended_on:
        return draft.started_on.isoformat()
    return f"{draft.started_on} to {draft.ended_on}"


def framework_of(day: date | None, frameworks: Mapping[str, Framework], default: str) -> str:
    """Return the strategy in force on a day: the youngest one; else one with a period for it."""
    if day is None:
        return default
    in_force = [f for f in frameworks.values() if f.starts_on <= day <= f.ends_on]
    known = [f for f in frameworks.values() if any(day in p for p in f.periods)]
    found = max(in_force, key=lambda f: f.starts_on, default=None) or next(iter(known), None)
    return found.id if found else default
