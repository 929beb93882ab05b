"""The Overview: are we on course? The headline, the four directions, the programme row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ifla_metrics.charts import directions as direction_charts
from ifla_metrics.charts import progress as progress_charts
from ifla_metrics.figures import course, passport, small_numbers, words
from ifla_metrics.figures.explanations import indicators_table, rating_words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.standing import chosen, rows_with_indicators, standing
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, rollup, standings
from ifla_metrics.metrics import counting as counting_rules
from ifla_metrics.metrics.rollup import Rollup
from ifla_metrics.metrics.selection import NOT_STATED
from ifla_metrics.metrics.status import CODES, ON_COURSE, SIGNS
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading

CELLS = {
    "month_cells": "all,direction,measured",
    "country_cells": "all,direction,measured;quarters",
}
NEEDS = passport.narrowed((*change.NEEDS, "countries", "groups"), **CELLS)
PREVIOUS = passport.narrowed((*change.NEEDS, "countries"), **CELLS)
TOGETHER = {"kept": "on_track", "within": "on_track", "no_baseline": "no_target"}
"""Statuses of one sign are one part of a bar; the table keeps them apart."""


def direction_status(reading: Reading, t: Translate) -> Figure:
    """The directions: distribution of statuses, mean with coverage, activities, countries."""
    framework, table = reading.framework, standing(reading)
    rolled = {
        d.code: small_numbers.rolled(d.code, rollup.of_node(table, framework, d.code), reading)
        for d in framework.directions
    }
    changes = change.activity_changes(reading, of_rows=False)
    changes = changes[changes["kind"] == "direction"].set_index("scope")
    told = [
        {
            "code": d.code, "direction": words.node_name(d, framework),
            "status": rolled[d.code].status, "mean": rolled[d.code].mean,
            "with_value": rolled[d.code].with_value, "of": rolled[d.code].of,
            **dict(changes.loc[d.code]), **rolled[d.code].distribution,
            **_moves(standings.serving(table, d.code)),
        }
        for d in framework.directions
    ]
    frame = pd.DataFrame(told)
    notes = {row["code"]: _note(rolled[row["code"]], row, reading, t) for row in told}
    present = [c for c in CODES if frame[c].sum()]
    plural = t(framework.direction_level.plural)
    on_course = sum(r.status in ON_COURSE for r in rolled.values())
    rated = any(r.mean is not None or r.status in ON_COURSE for r in rolled.values())
    title = (
        t.plural("{n} of {k} {rows} is on course", "{n} of {k} {rows} are on course", on_course,
                 k=t.number(len(told)), rows=plural)
        if rated else t("No indicator of the {directions} has enough data yet", directions=plural)
        if present else t("This framework has no indicators yet")
    )
    return passport.finished(
        reading, t, name="direction-status", title=title,
        subtitle=counting(
            reading, t,
            words.listed((words.signed_status(c, t) for c in present), t, most=len(CODES)),
        ),
        of_all=True,
        table=passport.table(
            frame, ("direction", t("Direction")), ("status", t("Status"), "status"),
            ("mean", t("Of the way"), "percent"),
            ("with_value", t("Indicators with a value"), "number"),
            ("of", t("Indicators with a target"), "number"),
            *((c, words.status(c, t), "number") for c in present),
            ("up", t("Indicators that moved up"), "number"),
            ("down", t("Indicators that moved down"), "number"),
            ("activities", t("Activities"), "number"),
            ("activities_before", t("Activities at the meeting before"), "number"),
            ("countries", t("Countries"), "number"),
            ("countries_before", t("Countries at the meeting before"), "number"),
        ),
        chart=lambda: direction_charts.status_bars(_parts(frame, present, notes), t=t),
        alt=words.sentences(
            title, *(words.one(row["direction"], notes[row["code"]], t) for row in told)
        ),
        explanation=Explanation(
            words.sentences(t(explain.FORMULA["roll_up"]), rating_words(framework, t)),
            indicators_table(reading, table, t), t(explain.COUNTING[reading.choices.counting]),
        ),
        empty="" if present else t("This framework has no indicators yet."),
    )


def _moves(table: pd.DataFrame) -> dict[str, int]:
    """Return how many indicators have another status, up or down, than at the meeting before."""
    moved = table["moved"].tolist()
    return {way: moved.count(way) for way in ("up", "down")}


def counting(reading: Reading, t: Translate, *key: str) -> str:
    """Return unit and counting rule of the directions, with the key of a drawing's signs."""
    return words.sentences(
        t("Indicators by status; per cent: mean of the way to the target"),
        *key, counted_in_all(reading, t),
    )


def counted_in_all(reading: Reading, t: Translate) -> str:
    """Return how the directions are counted, which is all that cards leave open."""
    return words.sentences(
        passport.counted(reading, t, of_all=True), _unstated(reading, t)
    )


def _unstated(reading: Reading, t: Translate) -> str:
    """Return how many activities name no direction: the part that no card shows."""
    by = counting_rules.by_direction(reading).set_index("direction")["full"]
    number = int(by.get(NOT_STATED, 0))
    return t.plural(
        "{n} activity names no direction", "{n} activities name no direction", number
    ) if number else ""


def _coverage(found: Rollup, t: Translate, *, hidden: bool) -> str:
    """Return what stands beside a status: a status of too few data is not said twice."""
    if found.status == "too_few_data":
        return _counted(found, t)
    return of_the_way(found, t, hidden=hidden)


def _counted(found: Rollup, t: Translate) -> str:
    return t.plural(
        "{n} of {k} indicators", "{n} of {k} indicators", found.with_value, k=t.number(found.of)
    )


