"""The line above a page: its day, when that was known, and what is not reviewed."""

from __future__ import annotations

from ifla_metrics.choices import NOW
from ifla_metrics.figures.unreviewed_entries import not_reviewed
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Moment, Reading


def as_of_line(reading: Reading, t: Translate) -> str:
    """Return the line above a page: its day, when that was known, and what is not reviewed."""
    return " ".join(filter(None, (_day(reading, t), not_reviewed(reading, t))))


def _day(reading: Reading, t: Translate) -> str:
    moment = reading.moment
    values = {"day": reading.on, "known": moment.known_on, "meeting": moment.title}
    if moment.meeting and named_by_month(moment):
        return t("Position at {day}, as known at the Governing Board meeting of {known}.", **values)
    if moment.meeting:
        return t("Position at {day}, as known at “{meeting}” on {known}.", **values)
    if reading.choices.known_on == NOW:
        return t("Position at {day}, as known today.", **values)
    return t("Position at {day}, as known on {known}.", **values)


def as_of_day(reading: Reading, t: Translate) -> str:
    """Return the evaluation day for print, where “today” would be the day of the reader."""
    return t("Position at {day}", day=reading.on)


def named_by_month(meeting: Moment) -> bool:
    """Say whether a meeting has the usual name: the Governing Board and its month."""
    return meeting.title == f"Governing Board, {meeting.known_on:%B %Y}"
