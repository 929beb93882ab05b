"""Targets in force, their path, and what was expected on a day."""

from datetime import date

import pytest

from ifla_metrics.metrics.targets import (
    baseline_value,
    elapsed,
    expected_value,
    path_of,
    revisions,
    target_value,
    targets_in_force,
)
from tests.metrics.factories import day, framework, indicator, target


def test_the_path_is_straight_between_baseline_and_targets_and_level_beyond():
    path = path_of(indicator(baseline=4), [target(10, "2011-12-31"), target(40, "2012-12-31")])

    days = ("2009-01-01", "2010-12-31", "2011-12-31", "2012-07-01", "2012-12-31", "2020-01-01")
    expected = [4, 4, 10, 10 + 183 / 366 * 30, 40, 40]
    assert [expected_value(path, day(d)) for d in days] == expected


@pytest.mark.parametrize("lacking", [{"baseline": None}, {"baseline_on": None}])
def test_without_a_baseline_or_its_day_there_is_no_path(lacking):
    assert expected_value(path_of(indicator(**lacking), [target(10)]), day("2012-01-01")) is None


def test_of_a_time_never_less_than_nothing_nor_more_than_all_has_gone():
    first, last = date(2011, 1, 1), date(2011, 1, 11)

    days = (date(2010, 12, 1), date(2011, 1, 6), date(2012, 1, 1))
    assert [elapsed(first, last, on) for on in days] == [0, 0.5, 1]
    assert elapsed(last, first, date(2010, 1, 1)) == 1


@pytest.mark.parametrize(("unit", "value"), [("%", 25), ("members a library", 0.25)])
def test_a_ratio_is_as_exact_as_its_numerator_and_denominator(unit, value):
    share = indicator(
        ratio=True, unit=unit, baseline=0.3, baseline_numerator=1, baseline_denominator=4
    )
    count = indicator(baseline=3, baseline_numerator=1, baseline_denominator=4)
    goal = target(0.3, numerator=1, denominator=4)

    assert (baseline_value(share), target_value(share, goal)) == (value, value)
    assert (baseline_value(count), target_value(count, goal)) == (3, 0.3)


def test_a_revised_target_keeps_the_old_one_with_date_and_reason():
    raised = target(40, decided_on="2011-12-07", reason="Raised.")
    made = framework([indicator()], [target(30), raised, target(10, "2011-12-31")])

    table = revisions(made, known_on=day("2012-12-31"))

    assert table[["old", "new", "reason"]].values.tolist() == [[30, 40, "Raised."]]
    assert revisions(made, known_on=day("2011-11-01")).empty
    in_force = targets_in_force(made, "I1", known_on=day("2012-12-31"))
    assert [t.target for t in in_force] == [10, 40]