def of_the_way(found: Rollup, t: Translate, *, hidden: bool = False) -> str:
    """Return a mean with its coverage: "62 %, 7 of 9 indicators"; never a bare per cent.

    Args:
        hidden: Whether its mean would tell a small number of people.
    """
    counted = _counted(found, t)
    if not found.of:
        return t("no indicator with a target")
    if found.status == "too_few_data" or (found.mean is None and not hidden):
        return t("too few data: {counted}", counted=counted)
    if found.mean is None:
        return t("mean hidden, {counted}", counted=counted)
    return t(", ").join((t.percent(found.mean), counted))


def _note(found: Rollup, row: Any, reading: Reading, t: Translate) -> str:
    return t(
        "{progress} · {activities}, {countries}",
        progress=of_the_way(
            found, t, hidden=small_numbers.hidden_under(row["code"], reading)
        ),
        activities=passport.activities(row["activities"], t),
        countries=t.plural("{n} country", "{n} countries", int(row["countries"])),
    )


def _parts(frame: pd.DataFrame, present: list[str], notes: dict[str, str]) -> pd.DataFrame:
    longest = max(1, int(frame[present].sum(axis=1).max()))
    drawn = list(dict.fromkeys(TOGETHER.get(c, c) for c in present))
    parts = []
    for place, row in enumerate(records(frame)):
        sizes = dict.fromkeys(drawn, 0)
        for code in present:
            sizes[TOGETHER.get(code, code)] += int(row[code])
        shown = [c for c in drawn if sizes[c]] or drawn[:1]
        for code in shown:
            number = sizes[code]
            parts.append(
                {
                    "row": row["code"], "label": row["direction"],
                    "note": notes[row["code"]], "part": code,
                    "value": number, "position": drawn.index(code), "room": number / longest,
                    "words": f"{SIGNS[code]} {number}" if number else "",
                    "short": SIGNS[code] if number else "",
                    "lead": code == shown[0], "place": place,
                }
            )
    return pd.DataFrame(parts)


def element_progress(reading: Reading, t: Translate) -> Figure:
    """The programme row by row: bullet bar, owner, status, last report."""
    framework, table = reading.framework, chosen(reading)
    nodes = rows_with_indicators(reading, table)
    codes = [node.code for node in nodes]
    frame = rollup.by_node(table, framework, codes)
    before = _means_before(table, framework, codes)
    hidden = [small_numbers.hidden_under(code, reading) for code in codes]
    rolled = {
        code: small_numbers.rolled(code, rollup.of_node(table, framework, code), reading)
        for code in codes
    }
    title = course.course_sentence(reading, frame, t)
    frame = frame.assign(
        **{
            key: frame[key].mask(pd.Series(hidden, index=frame.index, dtype=bool))
            for key in ("mean", "expected", "ratio")
        },
        element=[n.short_title for n in nodes],
        owner=[words.group_name(n.owner, reading, t) for n in nodes],
        previous=pd.Series(
            [None if gone else before[c] for c, gone in zip(codes, hidden, strict=True)],
            index=frame.index, dtype="float64",
        ),
    )
    means = [
        _coverage(rolled[code], t, hidden=gone) for code, gone in zip(codes, hidden, strict=True)
    ]
    notes = [
        " · ".join((mean, t.month(day) if day else t("no report yet")))
        for mean, day in zip(means, frame["last_report"], strict=True)
    ]
    chart_frame = pd.DataFrame(
        {
            "row": codes, "label": frame["element"], "note": notes, "short": means,
            "owner": frame["owner"],
            "progress": frame["mean"].where(frame["status"] != "too_few_data"),
            "expected": frame["expected"].where(frame["status"] != "too_few_data"),
            "previous": frame["previous"].where(frame["status"] != "too_few_data"),
            "status": frame["status"],
            "status_words": [words.status(s, t) for s in frame["status"]],
        }
    )
    dot = words.day_of(reading.previous, t) if chart_frame["previous"].notna().any() else ""
    return passport.finished(
        reading, t, name="element-progress", title=title,
        subtitle=words.sentences(
            course.with_indicators(reading, len(codes), t),
            t("Weighted mean of the way to the target of {period}; the tick is where it should be "
              "on the date of the data", period=reading.period.title),
            t("The faint dot is {meeting}", meeting=dot) if dot else "",
        ),
        table=passport.table(
            frame, ("element", course.level_name(reading, t)),
            ("owner", t("Owner")), ("mean", t("Of the way"), "percent"),
            ("expected", t("Expected by now"), "percent"),
            ("previous", t("At the meeting before"), "percent"),
            ("with_value", t("Indicators with a value"), "number"),
            ("of", t("Indicators with a target"), "number"), ("status", t("Status"), "status"),
            ("reports_overdue", t("Reports overdue"), "number"),
            ("last_report", t("Last report"), "date"),
        ),
        chart=lambda: progress_charts.bullet_bars(chart_frame, t=t),
        alt=words.sentences(
            title,
            *words.said(chart_frame, t, "note", "status_words"),
        ),
        explanation=Explanation(
            words.sentences(t(explain.FORMULA["roll_up"]), rating_words(framework, t)),
            indicators_table(reading, table, t), t(explain.FORMULA["progress"]),
        ),
        rows=table[table["provenance"] != ""],
        empty="" if codes else t("This framework has no indicators yet."),
    )


def _means_before(
    table: pd.DataFrame, framework: Framework, codes: list[str]
) -> dict[str, float | None]:
    """Return the mean of each row at the meeting before, from the same indicators."""
    then = table.assign(
        status=table["previous_status"], progress=table["previous_progress"],
        actual=table["previous_actual"],
    )
    if not (table["previous_status"] != "").any():
        return dict.fromkeys(codes)
    return {code: rollup.of_node(then, framework, code).mean for code in codes}
