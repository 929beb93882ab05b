"""What changed between two dates: ratings, reports, steps, targets, each against what was known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ifla_metrics.figures import passport, small_numbers, words
from ifla_metrics.figures.explanations import indicators_table, rating_words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.since_words import (
    compared,
    is_compared,
    no_meeting,
    nothing,
    nothing_new,
    served,
    since,
    steps_served,
    told_value,
)
from ifla_metrics.figures.standing import chosen, standing
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, news, standings
from ifla_metrics.metrics.status import MOVE_SIGNS, MOVE_WORDS
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading

CELLS = {
    "month_cells": "all,direction,measured",
    "country_cells": "all,direction,row;quarters",
    "activity_cells": passport.WITH_ROWS,
}
NEEDS = passport.narrowed(
    (
        *change.NEEDS, *news.NEEDS, "countries", "groups", "remarks", "terms", "regions",
        "newly_logged", "amended",
    ),
    **CELLS,
)
PREVIOUS = passport.narrowed((*change.NEEDS, *news.NEEDS, "countries"), **CELLS)
"""Every part of the page needs all of it: whether nothing changed at all is asked of the whole."""


def status_moves(reading: Reading, t: Translate) -> Figure:
    """The indicators whose status is another than then, with both values and the owner's line."""
    table = small_numbers.standings(chosen(reading), reading)
    moves = change.status_moves(table) if is_compared(reading) else change.status_moves(table[:0])
    told = records(moves)
    why = _lines(reading)
    indicators = [reading.framework.indicator(str(row["indicator"])) for row in told]
    frame = moves.assign(
        title=[i.title for i in indicators],
        move=[_move(str(row["moved"]), t) for row in told],
        before=[
            _value(row["previous_actual"], i, reading, t)
            for row, i in zip(told, indicators, strict=True)
        ],
        now=[
            _value(row["actual"], i, reading, t) for row, i in zip(told, indicators, strict=True)
        ],
        why=[why.get(str(row["indicator"]), why.get(str(row["row"]), "")) for row in told],
    )
    title = _moves_title(moves, reading, t)
    return passport.finished(
        reading, t, name="since-status", title=title,
        subtitle=words.sentences(compared(reading, t), _others(moves, t)),
        table=passport.table(
            frame, ("indicator", t("Code")), ("title", t("Indicator")),
            ("previous_status", t("Status then"), "status"), ("status", t("Status now"), "status"),
            ("move", t("Movement")), ("before", t("Value then")), ("now", t("Value now")),
            ("why", t("Why, and what we ask")),
        ),
        alt=words.sentences(
            title,
            *(words.one(str(row["title"]),
                        f"{words.status(str(row['previous_status']), t)} → "
                        f"{words.status(str(row['status']), t)}", t)
              for row in records(frame)[:8]),
        ),
        explanation=Explanation(
            words.sentences(
                t("A status moves up or down only between two ratings; from or to overdue, no data "
                  "and the like it changes without moving"),
                rating_words(reading.framework, t),
            ),
            indicators_table(reading, table[table["indicator"].isin(moves["indicator"])], t),
        ),
        rows=table[table["provenance"] != ""],
        empty="" if told else words.sentences(title),
    )


def _value(value: Any, indicator: Indicator, reading: Reading, t: Translate) -> str:
    """Return a value; one that counts people and was taken out for the public is "hidden"."""
    if words.missing(value) and reading.hide_small and small_numbers.counts_people(indicator):
        return t("hidden")
    return words.in_unit(value, indicator.unit, t)


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
            (told for n, told in (
                (up, t("{n} up", n=t.number(up))), (down, t("{n} down", n=t.number(down))),
            ) if n), t,
        )
        return t.plural(
            "{n} indicator moved since {meeting}: {ways}",
            "{n} indicators moved since {meeting}: {ways}",
            up + down, meeting=since(reading, t), ways=ways,
        )
    if len(moves):
        return t.plural(
            "{n} indicator has another status than at {meeting}, none moved up or down",
            "{n} indicators have another status than at {meeting}, none moved up or down",
            len(moves), meeting=since(reading, t),
        )
    return t("No indicator changed its status since {meeting}", meeting=since(reading, t))


def _others(moves: pd.DataFrame, t: Translate) -> str:
    other = moves["moved"].tolist().count("")
    if not other or other == len(moves):
        return ""
    return t.plural(
        "{n} more has another status without moving up or down",
        "{n} more have another status without moving up or down", other,
    )


def _lines(reading: Reading) -> dict[str, str]:
    """Return the latest line of the owner about each indicator and part."""
    frame = reading.frame("remarks").sort_values("as_of")
    return {str(r["subject"]): str(r["why"]) for r in records(frame) if r["as_of"] <= reading.on}


