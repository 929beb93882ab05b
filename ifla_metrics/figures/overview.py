"""The Overview on screen: its sentence and the cards of the directions."""

from __future__ import annotations

from dataclasses import dataclass

from ifla_metrics.figures import provenance, statuses, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.unreviewed_entries import with_number
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.status import CODES, ON_COURSE, WORDS
from ifla_metrics.metrics.tables import Record, records
from ifla_metrics.reading import Reading


@dataclass(frozen=True)
class DirectionCard:
    """One direction in the words of its card."""

    code: str
    name: str
    share: str
    """The mean of the way to the targets, or why there is none."""
    rated: str
    limited: str
    """What limits the rating, or empty."""
    status: str
    status_words: str
    reach: str
    change: str
    since: str
    """The meeting that `change` compares with; both empty where there was none."""


def cards(figure: Figure, reading: Reading, t: Translate) -> tuple[DirectionCard, ...]:
    """Return a card for each direction from the table of direction-status."""
    return tuple(_card(row, reading, t) for row in records(figure.table.frame))


def _card(row: Record, reading: Reading, t: Translate) -> DirectionCard:
    known = not words.missing(row["mean"])
    if known:
        share = t.percent(row["mean"])
    elif not row["of"]:
        share = str(row["unrated"])
    elif row["status"] == "too_few_data" or not reading.hide_small:
        share = t("too few data")
    else:
        share = t("mean hidden")
    meeting = "" if words.missing(row["activities_before"]) else words.day_of(reading.previous, t)
    return DirectionCard(
        code=row["node"],
        name=row["direction"],
        share=share,
        rated=_rated(row, t),
        limited=str(row["limited"] or ""),
        status=row["status"] if known else "",
        status_words=words.signed_status(row["status"], t) if known else "",
        reach=t(
            "{activities}, {countries}",
            activities=provenance.activities(row["activities"], t),
            countries=t.plural("{n} country", "{n} countries", int(row["countries"])),
        ),
        change=_change(row, t) if meeting else "",
        since=meeting,
    )


def _rated(row: Record, t: Translate) -> str:
    """Return on how many indicators a card rests, and how many entries nobody has reviewed."""
    rated = t.plural(
        "{rated} of {n} indicator rated",
        "{rated} of {n} indicators rated",
        int(row["of"]),
        rated=t.number(int(row["rated"])),
    )
    return with_number(rated if row["of"] else "", row["unreviewed"], t)


def _change(row: Record, t: Translate) -> str:
    """Return what has changed since the last meeting."""
    activities, countries = (
        round(float(row[name]) - float(row[f"{name}_before"]), 2)
        for name in ("activities", "countries")
    )
    parts = []
    if row["up"]:
        parts.append(t.plural("↑ {n} indicator", "↑ {n} indicators", int(row["up"])))
    if row["down"]:
        parts.append(t.plural("↓ {n} indicator", "↓ {n} indicators", int(row["down"])))
    if activities:
        parts.append(
            t.plural(  # A fraction takes the plural.
                "{change} activity",
                "{change} activities",
                abs(activities) if activities.is_integer() else 2,
                change=words.signed(activities, t),
            )
        )
    if countries:
        parts.append(
            t.plural(
                "{change} country",
                "{change} countries",
                abs(countries),
                change=words.signed(countries, t),
            )
        )
    return ", ".join(parts) if parts else t("unchanged")


def lede(figure: Figure, reading: Reading, t: Translate) -> str:
    """Return which elements are not on course, by status, from the table of element-progress.

    Where only real data count and an element has no target left, who took part and where comes
    first.
    """
    rows = records(figure.table.frame)
    lacking = [row for row in rows if not row["with_target"]]
    first = ""
    if reading.choices.documented_only and 0 < len(lacking) < len(rows):
        first = words.sentences(
            statuses.reach(reading, t),
            t(
                "No real targets for {n} of {k} {rows}: their progress cannot be rated",
                n=t.number(len(lacking)),
                k=t.number(len(rows)),
                rows=statuses.rows_name(reading, t),
            ),
        )
        rows = [row for row in rows if row["with_target"]]
    by_status: dict[str, list[str]] = {}
    for row in rows:
        if row["status"] not in ON_COURSE:
            by_status.setdefault(row["status"], []).append(row["element"])
    return words.sentences(
        first,
        *(
            words.labelled(words.capital(t(WORDS[code])), ", ".join(names), t)
            for code, names in sorted(by_status.items(), key=lambda pair: CODES.index(pair[0]))
        ),
    )
