"""The day that figures speak of, in words: above a page and in print."""

from __future__ import annotations

from ifla_metrics.choices import NOW
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Moment, Reading


def position(reading: Reading, t: Translate) -> str:
    """Return the line above a page: the evaluation day, and when it was known so."""
    day, known = reading.on, reading.moment.known_on
    if reading.moment.meeting:
        if named_by_month(reading.moment):
            return t(
                "Position at {day}, as known at the Governing Board meeting of {known}.",
                day=day,
                known=known,
            )
        return t(
            "Position at {day}, as known at “{meeting}” on {known}.",
            day=day,
            meeting=reading.moment.title,
            known=known,
        )
    if reading.choices.known_on == NOW:
        return t("Position at {day}, as known today.", day=day)
    return t("Position at {day}, as known on {known}.", day=day, known=known)


def printed(reading: Reading, t: Translate) -> str:
    """Return the evaluation day for print, where “today” would be the day of the reader."""
    return t("Position at {day}", day=reading.on)


def named_by_month(meeting: Moment) -> bool:
    """Say whether a meeting has the usual name: the Governing Board and its month."""
    return meeting.title == f"Governing Board, {meeting.known_on:%B %Y}"
