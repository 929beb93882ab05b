"""What is public hides small numbers of people, and no sum of what is shown gives them back."""

from itertools import product

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ifla_metrics.figures import catalogue
from ifla_metrics.i18n import translate
from ifla_metrics.report.small_cells import HIDDEN, PEOPLE, SMALLEST, People, public, small_rows

T = translate("en")
GENDER = People(("women", "known"), (("known", "women"),))
ONE = People(("count",))


@st.composite
def gender_rows(draw):
    rows = draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=8))
    return pd.DataFrame([{"women": w, "known": w + o, "others": o} for w, o in rows])


@given(gender_rows())
def test_no_small_count_and_no_small_difference_stays_in_sight(frame):
    hidden = small_rows(frame, GENDER)

    for place in set(range(len(frame))) - hidden:
        row = frame.iloc[place]
        assert all(row[key] == 0 or row[key] >= SMALLEST for key in ("women", "known", "others"))


@given(gender_rows())
def test_no_hidden_cell_follows_from_the_totals_of_the_columns(frame):
    """Visible cells and every column's total are known: no hidden cell lies in their span."""
    hidden = sorted(small_rows(frame, GENDER))
    if not hidden or len(hidden) == len(frame):
        return  # Then the total of the table goes too: `has_total`.
    total = np.ones((1, len(hidden)))
    for cell in np.eye(len(hidden)):
        assert np.linalg.matrix_rank(np.vstack([total, cell])) == 2
    for key in ("women", "known", "others"):
        rest = frame.loc[hidden, key].sum()
        assert rest == 0 or rest >= SMALLEST, "a small rest is a small number itself"


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_a_hidden_count_has_more_than_one_possible_value_for_whoever_knows_the_total(counts):
    frame = pd.DataFrame({"count": counts})
    hidden = sorted(small_rows(frame, ONE))
    if not hidden or len(hidden) == len(frame):
        return
    rest = sum(counts[n] for n in hidden)
    possible = [
        numbers for numbers in product(range(1, rest + 1), repeat=len(hidden))
        if sum(numbers) == rest
    ]

    for place in range(len(hidden)):
        assert len({numbers[place] for numbers in possible}) > 1


def test_a_row_alone_takes_the_smallest_of_the_others_with_it():
    assert small_rows(pd.DataFrame({"count": [3, 60, 9, 40]}), ONE) == {0, 2}


def test_a_total_that_is_small_goes_with_all_that_it_sums():
    people = People(("count",), has_total=True)

    assert small_rows(pd.DataFrame({"count": [4, 4, 0]}), people) == {0, 1, 2}


def test_a_region_hidden_in_one_figure_is_hidden_in_all_of_them_and_on_the_map(read):
    figures = [kind.build(read, T) for kind in catalogue.CATALOGUE]
    shown = {f.name: f for f in public(figures, T)}
    regions = shown["participation-by-region"].table.frame
    gone = set(regions.loc[regions["women"].isna(), "name"])
    profile = shown["women-share"].table.frame
    on_map = shown["coverage-map"].table.frame

    assert gone
    assert gone == set(profile.loc[profile["women"].isna(), "label"])
    assert on_map.loc[on_map["region_name"].isin(gone), "participations"].isna().all()
    assert (on_map.loc[on_map["region_name"].isin(gone), HIDDEN] != "").all()


def test_what_is_hidden_is_in_no_share_chart_or_description(read):
    figures = [kind.build(read, T) for kind in catalogue.CATALOGUE]
    for figure in public(figures, T):
        if HIDDEN in figure.table.frame:
            rows = figure.table.frame[HIDDEN] != ""
            people = PEOPLE[figure.name]
            told = figure.table.frame.loc[rows, [*people.counts, *people.shares]]
            assert told.isna().to_numpy().all()
            assert (figure.chart, figure.explanation, figure.alt) == (None, None, "")


def test_each_column_that_is_said_to_count_people_is_in_its_figure(read):
    for name, people in PEOPLE.items():
        keys = set(catalogue.build(name, read, T).table.frame.columns)
        assert keys >= {
            *people.counts, *people.shares, *people.groups, *people.echoes,
            *(part for pair in people.nested for part in pair),
        }
