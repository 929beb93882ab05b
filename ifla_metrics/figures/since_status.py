"""The indicators whose status is another than at the earlier date, with the owner's line."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import demonstration, position, provenance, small_numbers, words
from ifla_metrics.figures.explanations import indicators_table, rating_words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import figure
from ifla_metrics.figures.since import NEEDS, PREVIOUS
from ifla_metrics.figures.since_words import (
    compared,
    is_compared,
    no_meeting,
    nothing,
    since,
)
from ifla_metrics.figures.standing import chosen
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change
from ifla_metrics.metrics.status import MOVE_SIGNS, MOVE_WORDS
from ifla_metrics.metrics.tables import Record, records
from ifla_metrics.metrics.told_later import latest_last
from ifla_metrics.reading import Reading


@figure(
    name="since-status",
    id="N-01",
    page="since-last-meeting",
    label=n_("Ratings that moved"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("title", "previous_status", "status", "move", "before", "now", "why"),
    click="indicator",
)
def status_moves(reading: Reading, t: Translate) -> Figure:
    """The indicators whose status is another than then, with both values and the owner's line."""
    table = small_numbers.standings(chosen(reading), reading)
    moves = change.status_moves(table) if is_compared(reading) else change.status_moves(table[:0])
    told = records(moves)
    why = _lines(reading, t)
    indicators = [reading.framework.indicator(str(row["indicator"])) for row in told]
    frame = moves.assign(
        title=[i.title for i in indicators],
        move=[_move(str(row["moved"]), t) for row in told],
        before=[
            _value(row, "previous_", i, reading, t) for row, i in zip(told, indicators, strict=True)
        ],
        now=[_value(row, "", i, reading, t) for row, i in zip(told, indicators, strict=True)],
        why=[why.get(str(row["indicator"]), why.get(str(row["row"]), "")) for row in told],
    )
    title = _moves_title(moves, reading, t)
    return provenance.finished(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=title,
        subtitle=words.sentences(compared(reading, t), _others(moves, t)),
        table=provenance.table(
            frame,
            ("indicator", t("Code"), "code"),
            ("title", t("Indicator")),
            ("previous_status", t("Status then"), "status"),
            ("status", t("Status now"), "status"),
            ("move", t("Movement")),
            ("before", t("Value then")),
            ("now", t("Value now")),
            ("why", t("Why, and what we ask")),
            provenance.data_only("moved", "status"),
            provenance.data_only("previous_actual", "number"),
            provenance.data_only("actual", "number"),
        ),
        alt=words.sentences(
            title,
            *(
                words.one(
                    str(row["title"]),
                    f"{words.status(str(row['previous_status']), t)} → "
                    f"{words.status(str(row['status']), t)}",
                    t,
                )
                for row in records(frame)[:8]
            ),
        ),
        explanation=Explanation(
            words.sentences(
                t(
                    "A status moves up or down only between two ratings; from or to "
                    "overdue, no data "
                    "and the like it changes without moving"
                ),
                rating_words(reading.framework, t, [*moves["status"], *moves["previous_status"]]),
            ),
            indicators_table(reading, table[table["indicator"].isin(moves["indicator"])], t),
        ),
        rows=table,
        beside=demonstration.targets(table["target_provenance"]),
        unreviewed=position.of_ratings(reading, table["indicator"]) if told else 0,
        empty="" if told else words.sentences(title),
    )


def _value(row: Record, when: str, indicator: Indicator, reading: Reading, t: Translate) -> str:
    """Return a value; one that counts people and was taken out for the public is "hidden".

    Args:
        when: "previous_" for the value of the meeting before.
    """
    value = row[f"{when}actual"]
    if words.missing(value) and reading.hide_small and small_numbers.counts_people(indicator):
        return t("hidden")
    counts = row[f"{when}numerator"], row[f"{when}denominator"]
    return words.with_counts(words.in_unit(value, indicator.unit, t), *counts, indicator.unit, t)


def _move(moved: str, t: Translate) -> str:
    return f"{MOVE_SIGNS[moved]} {t(MOVE_WORDS[moved])}".strip()


def _moves_title(moves: pd.DataFrame, reading: Reading, t: Translate) -> str:
    if not is_compared(reading):
        return no_meeting(t)
    if quiet := nothing(reading, t):
        return quiet.rstrip(".")
    up, down = (moves["moved"].tolist().count(way) for way in ("up", "down"))
    if up + down:
        ways = words.listed(
            (
                told
                for n, told in (
                    (up, t("{n} up", n=t.number(up))),
                    (down, t("{n} down", n=t.number(down))),
                )
                if n
            ),
            t,
        )
        return t.plural(
            "{n} indicator moved since {meeting}: {ways}",
            "{n} indicators moved since {meeting}: {ways}",
            up + down,
            meeting=since(reading, t),
            ways=ways,
        )
    if len(moves):
        return t.plural(
            "{n} indicator has another status than at {meeting}, none moved up or down",
            "{n} indicators have another status than at {meeting}, none moved up or down",
            len(moves),
            meeting=since(reading, t),
        )
    return t("No indicator changed its status since {meeting}", meeting=since(reading, t))


def _others(moves: pd.DataFrame, t: Translate) -> str:
    other = moves["moved"].tolist().count("")
    if not other or other == len(moves):
        return ""
    return t.plural(
        "{n} more has another status without moving up or down",
        "{n} more have another status without moving up or down",
        other,
    )


def _lines(reading: Reading, t: Translate) -> dict[str, str]:
    """Return the latest line of the owner about each indicator and part.

    One that is as old as what is compared with speaks of the status then, so it says its month.
    """
    earlier = reading.previous.moment.known_on if reading.previous else reading.on
    told = [r for r in latest_last(reading.frame("remarks")) if r["as_of"] <= reading.on]
    return {
        str(r["subject"]): f"{r['why']} ({t.month(r['as_of'])})"
        if r["as_of"] <= earlier
        else str(r["why"])
        for r in told
    }
