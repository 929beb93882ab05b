"""Combining values over time and countries, and the path from the baseline to the targets."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.metrics import time_rules
from ifla_metrics.metrics.targets import baseline_value, expected_value, target_path, target_value
from ifla_metrics.metrics.values import values_by_indicator
from tests.metrics import factories as make
from tests.metrics.factories import day

YEAR_END = date(2012, 12, 31)


def values_of(*rows):
    return values_by_indicator(make.values(*rows), make.framework())["I1"]


def combine(*rows, place_rule="none", **changes):
    indicator = make.indicator(place_rule=place_rule, **changes)
    return time_rules.combine(values_of(*rows), indicator, after=date.min, until=YEAR_END)


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
def test_each_time_rule_combines_the_values_of_three_quarters(time_rule, expected):
    actual = combine(*quarters(2, 6, 4), time_rule=time_rule)

    assert actual.value == expected
    assert actual.as_of == day("2012-09-30")


def test_a_ratio_is_combined_by_numerator_and_denominator_and_never_averaged():
    percentage = {"ratio": True, "unit": "%"}
    counts = [
        {"as_of": day("2012-03-31"), "numerator": 1, "denominator": 2},
        {"as_of": day("2012-06-30"), "numerator": 9, "denominator": 98},
    ]

    for rule in ("cumulative", "level_average"):
        actual = combine(*counts, time_rule=rule, **percentage)
        assert (actual.numerator, actual.denominator, actual.value) == (10, 100, 10)
    without_counts = combine({"value": 25}, time_rule="cumulative", **percentage)
    assert without_counts.value == 25


@pytest.mark.parametrize("time_rule", RULES)
def test_nothing_to_report_keeps_the_value_and_updates_its_day(time_rule):
    nil = {"as_of": day("2012-09-30"), "state": "nil"}

    actual = combine(*quarters(2), nil, time_rule=time_rule)

    assert (actual.value, actual.as_of, actual.state) == (2, day("2012-09-30"), "nil")
    alone = 0 if time_rule in ("non_cumulative", "cumulative") else None
    assert combine(nil, time_rule=time_rule).value == alone


@pytest.mark.parametrize(("place_rule", "expected"), [("sum", 5), ("distinct", 2), ("none", None)])
def test_values_of_countries_are_combined_by_the_place_rule(place_rule, expected):
    by_country = {"BWA": 3, "CMR": 0, "NPL": 2}
    rows = [{"country": country, "value": value} for country, value in by_country.items()]

    assert combine(*rows, time_rule="running_total", place_rule=place_rule).value == expected


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

    assert combine(*rows, time_rule="cumulative").qualifier == expected


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
def test_the_order_of_rows_does_not_change_the_values(rows, random):
    assert values_of(*random.sample(rows, len(rows))) == values_of(*rows)


def test_of_two_values_for_one_period_the_one_of_the_later_day_comes_last():
    late = {"period": "2012", "as_of": day("2013-01-20"), "value": 6, "known_on": YEAR_END}
    early = {"period": "2012", "as_of": YEAR_END, "value": 5, "known_on": day("2013-03-01")}
    corrected = {**early, "value": 4, "known_on": YEAR_END}
    frame = make.values({}, early, corrected, late).iloc[1:]  # Its index does not start at 0.

    values = values_by_indicator(frame, make.framework())["I1"]

    assert [(value.value, value.day) for value in values] == [(5, YEAR_END), (6, YEAR_END)]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=4))
def test_a_missing_value_does_not_count_as_0(numbers):
    missing = {"as_of": date(2012, 1, 31), "value": None}

    for rule in ("level_average", "level_max", "running_total", "cumulative"):
        with_gap = combine(missing, *quarters(*numbers), time_rule=rule)
        assert with_gap.value == combine(*quarters(*numbers), time_rule=rule).value
        assert with_gap.qualifier == ("at_least" if rule == "cumulative" else "exact")


def test_the_path_is_straight_between_baseline_and_targets_and_level_before_and_after():
    targets = [make.target(10, "2011-12-31"), make.target(40, "2012-12-31")]
    path = target_path(make.indicator(baseline=4), targets)

    days = ("2009-01-01", "2010-12-31", "2011-12-31", "2012-07-01", "2012-12-31", "2020-01-01")
    expected = [4, 4, 10, 10 + 183 / 366 * 30, 40, 40]
    assert [expected_value(path, day(d)) for d in days] == expected


@pytest.mark.parametrize(("unit", "value"), [("%", 25), ("members a library", 0.25)])
def test_the_baseline_and_target_of_a_ratio_are_computed_from_its_counts(unit, value):
    counts = {"baseline_numerator": 1, "baseline_denominator": 4}
    ratio = make.indicator(ratio=True, unit=unit, baseline=0.3, **counts)
    number = make.indicator(baseline=3, **counts)
    target = make.target(0.3, numerator=1, denominator=4)

    assert (baseline_value(ratio), target_value(ratio, target)) == (value, value)
    assert (baseline_value(number), target_value(number, target)) == (3, 0.3)
