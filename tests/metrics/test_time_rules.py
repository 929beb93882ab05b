"""Combining values over time and over places; targets in force and their path."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.metrics import time_rules
from ifla_metrics.metrics.targets import baseline_value, expected_value, target_path, target_value
from ifla_metrics.metrics.values import values_by_indicator
from tests.metrics.factories import day, framework, indicator, target, values

UNTIL = date(2012, 12, 31)


def told(*rows):
    return values_by_indicator(values(*rows), framework())["I1"]


def combine(rows, *, until=UNTIL, after=date.min, place_rule="none", percent=False, **rules):
    unit = "%" if percent else "things"
    asked = indicator(unit=unit, place_rule=place_rule, **rules)
    return time_rules.combine(rows, asked, after=after, until=until)


def quarters(*numbers):
    days = ("2012-03-31", "2012-06-30", "2012-09-30", "2012-12-31")
    return [{"as_of": day(d), "value": n} for d, n in zip(days, numbers, strict=False)]


RULES = {
    "non_cumulative": 12,
    "cumulative": 12,
    "running_total": 4,
    "level_latest": 4,
    "level_average": 4,
    "level_max": 6,
}


@pytest.mark.parametrize(("time_rule", "expected"), RULES.items())
def test_each_time_rule_combines_the_same_values_in_its_way(time_rule, expected):
    found = combine(told(*quarters(2, 6, 4)), time_rule=time_rule)

    assert found.value == expected
    assert found.as_of == day("2012-09-30")


def test_a_ratio_is_added_by_numerator_and_denominator_and_never_averaged():
    rows = told(
        {"as_of": day("2012-03-31"), "numerator": 1, "denominator": 2},
        {"as_of": day("2012-06-30"), "numerator": 9, "denominator": 98},
    )

    for rule in ("cumulative", "level_average"):
        found = combine(rows, time_rule=rule, ratio=True, percent=True)
        assert (found.numerator, found.denominator, found.value) == (10, 100, 10)
    stated = combine(told({"value": 25}), time_rule="cumulative", ratio=True)
    assert stated.value == 25  # Without its counts.


@pytest.mark.parametrize("time_rule", RULES)
def test_nothing_to_report_leaves_the_value_as_it_was_as_of_its_own_day(time_rule):
    nil = {"as_of": day("2012-09-30"), "state": "nil"}

    found = combine(told(*quarters(2), nil), time_rule=time_rule)

    assert (found.value, found.as_of, found.state) == (2, day("2012-09-30"), "nil")


def test_countries_are_added_counted_or_left_apart_by_the_place_rule():
    rows = told(
        {"country": "BWA", "value": 3},
        {"country": "CMR", "value": 0},
        {"country": "NPL", "value": 2},
    )

    def over(rule):
        return combine(rows, time_rule="running_total", place_rule=rule).value

    assert (over("sum"), over("distinct"), over("none")) == (5, 2, None)


@pytest.mark.parametrize(
    ("qualifiers", "expected"),
    [
        (("exact", "about"), "about"),
        (("exact", "more_than"), "more_than"),
        (("at_least", "more_than"), "at_least"),
        (("at_least", "up_to"), "about"),
    ],
)
def test_a_sum_is_as_exact_as_its_parts(qualifiers, expected):
    rows = [{**row, "qualifier": q} for row, q in zip(quarters(1, 2), qualifiers, strict=True)]

    assert combine(told(*rows), time_rule="cumulative").qualifier == expected


MORNING, EVENING = (datetime(2012, 7, 1, hour, tzinfo=UTC) for hour in (9, 18))
reports = st.fixed_dictionaries(
    {
        "group": st.sampled_from(["ALP", "CR-WG"]),
        "value": st.one_of(st.none(), st.integers(0, 3)),
        "as_of": st.sampled_from([date(2012, 6, 30), date(2012, 5, 1)]),
        "known_on": st.sampled_from([date(2012, 7, 1), date(2012, 7, 2)]),
        "recorded_at": st.sampled_from([MORNING, EVENING]),
        "state": st.sampled_from(["reported", "nil"]),
        "country": st.sampled_from(["", "BWA"]),
        "qualifier": st.sampled_from(["exact", "at_least"]),
        "source": st.sampled_from(["", "S1"]),
    }
)


@given(st.lists(reports, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters_to_values_of_several_groups(rows, random):
    assert told(*random.sample(rows, len(rows))) == told(*rows)


def test_of_two_values_for_one_period_that_of_the_later_day_counts_last():
    late = {"period": "2012", "as_of": day("2013-01-20"), "value": 6, "known_on": UNTIL}
    early = {"period": "2012", "as_of": UNTIL, "value": 5, "known_on": day("2013-03-01")}
    before = {**early, "value": 4, "known_on": UNTIL}  # The same fact, corrected since.
    chosen = values({}, early, before, late).iloc[1:]  # As rows are that a reader has filtered.

    found = values_by_indicator(chosen, framework())["I1"]

    assert [(one.value, one.day) for one in found] == [(5, UNTIL), (6, UNTIL)]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=4))
def test_a_missing_value_beside_known_ones_is_not_read_as_zero(numbers):
    known = quarters(*numbers)
    gap = {"as_of": date(2012, 1, 31), "value": None}

    for rule in ("level_average", "level_max", "running_total", "cumulative"):
        with_gap = combine(told(gap, *known), time_rule=rule)
        assert with_gap.value == combine(told(*known), time_rule=rule).value
        assert with_gap.qualifier == ("at_least" if rule == "cumulative" else "exact")


def test_the_path_is_straight_between_baseline_and_targets_and_level_beyond():
    path = target_path(indicator(baseline=4), [target(10, "2011-12-31"), target(40, "2012-12-31")])

    days = ("2009-01-01", "2010-12-31", "2011-12-31", "2012-07-01", "2012-12-31", "2020-01-01")
    expected = [4, 4, 10, 10 + 183 / 366 * 30, 40, 40]
    assert [expected_value(path, day(d)) for d in days] == expected


@pytest.mark.parametrize(("unit", "value"), [("%", 25), ("members a library", 0.25)])
def test_a_ratio_is_as_exact_as_its_numerator_and_denominator(unit, value):
    share = indicator(
        ratio=True, unit=unit, baseline=0.3, baseline_numerator=1, baseline_denominator=4
    )
    count = indicator(baseline=3, baseline_numerator=1, baseline_denominator=4)
    goal = target(0.3, numerator=1, denominator=4)

    assert (baseline_value(share), target_value(share, goal)) == (value, value)
    assert (baseline_value(count), target_value(count, goal)) == (3, 0.3)
