"""One activity, several directions: full, fractional and primary counts."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given

from ifla_metrics import frames
from ifla_metrics.errors import UnknownCode
from ifla_metrics.metrics import counting
from ifla_metrics.models.columns import WHOLE_WEIGHT
from tests.metrics.factories import Act, Line, reading
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


def test_participations_of_a_row_are_missing_when_none_was_counted():
    known = Act(rows=("K.A",), lines=(Line(12),))
    unknown = Act(rows=("K.B",), lines=(Line(None),))

    table = counting.by_row(reading([known, replace(known, lines=()), unknown]))

    people = column(table, "participations", "row")
    assert people["K.A"] == 12
    assert pd.isna(people["K.B"])
    assert column(table, "uncounted", "row") == {"K.A": 1, "K.B": 1}


def test_a_direction_that_the_framework_does_not_have_is_refused():
    cells = reading([BOTH]).frame("month_cells").replace({"scope": {"SD2": "SD9"}})
    crossed = reading([BOTH]).frame("month_cells").replace({"scope": {"SD2 K.A": "SD9 K.A"}})

    with pytest.raises(UnknownCode, match="SD9"):
        counting.by_direction(reading(month_cells=cells))
    with pytest.raises(UnknownCode, match="SD9"):
        counting.matrix(reading(month_cells=crossed))


def test_the_share_with_evidence_is_of_all_first_and_then_of_each_element_in_order():
    told = [("K.B", 1, 1), (None, 3, 2), ("", 1, 0), ("K.A", 2, 1)]
    frame = pd.DataFrame(told, columns=frames.EVIDENCE)

    table = counting.evidence(reading(evidence=frame))

    assert table["row"].tolist() == ["all", "K.A", "K.B", ""]
    assert table["ratio"].tolist() == [2 / 3, 0.5, 1, 0]
    assert not len(counting.evidence(reading(evidence=frames.empty(frames.EVIDENCE))))


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
