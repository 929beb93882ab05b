"""One activity, several directions: full, fractional and primary counts."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.errors import UnknownCode, WrongFrame
from ifla_metrics.metrics import counting
from tests.metrics.factories import Act, Line, reading, shuffled
from tests.metrics.strategies import acts, logs

BOTH = Act(weights={"SD1": 600, "SD2": 600}, primary="SD2", rows=("K.A",))
ONE = Act(weights={"SD1": 1200}, primary="SD1", rows=("K.A", "K.B"))
NONE = Act()


def column(table, name, key="direction"):
    return dict(zip(table[key], table[name], strict=True))


def test_full_counts_an_activity_in_each_direction_that_it_serves():
    table = counting.by_direction(reading([BOTH, ONE, NONE]))

    assert column(table, "full") == {"SD1": 2, "SD2": 1, "SD3": 0, "": 1}


def test_fractional_shares_an_activity_out_by_its_weights():
    table = counting.by_direction(reading([BOTH, ONE, NONE]))

    assert column(table, "fractional") == {"SD1": 1.5, "SD2": 0.5, "SD3": 0, "": 1}


def test_primary_counts_the_main_direction_only_and_its_lack_as_not_stated():
    undecided = replace(BOTH, primary="")

    table = counting.by_direction(reading([BOTH, ONE, NONE, undecided]))

    assert column(table, "primary") == {"SD1": 1, "SD2": 1, "SD3": 0, "": 2}


@pytest.mark.parametrize("rule", ["full", "fractional", "primary"])
def test_count_follows_the_chosen_rule(rule):
    table = counting.by_direction(reading([BOTH, ONE], choices={"counting": rule}))

    assert table["count"].tolist() == table[rule].tolist()


def test_totals_are_distinct_activities_with_their_alignments_beside():
    found = counting.totals(reading([BOTH, ONE, NONE, replace(NONE, provenance="synthetic")]))

    assert (found.activities, found.alignments) == (4, 3)
    assert (found.documented, found.synthetic, found.reported) == (3, 1, 0)


def test_the_chosen_direction_restricts_totals_and_rows():
    chosen = reading([BOTH, ONE, NONE], choices={"direction": "SD2"})

    assert counting.totals(chosen).activities == 1
    assert column(counting.by_row(chosen), "activities", "row") == {"K.A": 1, "K.B": 0, "": 0}


def test_every_row_and_direction_keeps_its_cell_when_nothing_happened():
    table = counting.matrix(reading([]))

    assert len(table) == 2 * 4
    assert table["full"].tolist() == [0] * 8


def test_a_claim_to_the_whole_initiative_is_a_row_of_its_own_after_the_elements():
    table = counting.by_row(reading([Act(rows=("K",))]))

    assert column(table, "activities", "row") == {"K.A": 0, "K.B": 0, "K": 1}


def test_participations_of_a_row_are_missing_when_none_was_counted():
    known = Act(rows=("K.A",), lines=(Line(12),))
    unknown = Act(rows=("K.B",), lines=(Line(None),))

    table = counting.by_row(reading([known, replace(known, lines=()), unknown]))

    people = column(table, "participations", "row")
    assert people["K.A"] == 12
    assert pd.isna(people["K.B"])
    assert column(table, "uncounted", "row") == {"K.A": 1, "K.B": 1}


def test_synthetic_activities_are_left_out_when_only_documented_ones_are_wanted():
    both = [NONE, replace(NONE, provenance="synthetic")]

    found = counting.totals(reading(both, choices={"documented_only": True}))

    assert (found.activities, found.synthetic) == (1, 0)


def test_a_frame_without_its_columns_is_refused():
    found = reading([BOTH], month_cells=pd.DataFrame({"month": []}))

    with pytest.raises(WrongFrame, match="scope_kind"):
        counting.by_direction(found)


def test_a_direction_that_the_framework_does_not_have_is_refused():
    cells = reading([BOTH]).frame("month_cells").replace({"scope": {"SD2": "SD9"}})
    crossed = reading([BOTH]).frame("month_cells").replace({"scope": {"SD2 K.A": "SD9 K.A"}})

    with pytest.raises(UnknownCode, match="SD9"):
        counting.by_direction(reading(month_cells=cells))
    with pytest.raises(UnknownCode, match="SD9"):
        counting.matrix(reading(month_cells=crossed))


def test_cells_without_rows_give_the_same_directions_and_refuse_to_be_told_by_row():
    full = reading([BOTH, ONE, NONE])
    cells = full.frame("month_cells")
    drawn = cells[cells["scope_kind"].isin(["all", "direction"])]
    bare = replace(full, frames={**full.frames, "month_cells": drawn})

    assert counting.by_direction(bare).equals(counting.by_direction(full))
    assert counting.totals(bare) == counting.totals(full)
    for ask in (counting.by_row, counting.matrix):
        with pytest.raises(WrongFrame, match="row"):
            ask(bare)


@given(logs)
def test_fractional_columns_add_up_to_the_distinct_total_exactly(log):
    found = reading(log)

    weights = counting.by_direction(found)["weight"]

    shares = Fraction(sum(map(int, weights)), counting.WHOLE_WEIGHT)
    assert shares == counting.totals(found).activities


@given(logs)
def test_within_each_row_fractional_cells_add_up_to_the_rows_distinct_activities(log):
    found = reading(log)
    rows = column(counting.by_row(found), "activities", "row")

    for row, cells in counting.matrix(found).groupby("row"):
        assert cells["weight"].sum() == counting.WHOLE_WEIGHT * rows[row]


@given(logs)
def test_primary_columns_add_up_to_the_distinct_total(log):
    found = reading(log)

    assert counting.by_direction(found)["primary"].sum() == counting.totals(found).activities


@given(logs)
def test_full_never_counts_below_primary_in_a_direction(log):
    table = counting.matrix(reading(log))
    stated = table[table["direction"] != ""]

    assert (stated["full"] >= stated["primary"]).all()
    assert (stated["full"] * counting.WHOLE_WEIGHT >= stated["weight"]).all()


@given(logs)
def test_alignments_are_the_sum_of_the_full_columns(log):
    found = reading(log)
    table = counting.by_direction(found)

    assert table[table["direction"] != ""]["full"].sum() == counting.totals(found).alignments


@given(logs, acts())
def test_adding_an_activity_never_lowers_a_count(log, further):
    before, after = (counting.matrix(reading(found)) for found in (log, [*log, further]))
    rules = ["full", "weight", "primary"]

    both = before.merge(after, on=["row", "direction"], suffixes=("", "_after"))
    assert len(both) == len(before)
    assert all((both[f"{rule}_after"] >= both[rule]).all() for rule in rules)


@given(logs, st.integers(0, 99))
def test_the_order_of_rows_never_matters_to_counts(log, seed):
    found = reading(log)

    assert counting.matrix(found).equals(counting.matrix(shuffled(found, seed)))
    assert counting.by_row(found).equals(counting.by_row(shuffled(found, seed)))
