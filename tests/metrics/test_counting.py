"""One activity, several directions: full, fractional and primary counts."""

import doctest
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given

from ifla_metrics.metrics import alignment, counting
from ifla_metrics.models.columns import WHOLE_WEIGHT
from tests.metrics.factories import Act, reading
from tests.metrics.strategies import logs

BOTH = Act(weights={"SD1": 600, "SD2": 600}, primary="SD2", rows=("K.A",))
ONE = Act(weights={"SD1": 1200}, primary="SD1", rows=("K.A", "K.B"))
NONE = Act()


def column(table, name, key="direction"):
    return dict(zip(table[key], table[name], strict=True))


@pytest.mark.parametrize(
    ("rule", "counted"),
    [
        ("full", {"SD1": 3, "SD2": 2, "SD3": 0, "": 1}),
        ("fractional", {"SD1": 2, "SD2": 1, "SD3": 0, "": 1}),
        ("primary", {"SD1": 1, "SD2": 1, "SD3": 0, "": 2}),
    ],
)
def test_directions_count_by_the_chosen_rule(rule, counted):
    log = [BOTH, replace(BOTH, primary=""), ONE, NONE]
    table = counting.by_direction(reading(log, choices={"counting": rule}))

    assert column(table, "count") == counted


@given(logs)
def test_weights_and_main_directions_add_up_to_the_distinct_activities(log):
    found = reading(log)
    table, totals = counting.by_direction(found), counting.totals(found)

    assert table["weight"].sum() == WHOLE_WEIGHT * totals.activities
    assert table["primary"].sum() == totals.activities
    assert table[table["direction"] != ""]["full"].sum() == totals.alignments
    rows = column(counting.by_row(found), "activities", "row")
    for row, cells in counting.matrix(found).groupby("row"):
        assert cells["weight"].sum() == WHOLE_WEIGHT * rows[row]
        assert list(cells["direction"]) == ["SD1", "SD2", "SD3", ""]


DIRECTIONS = ["SD1", "SD2"]


def plain_log(activities=("a", "b"), alignments=(), contributions=()):
    return alignment.Log(
        pd.DataFrame([(a, 1.0) for a in activities], columns=alignment.ACTIVITIES),
        pd.DataFrame(alignments, columns=alignment.ALIGNMENTS),
        pd.DataFrame(contributions, columns=alignment.CONTRIBUTIONS),
        pd.DataFrame([], columns=alignment.COUNTRIES),
    )


def test_the_example_of_the_module_holds():
    assert doctest.testmod(alignment).failed == 0
    assert doctest.testmod(alignment).attempted > 0


def test_an_activity_of_two_elements_is_in_both_and_divided_within_each():
    told = plain_log(
        alignments=[("a", "SD1", 300, False), ("a", "SD2", 900, True)],
        contributions=[("a", "A", "A.1"), ("a", "A", "A.2"), ("a", "B", "B.1")],
    )
    pairs = alignment.counts(told, by={"element": ["A", "B"], "direction": DIRECTIONS})
    totals = alignment.counts(told, by={"element": ["A", "B"]})

    assert pairs.groupby("element", sort=False)["fractional"].sum().tolist() == [1, 1, 1]
    assert pairs["full"].tolist() == [1, 1, 0, 1, 1, 0, 0, 0, 1]
    for rule in ("full", "fractional", "primary"):
        assert totals[rule].tolist() == [1, 1, 1]
