"""The strategic directions: statuses, mean progress, activities, countries."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts import directions as direction_charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, small_numbers, statuses, words
from ifla_metrics.figures.figure import Column, Explanation, Figure
from ifla_metrics.figures.progress import indicators_table, part_words, rating_words
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.figures.statuses import statuses_of
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, indicator_status, rollup
from ifla_metrics.metrics import counting as counting_rules
from ifla_metrics.metrics.selection import NOT_STATED
from ifla_metrics.metrics.status import CODES, ON_COURSE, SIGNS
from ifla_metrics.metrics.tables import Record, records
from ifla_metrics.reading import Reading

CELLS = {
    "month_cells": "all,direction,measured",
    "country_cells": "all,direction,measured;quarters",
}
NEEDS = provenance.narrowed((*change.NEEDS, "countries", "groups"), **CELLS)
PREVIOUS = provenance.narrowed((*change.NEEDS, "countries"), **CELLS)


@figure(
    name="direction-status",
    id="O-01",
    page="overview",
    label=n_("Status of the directions"),
    needs=NEEDS,
    previous=PREVIOUS,
    native=Native("stacked", "direction", CODES),
    click="status",
)
def direction_status(reading: Reading, t: Translate) -> Figure:
    """The directions: distribution of statuses, mean with coverage, activities, countries."""
    framework, table = reading.framework, statuses_of(reading)
    codes = [d.code for d in framework.directions]
    parts = small_numbers.rolled_up(rollup.by_node(table, framework, codes), reading)
    changes = change.activity_changes(reading)
    changes = changes[changes["kind"] == "direction"].set_index("scope")
    below = {code: indicator_status.serving(table, code) for code in codes}
    rows = [
        {
            **part,
            "code": d.code,
            "direction": words.node_name(d, framework),
            "apart_words": words.listed(
                (
                    f"{t.number(n)} {words.signed_status(c, t)}"
                    for c, n in statuses.by_status(of[~of["eligible"]]).items()
                ),
                t,
            ),
            "unrated": "" if part["of"] else statuses.unrated(of, reading, t),
            "limited": statuses.limited(part, framework.cuts, t),
            "unreviewed": position.of_ratings(reading, of["indicator"]),
            **dict(changes.loc[d.code]),
            **_moves(of),
        }
        for d, part in zip(framework.directions, records(parts), strict=True)
        for of in (below[d.code],)
    ]
    frame = pd.DataFrame(rows)
    notes, brief = (
        {r["code"]: _note(r, below[r["code"]], reading, t, brief=short) for r in rows}
        for short in (False, True)
    )
    present = [c for c in CODES if frame[c].sum()]
    level = framework.direction_level
    plural = t(level.name if len(rows) == 1 else level.plural)
    unrated = (
        "" if table["eligible"].any() or not len(table) else statuses.unrated(table, reading, t)
    )
    with_target = table["target"].notna().any()
    on_course = int(frame["status"].isin(ON_COURSE).sum())
    rated = (frame["mean"].notna() | frame["status"].isin(ON_COURSE)).any()
    title = (
        statuses.on_course_words(on_course, len(rows), plural, t)
        if rated
        else words.capital(unrated)
        if unrated and (reading.choices.documented_only or with_target)
        else t("No indicator of the {directions} has enough data yet", directions=plural)
        if len(table)
        else t("This framework has no indicators yet")
    )
    return provenance.finished(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=title,
        subtitle=counting(
            reading,
            t,
            words.listed((words.signed_status(c, t) for c in present), t, most=len(CODES)),
        ),
        of_all=True,
        beside=provenance.invented_indicators(table),
        unreviewed=position.of_ratings(reading, table["indicator"]),
        table=provenance.table(
            frame,
            ("direction", t("Direction")),
            ("status", t("Status"), "status"),
            ("mean", t("Progress"), "percent"),
            Column("limited", t("What limits the rating"), shown=bool(frame["limited"].any())),
            ("rated", t("Indicators rated"), "number"),
            ("of", t("Indicators that can be rated"), "number"),
            ("with_value", t("Indicators in the mean"), "number"),
            *(Column(c, words.status(c, t), "number", shown=c in present) for c in CODES),
            ("apart", t("Without a rating"), "number"),
            ("apart_words", t("Indicators not in the rating")),
            Column(
                "unreviewed",
                t("Entries not yet reviewed"),
                "number",
                shown=bool(frame["unreviewed"].any()),
            ),
            ("up", t("Indicators that moved up"), "number"),
            ("down", t("Indicators that moved down"), "number"),
            ("activities", t("Activities"), "number"),
            ("activities_before", t("Activities at the meeting before"), "number"),
            ("countries", t("Countries"), "number"),
            ("countries_before", t("Countries at the meeting before"), "number"),
            provenance.data_only("node"),
            provenance.data_only("with_target", "number"),
            provenance.data_only("unrated", "text"),
        ),
        chart=lambda: direction_charts.status_bars(_parts(frame, present, notes, brief, t), t=t),
        alt=(words.labelled(row["direction"], notes[row["code"]], t) for row in rows),
        explanation=Explanation(
            words.sentences(
                part_words(
                    framework, t, dict(zip(frame["direction"], frame["limited"], strict=True))
                ),
                rating_words(framework, t, [*table["status"], *frame["status"]]),
            ),
            indicators_table(reading, table, t),
            t(explain.COUNTING[reading.choices.counting]),
        ),
        empty=""
        if present
        else f"{words.capital(unrated)}."
        if unrated and (reading.choices.documented_only or with_target)
        else t("No indicator has a target: progress cannot be rated.")
        if len(table)
        else t("This framework has no indicators yet."),
    )


def _moves(table: pd.DataFrame) -> dict[str, int]:
    """Return how many indicators have another status, up or down, than at the meeting before."""
    moved = table["moved"].tolist()
    return {way: moved.count(way) for way in ("up", "down")}


def counting(reading: Reading, t: Translate, *key: str) -> str:
    """Return unit and counting rule of the directions, with the key of a drawing's signs."""
    return words.sentences(
        t("Indicators by status; per cent: mean progress to target"),
        *key,
        counted_in_all(reading, t),
    )


