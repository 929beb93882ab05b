"""One list of what is due: a row a report, its state, and what a nil return and time change."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics import frames
from ifla_metrics.metrics import due, indicator_status
from tests.metrics.factories import Act, day, framework, indicator, reading, rows_of, target, values

PLAN = framework([indicator()], [target(100)])
NOTHING = rows_of("nil_returns", {"group": "GA", "period": "2012-Q3", "as_of": day("2012-09-30")})


def on(text, value=1, **more):
    return {"as_of": day(text), "value": value, **more}


def states(indicator, told, *, made=PLAN, known_on="2012-12-31", **given):
    found = reading(made=made, values=values(*told), known_on=known_on, period="2012", **given)
    return [
        r.state for r in due.reports(found) if (r.indicator, r.ends_on.year) == (indicator, 2012)
    ]


@pytest.mark.parametrize(
    ("known_on", "third"),
    [("2012-09-30", "coming"), ("2012-10-30", "due"), ("2012-10-31", "overdue")],
)
def test_a_report_is_coming_then_due_through_its_due_day_and_then_overdue(known_on, third):
    found = states("I1", [on("2012-06-30")], known_on=known_on)

    assert found == ["reported", "reported", third, "coming"]


@pytest.mark.parametrize(("open_to", "months"), [(("GB",), [9, 12]), (("GA", "GB"), [3, 6, 9, 12])])
def test_a_report_of_locked_days_is_asked_only_of_a_group_they_are_open_to(open_to, months):
    days = day("2012-01-01"), day("2012-06-30")
    locks = pd.DataFrame([(*days, open_to)], columns=frames.LOCKS)
    found = due.due_list(reading(made=PLAN, period="2012", known_on="2012-12-31", locks=locks))

    assert [r.ends_on.month for r in found.requested if r.ends_on.year == 2012] == months


def test_a_group_that_reports_on_another_region_is_not_silent():
    inside = replace(reading(), unfiltered=reading([Act()], nil_returns=NOTHING))

    assert due.report_days(inside) == {"GA": [date(2012, 5, 31), date(2012, 9, 30)]}


def test_nothing_to_report_of_a_period_answers_each_report_of_the_group_that_ends_in_it():
    told = [on("2012-06-30", 40)]
    pair = framework([indicator(), indicator("I2", node="K.B.1")], [target(100)])

    third = {c: states(c, told, made=pair, nil_returns=NOTHING)[2] for c in ("I1", "I2")}
    assert third == {"I1": "nothing_to_report", "I2": "overdue"}

    before, after = (
        indicator_status.indicator_status(
            reading(made=PLAN, values=values(*told), known_on="2012-11-01", **nil)
        )
        for nil in ({}, {"nil_returns": NOTHING})
    )
    assert (before["status"][0], before["reports_missing"][0]) == ("overdue", 1)
    # The rating is of the end of the quarter without news, not of the last number.
    assert (after["status"][0], after["reports_missing"][0]) == ("off_track", 0)
    assert (after["actual"][0], after["as_of"][0]) == (40, date(2012, 9, 30))


@pytest.mark.parametrize("time_rule", ["level_latest", "level_average", "running_total"])
@pytest.mark.parametrize(("baseline", "rated"), [(0.0, "behind"), (None, "not_achieved")])
def test_nothing_to_report_never_makes_a_missed_target_look_better(time_rule, baseline, rated):
    begun = date(2010, 12, 31) if baseline is not None else None
    asked = indicator(time_rule=time_rule, baseline=baseline, baseline_on=begun)
    made = framework([asked], [target(90, period="2011-2012")])
    told = values(on("2011-03-31", 70))
    nil = rows_of("nil_returns", {"group": "GA", "period": "2012-Q4", "as_of": day("2012-12-31")})

    silent, answered = (
        indicator_status.indicator_status(
            reading(made=made, values=told, known_on="2014-01-31", **more)
        ).iloc[0]
        for more in ({}, {"nil_returns": nil})
    )

    assert silent["status"] == "overdue"
    assert (answered["actual"], answered["as_of"]) == (70, date(2012, 12, 31))
    assert answered["status"] == rated


def once(*told):
    asked = indicator(frequency="once", time_rule="level_latest", baseline=None, baseline_on=None)
    made = framework([asked], [target(90)])
    found = reading(made=made, values=values(*told), period="strategy", known_on="2014-02-28")
    row = indicator_status.indicator_status(found).iloc[0]
    mine = [(r.ends_on.isoformat(), r.state) for r in due.reports(found) if r.indicator]
    return mine, row["status"]


def test_a_report_wanted_once_is_not_given_by_a_value_of_a_day_before_the_target():
    assert once(on("2012-03-31", 70)) == ([("2012-12-31", "overdue")], "overdue")
    assert once(on("2012-12-31", 70)) == ([("2012-12-31", "reported")], "not_achieved")
    # A value stated for the target's period is the report, whatever its day: it counts as final.
    for value, status in ((70, "not_achieved"), (95, "achieved")):
        told = on("2012-03-31", value, period="2012")
        assert once(told) == ([("2012-12-31", "reported")], status)


def test_a_gap_in_a_sum_that_should_stay_low_takes_the_place_of_its_rating():
    told = [on(d, 1) for d in ("2011-03-31", "2012-12-31")]

    def status(**changes):
        asked = indicator(time_rule="cumulative", **changes)
        made = framework([asked], [target(10)])
        found = reading(made=made, values=values(*told), known_on="2013-02-28")
        row = indicator_status.indicator_status(found).iloc[0]
        assert row["reports_missing"] == 6
        return row["status"]

    assert status(target_kind="at_most") == "overdue"
    assert status(direction="decrease", baseline=20.0) == "overdue"
    assert status() == "off_track"


def test_a_group_without_an_indicator_reports_on_its_activities():
    made = framework([indicator(owner="GB")])
    acts = [Act(on=date(2012, 2, 3), groups=("GA",))]
    nil = rows_of("nil_returns", {"group": "GA", "period": "2012-Q2", "as_of": day("2012-06-30")})
    found = reading(acts, made=made, period="2012", known_on="2012-10-31", nil_returns=nil)
    rows = [r for r in due.reports(found) if r.group == "GA"]

    assert [(r.period, r.state) for r in rows] == [
        ("2012-Q1", "reported"),
        ("2012-Q2", "nothing_to_report"),
        ("2012-Q3", "overdue"),
        ("2012-Q4", "coming"),
    ]
    assert [(r.indicator, r.starts_on.month) for r in rows] == [("", n) for n in (1, 4, 7, 10)]
    assert due.return_state(rows) == "overdue"


DAYS = st.dates(date(2011, 1, 1), date(2013, 12, 31))


@given(
    told=st.lists(st.tuples(DAYS, st.sampled_from(["reported", "nil"])), max_size=4),
    days=st.tuples(DAYS, DAYS).map(sorted),
    time_rule=st.sampled_from(["running_total", "cumulative"]),
    frequency=st.sampled_from(["quarter", "half", "year", "once"]),
)
def test_an_overdue_report_stays_so_until_it_comes(told, days, time_rule, frequency):
    made = framework(
        [indicator(time_rule=time_rule, frequency=frequency)], [target(100, "2013-12-31")]
    )

    def rows(known_on):
        known = [on(d.isoformat(), state=state) for d, state in told if d <= known_on]
        found = reading(
            made=made, values=values(*known), period="strategy", known_on=known_on.isoformat()
        )
        return {r.ends_on: r for r in due.reports(found)}

    before, after = map(rows, days)

    assert before.keys() == after.keys()
    for ends_on, report in after.items():
        was = before[ends_on]
        answered = report.state in ("reported", "nothing_to_report")
        came = [
            d
            for d, _ in told
            if d <= days[1]
            and (
                (frequency == "once" and d >= ends_on)
                or report.starts_on <= d <= ends_on
                or (time_rule == "running_total" and d > ends_on)
            )
        ]
        assert answered == bool(came)
        if was.state == "overdue":
            assert answered or report.state == "overdue"
        if not answered:
            late = days[1] > ends_on + timedelta(days=30)
            assert (report.state == "overdue") == late
