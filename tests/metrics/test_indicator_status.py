"""Where each indicator stands: actual, expected, target in force, reports, change."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ifla_metrics.metrics.indicator_status import indicator_status, trend
from tests.metrics.factories import Act, day, framework, indicator, reading, rows_of, target, values


def stand(asked=None, targets=(), told=(), *, acts=(), period="2011-2012", **given):
    made = framework([indicator() if asked is None else asked], targets)
    rows = [
        {"as_of": day(d), "value": v} if not isinstance(v, dict) else {"as_of": day(d), **v}
        for d, v in told
    ]
    found = reading(acts, made=made, values=values(*rows), period=period, **given)
    return indicator_status(found).iloc[0]


LATE = {"known_on": "2013-01-15"}
"""After the period, before its last report is due."""
BY_YEAR = indicator(time_rule="non_cumulative", frequency="year")
YEARLY = [target(3, "2011-12-31"), target(3, "2012-12-31")]


def test_progress_is_judged_by_what_was_expected_on_the_date_of_the_data():
    row = stand(targets=[target(100)], told=[("2011-12-31", 50), ("2012-09-30", 60)], **LATE)

    assert (row["actual"], row["as_of"]) == (60, date(2012, 9, 30))
    assert row["expected"] == pytest.approx(100 * 639 / 731)
    assert row["expected_progress"] == pytest.approx(639 / 731)
    assert (row["progress"], row["status"]) == (0.6, "behind")


def test_the_target_in_force_is_the_latest_decided_by_the_known_on_day():
    told = [("2012-09-30", 30)]
    decided = [target(30), target(40, decided_on="2011-12-07")]

    before = stand(targets=decided, told=told, known_on="2011-11-30")
    after = stand(targets=decided, told=told, **LATE)

    assert (before["target"], before["revised"]) == (30, False)
    assert (after["target"], after["revised"]) == (40, True)


def test_a_period_is_judged_by_the_first_target_due_on_its_last_day_or_later():
    steps = [target(10, "2011-12-31"), target(20, "2012-06-30"), target(30, "2012-12-31")]

    assert stand(targets=steps, period="2011-2012")["target"] == 30
    assert stand(targets=steps, period="2011")["target"] == 10
    assert stand(targets=steps, period="2012-Q1")["target"] == 20
    assert stand(targets=steps, period="strategy")["target"] == 30


def test_a_later_period_never_makes_up_for_an_earlier_one_in_a_non_cumulative_sum():
    told = [("2011-12-31", 6), ("2012-12-31", 2)]

    first = stand(BY_YEAR, YEARLY, told, period="2011")
    second = stand(BY_YEAR, YEARLY, told, period="2011-2012")

    assert (first["within"], second["within"]) == ("", "2012")
    assert (first["actual"], first["status"]) == (6, "achieved")
    assert (second["actual"], second["status"]) == (2, "behind")
    assert second["progress"] == pytest.approx(2 / 3)
    told_of = values(*({"as_of": day(on), "value": value} for on, value in told))
    found = reading(made=framework([BY_YEAR], YEARLY), values=told_of)
    assert trend(found, "I1")["actual"].tolist() == [6, 2]


def test_until_a_period_has_a_report_its_non_cumulative_sum_is_that_of_the_one_before():
    row = stand(BY_YEAR, YEARLY, [("2011-12-31", 2)], known_on="2012-06-30")

    assert (row["actual"], row["target_due"]) == (2, date(2011, 12, 31))
    assert row["status"] == "behind"


def test_a_report_that_only_a_synthetic_value_tells_of_is_not_missing_and_gives_no_number():
    told = [("2012-06-30", 90), ("2012-09-30", {"value": 95, "provenance": "synthetic"})]

    real_only = {"choices": {"documented_only": True}, "known_on": "2012-11-01"}
    row = stand(targets=[target(100)], told=told, **real_only)

    assert (row["actual"], row["as_of"]) == (90, date(2012, 6, 30))
    assert (row["reports_missing"], row["last_report"]) == (0, date(2012, 6, 30))


def test_an_indicator_that_nobody_reported_on_has_no_data_and_its_reports_are_overdue():
    row = stand(targets=[target(100)], told=[], **LATE)

    assert (row["status"], row["state"]) == ("no_data", "overdue")
    assert (row["overdue_since"], row["reports_missing"]) == (date(2011, 4, 30), 7)
    assert pd.isna(row["actual"])


@pytest.mark.parametrize(
    ("told", "until", "status"),
    [
        pytest.param("2012-12-31", "2012", "not_achieved", id="of the due day"),
        pytest.param("2012-12-30", "2012", "no_baseline", id="of the day before"),
        pytest.param("2012-09-30", "2012-Q3", "no_baseline", id="before the due day"),
    ],
)
def test_without_a_baseline_a_target_is_not_achieved_once_its_day_and_its_value_are_there(
    told, until, status
):
    asked = indicator(baseline=None, baseline_on=None, frequency="year", due_days=400)

    row = stand(asked, [target(90)], [(told, 88.2)], period=until, known_on="2013-03-01")

    assert (row["status"], pd.isna(row["progress"])) == (status, True)


@pytest.mark.parametrize("source", [("log", "activities"), ("records", "milestones")])
def test_before_the_first_entry_of_anybody_the_log_and_the_records_answer_nothing(source):
    data_source, measure = source
    asked = indicator(data_source=data_source, measure=measure, time_rule="running_total")
    planned = rows_of("milestones", {"node": "K.A.1", "planned_on": day("2012-02-01")})

    row = stand(asked, [target(100)], milestones=planned)

    assert (row["status"], row["state"], row["as_of"]) == ("no_data", "", None)
    assert pd.isna(row["actual"])
    found = reading(made=framework([asked], [target(100)]))
    assert trend(found, "I1").empty


def test_under_a_direction_an_activity_that_does_not_serve_it_is_no_report():
    whole = indicator("I1", data_source="log", measure="activities")
    element = indicator("I2", data_source="log", measure="activities", scope="K.A")
    made = framework([whole, element], [target(100), target(100, code="I2")])
    acts = [
        Act(on=day("2012-03-05"), rows=("K.A",), weights={"SD1": 1200}),
        Act(on=day("2012-09-05"), rows=("K.A",), weights={"SD2": 1200}),
        Act(on=day("2012-11-05"), rows=("K.B",), weights={"SD2": 1200}),
    ]

    def last(direction, known_on="2013-01-15"):
        found = reading(acts, made=made, choices={"direction": direction}, known_on=known_on)
        return [str(d) for d in indicator_status(found)["last_report"]]

    assert last("") == ["2012-11-30", "2012-09-30"]
    assert last("", "2012-09-10") == ["2012-09-10", "2012-09-10"]
    assert last("SD1") == ["2012-03-31", "2012-03-31"]
    assert last("SD2") == ["2012-11-30", "2012-09-30"]
    assert last("SD3") == ["None", "None"]


def test_a_value_of_one_region_has_the_status_of_all_regions_and_no_target():
    at = {"as_of": day("2012-09-30")}
    told = [{"value": 80.0, "country": "BWA", **at}, {"value": 20.0, "country": "NPL", **at}]
    whole = {**told[1], "country": "", "indicator": "I2"}
    made = framework([indicator(), indicator("I2")], [target(100), target(100, code="I2")])
    everywhere = reading(made=made, values=values(*told, whole), **LATE)
    one = reading(made=made, values=values(told[0], whole), **LATE)
    africa = replace(one, unfiltered=everywhere)

    rated, (one, two) = indicator_status(everywhere), indicator_status(africa).to_dict("records")

    assert rated["status"].tolist() == [one["status"], two["status"]] == ["achieved", "off_track"]
    assert (one["actual"], two["actual"], two["target"]) == (80, 20, 100)
    assert pd.isna([one["target"], one["progress"], one["expected"]]).all()
    assert trend(africa, "I1")["expected"].isna().all()