def reports(reading: Reading, t: Translate) -> Figure:
    """The values that came in since, and the reports that became overdue."""
    late = _late(reading)
    new = served(change.new_values(reading), reading)
    new = new[new["change"] == "new"]
    rows: list[dict[str, Any]] = [
        {
            "kind": t("⏱ overdue"), "indicator": row["indicator"], "as_of": row["overdue_since"],
            "value": t.plural("{n} report missing", "{n} reports missing", row["reports_missing"]),
            "owner": row["owner"], "known_on": None, "provenance": "",
        }
        for row in records(late)
    ]
    for row in records(new):
        indicator = reading.framework.indicator(str(row["indicator"]))
        rows.append(
            {
                "kind": t("new report"), "indicator": row["indicator"], "as_of": row["as_of"],
                "value": t("nothing to report") if row["state"] == "nil"
                else told_value(row["value"], indicator, reading, t),
                "owner": row["group"], "known_on": row["known_on"],
                "provenance": row["provenance"],
            }
        )
    frame = pd.DataFrame(
        rows,
        columns=["kind", "indicator", "as_of", "value", "owner", "known_on", "provenance"],
    )
    frame = frame.assign(
        title=[reading.framework.indicator(str(c)).title for c in frame["indicator"]],
        group=[words.group_name(str(o), reading, t) for o in frame["owner"]],
        origin=[words.provenance(str(p), t) for p in frame["provenance"]],
    )
    came = t.plural("{n} report came in", "{n} reports came in", len(new))
    overdue = t.plural("{n} indicator became overdue", "{n} indicators became overdue", len(late))
    told = [words_ for number, words_ in ((len(new), came), (len(late), overdue)) if number]
    none = nothing_new(reading, t, t("Reports"), t("No report came in and none became overdue"))
    return passport.finished(
        reading, t, name="since-reports",
        title=words.listed(told, t) if told else none,
        subtitle=words.sentences(
            compared(reading, t), t("Those overdue stand first") if rows else ""
        ),
        table=passport.table(
            frame, ("kind", t("News")), ("indicator", t("Code")), ("title", t("Indicator")),
            ("as_of", t("Day"), "date"), ("value", t("Value")), ("group", t("Owner")),
            ("known_on", t("Known since"), "date"), ("origin", t("Provenance")),
        ),
        explanation=Explanation(
            t("A report is new when the day that is compared with had none for its indicator, day, "
              "country and group. A report is overdue when it has not come by its due day.")
        ),
        rows=new,
        empty="" if rows else words.sentences(none),
    )


def _late(reading: Reading) -> pd.DataFrame:
    table = chosen(reading)
    if reading.previous is None:
        return news.newly_overdue(table[:0], table)
    before = standings.serving(standing(reading.previous), reading.choices.direction)
    return news.newly_overdue(table, before)


def steps(reading: Reading, t: Translate) -> Figure:
    """The milestones reached, moved, planned anew or withdrawn since."""
    found = steps_served(news.milestone_changes(reading), reading)
    frame = found.assign(
        step=[t(news.STEPS[c]) for c in found["change"]],
        **{
            name: ["" if words.missing(day) else t.date(day, "medium") for day in found[name]]
            for name in ("planned_before", "planned_on", "actual_before", "actual_on")
        },
        row=[
            reading.framework.node(reading.framework.row_of(str(n))).short_title
            for n in found["node"]
        ],
        owner=[words.group_name(str(g), reading, t) for g in found["group"]],
        origin=[words.provenance(str(p), t) for p in found["provenance"]],
    )
    counts = found["change"].tolist()
    told = [_counted(c, counts.count(c), t) for c in news.STEPS if c in counts]
    none = nothing_new(reading, t, t("Milestones"), t("No milestone was reached or moved"))
    return passport.finished(
        reading, t, name="since-milestones",
        title=t("Milestones: {told}", told=words.listed(told, t)) if told else none,
        subtitle=compared(reading, t),
        table=passport.table(
            frame, ("step", t("News")), ("title", t("Milestone")), ("row", t("Part")),
            ("planned_before", t("Planned then")), ("planned_on", t("Planned now")),
            ("actual_before", t("Reached, as known then")), ("actual_on", t("Reached")),
            ("owner", t("Owner")), ("origin", t("Provenance")),
            ("uid", t("Entry")),
        ),
        explanation=Explanation(t(explain.FORMULA["milestones"])),
        rows=found,
        empty="" if len(found) else words.sentences(none),
    )


def _counted(step: str, n: int, t: Translate) -> str:
    """Return how many milestones changed in one way; their number bends the word in French."""
    words_of = {
        "reached": t.plural("{n} newly reached", "{n} newly reached", n),
        "moved": t.plural("{n} moved", "{n} moved", n),
        "corrected": t.plural("{n} corrected", "{n} corrected", n),
        "listed": t.plural("{n} newly listed", "{n} newly listed", n),
        "withdrawn": t.plural("{n} withdrawn", "{n} withdrawn", n),
    }
    return words_of[step]


def targets(reading: Reading, t: Translate) -> Figure:
    """The targets revised since: old and new, date and reason."""
    found = served(change.revised_targets(reading), reading)
    frame = found.assign(
        title=[reading.framework.indicator(str(c)).title for c in found["indicator"]],
        origin=[words.provenance(str(p), t) for p in found["provenance"]],
    )
    none = nothing_new(reading, t, t("Targets"), t("No target was revised"))
    return passport.finished(
        reading, t, name="since-targets",
        title=t.plural("{n} target was revised", "{n} targets were revised", len(found))
        if len(found) else none,
        subtitle=words.sentences(
            compared(reading, t), t("The old target is kept") if len(found) else ""
        ),
        table=passport.table(
            frame, ("indicator", t("Code")), ("title", t("Indicator")),
            ("due_on", t("Target date"), "date"), ("old", t("Old target"), "number"),
            ("new", t("New target"), "number"), ("decided_on", t("Decided on"), "date"),
            ("reason", t("Reason")), ("origin", t("Provenance")),
        ),
        explanation=Explanation(
            t("A revised target is news when the day that is compared with did not know it, also "
              "when it had been decided by then and was entered later.")
        ),
        rows=found,
        empty="" if len(found) else words.sentences(none),
    )
