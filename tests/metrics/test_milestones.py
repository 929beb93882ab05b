"""Milestones and late starts by planned and actual day; leaders and resources by stage."""

from datetime import date

import pandas as pd
import pytest

from ifla_metrics.metrics import milestones, pipelines
from tests.metrics.factories import day, reading, rows_of

ON = "2012-06-30"


def one(planned, actual=None, precision="day", **given):
    told = rows_of(
        "milestones",
        {
            "uid": "m",
            "node": "K.A.1",
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
    ("first", "last", "days", "months", "known_to"),
    [
        pytest.param("2010-10-01", "2010-10-31", None, 3, "month", id="the whole month"),
        pytest.param("2010-10-01", "2010-12-31", None, 1, "quarter", id="the whole quarter"),
        pytest.param("2010-01-01", "2010-12-31", None, 1, "year", id="the whole year"),
        pytest.param("2010-10-01", None, 118, 3, "day", id="a first day alone"),
    ],
)
def test_a_plan_that_names_a_month_is_not_late_by_days(first, last, days, months, known_to):
    told = rows_of(
        "activities",
        {
            "uid": "lbn-1",
            "date_precision": "day",
            "planned_started_on": day(first),
            "planned_ended_on": last and day(last),
            "started_on": date(2011, 1, 27),
        },
    )

    row = milestones.late_starts(reading(activities=told)).iloc[0]

    assert row[["state", "months_late", "planned_precision"]].tolist() == ["late", months, known_to]
    assert pd.isna(row["days_late"]) if days is None else row["days_late"] == days


def cohorts(*rows):
    usual = {"node": "K.A", "cohort": "2012-2014", "gender": "not_stated", "qualifier": "exact"}
    return rows_of("cohorts", *({**usual, **row, "as_of": day(row["as_of"])} for row in rows))


def test_an_unknown_count_is_missing_and_a_partly_known_one_says_at_least():
    unknown = cohorts({"stage": "nominated", "as_of": "2012-01-01", "count": None})
    partly = cohorts(
        {"stage": "nominated", "as_of": "2012-01-01", "count": None},
        {"stage": "nominated", "as_of": "2012-01-01", "count": 4, "gender": "woman"},
        {"stage": "in_programme", "as_of": "2012-01-01", "count": None, "gender": "woman"},
        {"stage": "in_programme", "as_of": "2012-01-01", "count": 5, "gender": "man"},
    )

    assert pd.isna(pipelines.leaders(reading(cohorts=unknown))["count"].iloc[0])
    first, second, third = (r for _, r in pipelines.leaders(reading(cohorts=partly))[:3].iterrows())
    assert first[["count", "qualifier", "women"]].tolist() == [4, "at_least", 4]
    assert second[["count", "women", "gender_known"]].isna().all()
    assert pd.isna(third["women"])
    assert third[["count", "gender_known"]].tolist() == [5, 5]
