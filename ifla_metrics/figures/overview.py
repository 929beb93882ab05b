"""Overview: progress by direction and by element, and the cards of the directions."""

from functools import partial

import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.charts.bullet_rows import bullet_rows
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, ratings, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, table
from ifla_metrics.figures.progress import bullet_legend, bullet_marks
from ifla_metrics.figures.registry import NativeChart, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, rollup
from ifla_metrics.metrics.indicator_status import NEEDS, chosen_statuses, statuses_of, under_node
from ifla_metrics.metrics.selection import Record, records
from ifla_metrics.metrics.status import CODES, ON_COURSE, SIGNS
from ifla_metrics.reading import Reading


@figure(
    name="direction-status",
    id="O-01",
    page="overview",
    label=n_("Status of the directions"),
    needs=NEEDS,
    needs_previous=NEEDS,
    click="status",
    all_directions=True,
)
def direction_status(reading: Reading, t: Translate, *, direction: str = "") -> Figure:
    """Statuses, mean progress, activities and countries of each direction.

    `direction` is the one whose bar is the chart on screen.
    """
    framework, indicators = reading.framework, statuses_of(reading)
    codes = [node.code for node in framework.directions]
    parts = ratings.rated_parts(reading, indicators, codes, t)
    below = [under_node(indicators, framework, code) for code in codes]
    changes = change.activity_changes(reading)
    changes = changes[changes["kind"] == "direction"].set_index("scope").loc[codes].reset_index()
    frame = pd.concat([parts, changes.drop(columns=["kind", "scope"])], axis=1).assign(
        code=codes,
        direction=[words.node_name(node, framework) for node in framework.directions],
        unreviewed=[
            unreviewed_entries.count_for_ratings(reading, own["indicator"]) for own in below
        ],
        up=[int((own["moved"] == "up").sum()) for own in below],
        down=[int((own["moved"] == "down").sum()) for own in below],
    )
    frame["note"] = [_note(row, t) for row in records(frame)]
    present = [code for code in CODES if frame[code].sum()]
    title = ratings.on_course_title(frame, framework.direction_level, reading, t)
    shown = frame[frame["node"] == direction] if direction else frame
    draw = partial(labelled_bars.status_bars, named=not direction)
    has_bar = not direction or shown[present].any(axis=None)
    return Figure(
        title=title,
        lines=(
            t("Indicators by status; per cent: mean progress to target"),
            t(", ").join(words.status_label(code, t) for code in present),
            provenance.counting_summary(reading, t),
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
        chart=partial(draw, _segments(shown, present, t), t=t) if has_bar else None,
        formula=ratings.roll_up_rule(framework, t),
        definition=t(explain.COUNTING[reading.choices.counting]),
        empty="" if present else words.sentences(title),
    )


def _note(row: Record, t: Translate) -> str:
    """Return the lines under a bar: mean, status and reach; its basis; unreviewed entries."""
    status = "" if words.is_missing(row["mean"]) else words.status_label(row["status"], t)
    first = " · ".join(filter(None, (row["share"], status, _reach(row, t))))
    unreviewed = unreviewed_entries.title_with_count("", row["unreviewed"], t)
    return "\n".join(filter(None, (first, row["rests_on"], unreviewed)))


def _reach(row: Record, t: Translate, *, changes: bool = False) -> str:
    """Return "18 activities, 14 countries"; with changes "18 activities (+5), 14 countries"."""
    texts = {
        "activities": t.plural("{n} activity", "{n} activities", row["activities"]),
        "countries": t.plural("{n} country", "{n} countries", row["countries"]),
    }
    for name, text in texts.items():
        if changes and (change := _change(row, name)):
            texts[name] = f"{text} ({words.signed(change, t)})".replace(" ", "\u00a0")
    return t(", ").join(texts.values())


def _change(row: Record, name: str) -> float:
    """Return by how much a count of a direction has changed since the previous meeting."""
    return float(round(row[name] - row[f"{name}_before"], 2))


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
                    "number": t("{n} of {k}", n=number, k=row["of"]),
                }
            )
    return pd.DataFrame(segments)


