"""Lateness of milestones and activities, and the pipeline of leaders."""

from datetime import date

import pandas as pd
import pytest

from ifla_metrics.metrics import milestones, pipelines
from tests.metrics import factories as make
from tests.metrics.factories import day


@pytest.mark.parametrize(
    ("planned", "actual", "precision", "expected"),
    [
        pytest.param("2012-03-31", "2012-03-31", "day", ("done", 0, 0), id="on the day"),
        pytest.param("2012-03-31", "2012-03-01", "day", ("done", -30, 0), id="early"),
        pytest.param("2012-03-31", "2012-04-30", "day", ("late", 30, 0), id="late"),
        pytest.param("2012-06-30", None, "day", ("open", None, None), id="planned for that day"),
        pytest.param("2012-06-29", None, "day", ("overdue", 1, 0), id="for the day before"),
        pytest.param(None, "2012-04-30", "day", ("reached", None, None), id="never planned"),
        pytest.param(None, None, "day", ("open", None, None), id="neither planned nor reached"),
        pytest.param("2012-03-31", "2012-09-30", "day", ("overdue", 91, 2), id="reached later"),
        pytest.param("2012-03-01", "2012-03-31", "month", ("done", None, 0), id="in the month"),
        pytest.param("2012-03-01", "2012-05-01", "month", ("late", None, 2), id="months late"),
        pytest.param("2012-06-01", None, "month", ("open", None, None), id="in this month"),
    ],
)
def test_the_state_and_lateness_of_a_milestone_on_30_june(planned, actual, precision, expected):
    days = {"planned_on": planned and day(planned), "actual_on": actual and day(actual)}
    row = {"uid": "m", "node": "K.A.1", "date_precision": precision, **days}
    reading = make.reading(milestones=make.records("milestones", row), known_on="2012-06-30")

    [cells] = milestones.milestones(reading)[["state", "days_late", "months_late"]].to_numpy()
    assert tuple(None if cell != cell else cell for cell in cells) == expected


@pytest.mark.parametrize(
    ("first", "last", "days", "months", "precision"),
    [
        pytest.param("2010-10-01", "2010-10-31", None, 3, "month", id="a whole month"),
        pytest.param("2010-10-01", "2010-12-31", None, 1, "quarter", id="a whole quarter"),
        pytest.param("2010-01-01", "2010-12-31", None, 1, "year", id="a whole year"),
        pytest.param("2010-10-01", None, 118, 3, "day", id="a first day only"),
    ],
)
def test_a_plan_that_names_a_month_is_not_late_by_days(first, last, days, months, precision):
    activity = {
        "date_precision": "day",
        "planned_started_on": day(first),
        "planned_ended_on": last and day(last),
        "started_on": date(2011, 1, 27),
    }

    reading = make.reading(activities=make.records("activities", activity))
    row = milestones.late_starts(reading).iloc[0]

    assert row[["state", "months_late", "planned_precision"]].tolist() == [
        "late",
        months,
        precision,
    ]
    assert pd.isna(row["days_late"]) if days is None else row["days_late"] == days


def leaders(*rows):
    """Return the counts of one cohort, by stage."""
    defaults = {"node": "K.A", "cohort": "2012-2014", "gender": "not_stated", "qualifier": "exact"}
    defaults["as_of"] = day("2012-01-01")
    records = make.records("cohorts", *({**defaults, **row} for row in rows))
    return pipelines.leaders(make.reading(cohorts=records))


def test_an_unknown_count_of_leaders_is_missing_and_a_partly_known_one_says_at_least():
    unknown = leaders({"stage": "nominated", "count": None})
    partly_known = leaders(
        {"stage": "nominated", "count": None},
        {"stage": "nominated", "count": 4, "gender": "woman"},
        {"stage": "in_programme", "count": None, "gender": "woman"},
        {"stage": "in_programme", "count": 5, "gender": "man"},
    )

    assert pd.isna(unknown["count"].iloc[0])
    first, second, third = (row for _, row in partly_known[:3].iterrows())
    assert first[["count", "qualifier", "women"]].tolist() == [4, "at_least", 4]
    assert second[["count", "women", "gender_known"]].isna().all()
    assert pd.isna(third["women"])
    assert third[["count", "gender_known"]].tolist() == [5, 5]
