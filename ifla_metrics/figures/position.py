"""What goes with every headline: the day it speaks of, and how many entries nobody has reviewed."""

from __future__ import annotations

from collections.abc import Iterable

from ifla_metrics.choices import NOW
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.tables import Record, records
from ifla_metrics.reading import Moment, Reading

ACTIVITY = "activity"


def position(reading: Reading, t: Translate) -> str:
    """Return the line above a page: its day, when that was known, and what is not reviewed."""
    return " ".join(filter(None, (_day(reading, t), not_reviewed(reading, t))))


def _day(reading: Reading, t: Translate) -> str:
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


def not_reviewed(reading: Reading, t: Translate) -> str:
    """Return how many entries of the period nobody has reviewed; empty when there are none.

    Entries are the activities of the period and the records that speak of a day by the evaluation
    day, those of the chosen direction.
    """
    found = _records(reading)
    number = of_activities(reading) + sum(row["unreviewed"] for row in found)
    if not number:
        return ""
    entries = counting.totals(reading).activities + sum(row["entries"] for row in found)
    return t.plural(
        "{unreviewed} of {n} entry not yet reviewed.",
        "{unreviewed} of {n} entries not yet reviewed.",
        entries,
        unreviewed=t.number(number),
    )


def with_number(title: str, number: int, t: Translate) -> str:
    """Return a headline with the number of entries in it that nobody has reviewed."""
    if not number:
        return title
    told = t.plural("{n} entry not yet reviewed", "{n} entries not yet reviewed", number)
    return t("{title} ({told})", title=title.removesuffix("."), told=told) if title else told


def of_activities(reading: Reading, *, of_all: bool = False, new: bool = False) -> int:
    """Return how many activities of the period nobody has reviewed, by default of the direction.

    Args:
        of_all: Of all directions, whichever is chosen.
        new: Only those sent since the earlier of two days.
    """
    about = "" if of_all else reading.choices.direction
    column = "new" if new else "unreviewed"
    return sum(row[column] for row in _rows(reading, ACTIVITY) if row["about"] == about)


def of_records(reading: Reading, *kinds: str, part: str = "", new: bool = False) -> int:
    """Return how many records of some kinds nobody has reviewed, of the chosen direction.

    Args:
        kinds: Kinds of records.
        part: Only of this node and what is below it.
        new: Only those sent since the earlier of two days.
    """
    column = "new" if new else "unreviewed"
    return sum(row[column] for row in _records(reading, *kinds, part=part))


def of_ratings(reading: Reading, indicators: Iterable[str]) -> int:
    """Return how many entries behind the ratings of some indicators nobody has reviewed.

    Those computed from the log rest on activities of any direction since the strategy began.
    """
    rated = [reading.framework.indicator(code) for code in dict.fromkeys(indicators)]
    from_log = any(indicator.data_source == "log" for indicator in rated)
    activities = _rows(reading, ACTIVITY) if from_log else []
    found = sum(int(row["so_far"]) for row in activities if not row["about"])
    return found + sum(
        int(row["unreviewed"])
        for row in _known_records(reading)
        if any(_rests_on(indicator, row, reading.framework) for indicator in rated)
    )


def _rests_on(indicator: Indicator, row: Record, framework: Framework) -> bool:
    if indicator.data_source == "observed":
        return bool(row["kind"] == "observation" and row["about"] == indicator.code)
    kind = "milestone" if indicator.measure == "milestones" else "resource_stage"
    if indicator.data_source != "records" or row["kind"] != kind:
        return False
    return not indicator.scope or indicator.scope in _scopes(row["about"], framework)


def _rows(reading: Reading, kind: str) -> list[Record]:
    found = [] if reading.unreviewed is None else records(reading.unreviewed)
    return [row for row in found if row["kind"] == kind]


def _records(reading: Reading, *kinds: str, part: str = "") -> list[Record]:
    """Return the rows of records of some kinds (of all, if none is named) in the scope chosen."""
    framework, chosen = reading.framework, reading.choices.direction
    return [
        row
        for row in _known_records(reading)
        if (not kinds or row["kind"] in kinds)
        and {chosen, part} - {""} <= _scopes(row["about"], framework)
    ]


def _known_records(reading: Reading) -> list[Record]:
    """Return the rows of records about what the framework, as it was known, has."""
    framework = reading.framework
    codes = {node.code for node in framework.nodes} | {i.code for i in framework.indicators}
    found = [] if reading.unreviewed is None else records(reading.unreviewed)
    return [row for row in found if row["kind"] != ACTIVITY and row["about"] in codes]


def _scopes(about: str, framework: Framework) -> set[str]:
    """Return a part or indicator's node with all above it, and the directions that it serves."""
    for indicator in framework.indicators:
        if indicator.code == about:
            above = framework.scopes_of(indicator.node)
            return {*above, *framework.directions_of_indicator(about)}
    return {*framework.scopes_of(about), *framework.directions_of(about)}
