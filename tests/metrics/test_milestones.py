"""Planned and actual days, and how late."""

from datetime import date

import pandas as pd
import pytest

from ifla_metrics.metrics import steps as milestones
from tests.metrics.factories import day, reading, rows_of

ON = "2012-06-30"


def one(planned, actual=None, precision="day", **given):
    told = rows_of(
        "milestones",
        {
            "uid": "m",
            "node": "K.A.1",
            "title": "A step",
            "date_precision": precision,
            "planned_on": planned and day(planned),
            "actual_on": actual and day(actual),
        },
    )
    return milestones.milestones(reading(milestones=told, known_on=ON, **given)).iloc[0]


@pytest.mark.parametrize(
    ("planned", "actual", "state", "days"),
    [
        pytest.param("2012-03-31", "2012-03-31", "done", 0, id="on the day"),
        pytest.param("2012-03-31", "2012-03-01", "done", -30, id="early"),
        pytest.param("2012-03-31", "2012-04-30", "late", 30, id="late"),
        pytest.param("2012-06-30", None, "open", None, id="planned for the evaluation day"),
        pytest.param("2012-06-29", None, "overdue", 1, id="planned for the day before"),
        pytest.param(None, "2012-04-30", "reached", None, id="never planned, so not in time"),
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


@pytest.mark.parametrize(
    ("planned", "actual", "months"),
    [
        pytest.param("2012-07-30", "2012-10-01", 2, id="63 days over the ends of months"),
        pytest.param("2012-08-20", "2012-10-22", 2, id="63 days within"),
        pytest.param("2012-07-30", "2012-08-01", 0, id="two days are no month"),
        pytest.param("2012-03-15", "2012-02-16", 0, id="four weeks early"),
        pytest.param("2012-03-15", "2012-01-15", -2, id="two months early"),
    ],
)
def test_days_that_are_known_make_whole_months(planned, actual, months):
    told = rows_of(
        "activities",
        {
            "uid": "a",
            "title": "A workshop",
            "date_precision": "day",
            "planned_started_on": day(planned),
            "started_on": day(actual),
        },
    )

    assert milestones.late_starts(reading(activities=told)).iloc[0]["months_late"] == months


@pytest.mark.parametrize(
    ("first", "last", "days", "months", "known_to"),
    [
        pytest.param("2010-10-01", "2010-10-31", None, 3, "month", id="the whole month"),
        pytest.param("2010-10-01", "2010-12-31", None, 1, "quarter", id="the whole quarter"),
        pytest.param("2010-01-01", "2010-12-31", None, 1, "year", id="the whole year"),
        pytest.param("2010-10-01", "2010-10-04", 118, 3, "day", id="days of a month"),
        pytest.param("2010-10-01", None, 118, 3, "day", id="a first day alone"),
    ],
)
def test_a_plan_that_names_a_month_is_not_late_by_days(first, last, days, months, known_to):
    told = rows_of(
        "activities",
        {
            "uid": "lbn-1",
            "title": "Workshop 1, Beirut",
            "date_precision": "day",
            "planned_started_on": day(first),
            "planned_ended_on": last and day(last),
            "started_on": date(2011, 1, 27),
        },
    )

    row = milestones.late_starts(reading(activities=told)).iloc[0]

    told_of = (row["state"], row["months_late"], row["planned_precision"])
    assert told_of == ("late", months, known_to)
    assert pd.isna(row["days_late"]) if days is None else row["days_late"] == days


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
    assert milestones.summary(table) == {
        "done": 0,
        "reached": 0,
        "late": 0,
        "open": 1,
        "overdue": 1,
    }
    assert milestones.milestones(found, node="K.B")["uid"].tolist() == ["b"]
