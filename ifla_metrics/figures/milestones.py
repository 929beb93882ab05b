"""Milestones, planned and reached, and activities that began later than planned."""

from collections.abc import Callable
from datetime import date
from functools import partial

import altair as alt
import pandas as pd

from ifla_metrics.charts.dumbbells import ladder
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import ALT_TEXT_ROWS, Figure, table
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain
from ifla_metrics.metrics import milestones as milestone_metrics
from ifla_metrics.metrics.selection import Record, in_direction, records
from ifla_metrics.reading import Reading

SIGNS = {"done": "●", "reached": "●", "late": "▼", "open": "◌", "overdue": "⏱"}
LIMIT = ALT_TEXT_ROWS
"""The most rows in a chart. The table has all."""

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
@milestones_figure(name="ladder-", id="L-", per="row", label=n_("Milestones of {part}"))
def milestones(reading: Reading, t: Translate, element: str = "") -> Figure:
    """The milestones of one or all elements. The chart has those nearest to the evaluation day."""
    milestones = in_direction(milestone_metrics.milestones(reading, node=element or None), reading)
    frame = milestones.assign(
        row_name=words.node_titles(milestones["row"], reading, t),
        state_words=[_state_label(row, t) for row in records(milestones)],
        cited=[words.source_list(cell, t) for cell in milestones["source"]],
    )
    nearest = t("The {n} nearest in time; all are in the data file", n=LIMIT)
    return Figure(
        title=_title(milestones["state"], t),
        lines=(
            t("Hollow: planned; full: reached"),
            nearest if len(frame) > LIMIT else "",
        ),
        table=table(
            frame,
            t,
            "row_name title planned_on actual_on date_as_stated state_words days_late evidence "
            "origin cited",
            "uid node state:status months_late:number",
            title=n_("Milestone"),
        ),
        chart=_ladder(_nearest(frame, reading), reading, t),
        source_codes=milestones["source"],
        source_rows=milestones,
    )


def _title(states: pd.Series, t: Translate) -> str:
    """Return how many milestones are reached, and how many are overdue."""
    reached = t.plural(
        "{reached} of {n} milestone reached",
        "{reached} of {n} milestones reached",
        len(states),
        reached=t.number(states.isin(["done", "reached", "late"]).sum()),
    )
    n_overdue = int((states == "overdue").sum())
    overdue = t.plural("{n} overdue", "{n} overdue", n_overdue)
    return t(", ").join((reached, overdue)) if n_overdue else reached


def _nearest(milestones: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the milestones nearest to the evaluation day, in order; undated ones come last."""
    days = milestones["actual_on"].fillna(milestones["planned_on"])
    distance = days.map(lambda day: abs((day - reading.evaluation_day).days), na_action="ignore")
    nearest = distance.astype("float64").sort_values(kind="stable").index[:LIMIT]
    return milestones[milestones.index.isin(nearest)]


def _ladder(
    milestones: pd.DataFrame, reading: Reading, t: Translate
) -> Callable[[], alt.LayerChart]:
    """Return a function that builds a chart of planned and actual days."""
    days = {
        column: milestones[f"{column}_on"].map(date.isoformat, na_action="ignore")
        for column in ("planned", "actual")
    }
    marks = milestones[["uid", "state", "state_words"]].assign(
        row=milestones["uid"],
        label=milestones["title"],
        note=[_days_note(row, t) for row in records(milestones)],
        **days,
    )
    day = reading.evaluation_day
    return lambda: ladder(marks, t=t, today=day.isoformat(), today_words=t.date(day, "medium"))


def _days_note(row: Record, t: Translate) -> str:
    """Return the planned day (○) and the actual one (●), as far as they are known."""
    precision = str(row["precision"])
    days = {
        "○": (row["planned_on"], str(row.get("planned_precision", precision))),
        "●": (row["actual_on"], precision),
    }
    return "  ".join(f"{sign} {t.day(*known)}" for sign, known in days.items() if known[0])


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
def plan_versus_actual(reading: Reading, t: Translate) -> Figure:
    """Activities that did not begin on the planned day, the longest delays first."""
    starts = milestone_metrics.late_starts(reading)
    early = f"{SIGNS['done']} {t('began earlier')}"
    labels = [early if r["state"] == "done" else _state_label(r, t) for r in records(starts)]
    longest = t("The {n} longest delays; all are in the data file", n=LIMIT)
    return Figure(
        title=t.plural(
            "{n} activity began later than planned",
            "{n} activities began later than planned",
            int((starts["state"] == "late").sum()),
        ),
        lines=(
            t("First day, hollow: planned; full: actual"),
            longest if len(starts) > LIMIT else "",
        ),
        table=table(
            starts,
            t,
            "title planned_on actual_on days_late months_late origin",
            "uid state:status",
            title=n_("Activity"),
            actual_on=n_("Actual"),
        ),
        chart=_ladder(starts.assign(state_words=labels).head(LIMIT), reading, t),
        source_rows=starts,
    )
