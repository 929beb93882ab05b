"""Milestones, planned and reached, and activities that began later than planned."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.dumbbells import ladder
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import ALT_TEXT_ROWS, FigureDraft, Table, table
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain
from ifla_metrics.metrics import milestones as milestone_metrics
from ifla_metrics.metrics.selection import Record, in_direction, records
from ifla_metrics.reading import Reading

SIGNS = {"done": "●", "reached": "●", "late": "▼", "open": "◌", "overdue": "⏱"}
LIMIT = ALT_TEXT_ROWS
"""The most rows in a chart, except in a figure for one element. The table has all."""

milestones_figure = partial(
    figure,
    page="progress",
    needs=("milestones",),
    entry_kind="milestone",
    click="milestone",
    formula=explain.FORMULA["milestones"],
)
"""Declare a figure that lists milestones."""


@milestones_figure(name="milestones", id="R-02", label=n_("Milestones"))
def summary(reading: Reading, t: Translate) -> FigureDraft:
    """All milestones. The chart shows those nearest to the evaluation day."""
    milestones = in_direction(milestone_metrics.milestones(reading), reading)
    return _draft(milestones, _nearest(milestones, reading), reading, t)


@milestones_figure(
    name="ladder-",
    id="L-",
    per="row",
    order="R-01.2",
    label=n_("Milestones of {part}"),
    family_label=n_("Milestones of each part"),
)
def milestones_of(reading: Reading, t: Translate, row: str) -> FigureDraft:
    """The milestones of one element."""
    milestones = in_direction(milestone_metrics.milestones(reading, node=row), reading)
    draft = _draft(milestones, milestones, reading, t)
    element = reading.framework.node(row).short_title
    return replace(draft, title=words.labelled(element, draft.title, t))


def _draft(
    milestones: pd.DataFrame, drawn: pd.DataFrame, reading: Reading, t: Translate
) -> FigureDraft:
    fewer = t(
        "The {n} nearest to {day}; all are in the table",
        n=t.number(len(drawn)),
        day=t.date(reading.evaluation_day, "medium"),
    )
    rows = records(drawn)
    return FigureDraft(
        title=_title(milestones["state"], t),
        subtitle=(
            t("Hollow: planned; full: reached"),
            fewer if len(drawn) < len(milestones) else "",
        ),
        table=_milestones_table(milestones, reading, t),
        alt_table=_milestones_table(drawn, reading, t),
        chart=_ladder(
            drawn,
            reading,
            t,
            note=[_days_note(row, t) for row in rows],
            state_words=[_state_label(row, t) for row in rows],
        ),
        source_codes=milestones["source"],
        source_rows=milestones,
    )


def _title(states: pd.Series, t: Translate) -> str:
    """Return how many milestones are reached, and how many are overdue."""
    reached = t.plural(
        "{reached} of {n} milestone reached",
        "{reached} of {n} milestones reached",
        len(states),
        reached=t.number(int(states.isin(["done", "reached", "late"]).sum())),
    )
    n_overdue = int((states == "overdue").sum())
    overdue = t.plural("{n} overdue", "{n} overdue", n_overdue)
    return t(", ").join((reached, overdue)) if n_overdue else reached


def _nearest(milestones: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the milestones nearest to the evaluation day, in order; undated ones come last."""
    days = milestones["actual_on"].fillna(milestones["planned_on"])
    distance = days.map(lambda day: abs((day - reading.evaluation_day).days), na_action="ignore")
    ordered = milestones.assign(distance=distance.astype("float64")).reset_index(drop=True)
    return ordered.sort_values("distance", kind="stable").head(LIMIT).sort_index()


def _milestones_table(milestones: pd.DataFrame, reading: Reading, t: Translate) -> Table:
    frame = milestones.assign(
        row_name=words.node_titles(milestones["row"], reading),
        state_words=[_state_label(row, t) for row in records(milestones)],
        cited=[words.source_list(cell, t) for cell in milestones["source"]],
    )
    return table(
        frame,
        t,
        "row_name title planned_on actual_on date_as_stated state_words days_late evidence origin "
        "cited",
        "uid node state:status months_late:number",
        title=n_("Milestone"),
        date_as_stated=n_("Date as stated"),
    )


def _ladder(
    rows: pd.DataFrame, reading: Reading, t: Translate, *, note: list[str], state_words: list[str]
) -> Callable[[], alt.LayerChart]:
    """Return a function that builds a chart of planned and actual days."""
    marks = pd.DataFrame(
        {
            "row": rows["uid"],
            "uid": rows["uid"],
            "label": rows["title"],
            "note": note,
            "planned": [_iso(day) for day in rows["planned_on"]],
            "actual": [_iso(day) for day in rows["actual_on"]],
            "state": rows["state"],
            "state_words": state_words,
        }
    )
    return lambda: ladder(
        marks,
        t=t,
        today=reading.evaluation_day.isoformat(),
        today_words=t.date(reading.evaluation_day, "medium"),
    )


def _iso(day: Any) -> str | None:
    return None if words.is_missing(day) else str(day.isoformat())


def _days_note(row: Record, t: Translate) -> str:
    """Return the planned day (○) and the actual one (●), as far as they are known."""
    days = {"○": row["planned_on"], "●": row["actual_on"]}
    return "  ".join(f"{sign} {t.day(day, row['precision'])}" for sign, day in days.items() if day)


def _state_label(row: Record, t: Translate) -> str:
    """Return how many whole months a milestone is late, or else its state."""
    state, months = str(row["state"]), row["months_late"]
    label = t(milestone_metrics.MILESTONE_STATES[state])
    if months >= 1:
        label = t.plural("{n} month late", "{n} months late", int(months))
    return f"{SIGNS[state]} {label}"


@figure(
    name="plan-versus-actual",
    id="R-06",
    page="progress",
    label=n_("Planned and actual starts"),
    needs=("activities",),
    entry_kind="activity",
    click="activity",
    formula=explain.FORMULA["milestones"],
)
def plan_versus_actual(reading: Reading, t: Translate) -> FigureDraft:
    """Activities that did not begin on the planned day, the longest delays first."""
    starts = milestone_metrics.late_starts(reading)
    drawn = starts.head(LIMIT)
    rows = records(drawn)
    chart = _ladder(
        drawn,
        reading,
        t,
        note=[
            t(
                "○ {planned}  ● {actual}",
                planned=t.day(row["planned_on"], row["planned_precision"]),
                actual=t.day(row["actual_on"], row["precision"]),
            )
            for row in rows
        ],
        state_words=[
            _state_label(row, t)
            if row["state"] == "late"
            else f"{SIGNS['done']} {t('began earlier')}"
            for row in rows
        ],
    )
    fewer = t("The {n} longest delays; all are in the table", n=t.number(LIMIT))
    return FigureDraft(
        title=t.plural(
            "{n} activity began later than planned",
            "{n} activities began later than planned",
            int((starts["state"] == "late").sum()),
        ),
        subtitle=(
            t("First day, hollow: planned; full: actual"),
            fewer if len(starts) > LIMIT else "",
        ),
        table=table(
            starts,
            t,
            "title planned_on actual_on days_late months_late origin",
            "uid state:status",
            title=n_("Activity"),
            actual_on=n_("Actual"),
        ),
        chart=chart,
        source_rows=starts,
    )
