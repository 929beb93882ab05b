"""A part of a strategy with what it comes from and goes on as."""

import pytest

from ifla_metrics.store.read_strategies import Step, line_of

STRATEGIES = ("2010", "2016", "2019")
STEPS = [
    Step("2010", "A", "2016", "x"),
    Step("2010", "B", "2016", "x"),
    Step("2010", "C", "2016", "y"),
    Step("2016", "x", "2019", "1"),
    Step("2016", "y", "2019", "1"),
]


@pytest.mark.parametrize(
    ("part", "line"),
    [
        (("2010", "A"), {"2010": ("A", "B"), "2016": ("x", "y"), "2019": ("1",)}),
        (("2019", "1"), {"2010": ("A", "B", "C"), "2016": ("x", "y"), "2019": ("1",)}),
        (("2010", "D"), {"2010": ("D",)}),
    ],
)
def test_a_part_has_all_that_it_comes_from_and_goes_on_as(part, line):
    assert line_of(STEPS, STRATEGIES, *part) == line
