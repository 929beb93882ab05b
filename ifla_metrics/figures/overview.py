"""The strategic directions: their figure, their cards on the Overview, and its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, statuses, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, build_figure, table
from ifla_metrics.figures.progress import indicators_table, part_words, rated_parts
from ifla_metrics.figures.registry import Native, figure, with_scopes
from ifla_metrics.figures.statuses import statuses_of
from ifla_metrics.figures.unreviewed_entries import with_number
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, indicator_status
from ifla_metrics.metrics import counting as counting_rules
from ifla_metrics.metrics.selection import NOT_STATED, Record, each, records
from ifla_metrics.metrics.status import CODES, ON_COURSE, SIGNS, WORDS
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
    numbers = pd.Series(statuses.by_status(table), dtype=int)
    titles = table["indicator"].map({i.code: i.short_title for i in reading.framework.indicators})
    parts = pd.DataFrame(
        {
            "status": numbers.index,
            "start": numbers.cumsum() - numbers,
            "end": numbers.cumsum(),
            "number": [t("{n} of {k}", n=t.number(n), k=t.number(len(table))) for n in numbers],
            "words": [words.status(code, t) for code in numbers.index],
            "names": ["; ".join(titles[table["status"] == code]) for code in numbers.index],
        }
    )
    return labelled_bars.status_bar(parts, t=t) if len(parts) else None


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
    parts, below = rated_parts(reading, table_of_all, codes, t)
    changes = change.activity_changes(reading)
    changes = changes[changes["kind"] == "direction"].set_index("scope").loc[codes].reset_index()
    frame = pd.concat([parts, changes.drop(columns=["kind", "scope"])], axis=1).assign(
        code=codes,
        direction=[words.node_name(d, framework) for d in directions],
        apart_words=[_apart(of, t) for of in below],
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
            provenance.counted(reading, t),
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
        chart=lambda: labelled_bars.status_bars(_parts(frame, present, notes, brief, t), t=t),
        alt=(
            words.labelled(name, note, t)
            for name, note in zip(frame["direction"], notes, strict=True)
        ),
        formula=part_words(framework, t, frame["direction"], frame, table_of_all["status"]),
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
    told = f"{_rated(row, below, reading, t, brief=brief)} · {_reach(row, t)}"
    return unreviewed_entries.with_number(told, row["unreviewed"], t)


def _reach(row: Record, t: Translate) -> str:
    return t(
        "{activities}, {countries}",
        activities=provenance.activities(row["activities"], t),
        countries=t.plural("{n} country", "{n} countries", int(row["countries"])),
    )


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
            "words": signs + numbers,
            "short": signs,
            "place": parts["place"],
            "direction": parts["node"],
            "status": parts["status"],
            "status_words": [words.status(code, t) for code in parts["status"]],
            "number": [
                t("{n} of {k}", n=t.number(n), k=t.number(k)) for n, k in each(parts, "value", "of")
            ],
        }
    )


# On screen


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
    elif reading.hide_small and row["with_value"] and row["status"] != "too_few_data":
        share = t("mean hidden")
    else:
        share = t(WORDS[row["status"]])
    meeting = "" if words.missing(row["activities_before"]) else words.day_of(reading.previous, t)
    return DirectionCard(
        code=row["node"],
        name=row["direction"],
        share=share,
        rated=_card_rated(row, t),
        limited=str(row["limited"] or ""),
        status=row["status"] if known else "",
        status_words=words.signed_status(row["status"], t) if known else "",
        reach=_reach(row, t),
        change=_change(row, t) if meeting else "",
        since=meeting,
    )


def _card_rated(row: Record, t: Translate) -> str:
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
