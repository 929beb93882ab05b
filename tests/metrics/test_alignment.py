"""The readable definition of the counting rule (tests/golden holds the database against it)."""

import doctest

import pandas as pd

from ifla_metrics.metrics import alignment
from ifla_metrics.models.columns import WHOLE_WEIGHT

DIRECTIONS = ["SD1", "SD2"]


def log(activities=("a", "b"), alignments=(), contributions=()):
    return alignment.Log(
        pd.DataFrame([(a, 1.0) for a in activities], columns=alignment.ACTIVITIES),
        pd.DataFrame(alignments, columns=alignment.ALIGNMENTS),
        pd.DataFrame(contributions, columns=alignment.CONTRIBUTIONS),
        pd.DataFrame([], columns=alignment.COUNTRIES),
    )


def test_the_example_of_the_module_holds():
    assert doctest.testmod(alignment).failed == 0
    assert doctest.testmod(alignment).attempted > 0


def test_weights_of_an_activity_sum_to_the_whole_and_the_rest_is_not_stated():
    shares = alignment.shares(log(alignments=[("a", "SD1", 500, True), ("c", "SD1", 1200, True)]))

    assert shares.groupby("activity")["weight"].sum().to_dict() == dict.fromkeys("ab", WHOLE_WEIGHT)
    assert shares.groupby("activity")["primary"].sum().to_dict() == dict.fromkeys("ab", 1)
    assert shares[shares["full"]]["direction"].tolist() == ["SD1", ""]


def test_an_activity_of_two_elements_is_in_both_and_divided_within_each():
    told = log(
        alignments=[("a", "SD1", 300, False), ("a", "SD2", 900, True)],
        contributions=[("a", "A", "A.1"), ("a", "A", "A.2"), ("a", "B", "B.1")],
    )
    pairs = alignment.counts(told, by={"element": ["A", "B"], "direction": DIRECTIONS})
    totals = alignment.counts(told, by={"element": ["A", "B"]})

    assert pairs.groupby("element", sort=False)["fractional"].sum().tolist() == [1, 1, 1]
    assert pairs["full"].tolist() == [1, 1, 0, 1, 1, 0, 0, 0, 1]
    for rule in ("full", "fractional", "primary"):
        assert totals[rule].tolist() == [1, 1, 1]
