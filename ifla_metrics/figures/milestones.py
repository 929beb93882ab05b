"""Steps on the way: a summary, a ladder for each programme row, and starts that came late."""

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.then_now import ladder
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import MOST_IN_WORDS, FigureDraft, Table, table
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, steps
from ifla_metrics.metrics.selection import Record, records, serving
from ifla_metrics.reading import Reading

NEEDS = ("milestones",)
LATE_NEEDS = ("activities",)
SIGNS = {"done": "●", "reached": "●", "late": "▼", "open": "◌", "overdue": "⏱"}
MOST = MOST_IN_WORDS
"""Rungs in the summary's chart: those nearest to the evaluation day; the table has all."""


@figure(
    name="milestones",
    id="R-02",
    page="progress",
    label=n_("Milestones"),
    needs=NEEDS,
    entries="milestone",
    click="milestone",
)
def summary(reading: Reading, t: Translate) -> FigureDraft:
    """All milestones: the latest ones drawn, all in the table."""
    found = serving(steps.milestones(reading), reading)
    return _ladder(reading, t, found, _nearest(found, reading))


@figure(
    name="ladder-",
    id="L-",
    page="progress",
    each="row",
    order="R-01.2",
    label=n_("Milestones of {part}"),
    label_of_all=n_("Milestones of each part"),
    needs=NEEDS,
    entries="milestone",
    click="milestone",
)
def ladder_of(reading: Reading, t: Translate, row: str) -> FigureDraft:
    """The milestones of one programme row."""
    found = serving(steps.milestones(reading, node=row), reading)
    return _ladder(reading, t, found, found, row)


def _ladder(
    reading: Reading, t: Translate, found: pd.DataFrame, drawn: pd.DataFrame, part: str = ""
) -> FigureDraft:
    title = _title(found["state"], t)
    if part:
        title = words.labelled(words.parts_of([part], reading)[0], title, t)
    frame = _marks(
        drawn,
        note=[_note(r, t) for r in records(drawn)],
        state_words=[_state(r, t) for r in records(drawn)],
    )
    fewer = t(
        "The {n} nearest to {day}; all are in the table",
        n=t.number(len(drawn)),
        day=t.date(reading.evaluation_day, "medium"),
    )
    return FigureDraft(
        title=title,
        subtitle=(
            t("Hollow: planned; full: reached"),
            fewer if len(drawn) < len(found) else "",
        ),
        table=_twin(reading, found, t),
        told=_twin(reading, drawn, t),
        chart=lambda: _chart(frame, reading, t),
        formula=t(explain.FORMULA["milestones"]),
        cited=found["source"],
        rows=found,
    )


def _title(states: pd.Series, t: Translate) -> str:
    """Return how many are reached, and how many are overdue."""
    reached = t.plural(
        "{reached} of {n} milestone reached",
        "{reached} of {n} milestones reached",
        len(states),
        reached=t.number(int(states.isin(["done", "reached", "late"]).sum())),
    )
    number = int((states == "overdue").sum())
    overdue = t.plural("{n} overdue", "{n} overdue", number)
    return t(", ").join((reached, overdue)) if number else reached


def _marks(found: pd.DataFrame, *, note: list[str], state_words: list[str]) -> pd.DataFrame:
    """Return the rows of the ladder's chart, days as ISO text."""
    return pd.DataFrame(
        {
            "row": found["uid"],
            "uid": found["uid"],
            "label": found["title"],
            "note": note,
            "planned": [_iso(day) for day in found["planned_on"]],
            "actual": [_iso(day) for day in found["actual_on"]],
            "state": found["state"],
            "state_words": state_words,
        }
    )


def _chart(frame: pd.DataFrame, reading: Reading, t: Translate) -> alt.LayerChart:
    return ladder(
        frame,
        t=t,
        today=reading.evaluation_day.isoformat(),
        today_words=t.date(reading.evaluation_day, "medium"),
    )


def _nearest(found: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the milestones nearest to the evaluation day, in their order; undated ones last."""
    days = found["actual_on"].fillna(found["planned_on"])
    distance = days.map(lambda day: abs((day - reading.evaluation_day).days), na_action="ignore")
    placed = found.assign(distance=distance.astype("float64")).reset_index(drop=True)
    return placed.sort_values("distance", kind="stable").head(MOST).sort_index()


def _iso(day: Any) -> str | None:
    return None if words.missing(day) else str(day.isoformat())


def _note(row: Record, t: Translate) -> str:
    """Return the days as the drawing has them: planned is hollow, reached is full."""
    days = {"○": row["planned_on"], "●": row["actual_on"]}
    return "  ".join(f"{sign} {t.day(day, row['precision'])}" for sign, day in days.items() if day)


def _state(row: Record, t: Translate) -> str:
    """Return how many whole months late it is, else its state."""
    state, months = str(row["state"]), row["months_late"]
    told = t(steps.STATES[state])
    if months >= 1:
        told = t.plural("{n} month late", "{n} months late", int(months))
    return f"{SIGNS[state]} {told}"


def _twin(reading: Reading, found: pd.DataFrame, t: Translate) -> Table:
    frame = found.assign(
        row_name=words.parts_of(found["row"], reading),
        state_words=[_state(r, t) for r in records(found)],
        cited=[words.codes_of(s, t) for s in found["source"]],
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


@figure(
    name="plan-versus-actual",
    id="R-06",
    page="progress",
    label=n_("Planned and actual starts"),
    needs=LATE_NEEDS,
    entries="activity",
    click="activity",
)
def plan_versus_actual(reading: Reading, t: Translate) -> FigureDraft:
    """Activities that began on another day than planned, the latest first."""
    found = steps.late_starts(reading)
    rows = records(found)
    frame = _marks(
        found.head(MOST),
        note=[
            t(
                "○ {planned}  ● {actual}",
                planned=t.day(r["planned_on"], r["planned_precision"]),
                actual=t.day(r["actual_on"], r["precision"]),
            )
            for r in rows[:MOST]
        ],
        state_words=[
            _state(r, t) if r["state"] == "late" else f"{SIGNS['done']} {t('began earlier')}"
            for r in rows[:MOST]
        ],
    )
    fewer = t("The {n} longest delays; all are in the table", n=t.number(MOST))
    return FigureDraft(
        title=t.plural(
            "{n} activity began later than planned",
            "{n} activities began later than planned",
            sum(row["state"] == "late" for row in rows),
        ),
        subtitle=(
            t("First day, hollow: planned; full: actual"),
            fewer if len(rows) > MOST else "",
        ),
        table=table(
            found,
            t,
            "title planned_on actual_on days_late months_late origin",
            "uid state:status",
            title=n_("Activity"),
            actual_on=n_("Actual"),
        ),
        chart=lambda: _chart(frame, reading, t),
        formula=t(explain.FORMULA["milestones"]),
        rows=found,
    )
