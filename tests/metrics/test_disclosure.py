"""What is public hides small numbers of people, and no sum of what is shown gives them back."""

from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.metrics.disclosure import (
    SMALLEST,
    PeopleColumns,
    is_small,
    rows_to_hide,
    showable_points,
    suppress_rows,
)

GENDER = PeopleColumns(("women", "known"), (("known", "women"),))
ONE = PeopleColumns(("count",))


@st.composite
def gender_rows(draw):
    rows = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=8))
    return pd.DataFrame([{"women": w, "known": w + o, "others": o} for w, o in rows])


def test_one_to_four_people_are_few_wherever_it_is_asked():
    assert [number for number in (None, *range(7)) if is_small(number)] == [1, 2, 3, 4]
    assert rows_to_hide(pd.DataFrame({"count": [4, 60, 90]}), ONE) == {0, 1}
    assert rows_to_hide(pd.DataFrame({"count": [5, 60, 90]}), ONE) == frozenset()


@given(gender_rows())
def test_no_small_count_and_no_small_difference_stays_in_sight(frame):
    hidden = rows_to_hide(frame, GENDER)

    for place in set(range(len(frame))) - hidden:
        row = frame.iloc[place]
        assert all(row[key] == 0 or row[key] >= SMALLEST for key in ("women", "known", "others"))


@given(gender_rows())
def test_no_hidden_cell_follows_from_the_totals_of_the_columns(frame):
    """Visible cells and every column's total are known: no hidden cell lies in their span."""
    hidden = sorted(rows_to_hide(frame, GENDER))
    if not hidden or len(hidden) == len(frame):
        return  # Then the total of the table goes too: `has_total`.
    total = np.ones((1, len(hidden)))
    for cell in np.eye(len(hidden)):
        assert np.linalg.matrix_rank(np.vstack([total, cell])) == 2
    for key in ("women", "known", "others"):
        rest = frame.loc[hidden, key].sum()
        assert rest == 0 or rest >= SMALLEST, "a small rest is a small number itself"


def test_a_row_alone_takes_the_smallest_of_the_others_with_it():
    assert rows_to_hide(pd.DataFrame({"count": [3, 60, 9, 40]}), ONE) == {0, 2}
    assert rows_to_hide(pd.DataFrame({"count": [60, 9, 40]}), ONE, also=[0]) == {0, 1}


def test_a_total_goes_when_all_that_it_sums_is_hidden():
    people = PeopleColumns(("count",), has_total=True)

    assert rows_to_hide(pd.DataFrame({"count": [7, 3, 4]}), people) == {0, 1, 2}
    assert 0 not in rows_to_hide(pd.DataFrame({"count": [107, 3, 4, 100]}), people)


def test_echoes_of_hidden_rows_go_and_so_do_echoes_that_are_small_themselves():
    people = PeopleColumns(("count",), suppressed_together=("before",))
    table = pd.DataFrame({"count": [60, 70], "before": [3, 80]})

    assert suppress_rows(table, people, ())["before"].isna().all()
    assert suppress_rows(table.assign(before=[30, 80]), people, ())["before"].to_list() == [30, 80]
    assert suppress_rows(table.assign(before=[30, 80]), people, {0})["before"].isna().all()


@given(st.lists(st.integers(0, 20), max_size=9))
def test_no_two_points_of_a_series_that_are_shown_differ_by_a_few_people(counts):
    shown = [
        n for n, kept in zip(counts, showable_points([[n] for n in counts]), strict=True) if kept
    ]

    assert all(n == 0 or n >= SMALLEST for n in shown)
    for before, after in pairwise(shown):
        assert before == after or abs(before - after) >= SMALLEST
