"""The strategic directions: their figure, and the cards on the Overview."""

from typing import Any

import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, ratings, small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, FigureDraft, table
from ifla_metrics.figures.progress import indicators_table
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain
from ifla_metrics.metrics import counting as counting_rules
from ifla_metrics.metrics.indicator_status import statuses_of
from ifla_metrics.metrics.selection import NOT_STATED, Record, records
from ifla_metrics.metrics.status import CODES, SIGNS
from ifla_metrics.reading import Reading

NEEDS = (*change.NEEDS, "remarks")


def status_bar(figure: Figure, _reading: Reading, t: Translate, *, direction: str = "") -> Any:
    """Return the bar of one direction; without a direction, the chart in print.

    Returns None if the direction has no indicator that can be rated.
    """
    if not direction:
        return figure.chart
    frame = figure.table.frame[figure.table.frame["node"] == direction]
    present = [code for code in CODES if frame[code].sum()]
    if not present:
        return None
    return labelled_bars.status_bar(_segments(frame.assign(note=""), present, t), t=t)


@figure(
    name="direction-status",
    id="O-01",
    page="overview",
    label=n_("Status of the directions"),
    needs=NEEDS,
    needs_previous=True,
    click="status",
    all_directions=True,
    screen_chart=status_bar,
)
def direction_status(reading: Reading, t: Translate) -> FigureDraft:
    """Statuses, mean progress, activities and countries of each direction."""
    framework, indicators = reading.framework, statuses_of(reading)
    codes = [direction.code for direction in framework.directions]
    parts, below = ratings.rated_parts(reading, indicators, codes, t)
    changes = change.activity_changes(reading)
    changes = changes[changes["kind"] == "direction"].set_index("scope").loc[codes].reset_index()
    frame = pd.concat([parts, changes.drop(columns=["kind", "scope"])], axis=1).assign(
        code=codes,
        direction=[words.node_name(direction, framework) for direction in framework.directions],
        unreviewed=[
            unreviewed_entries.count_for_ratings(reading, own["indicator"]) for own in below
        ],
        up=[int((own["moved"] == "up").sum()) for own in below],
        down=[int((own["moved"] == "down").sum()) for own in below],
    )
    frame["note"] = [_note(row, t) for row in records(frame)]
    present = [code for code in CODES if frame[code].sum()]
    signs = words.comma_list(
        (words.unbroken_status(code, t) for code in present), t, limit=len(CODES)
    )
    title = ratings.on_course_title(frame, indicators, framework.direction_level, reading, t)
    shown_indicators = small_numbers.suppress_indicators(indicators, reading)
    return FigureDraft(
        title=title,
        subtitle=(
            t("Indicators by status; per cent: mean progress to target"),
            signs,
            provenance.counting_summary(reading, t),
            _without_direction(reading, t),
        ),
        also_invented=provenance.invented_indicators(indicators),
        unreviewed=unreviewed_entries.count_for_ratings(reading, indicators["indicator"]),
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
            activities_before=n_("Activities at the previous meeting"),
            countries_before=n_("Countries at the previous meeting"),
            **{code: words.status_label(code, t) for code in CODES},
        ),
        chart=lambda: labelled_bars.status_bars(_segments(frame, present, t), t=t),
        formula=ratings.roll_up_rule(framework, t, frame["direction"], frame),
        detail_table=indicators_table(shown_indicators, reading, t),
        definition=t(explain.COUNTING[reading.choices.counting]),
        empty="" if present else words.sentences(title),
    )


def _without_direction(reading: Reading, t: Translate) -> str:
    """Return how many activities name no direction and so are on no card."""
    activities = counting_rules.by_direction(reading).set_index("direction")["full"]
    number = int(activities.get(NOT_STATED, 0))
    if not number:
        return ""
    return t.plural("{n} activity names no direction", "{n} activities name no direction", number)


def _note(row: Record, t: Translate) -> str:
    """Return the lines under a bar: mean, status and reach; its basis; unreviewed entries."""
    status = "" if words.is_missing(row["mean"]) else words.unbroken_status(row["status"], t)
    first = " · ".join(filter(None, (row["share"], status, _reach(row, t))))
    unreviewed = unreviewed_entries.title_with_count("", row["unreviewed"], t)
    return "\n".join(filter(None, (first, row["rests_on"], unreviewed)))


def _reach(row: Record, t: Translate) -> str:
    """Return "18 activities, 14 countries"."""
    return t(
        "{activities}, {countries}",
        activities=provenance.activity_count(row["activities"], t),
        countries=t.plural("{n} country", "{n} countries", int(row["countries"])),
    )


def _segments(frame: pd.DataFrame, present: list[str], t: Translate) -> pd.DataFrame:
    """Return one row per segment of each bar; an empty one for a direction without indicators."""
    segments = []
    for row in records(frame):
        for code in [code for code in present if row[code]] or present[:1]:
            sign, number = (SIGNS[code], row[code]) if row[code] else ("", 0)
            segments.append(
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
                    "status_words": words.status_label(code, t),
                    "number": t("{n} of {k}", n=t.number(number), k=t.number(row["of"])),
                }
            )
    return pd.DataFrame(segments)


def cards(figure: Figure, reading: Reading, t: Translate) -> list[Record]:
    """Return the texts of each direction's card, from the table of direction-status.

    Returns:
        One record per direction. `share` is the mean progress, or why there is none; `rests_on` its
        basis and the number of unreviewed entries; `since` the meeting that `change` compares with
        ("" without one).
    """
    return [_card(row, reading, t) for row in records(figure.table.frame)]


def _card(row: Record, reading: Reading, t: Translate) -> Record:
    status = "" if words.is_missing(row["mean"]) else row["status"]
    has_change = not words.is_missing(row["activities_before"])
    return {
        "code": row["node"],
        "name": row["direction"],
        "share": row["share"],
        "rests_on": unreviewed_entries.title_with_count(row["rests_on"], row["unreviewed"], t),
        "limited": row["limited"],
        "status": status,
        "status_words": words.unbroken_status(status, t) if status else "",
        "reach": _reach(row, t),
        "change": _change(row, t) if has_change else "",
        "since": words.comparison_day(reading.previous, t) if has_change else "",
    }


def _change(row: Record, t: Translate) -> str:
    """Return what has changed since the previous meeting, or "unchanged"."""
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
