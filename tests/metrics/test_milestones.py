"""Planned and actual days, and how late."""

from datetime import date

import pandas as pd
import pytest

from ifla_metrics.metrics import milestones
from tests.metrics.factories import day, reading, rows_of

ON = "2012-06-30"


def one(planned, actual=None, precision="day", **given):
    told = rows_of("milestones", {
        "uid": "m", "node": "K.A.1", "title": "A step", "date_precision": precision,
        "planned_on": planned and day(planned), "actual_on": actual and day(actual),
    })
    return milestones.milestones(reading(milestones=told, known_on=ON, **given)).iloc[0]


@pytest.mark.parametrize(
    ("planned", "actual", "state", "days"),
    [
        pytest.param("2012-03-31", "2012-03-31", "done", 0, id="on the day"),
        pytest.param("2012-03-31", "2012-03-01", "done", -30, id="early"),
        pytest.param("2012-03-31", "2012-04-30", "late", 30, id="late"),
        pytest.param("2012-06-30", None, "open", None, id="planned for the evaluation day"),
        pytest.param("2012-06-29", None, "overdue", 1, id="planned for the day before"),
        pytest.param(None, "2012-04-30", "done", None, id="never planned, done"),
        pytest.param(None, None, "open", None, id="never planned, not done"),
        pytest.param("2012-03-31", "2012-09-30", "overdue", 91, id="done after the evaluation day"),
    ],
)
def test_a_milestone_on_the_evaluation_day(planned, actual, state, days):
    row = one(planned, actual)

    assert row["state"] == state
    assert pd.isna(row["days_late"]) if days is None else row["days_late"] == days


def test_a_day_known_to_the_month_is_late_when_the_month_is_past():
    assert one("2012-03-01", "2012-03-31", "month")["state"] == "done"
    assert one("2012-06-01", None, "month")["state"] == "open"
    late = one("2012-03-01", "2012-05-01", "month")
    assert (late["state"], late["months_late"]) == ("late", 2)
    assert pd.isna(late["days_late"])


def test_lebanon_workshop_1_planned_october_2010_came_three_months_late():
    told = rows_of("activities", {
        "uid": "lbn-1", "title": "Workshop 1, Beirut", "date_precision": "day",
        "planned_started_on": date(2010, 10, 1), "started_on": date(2011, 1, 27),
    }, {"uid": "unplanned", "started_on": date(2011, 1, 27)})

    table = milestones.late_starts(reading(activities=told))

    assert table[["uid", "months_late"]].values.tolist() == [["lbn-1", 3]]


def test_milestones_come_by_planned_day_with_a_count_of_each_state():
    told = rows_of(
        "milestones",
        {"uid": "b", "node": "K.B.1", "planned_on": day("2012-09-30")},
        {"uid": "a", "node": "K.A.1", "planned_on": day("2012-01-31")},
    )
    found = reading(milestones=told, known_on=ON)

    table = milestones.milestones(found)

    assert table["uid"].tolist() == ["a", "b"]
    assert table["row"].tolist() == ["K.A", "K.B"]
    assert milestones.summary(table) == {"done": 0, "late": 0, "open": 1, "overdue": 1}
    assert milestones.milestones(found, node="K.B")["uid"].tolist() == ["b"]
