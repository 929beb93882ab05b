"""The strategic directions: their figure, and their cards on the Overview."""

from typing import Any

import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, ratings, small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, FigureDraft, table
from ifla_metrics.figures.progress import indicators_table
from ifla_metrics.figures.registry import figure
from ifla_metrics.figures.unreviewed_entries import with_number
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain
from ifla_metrics.metrics import counting as counting_rules
from ifla_metrics.metrics.indicator_status import statuses_of
from ifla_metrics.metrics.selection import NOT_STATED, Record, records
from ifla_metrics.metrics.status import CODES, ON_COURSE, SIGNS, WORDS
from ifla_metrics.reading import Reading

NEEDS = (*change.NEEDS, "remarks")
MOST_NAMED = 2
"""Elements of one status that the first sentence names; the chart has all."""


def status_bar(made: Figure, _reading: Reading, t: Translate, *, direction: str = "") -> Any:
    """Return the bar of one direction's indicators by status, or else the chart in print.

    None where the direction has no indicator that can be rated.
    """
    if not direction:
        return made.chart
    frame = made.table.frame[made.table.frame["node"] == direction]
    present = [code for code in CODES if frame[code].sum()]
    parts = _parts(frame.assign(note=""), present, t)
    return labelled_bars.status_bar(parts, t=t) if present else None


@figure(
    name="direction-status",
    id="O-01",
    page="overview",
    label=n_("Status of the directions"),
    needs=NEEDS,
    compared=True,
    click="status",
    of_all=True,
    screen_chart=status_bar,
)
def direction_status(reading: Reading, t: Translate) -> FigureDraft:
    """The directions: distribution of statuses, mean with coverage, activities, countries."""
    framework, table_of_all = reading.framework, statuses_of(reading)
    directions = framework.directions
    codes = [d.code for d in directions]
    parts, below = ratings.rated_parts(reading, table_of_all, codes, t)
    changes = change.activity_changes(reading)
    changes = changes[changes["kind"] == "direction"].set_index("scope").loc[codes].reset_index()
    frame = pd.concat([parts, changes.drop(columns=["kind", "scope"])], axis=1).assign(
        code=codes,
        direction=[words.node_name(d, framework) for d in directions],
        unreviewed=[unreviewed_entries.of_ratings(reading, of["indicator"]) for of in below],
        **{way: [of["moved"].tolist().count(way) for of in below] for way in ("up", "down")},
    )
    frame["note"] = [_note(row, t) for row in records(frame)]
    present = [c for c in CODES if frame[c].sum()]
    signs = words.listed((words.signed_status(c, t) for c in present), t, most=len(CODES))
    title = ratings.on_course(frame, table_of_all, framework.direction_level, reading, t)
    return FigureDraft(
        title=title,
        subtitle=(
            t("Indicators by status; per cent: mean progress to target"),
            signs,
            provenance.counted(reading, t),
            _unstated(reading, t),
        ),
        beside=provenance.invented_indicators(table_of_all),
        unreviewed=unreviewed_entries.of_ratings(reading, table_of_all["indicator"]),
        table=table(
            frame,
            t,
            "direction status mean limited? rated of with_value "
            f"{' '.join(f'{code}:number?' for code in CODES)} apart unreviewed:number? "
            "up:number down:number activities activities_before:number countries "
            "countries_before:number",
            "node with_target:number share:text rests_on:text",
            direction=n_("Direction"),
            unreviewed=n_("Entries not yet reviewed"),
            up=n_("Indicators that moved up"),
            down=n_("Indicators that moved down"),
            activities_before=n_("Activities at the meeting before"),
            countries_before=n_("Countries at the meeting before"),
            **{code: words.status(code, t) for code in CODES},
        ),
        chart=lambda: labelled_bars.status_bars(_parts(frame, present, t), t=t),
        formula=ratings.part_words(framework, t, frame["direction"], frame),
        behind=indicators_table(small_numbers.shown_indicators(table_of_all, reading), reading, t),
        definition=t(explain.COUNTING[reading.choices.counting]),
        empty="" if present else words.sentences(title),
    )


