"""The strategic directions: statuses, mean progress, activities, countries."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ifla_metrics.charts import directions as direction_charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, statuses, unreviewed_entries, words
from ifla_metrics.figures.build import build_figure
from ifla_metrics.figures.figure import Figure, table
from ifla_metrics.figures.progress import indicators_table, part_words, rating_words
from ifla_metrics.figures.registry import Native, figure, with_scopes
from ifla_metrics.figures.statuses import statuses_of
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, indicator_status, rollup
from ifla_metrics.metrics import counting as counting_rules
from ifla_metrics.metrics.selection import NOT_STATED
from ifla_metrics.metrics.status import CODES, ON_COURSE, SIGNS
from ifla_metrics.metrics.tables import Record, each, records
from ifla_metrics.reading import Reading

CELLS = {
    "month_cells": "all,direction,measured",
    "country_cells": "all,direction,measured",
}
NEEDS = with_scopes((*change.NEEDS, "countries", "groups"), **CELLS)
PREVIOUS = with_scopes((*change.NEEDS, "countries"), **CELLS)


def status_bar(made: Figure, reading: Reading, t: Translate, *, direction: str = "") -> Any:
    """Return the bar of one direction's indicators by status, or else the chart in print.

    None where the direction has no indicator.
    """
    if not direction:
        return made.chart
    table = indicator_status.serving(statuses_of(reading), direction)
    parts: list[dict[str, Any]] = []
    start = 0
    for code in CODES:
        names = [
            reading.framework.indicator(i).short_title
            for i in table.loc[table["status"] == code, "indicator"]
        ]
        if names:
            number = t("{n} of {k}", n=t.number(len(names)), k=t.number(len(table)))
            part = {"status": code, "start": start, "end": start + len(names), "number": number}
            parts.append({**part, "words": words.status(code, t), "names": "; ".join(names)})
            start += len(names)
    return direction_charts.status_bar(pd.DataFrame(parts), t=t) if parts else None


@figure(
    name="direction-status",
    id="O-01",
    page="overview",
    label=n_("Status of the directions"),
    needs=NEEDS,
    previous=PREVIOUS,
    native=Native("stacked", "direction", CODES),
    click="status",
    screen_chart=status_bar,
)
def direction_status(reading: Reading, t: Translate) -> Figure:
    """The directions: distribution of statuses, mean with coverage, activities, countries."""
    framework, table_of_all = reading.framework, statuses_of(reading)
    directions = framework.directions
    codes = [d.code for d in directions]
    below = [indicator_status.serving(table_of_all, code) for code in codes]
    parts = small_numbers.rolled_up(rollup.by_node(table_of_all, framework, codes), reading)
    changes = change.activity_changes(reading)
    changes = changes[changes["kind"] == "direction"].set_index("scope").loc[codes].reset_index()
    limited = [statuses.limited(part, framework.cuts, t) for part in records(parts)]
    frame = pd.concat([parts, changes.drop(columns=["kind", "scope"])], axis=1).assign(
        code=codes,
        direction=[words.node_name(d, framework) for d in directions],
        apart_words=[_apart(of, t) for of in below],
        unrated=[
            "" if rateable else statuses.unrated(of, reading, t)
            for rateable, of in zip(parts["of"], below, strict=True)
        ],
        limited=limited,
        unreviewed=[unreviewed_entries.of_ratings(reading, of["indicator"]) for of in below],
        **{way: [of["moved"].tolist().count(way) for of in below] for way in ("up", "down")},
    )
    notes, brief = (
        [
            _note(row, of, reading, t, brief=short)
            for row, of in zip(records(frame), below, strict=True)
        ]
        for short in (False, True)
    )
    present = [c for c in CODES if frame[c].sum()]
    signs = words.listed((words.signed_status(c, t) for c in present), t, most=len(CODES))
    title, empty = _title(frame, table_of_all, reading, t)
    return build_figure(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=title,
        subtitle=(
            t("Indicators by status; per cent: mean progress to target"),
            signs,
            provenance.counted(reading, t, of_all=True),
            _unstated(reading, t),
        ),
        of_all=True,
        beside=provenance.invented_indicators(table_of_all),
        unreviewed=unreviewed_entries.of_ratings(reading, table_of_all["indicator"]),
        table=table(
            frame,
            t,
            "direction status mean limited? rated of with_value "
            f"{' '.join(f'{code}:number?' for code in CODES)} apart apart_words unreviewed:number? "
            "up:number down:number activities activities_before:number countries "
            "countries_before:number",
            "node with_target:number unrated:text",
            direction=n_("Direction"),
            apart_words=n_("Indicators not in the rating"),
            unreviewed=n_("Entries not yet reviewed"),
            up=n_("Indicators that moved up"),
            down=n_("Indicators that moved down"),
            activities_before=n_("Activities at the meeting before"),
            countries_before=n_("Countries at the meeting before"),
            **{code: words.status(code, t) for code in CODES},
        ),
        chart=lambda: direction_charts.status_bars(_parts(frame, present, notes, brief, t), t=t),
        alt=(
            words.labelled(name, note, t)
            for name, note in zip(frame["direction"], notes, strict=True)
        ),
        formula=words.sentences(
            part_words(framework, t, dict(zip(frame["direction"], limited, strict=True))),
            rating_words(framework, t, [*table_of_all["status"], *frame["status"]]),
        ),
        behind=indicators_table(reading, table_of_all, t),
        definition=t(explain.COUNTING[reading.choices.counting]),
        empty="" if present else empty,
    )


def _title(
    frame: pd.DataFrame, indicators: pd.DataFrame, reading: Reading, t: Translate
) -> tuple[str, str]:
    """Return how many directions are on course, and what is said where there is nothing to draw."""
    level = reading.framework.direction_level
    plural = t(level.name if len(frame) == 1 else level.plural)
    if not len(indicators):
        nothing = t("This framework has no indicators yet.")
        return nothing, nothing
    on_course = frame["status"].isin(ON_COURSE)
    if (frame["mean"].notna() | on_course).any():
        return statuses.on_course_words(int(on_course.sum()), len(frame), plural, t), ""
    said = reading.choices.documented_only or indicators["target"].notna().any()
    if said and not indicators["eligible"].any():
        unrated = words.capital(statuses.unrated(indicators, reading, t))
        return unrated, f"{unrated}."
    return (
        t("No indicator of the {directions} has enough data yet", directions=plural),
        t("No indicator has a target: progress cannot be rated."),
    )


def _apart(below: pd.DataFrame, t: Translate) -> str:
    """Return the indicators that are not in the rating, by status."""
    apart = statuses.by_status(below[~below["eligible"]])
    return words.listed(
        (f"{t.number(n)} {words.signed_status(code, t)}" for code, n in apart.items()), t
    )


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
    return unreviewed_entries.with_number(told, row["unreviewed"], t)


def _rated(row: Record, below: pd.DataFrame, reading: Reading, t: Translate, *, brief: bool) -> str:
    """Return the mean with what it rests on, then the rating: "80 %, 5 of 8 rated · ▼ behind".

    Its sign alone is brief: the line above the drawing says what the signs are.
    """
    way = statuses.of_the_way(row, below, reading, t, brief=brief)
    if row["apart"] and row["of"] and not brief:
        way = f"{way} {statuses.apart(row['apart'], t)}"
    status = row["status"]
    if words.missing(row["mean"]):
        return way
    return f"{way} · {SIGNS[status] if brief else words.signed_status(status, t)}"


def _parts(
    frame: pd.DataFrame, present: list[str], notes: list[str], brief: list[str], t: Translate
) -> pd.DataFrame:
    """Return a row for each part of each bar; a direction without indicators keeps one."""
    longest = max(1, int(frame[present].sum(axis=1).max()))
    parts = frame.assign(note=notes, brief=brief, place=range(len(frame))).melt(
        ["node", "direction", "note", "brief", "place", "of"], present, "status", "value"
    )
    parts["position"] = parts["status"].map(present.index)
    parts = parts.sort_values(["place", "position"])
    none = ~parts.groupby("place")["value"].transform("any") & (parts["position"] == 0)
    parts = parts[(parts["value"] > 0) | none]
    signs = parts["status"].map(SIGNS).where(parts["value"] > 0, "")
    numbers = parts["value"].map(lambda number: f" {number}").where(parts["value"] > 0, "")
    return pd.DataFrame(
        {
            "row": parts["node"],
            "label": parts["direction"],
            "note": parts["note"],
            "brief": parts["brief"],
            "part": parts["status"],
            "value": parts["value"],
            "position": parts["position"],
            "room": parts["value"] / longest,
            "words": signs + numbers,
            "short": signs,
            "lead": ~parts["place"].duplicated(),
            "place": parts["place"],
            "direction": parts["node"],
            "status": parts["status"],
            "status_words": [words.status(code, t) for code in parts["status"]],
            "number": [
                t("{n} of {k}", n=t.number(n), k=t.number(k)) for n, k in each(parts, "value", "of")
            ],
        }
    )
