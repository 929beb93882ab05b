"""Small numbers of people are hidden, and cannot be computed from the numbers that are shown."""

from itertools import pairwise

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.metrics.small_numbers import (
    SMALLEST,
    PeopleColumns,
    is_small,
    rows_to_hide,
    showable_points,
    suppress_rows,
)

GENDER = PeopleColumns(("women", "known"), (("known", "women"),))
COUNT = PeopleColumns(("count",))
STAGES = PeopleColumns(("count",), stages=True)


@st.composite
def gender_tables(draw):
    rows = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=8))
    return pd.DataFrame([{"women": w, "known": w + o, "others": o} for w, o in rows])


def hidden_counts(*counts, people=COUNT, also=()):
    return rows_to_hide(pd.DataFrame({"count": counts}), people, also=also)


def test_rows_with_one_to_four_people_are_hidden_with_the_smallest_other_row():
    assert [number for number in (None, *range(7)) if is_small(number)] == [1, 2, 3, 4]
    assert hidden_counts(5, 60, 90) == frozenset()
    assert hidden_counts(4, 60, 90) == {0, 1}
    assert hidden_counts(3, 60, 9, 40) == {0, 2}
    assert hidden_counts(60, 9, 40, also=[0]) == {0, 1}
    assert hidden_counts(41, 12, 12, people=STAGES) == frozenset()
    assert hidden_counts(41, 12, None, 10, people=STAGES) == {1, 2}


@given(gender_tables())
def test_no_small_number_is_shown_or_follows_from_the_totals_of_the_columns(table):
    hidden = sorted(rows_to_hide(table, GENDER))
    shown, rest = table.drop(index=hidden), table.loc[hidden].sum()

    assert ((shown == 0) | (shown >= SMALLEST)).all(axis=None)
    if len(hidden) < len(table):  # If all rows are hidden, so is the total: `has_total`.
        assert len(hidden) != 1
        assert ((rest == 0) | (rest >= SMALLEST)).all(), "a small rest is a small number itself"


def test_a_total_is_hidden_with_all_its_rows():
    people = PeopleColumns(("count",), has_total=True)

    assert hidden_counts(7, 3, 4, people=people) == {0, 1, 2}
    assert hidden_counts(3, 3, 0, people=people) == {0, 1, 2}
    assert 0 not in hidden_counts(107, 3, 4, 100, people=people)


def test_columns_that_repeat_counts_are_hidden_with_a_row_or_if_small_themselves():
    people = PeopleColumns(("count",), suppressed_together=("before",))
    table = pd.DataFrame({"count": [60, 70], "before": [30, 80]})

    assert suppress_rows(table.assign(before=[3, 80]), people, ())["before"].isna().all()
    assert suppress_rows(table, people, ())["before"].to_list() == [30, 80]
    assert suppress_rows(table, people, {0})["before"].isna().all()


@given(st.lists(st.integers(0, 20), max_size=9))
def test_no_two_neighbouring_points_of_a_series_differ_by_a_small_number(counts):
    showable = showable_points([[count] for count in counts])
    shown = [count for count, can_show in zip(counts, showable, strict=True) if can_show]

    assert not any(map(is_small, shown))
    assert not any(is_small(abs(before - after)) for before, after in pairwise(shown))
