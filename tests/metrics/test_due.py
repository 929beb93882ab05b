"""The due list: the reports of each group, their states, and the answer "nothing to report"."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics import frames
from ifla_metrics.metrics import due
from ifla_metrics.metrics.indicator_status import indicator_status
from tests.metrics import factories as make
from tests.metrics.factories import Activity, day

FRAMEWORK = make.framework([make.indicator()], [make.target(100)])


def value_on(text, value=1, **changes):
    return {"as_of": day(text), "value": value, **changes}


def nil_return(period, as_of):
    return make.records("nil_returns", {"group": "GA", "period": period, "as_of": day(as_of)})


def reading_of(*values, framework=FRAMEWORK, **options):
    return make.reading(framework=framework, values=make.values(*values), **options)


def states_of(indicator, reading):
    reports = [report for report in due.reports(reading) if report.indicator == indicator]
    return [report.state for report in reports if report.ends_on.year == 2012]


@pytest.mark.parametrize(
    ("known_on", "third"),
    [("2012-09-30", "coming"), ("2012-10-30", "due"), ("2012-10-31", "overdue")],
)
def test_a_report_is_coming_then_due_until_its_due_day_and_then_overdue(known_on, third):
    reading = reading_of(value_on("2012-06-30"), period="2012", known_on=known_on)

    assert states_of("I1", reading) == ["reported", "reported", third, "coming"]


@pytest.mark.parametrize(("open_to", "months"), [(("GB",), [9, 12]), (("GA", "GB"), [3, 6, 9, 12])])
def test_reports_of_a_locked_period_are_requested_only_of_groups_it_is_open_to(open_to, months):
    days = day("2012-01-01"), day("2012-06-30")
    locks = pd.DataFrame([(*days, open_to)], columns=frames.LOCKS)
    reports = due.reports(reading_of(period="2012", known_on="2012-12-31", locks=locks))

    requested = [report.ends_on for report in reports if report.requested]
    assert [day.month for day in requested if day.year == 2012] == months


def test_a_group_that_reports_on_another_region_is_not_silent():
    everywhere = make.reading([Activity()], nil_returns=nil_return("2012-Q3", "2012-09-30"))
    region = replace(make.reading(), unfiltered=everywhere)

    assert due.report_days(region) == {"GA": [date(2012, 5, 31), date(2012, 9, 30)]}


def test_a_nil_return_answers_each_report_of_the_group_that_ends_in_its_period():
    indicators = [make.indicator(), make.indicator("I2", node="K.B.1")]
    reading = reading_of(
        framework=make.framework(indicators),
        period="2012",
        known_on="2012-12-31",
        nil_returns=nil_return("2012-Q3", "2012-09-30"),
    )

    assert states_of("I1", reading)[2] == "nothing_to_report"
    assert states_of("I2", reading)[2] == "overdue"


@pytest.mark.parametrize("time_rule", ["level_latest", "level_average", "running_total"])
@pytest.mark.parametrize(("baseline", "status"), [(0.0, "behind"), (None, "not_achieved")])
def test_a_nil_return_never_makes_a_missed_target_look_better(time_rule, baseline, status):
    """The rating is for the end of the period without news, not for the day of the last value."""
    baseline_on = None if baseline is None else date(2010, 12, 31)
    indicator = make.indicator(time_rule=time_rule, baseline=baseline, baseline_on=baseline_on)
    framework = make.framework([indicator], [make.target(90, period="2011-2012")])
    value, nil_returns = value_on("2011-03-31", 70), nil_return("2012-Q4", "2012-12-31")

    silent, answered = (
        indicator_status(reading_of(value, framework=framework, known_on="2014-01-31", **records))
        for records in ({}, {"nil_returns": nil_returns})
    )

    columns = ["status", "reports_missing", "actual", "as_of"]
    assert silent.loc[0, columns[:2]].tolist() == ["overdue", 7]
    assert answered.loc[0, columns].tolist() == [status, 0, 70, date(2012, 12, 31)]


@pytest.mark.parametrize(
    ("value", "state", "status"),
    [
        (value_on("2012-03-31", 70), "overdue", "overdue"),
        (value_on("2012-12-31", 70), "reported", "not_achieved"),
        # A value for the target's period is final, whatever its day.
        (value_on("2012-03-31", 70, period="2012"), "reported", "not_achieved"),
        (value_on("2012-03-31", 95, period="2012"), "reported", "achieved"),
    ],
)
def test_a_report_wanted_once_is_not_answered_by_an_earlier_value(value, state, status):
    rules = {"frequency": "once", "time_rule": "level_latest"}
    indicator = make.indicator(baseline=None, baseline_on=None, **rules)
    framework = make.framework([indicator], [make.target(90)])
    reading = reading_of(value, framework=framework, period="strategy", known_on="2014-02-28")

    [report] = [report for report in due.reports(reading) if report.indicator]
    assert (report.ends_on, report.state) == (date(2012, 12, 31), state)
    assert indicator_status(reading)["status"].item() == status


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"target_kind": "at_most"}, "overdue"),
        ({"direction": "decrease", "baseline": 20.0}, "overdue"),
        ({}, "off_track"),
    ],
)
def test_a_missing_report_replaces_the_rating_of_a_sum_that_should_stay_low(changes, status):
    indicator = make.indicator(time_rule="cumulative", **changes)
    framework = make.framework([indicator], [make.target(10)])
    values = value_on("2011-03-31"), value_on("2012-12-31")

    row = indicator_status(reading_of(*values, framework=framework, known_on="2013-02-28")).iloc[0]

    assert (row["reports_missing"], row["status"]) == (6, status)


def test_a_group_without_an_indicator_reports_on_its_activities():
    reading = make.reading(
        [Activity(date(2012, 2, 3), groups=("GA",))],
        framework=make.framework([make.indicator(owner="GB")]),
        period="2012",
        known_on="2012-10-31",
        nil_returns=nil_return("2012-Q2", "2012-06-30"),
    )
    reports = [report for report in due.reports(reading) if report.group == "GA"]

    assert [(r.indicator, r.starts_on.month, r.period, r.state) for r in reports] == [
        ("", 1, "2012-Q1", "reported"),
        ("", 4, "2012-Q2", "nothing_to_report"),
        ("", 7, "2012-Q3", "overdue"),
        ("", 10, "2012-Q4", "coming"),
    ]
    assert due.return_state(reports) == "overdue"


days = st.dates(date(2011, 1, 1), date(2013, 12, 31))


@given(
    values=st.lists(st.tuples(days, st.sampled_from(["reported", "nil"])), max_size=4),
    known_on=st.tuples(days, days).map(sorted),
    time_rule=st.sampled_from(["running_total", "cumulative"]),
    frequency=st.sampled_from(["quarter", "half", "year", "once"]),
)
def test_an_overdue_report_stays_overdue_until_answered(values, known_on, time_rule, frequency):
    indicator = make.indicator(time_rule=time_rule, frequency=frequency)
    framework = make.framework([indicator], [make.target(100, "2013-12-31")])

    def reports(day):
        known = [value_on(d.isoformat(), state=state) for d, state in values if d <= day]
        reading = reading_of(*known, framework=framework, period="strategy", known_on=f"{day}")
        return {report.ends_on: report for report in due.reports(reading)}

    before, after = map(reports, known_on)
    today = known_on[1]

    assert before.keys() == after.keys()
    for ends_on, report in after.items():
        answered = report.state in ("reported", "nothing_to_report")
        assert answered == any(
            (frequency == "once" and day >= ends_on)
            or report.starts_on <= day <= ends_on
            or (time_rule == "running_total" and day > ends_on)
            for day, _ in values
            if day <= today
        )
        if before[ends_on].state == "overdue":
            assert answered or report.state == "overdue"
        if not answered:
            assert (report.state == "overdue") == (today > ends_on + timedelta(days=30))
