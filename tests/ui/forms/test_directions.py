"""Shares of directions are exact: what is typed in per cent is the whole, or is asked again."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.framework.files import read_folder
from ifla_metrics.settings import DATA
from ifla_metrics.ui.forms.directions import alignments, as_percent, proposed, shares


@pytest.fixture(scope="module")
def framework():
    return read_folder(Path(DATA) / "frameworks" / "2010-2015")


def test_the_outcomes_propose_the_directions_of_their_links(framework):
    on = date(2011, 5, 4)

    assert proposed(framework, ["KI2.A.1"], on) == ("SD2", "SD4")
    assert proposed(framework, ["KI2.A.1", "KI2.A.3"], on) == ("SD2", "SD3", "SD4")
    assert proposed(framework, [], on) == ()
    assert proposed(framework, ["nowhere"], on) == ()


@pytest.mark.parametrize(
    ("typed", "weights"),
    [
        (["33", "33", "34"], [396, 396, 408]),
        (["33.3", "33,3", "33.3 %"], [400, 400, 400]),
        (["50", "25", "25"], [600, 300, 300]),
        (["99", "0.5", "0.5"], [1188, 6, 6]),
    ],
)
def test_per_cents_become_exact_parts_of_the_whole(typed, weights):
    found = shares(("A", "B", "C"), dict(zip("ABC", typed, strict=True)))

    assert found.fault is None
    assert list(found.weights.values()) == weights


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"A": "33", "B": "33", "C": "33"}, "The shares sum to 99 %, not 100 %."),
        ({"A": "60", "B": "60", "C": "-20"}, "Each share must be a number above 0 and up to 100."),
        ({"A": "100", "B": "many"}, "Each share must be a number above 0 and up to 100."),
        ({"A": "nan", "B": "50", "C": "50"}, "Each share must be a number above 0 and up to 100."),
    ],
)
def test_shares_that_are_no_whole_are_named(typed, words):
    assert str(shares(("A", "B", "C"), typed).fault) == words


def test_without_shares_the_parts_are_equal():
    assert shares(("A", "B", "C"), None).weights == {"A": 400, "B": 400, "C": 400}
    assert shares((), {"A": "10"}).weights == {}


@given(st.integers(min_value=1, max_value=1199))
def test_a_stored_weight_comes_back_as_itself_through_its_per_cent(weight):
    typed = {"A": as_percent(weight), "B": as_percent(1200 - weight)}
    assert shares(("A", "B"), typed).weights == {"A": weight, "B": 1200 - weight}


def test_the_main_direction_is_marked():
    found = alignments("F", {"A": 600, "B": 600}, "B")
    assert [(a.direction, a.is_primary) for a in found] == [("A", False), ("B", True)]
