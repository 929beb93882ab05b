"""Since last meeting: which ratings moved, and why the progress of each part changed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ifla_metrics.charts import change as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure, Table
from ifla_metrics.figures.progress import indicators_table, rating_words
from ifla_metrics.figures.registry import figure
from ifla_metrics.figures.since import (
    NEEDS,
    PREVIOUS,
    compared,
    no_meeting,
    nothing_changed,
    since,
)
from ifla_metrics.figures.statuses import chosen_statuses
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate, half_up
from ifla_metrics.metrics import change
from ifla_metrics.metrics.change import CAUSES, Change
from ifla_metrics.metrics.status import MOVE_SIGNS, MOVE_WORDS
from ifla_metrics.metrics.tables import Record, records
from ifla_metrics.metrics.values import by_recording
from ifla_metrics.reading import Reading


@figure(
    name="since-causes",
    id="N-08",
    page="since-last-meeting",
    order="N-00",
    label=n_("Progress then and now, by cause"),
    needs=NEEDS,
    previous=PREVIOUS,
    click="element",
)
def causes(reading: Reading, t: Translate) -> Figure:
    """Status and progress of directions and elements on both days, and what made the difference."""
    found = _changes(reading)
    moved = [one for one in found if one.status != one.status_before]
    frame = _frame(found, reading, t)
    title = no_meeting(t)
    if reading.previous is not None:
        title = t.plural(
            "{k} of {n} part has another status than at {meeting}",
            "{k} of {n} parts have another status than at {meeting}",
            len(found),
            k=t.number(len(moved)),
            meeting=since(reading, t),
        )
    if found and not moved:
        title = t("No part of the strategy changed its status since {day}", day=since(reading, t))
    table = chosen_statuses(reading)
    return provenance.finished(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=title,
        subtitle=words.sentences(
            t("Progress to target then (hollow) and now (full), in percentage points by cause"),
            compared(reading, t),
        ),
        table=_causes_table(frame, t),
        chart=lambda: charts.before_after(frame, t=t),
        alt=words.rows_in_words(frame, t, "status_words", "note"),
        explanation=Explanation(
            t(
                "The earlier state is replaced by the later one, cause by cause: what had been "
                "reported and was corrected; reports on a time that was over by the earlier day; "
                "all other results; changed targets and strategy; reports missing now. Each cause "
                "has the difference that it makes to the mean progress, so they add up to the "
                "whole difference. Where the mean is not known on one of the days, causes have no "
                "numbers. Of the log, a month with more activities than before has late reports, "
                "else corrections."
            )
        ),
        rows=table,
        beside=provenance.invented_targets(table["target_provenance"]),
        unreviewed=position.of_ratings(reading, table["indicator"]) if moved else 0,
        empty="" if found else words.sentences(title),
    )


def _changes(reading: Reading) -> list[Change]:
    """Return what changed in each direction, then in each element with indicators."""
    if reading.previous is None:
        return []
    framework, direction = reading.framework, reading.choices.direction
    rows = set(chosen_statuses(reading)["row"])
    directions = [d.code for d in framework.directions if direction in ("", d.code)]
    parts = [*directions, *(node.code for node in framework.rows if node.code in rows)]
    now, before = reading.all_regions or reading, reading.previous
    before = before.all_regions or before
    found = change.by_cause(now, before, tuple(dict.fromkeys(parts)))
    return [one for one in found if framework.indicators_under(one.node)]


def _frame(found: list[Change], reading: Reading, t: Translate) -> pd.DataFrame:
    """Return one row per part: both days as numbers and words, and points by cause."""
    framework = reading.framework
    directions = {d.code for d in framework.directions}
    rows: list[dict[str, Any]] = []
    for one in found:
        hidden = small_numbers.hidden_under(one.node, reading)
        before, after = (None, None) if hidden else (one.before, one.after)
        is_direction = one.node in directions
        rows.append(
            {
                "row": one.node,
                "direction": one.node if is_direction else "",
                "element": "" if is_direction else one.node,
                "label": words.name(words.node_name(framework.node(one.node), framework)),
                "before": before,
                "after": after,
                "status_before": one.status_before,
                "status": one.status,
                "status_words": _status_words(one, t),
                "number": _both(before, after, t),
                "note": _cause_words(one, t, hidden=hidden),
                **{
                    cause: None if hidden or one.parts is None else float(one.parts[cause])
                    for cause in CAUSES
                },
            }
        )
    columns = ["row", "direction", "element", "label", "before", "after", "status_before"]
    columns += ["status", "status_words", "number", "note", *CAUSES]
    numbers = dict.fromkeys(("before", "after", *CAUSES), "float64")
    return pd.DataFrame(rows, columns=columns).astype(numbers)


def _status_words(one: Change, t: Translate) -> str:
    now = words.status(one.status, t)
    if one.status == one.status_before or not one.status_before:
        return now
    return f"{words.status(one.status_before, t)} → {now}"


def _both(before: float | None, after: float | None, t: Translate) -> str:
    return f"{t.percent(before)} → {t.percent(after)}"


def _cause_words(one: Change, t: Translate, *, hidden: bool) -> str:
    """Return the causes with whole points that add up to the whole difference, as it is written."""
    if hidden or one.parts is None or one.before is None:
        causes = [t(CAUSES[cause]) for cause, n in one.indicators.items() if n]
        return words.capital(words.listed(causes, t) or t("no change"))
    level, written = float(one.before), []
    for cause, part in one.parts.items():
        later = level + float(part)
        points = half_up(100 * later) - half_up(100 * level)
        if points:
            written.append(words.labelled(t(CAUSES[cause]), words.signed(points, t), t))
        level = later
    return words.capital(words.listed(written, t) or t("no change"))


def _causes_table(frame: pd.DataFrame, t: Translate) -> Table:
    return provenance.table(
        frame.assign(label=[words.one_line(label) for label in frame["label"]]),
        ("row", t("Code"), "code"),
        ("label", t("Part")),
        ("status_before", t("Status then"), "status"),
        ("status", t("Status now"), "status"),
        ("before", t("Progress then"), "percent"),
        ("after", t("Progress now"), "percent"),
        *((cause, words.capital(t(name)), "percent") for cause, name in CAUSES.items()),
        ("note", t("Points by cause")),
    )


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
    table = small_numbers.standings(chosen_statuses(reading), reading)
    moves = change.status_moves(table if reading.previous else table[:0])
    rows, remarks = records(moves), _remarks(reading, t)
    indicators = [reading.framework.indicator(str(row["indicator"])) for row in rows]
    both = list(zip(rows, indicators, strict=True))
    frame = moves.assign(
        title=[indicator.title for indicator in indicators],
        move=[f"{MOVE_SIGNS[r['moved']]} {t(MOVE_WORDS[r['moved']])}".strip() for r in rows],
        before=[_value(row, "previous_", indicator, reading, t) for row, indicator in both],
        now=[_value(row, "", indicator, reading, t) for row, indicator in both],
        why=[remarks.get(str(r["indicator"]), remarks.get(str(r["row"]), "")) for r in rows],
    )
    title = _title(moves, reading, t)
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
        alt=(_move_words(row, t) for row in records(frame)[:8]),
        explanation=Explanation(
            words.sentences(
                t(
                    "A status moves up or down only between two ratings; from or to overdue, "
                    "no data and the like it changes without moving"
                ),
                rating_words(reading.framework, t, [*moves["status"], *moves["previous_status"]]),
            ),
            indicators_table(reading, table[table["indicator"].isin(moves["indicator"])], t),
        ),
        rows=table,
        beside=provenance.invented_targets(table["target_provenance"]),
        unreviewed=position.of_ratings(reading, table["indicator"]) if rows else 0,
        empty="" if rows else words.sentences(title),
    )


def _move_words(row: Record, t: Translate) -> str:
    then, now = (words.status(str(row[name]), t) for name in ("previous_status", "status"))
    return words.labelled(str(row["title"]), f"{then} → {now}", t)


def _value(row: Record, when: str, indicator: Indicator, reading: Reading, t: Translate) -> str:
    """Return a value, "hidden" where it counts people and was taken out for the public.

    Args:
        when: "previous_" for the value of the meeting before.
    """
    value = row[f"{when}actual"]
    if words.missing(value) and reading.hide_small and small_numbers.counts_people(indicator):
        return t("hidden")
    counts = row[f"{when}numerator"], row[f"{when}denominator"]
    return words.with_counts(words.in_unit(value, indicator.unit, t), *counts, indicator.unit, t)


def _title(moves: pd.DataFrame, reading: Reading, t: Translate) -> str:
    if quiet := nothing_changed(reading, t):
        return quiet.rstrip(".")
    up, down = (moves["moved"].tolist().count(way) for way in ("up", "down"))
    ways = [
        t("{n} up", n=t.number(up)) if up else "",
        t("{n} down", n=t.number(down)) if down else "",
    ]
    if up + down:
        return t.plural(
            "{n} indicator moved since {meeting}: {ways}",
            "{n} indicators moved since {meeting}: {ways}",
            up + down,
            meeting=since(reading, t),
            ways=words.listed(ways, t),
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
    return t.plural("{n} more changed status", "{n} more changed status", other)


def _remarks(reading: Reading, t: Translate) -> dict[str, str]:
    """Return the latest line of the owner about each indicator and part.

    One that is as old as what is compared with speaks of the status then, so it says its month.
    """
    earlier = reading.previous.moment.known_on if reading.previous else reading.on
    return {
        str(row["subject"]): f"{row['why']} ({t.month(row['as_of'])})"
        if row["as_of"] <= earlier
        else str(row["why"])
        for row in records(by_recording(reading.frame("remarks"), "as_of"))
        if row["as_of"] <= reading.on
    }