def _unstated(reading: Reading, t: Translate) -> str:
    """Return how many activities name no direction: the part that no card shows."""
    by = counting_rules.by_direction(reading).set_index("direction")["full"]
    number = int(by.get(NOT_STATED, 0))
    if not number:
        return ""
    return t.plural("{n} activity names no direction", "{n} activities name no direction", number)


def _note(row: Record, t: Translate) -> str:
    """Return a direction's mean, rating and reach; below, what they rest on, not yet reviewed."""
    status = "" if words.missing(row["mean"]) else words.signed_status(row["status"], t)
    first = " · ".join(filter(None, (row["share"], status, _reach(row, t))))
    unreviewed = with_number("", row["unreviewed"], t)
    return "\n".join(filter(None, (first, row["rests_on"], unreviewed)))


def _reach(row: Record, t: Translate) -> str:
    return t(
        "{activities}, {countries}",
        activities=provenance.activities(row["activities"], t),
        countries=t.plural("{n} country", "{n} countries", int(row["countries"])),
    )


def _parts(frame: pd.DataFrame, present: list[str], t: Translate) -> pd.DataFrame:
    """Return a row for each part of each bar; a direction without indicators keeps one."""
    parts = []
    for row in records(frame):
        for code in [code for code in present if row[code]] or present[:1]:
            sign, number = (SIGNS[code], row[code]) if row[code] else ("", 0)
            parts.append(
                {
                    "note": row["note"],
                    "row": row["node"],
                    "label": row["direction"],
                    "part": code,
                    "value": number,
                    "words": f"{sign} {number}" if number else "",
                    "short": sign,
                    "direction": row["node"],
                    "status": code,
                    "status_words": words.status(code, t),
                    "number": t("{n} of {k}", n=t.number(number), k=t.number(row["of"])),
                }
            )
    return pd.DataFrame(parts)


# On screen


def cards(figure: Figure, reading: Reading, t: Translate) -> list[Record]:
    """Return the words of a card for each direction from the table of direction-status.

    `share` is the mean of the way to the targets, or why there is none; `rests_on` says on how many
    indicators it rests, and how many entries in it nobody has reviewed; `since` is the meeting that
    `change` compares with, both empty where there was none.
    """
    return [_card(row, reading, t) for row in records(figure.table.frame)]


def not_on_course(elements: Figure, t: Translate) -> str:
    """Return which elements are not on course, by status, from the table of element-progress."""
    frame = elements.table.frame
    names = frame[~frame["status"].isin(ON_COURSE)].groupby("status")["element"].agg(list)
    return words.sentences(
        *(
            words.labelled(
                words.capital(t(WORDS[code])), words.listed(names[code], t, most=MOST_NAMED), t
            )
            for code in CODES
            if code in names
        )
    )


def _card(row: Record, reading: Reading, t: Translate) -> Record:
    known = not words.missing(row["mean"])
    meeting = "" if words.missing(row["activities_before"]) else words.day_of(reading.previous, t)
    return {
        "code": row["node"],
        "name": row["direction"],
        "share": row["share"],
        "rests_on": with_number(row["rests_on"], row["unreviewed"], t),
        "limited": row["limited"],
        "status": row["status"] if known else "",
        "status_words": words.signed_status(row["status"], t) if known else "",
        "reach": _reach(row, t),
        "change": _change(row, t) if meeting else "",
        "since": meeting,
    }


def _change(row: Record, t: Translate) -> str:
    """Return what has changed since the last meeting."""
    activities, countries = (
        round(float(row[name]) - float(row[f"{name}_before"]), 2)
        for name in ("activities", "countries")
    )
    parts = []
    if row["up"]:
        parts.append(t.plural("{n} indicator up", "{n} indicators up", int(row["up"])))
    if row["down"]:
        parts.append(t.plural("{n} indicator down", "{n} indicators down", int(row["down"])))
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
