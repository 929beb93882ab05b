"""Progress and the expected path: numbers only."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ifla_metrics.metrics.exact import exact, known, ratio_value
from ifla_metrics.metrics.progress import elapsed, expected_value, measure_progress, path_of
from ifla_metrics.metrics.targets import baseline_value, target_value
from tests.metrics.factories import day, indicator, target

numbers = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=1000)


@pytest.mark.parametrize(
    ("baseline", "goal", "actual", "expected"),
    [
        pytest.param(0, 100, 40, Fraction(40, 100), id="increase from zero"),
        pytest.param(50, 100, 75, Fraction(1, 2), id="increase from a baseline"),
        pytest.param(100, 50, 75, Fraction(1, 2), id="decrease"),
        pytest.param(20, 0, 5, Fraction(3, 4), id="decrease to zero"),
        pytest.param(50, 100, 40, Fraction(-1, 5), id="moved away is below zero"),
        pytest.param(0, 100, 150, Fraction(3, 2), id="overshoot is not capped"),
        pytest.param(100, 50, 25, Fraction(3, 2), id="overshoot of a decrease is not capped"),
        pytest.param(2505, 15000, 12980, Fraction(10475, 12495), id="OPSYS check value 83.8 %"),
        pytest.param(0, 3, 6, Fraction(2), id="BSLA country projects 2010: 200 %"),
        pytest.param(0, 3, 2, Fraction(2, 3), id="BSLA country projects 2011: 67 %"),
        pytest.param(0, 20, 45, Fraction(9, 4), id="Africa convening, people: 225 %"),
        pytest.param(0, 140, 4474, Fraction(4474, 140), id="Brazil 2017: far over target"),
        pytest.param(0, 20, None, None, id="El Salvador: not known is not zero"),
        pytest.param(None, 90, 70, None, id="a missing baseline is not zero"),
        pytest.param(95, 95, 90, None, id="no way to go has no progress"),
    ],
)
def test_progress_is_the_way_come_over_the_way_to_go(baseline, goal, actual, expected):
    assert measure_progress(baseline, goal, actual) == expected


def test_the_opsys_check_value_is_83_point_8_percent():
    assert f"{float(measure_progress(2505, 15000, 12980)):.1%}" == "83.8%"


@given(numbers, numbers, numbers, numbers)
def test_scaling_baseline_target_and_actual_together_never_changes_progress(b, t, a, k):
    assume(k != 0 and t != b)

    assert measure_progress(k * b, k * t, k * a) == measure_progress(b, t, a)


@given(numbers, numbers, numbers, numbers)
def test_shifting_baseline_target_and_actual_together_never_changes_progress(b, t, a, shift):
    assert measure_progress(b + shift, t + shift, a + shift) == measure_progress(b, t, a)


def test_the_path_is_straight_between_baseline_and_each_target():
    path = path_of(indicator(), [target(10, "2011-12-31"), target(40, "2012-12-31")])

    assert expected_value(path, day("2010-12-31")) == 0
    assert expected_value(path, day("2011-12-31")) == 10
    assert expected_value(path, day("2012-07-01")) == 10 + Fraction(183, 366) * 30
    assert expected_value(path, day("2012-12-31")) == 40


def test_the_path_is_level_before_the_baseline_and_after_the_last_target():
    path = path_of(indicator(baseline=4), [target(10)])

    assert expected_value(path, day("2009-01-01")) == 4
    assert expected_value(path, day("2020-01-01")) == 10


@pytest.mark.parametrize("lacking", [{"baseline": None}, {"baseline_on": None}])
def test_without_a_baseline_or_its_day_there_is_no_path(lacking):
    path = path_of(indicator(**lacking), [target(10)])

    assert path == ()
    assert expected_value(path, day("2012-01-01")) is None


@given(st.integers(1, 3000), st.integers(0, 3000))
def test_expected_progress_is_the_share_of_time_when_there_is_one_target(length, gone):
    assume(gone <= length)
    start = date(2011, 1, 1)
    path = ((start, Fraction(50)), (start + timedelta(length), Fraction(100)))

    at = expected_value(path, start + timedelta(gone))

    assert measure_progress(50, 100, at) == elapsed(
        start, start + timedelta(length), start + (timedelta(gone))
    )


def test_a_number_is_taken_as_it_is_written():
    assert exact(0.85) == Fraction(85, 100)
    assert known(float("nan")) is None
    assert known(None) is None
    assert known(0) == 0


def test_a_ratio_of_nothing_to_nothing_has_no_value():
    assert ratio_value(0, 0, percent=True) is None
    assert ratio_value(None, 5, percent=False) is None
    assert ratio_value(12, 48, percent=True) == 25
    assert ratio_value(0, 48, percent=True) == 0


@pytest.mark.parametrize(
    ("start", "end", "on", "share"),
    [
        (date(2011, 1, 1), date(2011, 1, 11), date(2010, 12, 1), 0),
        (date(2011, 1, 1), date(2011, 1, 11), date(2011, 1, 6), Fraction(1, 2)),
        (date(2011, 1, 1), date(2011, 1, 11), date(2012, 1, 1), 1),
        (date(2011, 1, 1), date(2011, 1, 1), date(2011, 1, 1), 1),
        (date(2011, 1, 2), date(2011, 1, 1), date(2010, 1, 1), 1),
    ],
)
def test_of_a_time_never_less_than_nothing_nor_more_than_all_has_gone(start, end, on, share):
    assert elapsed(start, end, on) == share


@pytest.mark.parametrize(("unit", "expected"), [("%", 25), ("members a library", Fraction(1, 4))])
def test_a_target_and_a_baseline_are_as_exact_as_their_numerator_and_denominator(unit, expected):
    share = indicator(
        ratio=True, unit=unit, baseline=0.3, baseline_numerator=1, baseline_denominator=4
    )

    assert baseline_value(share) == expected
    assert target_value(share, target(0.3, numerator=1, denominator=4)) == expected


def test_a_number_that_is_no_ratio_is_what_is_said_of_it():
    count = indicator(baseline=3, baseline_numerator=1, baseline_denominator=4)

    assert baseline_value(count) == 3
    assert target_value(count, target(9, numerator=1, denominator=4)) == 9
