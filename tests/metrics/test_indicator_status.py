"""The status of each indicator: actual, expected value, target in force and reports."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ifla_metrics.metrics.indicator_status import indicator_status, trend
from tests.metrics import factories as make
from tests.metrics.factories import Activity, day

JANUARY_2013 = {"known_on": "2013-01-15"}
"""After the period, before its last report is due."""


def reading_of(indicator, targets, values, **options):
    rows = [
        {"as_of": day(d), **(value if isinstance(value, dict) else {"value": value})}
        for d, value in values
    ]
    framework = make.framework([indicator], targets)
    return make.reading(framework=framework, values=make.values(*rows), **options)


def status_row(indicator=None, targets=(), values=(), **options):
    reading = reading_of(indicator or make.indicator(), targets, values, **options)
    return indicator_status(reading).iloc[0]


def test_progress_is_compared_with_the_expected_value_on_the_date_of_the_data():
    values = [("2011-12-31", 50), ("2012-09-30", 60)]
    row = status_row(targets=[make.target(100)], values=values, **JANUARY_2013)

    assert (row["actual"], row["as_of"]) == (60, date(2012, 9, 30))
    assert row["expected"] == pytest.approx(100 * 639 / 731)
    assert row["expected_progress"] == pytest.approx(639 / 731)
    assert (row["progress"], row["status"]) == (0.6, "behind")


def test_the_target_in_force_is_the_latest_decided_by_the_known_on_day():
    targets = [make.target(30), make.target(40, decided_on="2011-12-07")]

    before, after = (
        status_row(targets=targets, values=[("2012-09-30", 30)], known_on=known_on)
        for known_on in ("2011-11-30", "2013-01-15")
    )

    assert (before["target"], before["revised"]) == (30, False)
    assert (after["target"], after["revised"]) == (40, True)


@pytest.mark.parametrize(
    ("period", "target"), [("2011-2012", 30), ("2011", 10), ("2012-Q1", 20), ("strategy", 30)]
)
def test_a_period_is_rated_against_the_first_target_due_on_its_last_day_or_later(period, target):
    due_days = {10: "2011-12-31", 20: "2012-06-30", 30: "2012-12-31"}
    targets = [make.target(value, due_on) for value, due_on in due_days.items()]

    assert status_row(targets=targets, period=period)["target"] == target


def test_a_non_cumulative_sum_is_rated_for_each_period_separately():
    by_year = make.indicator(time_rule="non_cumulative", frequency="year")
    targets = [make.target(3, "2011-12-31"), make.target(3, "2012-12-31")]
    values = [("2011-12-31", 6), ("2012-12-31", 2)]

    first, both = (status_row(by_year, targets, values, period=p) for p in ("2011", "2011-2012"))

    assert (first["within"], both["within"]) == ("", "2012")
    assert (first["actual"], first["status"]) == (6, "achieved")
    assert (both["actual"], both["status"]) == (2, "behind")
    assert both["progress"] == pytest.approx(2 / 3)
    assert trend(reading_of(by_year, targets, values), "I1")["actual"].tolist() == [6, 2]

    # Until the second period has a report, the first one is rated.
    row = status_row(by_year, targets, [("2011-12-31", 2)], known_on="2012-06-30")
    assert (row["actual"], row["target_due"]) == (2, date(2011, 12, 31))
    assert row["status"] == "behind"


def test_under_real_data_only_a_synthetic_value_is_a_report_but_gives_no_number():
    values = [("2012-06-30", 90), ("2012-09-30", {"value": 95, "provenance": "synthetic"})]

    real_only = {"choices": {"documented_only": True}, "known_on": "2012-11-01"}
    row = status_row(targets=[make.target(100)], values=values, **real_only)

    assert (row["actual"], row["as_of"]) == (90, date(2012, 6, 30))
    assert (row["reports_missing"], row["last_report"]) == (0, date(2012, 6, 30))


def test_an_indicator_without_reports_has_no_data_and_its_reports_are_overdue():
    row = status_row(targets=[make.target(100)], **JANUARY_2013)

    assert (row["status"], row["state"]) == ("no_data", "overdue")
    assert (row["overdue_since"], row["reports_missing"]) == (date(2011, 4, 30), 7)
    assert pd.isna(row["actual"])


@pytest.mark.parametrize(
    ("as_of", "period", "status"),
    [
        pytest.param("2012-12-31", "2012", "not_achieved", id="on the due day"),
        pytest.param("2012-12-30", "2012", "no_baseline", id="on the day before"),
        pytest.param("2012-09-30", "2012-Q3", "no_baseline", id="before the due day"),
    ],
)
def test_without_a_baseline_a_target_is_not_achieved_after_its_due_day(as_of, period, status):
    indicator = make.indicator(baseline=None, baseline_on=None, frequency="year", due_days=400)
    options = {"period": period, "known_on": "2013-03-01"}

    row = status_row(indicator, [make.target(90)], [(as_of, 88.2)], **options)

    assert (row["status"], pd.isna(row["progress"])) == (status, True)


@pytest.mark.parametrize(
    ("data_source", "measure"), [("log", "activities"), ("records", "milestones")]
)
def test_an_indicator_computed_from_an_empty_log_has_no_data(data_source, measure):
    indicator = make.indicator(data_source=data_source, measure=measure)
    planned = make.records("milestones", {"node": "K.A.1", "planned_on": day("2012-02-01")})
    reading = reading_of(indicator, [make.target(100)], (), milestones=planned)

    row = indicator_status(reading).iloc[0]
    assert (row["status"], row["state"], row["as_of"]) == ("no_data", "", None)
    assert pd.isna(row["actual"])
    assert trend(reading, "I1").empty


@pytest.mark.parametrize(
    ("direction", "known_on", "last_reports"),
    [
        ("", "2013-01-15", ["2012-11-30", "2012-09-30"]),
        ("", "2012-09-10", ["2012-09-10", "2012-09-10"]),
        ("SD1", "2013-01-15", ["2012-03-31", "2012-03-31"]),
        ("SD2", "2013-01-15", ["2012-11-30", "2012-09-30"]),
        ("SD3", "2013-01-15", ["None", "None"]),
    ],
)
def test_an_activity_of_another_direction_is_not_a_report(direction, known_on, last_reports):
    everything = make.indicator("I1", data_source="log", measure="activities")
    element = make.indicator("I2", data_source="log", measure="activities", scope="K.A")
    targets = [make.target(100), make.target(100, code="I2")]
    activities = [
        Activity(day("2012-03-05"), elements=("K.A",), weights={"SD1": 1200}),
        Activity(day("2012-09-05"), elements=("K.A",), weights={"SD2": 1200}),
        Activity(day("2012-11-05"), elements=("K.B",), weights={"SD2": 1200}),
    ]
    reading = make.reading(
        activities,
        framework=make.framework([everything, element], targets),
        choices={"direction": direction},
        known_on=known_on,
    )

    assert [str(day) for day in indicator_status(reading)["last_report"]] == last_reports


def test_the_value_of_one_region_has_the_status_of_all_regions_and_no_target():
    on = {"as_of": day("2012-09-30")}
    values = [{"value": 80.0, "country": "BWA", **on}, {"value": 20.0, "country": "NPL", **on}]
    without_country = {**values[1], "country": "", "indicator": "I2"}
    framework = make.framework(
        [make.indicator(), make.indicator("I2")], [make.target(100), make.target(100, code="I2")]
    )
    everywhere, africa = (
        make.reading(framework=framework, values=make.values(*rows), **JANUARY_2013)
        for rows in ([*values, without_country], [values[0], without_country])
    )
    africa = replace(africa, unfiltered=everywhere)

    i1, i2 = indicator_status(africa).to_dict("records")

    assert [i1["status"], i2["status"]] == ["achieved", "off_track"]
    assert indicator_status(everywhere)["status"].tolist() == ["achieved", "off_track"]
    assert (i1["actual"], i2["actual"], i2["target"]) == (80, 20, 100)
    assert pd.isna([i1["target"], i1["progress"], i1["expected"]]).all()
    assert trend(africa, "I1")["expected"].isna().all()
