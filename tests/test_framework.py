"""Questions that a framework answers about itself."""

from pathlib import Path

import pytest

from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework import Framework
from ifla_metrics.framework_files import read_folder

FRAMEWORKS = Path(__file__).parents[1] / "data" / "frameworks"


@pytest.fixture(scope="module")
def framework() -> Framework:
    return read_folder(FRAMEWORKS / "2010-2015")


def test_a_contribution_counts_in_its_outcome_its_element_and_its_initiative(framework):
    assert framework.scopes_of("KI2.A.1") == ("KI2.A.1", "KI2.A", "KI2")


def test_an_outcome_is_counted_in_the_row_of_its_element(framework):
    assert framework.row_of("KI2.C.2") == "KI2.C"


def test_a_contribution_to_a_whole_initiative_has_the_initiative_as_its_row(framework):
    assert framework.row_of("KI2") == "KI2"


def test_where_initiatives_are_nested_the_initiatives_are_the_rows():
    nested = read_folder(FRAMEWORKS / "2016-2021")

    assert nested.row_level == "initiative"
    assert nested.directions_of("4.4") == ("SD4",)
    assert "SD4" not in nested.scopes_of("4.4")


def test_where_there_is_nothing_below_the_directions_they_are_the_rows():
    bare = read_folder(FRAMEWORKS / "2024-2029")

    assert [row.code for row in bare.rows] == ["IA01", "IA02", "IA03"]


def test_the_owner_of_an_indicator_is_the_nearest_owner_above_it(framework):
    assert framework.owner_of("C1") == "OA-TF"
    assert framework.owner_of("E1") == ""


def test_a_part_without_an_owner_of_its_own_has_that_of_all_its_indicators(framework):
    assert framework.owner_of_node("KI2.A") == "ALP"
    assert framework.owner_of_node("KI2.X") == "SEC"
    assert framework.owner_of_node("KI2.E") == ""


def test_an_unknown_node_is_named_with_the_nearest_known_one(framework):
    with pytest.raises(UnknownCode, match=r"'KI2.F'.*Did you mean 'KI2\.[A-X]'"):
        framework.node("KI2.F")


def test_an_indicator_under_a_direction_counts_in_each_direction_it_names(framework):
    under = {
        d.code: {i.code for i in framework.indicators_under(d.code)} for d in framework.directions
    }

    assert "A2" in under["SD2"]
    assert "A2" in under["SD4"]
    assert "A2" not in under["SD1"]
