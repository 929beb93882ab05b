"""An outlier is unlike the group's own history, in either direction, and only with a history."""

from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.metrics.outliers import FEWEST, outliers

USUAL = [20, 25, 18, 30, 22, 27, 24, 21, 26]


def of_one_group(sizes):
    both = [pair for size in sizes for pair in (("ALP", size), ("HQ", 30))]
    return [place // 2 for place in outliers(both)]


def test_only_what_is_ten_times_or_a_tenth_of_what_is_usual_is_told():
    assert of_one_group([*USUAL, 2400, 1]) == [9, 10]
    assert of_one_group(USUAL) == of_one_group([30] * 20 + [31]) == []


@given(st.lists(st.integers(0, 10_000_000), max_size=40))
def test_any_numbers_give_places_of_less_than_half_of_them(sizes):
    found = of_one_group(sizes)
    assert all(0 <= place < len(sizes) for place in found)
    assert len(found) * 2 <= len(sizes)
    assert not found or len(sizes) >= FEWEST