def counted_in_all(reading: Reading, t: Translate) -> str:
    """Return how the directions are counted, which is all that cards leave open."""
    return words.sentences(provenance.counted(reading, t, of_all=True), _unstated(reading, t))


def _unstated(reading: Reading, t: Translate) -> str:
    """Return how many activities name no direction: the part that no card shows."""
    by = counting_rules.by_direction(reading).set_index("direction")["full"]
    number = int(by.get(NOT_STATED, 0))
    return (
        t.plural("{n} activity names no direction", "{n} activities name no direction", number)
        if number
        else ""
    )


def _note(
    row: Record, below: pd.DataFrame, reading: Reading, t: Translate, *, brief: bool = False
) -> str:
    told = t(
        "{progress} · {activities}, {countries}",
        progress=_rated(row, below, reading, t, brief=brief),
        activities=provenance.activities(row["activities"], t),
        countries=t.plural("{n} country", "{n} countries", int(row["countries"])),
    )
    return position.with_number(told, row["unreviewed"], t)


def _rated(row: Record, below: pd.DataFrame, reading: Reading, t: Translate, *, brief: bool) -> str:
    """Return the mean with what it rests on, then the rating: "80 %, 5 of 8 rated · ▼ behind".

    Its sign alone is brief: the line above the drawing says what the signs are.
    """
    way = statuses.of_the_way(row, below, reading, t, brief=brief)
    if row["apart"] and row["of"] and not brief:
        way = f"{way} {statuses.apart(row['apart'], t)}"
    status = row["status"]
    if words.missing(row["mean"]) or status == "too_few_data":
        return way
    return f"{way} · {SIGNS[status] if brief else words.signed_status(status, t)}"


def _parts(
    frame: pd.DataFrame,
    present: list[str],
    notes: dict[str, str],
    brief: dict[str, str],
    t: Translate,
) -> pd.DataFrame:
    longest = max(1, int(frame[present].sum(axis=1).max()))
    parts = []
    for place, row in enumerate(records(frame)):
        shown = [c for c in present if row[c]] or present[:1]
        for code in shown:
            number = int(row[code])
            parts.append(
                {
                    "row": row["code"],
                    "label": row["direction"],
                    "note": notes[row["code"]],
                    "brief": brief[row["code"]],
                    "part": code,
                    "value": number,
                    "position": present.index(code),
                    "room": number / longest,
                    "words": f"{SIGNS[code]} {number}" if number else "",
                    "short": SIGNS[code] if number else "",
                    "lead": code == shown[0],
                    "place": place,
                    "direction": row["code"],
                    "status": code,
                    "status_words": words.status(code, t),
                    "number": t("{n} of {k}", n=t.number(number), k=t.number(row["of"])),
                }
            )
    return pd.DataFrame(parts)