@figure(
    name="element-progress",
    id="O-02",
    page="overview",
    label=n_("Progress by element"),
    needs=NEEDS,
    needs_previous=NEEDS,
    native=NativeChart("bar", "element", ("mean", "expected")),
    key_number=n_("on course"),
    click="element",
    empty=n_("No indicator is defined here"),
)
def element_progress(reading: Reading, t: Translate) -> Figure:
    """Mean progress, owner, status and last report of each element."""
    framework, indicators = reading.framework, chosen_statuses(reading)
    codes = [node.code for node in framework.nodes if node.code in {*indicators["row"]}]
    frame = ratings.rated_parts(reading, indicators, codes, t)
    before = chosen_statuses(reading.previous) if reading.previous else indicators[:0]
    frame = frame.assign(
        element=words.node_titles(codes, reading, t),
        owner=words.group_names(map(framework.owner_of_node, codes), reading, t),
        previous=rollup.by_node(before, framework, codes)["mean"].mask(frame["hidden"]),
    )
    elements = table(
        frame,
        t,
        "element owner mean expected:percent previous:percent rated of with_value apart status "
        "limited? reports_overdue:number last_report",
        f"{' '.join(f'{code}:number' for code in CODES)} node with_target:number",
        element=framework.row_level.name,
        expected=n_("Expected by now"),
        previous=n_("At the previous meeting"),
        reports_overdue=n_("Reports overdue"),
        **{code: words.status_label(code, t) for code in CODES},
    )
    n_good, n_with_target = frame["status"].isin(ON_COURSE).sum(), (frame["of"] > 0).sum()
    marks = bullet_marks(
        elements,
        frame.assign(progress=frame["mean"]),
        t,
        row=frame["node"],
        element=frame["node"],
        label=frame["element"],
        value=elements.joined(t, "rated/of mean"),
        under=frame["owner"],
    )
    return Figure(
        title=ratings.on_course_title(frame, framework.row_level, reading, t),
        lines=(
            t(
                "Mean progress of the rated indicators towards the target of {period}",
                period=reading.period.title,
            ),
            t(
                "{n} of {k} {rows} with indicators",
                n=len(codes),
                k=len(framework.rows),
                rows=t(framework.row_level.plural).lower(),
            ),
        ),
        legend=words.sentences(bullet_legend(reading, t), t("x of y: indicators rated")),
        table=elements,
        key_number=t("{n} of {k}", n=n_good, k=n_with_target) if n_with_target else "",
        chart=lambda: bullet_rows(marks, t=t, code="element", tooltip=elements.tooltip),
        formula=ratings.roll_up_rule(framework, t),
        definition=t(explain.FORMULA["progress"]),
        source_rows=indicators,
    )


def cards(figure: Figure, reading: Reading, t: Translate) -> list[Record]:
    """Return the texts of each direction's card, from the table of direction-status.

    Returns:
        One record per direction. `share` is the mean progress, or why there is none; `rests_on` its
        basis and the number of unreviewed entries; `since` the meeting that the changes refer to
        ("" without one).
    """
    return [_card(row, reading, t) for row in records(figure.table.frame)]


def _card(row: Record, reading: Reading, t: Translate) -> Record:
    status = "" if words.is_missing(row["mean"]) else row["status"]
    return {
        "code": row["node"],
        "name": row["direction"],
        "share": row["share"],
        "rests_on": unreviewed_entries.title_with_count(row["rests_on"], row["unreviewed"], t),
        "limited": row["limited"],
        "status": status,
        "status_words": words.status_label(status, t) if status else "",
        "reach": _reach(row, t, changes=reading.previous is not None),
        "moves": _moves(row, t) if reading.previous else "",
        "since": words.comparison_day(reading.previous, t),
    }


def _moves(row: Record, t: Translate) -> str:
    """Return how many indicators have moved, or "unchanged" if the counts are the same as well."""
    moves = (
        (row["up"], t.plural("{n} indicator up", "{n} indicators up", row["up"])),
        (row["down"], t.plural("{n} indicator down", "{n} indicators down", row["down"])),
    )
    counted = _change(row, "activities") or _change(row, "countries")
    moved = [text.replace(" ", "\u00a0") for number, text in moves if number]
    return t(", ").join(moved) or ("" if counted else t("unchanged"))
