"""Combining values over time and over places."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.metrics import time_rules
from ifla_metrics.metrics.values import values_of, weakest
from tests.metrics.factories import day, framework, indicator, values

UNTIL = date(2012, 12, 31)


def told(*rows):
    return values_of(values(*rows), framework())["I1"]


def combine(rows, *, until=UNTIL, after=date.min, place_rule="none", percent=False, **rules):
    unit = "%" if percent else "things"
    asked = indicator(unit=unit, place_rule=place_rule, **rules)
    return time_rules.combine(rows, asked, after=after, until=until)


def quarters(*numbers):
    days = ("2012-03-31", "2012-06-30", "2012-09-30", "2012-12-31")
    return [{"as_of": day(d), "value": n} for d, n in zip(days, numbers, strict=False)]


@pytest.mark.parametrize(
    ("time_rule", "expected"),
    [
        ("non_cumulative", 12),
        ("cumulative", 12),
        ("running_total", 4),
        ("level_latest", 4),
        ("level_average", 4),
        ("level_max", 6),
    ],
)
def test_each_time_rule_combines_the_same_values_in_its_way(time_rule, expected):
    found = combine(told(*quarters(2, 6, 4)), time_rule=time_rule)

    assert found.value == expected
    assert found.as_of == day("2012-09-30")


def test_values_after_the_day_and_before_the_start_are_left_out():
    found = combine(
        told(*quarters(2, 6, 4)),
        time_rule="cumulative",
        after=day("2012-03-31"),
        until=day("2012-06-30"),
    )

    assert found.value == 6


def test_a_ratio_is_added_by_numerator_and_denominator_and_never_averaged():
    rows = told(
        {"as_of": day("2012-03-31"), "numerator": 1, "denominator": 2},
        {"as_of": day("2012-06-30"), "numerator": 9, "denominator": 98},
    )

    for rule in ("cumulative", "level_average"):
        found = combine(rows, time_rule=rule, ratio=True, percent=True)
        assert (found.numerator, found.denominator, found.value) == (10, 100, 10)


RULES = [
    "non_cumulative",
    "cumulative",
    "running_total",
    "level_latest",
    "level_average",
    "level_max",
]


@pytest.mark.parametrize("time_rule", RULES)
def test_nothing_to_report_leaves_the_value_as_it_was_as_of_its_own_day(time_rule):
    nil = {"as_of": day("2012-09-30"), "state": "nil"}

    found = combine(told(*quarters(2), nil), time_rule=time_rule)

    assert (found.value, found.as_of, found.state) == (2, day("2012-09-30"), "nil")


def test_an_unknown_value_is_left_out_of_a_sum_and_says_so():
    found = combine(told(*quarters(2, None, 4)), time_rule="cumulative")

    assert (found.value, found.qualifier) == (6, "at_least")


def test_a_ratio_with_a_part_unknown_is_about_so_much_and_dated_by_the_last_part_known():
    known = {"numerator": 30, "denominator": 20}
    rows = told({**known, "as_of": day("2012-03-31")}, {"as_of": day("2012-06-30"), "value": None})

    found = combine(rows, time_rule="cumulative", ratio=True)

    assert (found.value, found.qualifier) == (1.5, "about")
    assert found.as_of == day("2012-03-31")


def test_a_value_stated_for_a_period_is_dated_within_it():
    rows = told({"as_of": date(2012, 7, 20), "period": "2012-Q2", "value": 3})

    assert combine(rows, time_rule="running_total", until=date(2012, 6, 30)).value == 3


def test_countries_are_added_counted_or_left_apart_by_the_place_rule():
    rows = told(
        {"country": "BWA", "value": 3},
        {"country": "CMR", "value": 0},
        {"country": "NPL", "value": 2},
    )

    def over(rule):
        return combine(rows, time_rule="running_total", place_rule=rule).value

    assert (over("sum"), over("distinct"), over("none")) == (5, 2, None)


@pytest.mark.parametrize("state", ["nil", "not_applicable"])
def test_an_answer_for_the_whole_that_is_no_number_leaves_the_parts_to_count(state):
    rows = told(
        {"as_of": day("2012-03-31"), "state": state},
        {"as_of": day("2012-06-30"), "country": "BWA", "value": 3},
        {"as_of": day("2012-06-30"), "country": "CMR", "value": 4},
    )

    for rule in ("non_cumulative", "running_total", "level_latest"):
        found = combine(rows, time_rule=rule, place_rule="sum")
        assert (found.value, found.qualifier, found.as_of) == (7, "exact", day("2012-06-30"))
    apart = combine(rows, time_rule="running_total", place_rule="none")
    assert apart.value is None


@pytest.mark.parametrize(
    ("qualifiers", "expected"),
    [
        (("exact", "exact"), "exact"),
        (("exact", "about"), "about"),
        (("exact", "more_than"), "more_than"),
        (("at_least", "more_than"), "at_least"),
        (("at_least", "up_to"), "about"),
    ],
)
def test_a_sum_is_as_exact_as_its_parts(qualifiers, expected):
    rows = [{**row, "qualifier": q} for row, q in zip(quarters(1, 2), qualifiers, strict=True)]

    assert combine(told(*rows), time_rule="cumulative").qualifier == expected


def test_a_number_is_as_firm_as_the_weakest_row_behind_it():
    assert weakest({"documented", "synthetic", ""}) == "synthetic"
    assert weakest({"documented", "reported"}) == "reported"
    assert weakest(set()) == ""


ALP, OTHER = {"group": "ALP", "value": 5}, {"group": "CR-WG", "value": 9}
MORNING, EVENING = (datetime(2012, 7, 1, hour, tzinfo=UTC) for hour in (9, 18))


def test_of_two_groups_that_tell_one_state_the_one_known_later_stands_then_the_later_code():
    def stands(first, second):
        return combine(told(first, second), time_rule="running_total").value

    later, evening = {"known_on": date(2012, 8, 1)}, {"recorded_at": EVENING}
    morning = {"recorded_at": MORNING}
    for one, other, value in (
        (ALP, OTHER, 9),
        (ALP | later, OTHER, 5),
        (ALP | evening, OTHER | morning, 5),
        (ALP | evening, OTHER | evening, 9),
    ):
        assert stands(one, other) == stands(other, one) == value


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


@given(st.lists(st.integers(1, 50), min_size=1, max_size=4))
def test_a_missing_value_beside_known_ones_is_not_read_as_zero(numbers):
    known = quarters(*numbers)
    gap = {"as_of": date(2012, 1, 31), "value": None}

    for rule in ("level_average", "level_max", "running_total", "cumulative"):
        with_gap = combine(told(gap, *known), time_rule=rule)
        assert with_gap.value == combine(told(*known), time_rule=rule).value
