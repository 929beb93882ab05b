"""The status of one indicator: the cases of docs/methodology.md, and the bounds of the classes."""

from datetime import date, timedelta
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.framework import Cuts
from ifla_metrics.metrics import status
from ifla_metrics.metrics.status import movement, rate
from ifla_metrics.metrics.targets import expected_value

START = date(2011, 1, 1)
END = START + timedelta(days=1000)
NOW = START + timedelta(days=600)
"""60 % of the time has passed."""

DOWN = {"way": "decrease"}
MAINTAIN = {"way": "maintain", "target_kind": "exactly", "tolerance": 2}
NOT_BELOW, NOT_ABOVE = ({**MAINTAIN, "target_kind": kind} for kind in ("at_least", "at_most"))
CEILING = {"way": "decrease", "target_kind": "at_most"}


def case(baseline, target, actual, *, on=NOW, **changes):
    path = () if None in (baseline, target) else ((START, float(baseline)), (END, float(target)))
    numbers = {"baseline": baseline, "target": target, "actual": actual, "tolerance": None}
    defaults = {"way": "increase", "target_kind": "at_least", "share": 1, "final": False}
    return {**defaults, **numbers, "expected": expected_value(path, on), **changes}


def rating(case, cuts=None):
    """Return the row of one case; its index is that of the indicator."""
    texts_and_flags = ("way", "target_kind", "final")
    numbers = dict.fromkeys(case.keys() - texts_and_flags, "float64")
    table = rate(pd.DataFrame([case], index=["I1"]).astype(numbers), cuts or Cuts())
    return table.loc["I1"]


def status_of(*args, **changes):
    return rating(case(*args, **changes))["status"]


@pytest.mark.parametrize(
    ("indicator", "progress", "status", "ratio"),
    [
        pytest.param(case(0, 100, 40), 0.4, "behind", 67, id="0 to 100, 40"),
        pytest.param(case(50, 100, 75), 0.5, "behind", 83, id="50 to 100, 75"),
        pytest.param(case(100, 50, 75, **DOWN), 0.5, "behind", 83, id="100 to 50, 75"),
        pytest.param(case(100, 50, 50, **DOWN), 1.0, "achieved", 167, id="100 to 50, 50"),
        pytest.param(case(20, 0, 5, **DOWN), 0.75, "ahead", 125, id="20 to 0, 5"),
        pytest.param(case(95, 95, 95, **MAINTAIN), None, "kept", None, id="maintain 95, 95"),
        pytest.param(case(95, 95, 90, **MAINTAIN), None, "off_target", None, id="maintain 95, 90"),
        pytest.param(case(95, 95, 97, **MAINTAIN), None, "kept", None, id="maintain 95, 97"),
        pytest.param(case(95, 95, 98, **MAINTAIN), None, "off_target", None, id="maintain 95, 98"),
        pytest.param(case(95, 95, 99, **NOT_BELOW), None, "kept", None, id="not below, 99"),
        pytest.param(case(95, 95, 92, **NOT_BELOW), None, "off_target", None, id="not below, 92"),
        pytest.param(case(95, 95, 90, **NOT_ABOVE), None, "kept", None, id="not above, 90"),
        pytest.param(case(95, 95, 98, **NOT_ABOVE), None, "off_target", None, id="not above, 98"),
        pytest.param(case(50, 100, 40), -0.2, "moving_away", -33, id="50 to 100, 40"),
        pytest.param(case(0, 100, 150), 1.5, "achieved", 250, id="0 to 100, 150"),
        pytest.param(case(100, 50, 25, **DOWN), 1.5, "achieved", 250, id="100 to 50, 25"),
        pytest.param(case(0, 100, None), None, "no_data", None, id="0 to 100, not reported"),
        pytest.param(case(0, None, 40), None, "no_target", None, id="no target, 40"),
        pytest.param(case(None, 90, 70), None, "no_baseline", None, id="no baseline, 90, 70"),
        pytest.param(case(None, 90, 92), None, "achieved", None, id="no baseline, 90, 92"),
        pytest.param(
            case(None, 90, 88.2, final=True), None, "not_achieved", None, id="88.2 of 90, final"
        ),
        pytest.param(case(None, 90, 92, final=True), None, "achieved", None, id="92 of 90, final"),
        pytest.param(case(50, 100, 50, on=START), 0.0, "not_yet_due", None, id="first day"),
        pytest.param(case(None, 10, 8, **CEILING), None, "within", None, id="at most 10, 8"),
        pytest.param(case(None, 10, 13, **CEILING), None, "over_ceiling", None, id="at most, 13"),
        pytest.param(case(100, 50, 75, **CEILING), 0.5, "behind", 83, id="at most, but decreasing"),
        pytest.param(case(0, 100, 36), 0.36, "behind", 60, id="exactly 60 % of expected"),
        pytest.param(case(0, 100, 51), 0.51, "on_track", 85, id="exactly 85 % of expected"),
        pytest.param(case(0, 100, 69), 0.69, "on_track", 115, id="exactly 115 % of expected"),
        pytest.param(case(0, 10, 10, target_kind="exactly"), 1, "achieved", 167, id="exactly 10"),
        pytest.param(
            case(0, 10, 13, target_kind="exactly"), 1.3, "off_target", 217, id="exactly 10, passed"
        ),
    ],
)
def test_the_table_of_cases(indicator, progress, status, ratio):
    row = rating(indicator)

    assert row["status"] == status
    assert [row["progress"]] == pytest.approx([progress or 0], abs=1e-4) or progress is None
    assert pd.isna(row["progress"]) == (progress is None)
    assert (None if pd.isna(row["ratio"]) else round(row["ratio"] * 100)) == ratio


def test_rounding_errors_of_floats_do_not_change_a_status():
    assert status_of(0, 0.3, 0.1 + 0.2) == "achieved"
    assert status_of(0, 3e12, 3e12 - 1) == "achieved"
    assert status_of(1, 0.3, 0.1 + 0.2, **DOWN) == "achieved"
    assert status_of(0.3, 0.3, 0.6 - 0.2 - 0.1, way="maintain") == "kept"
    assert rating(case(0, 100, 36), cuts=Cuts(behind=0.1 + 0.5))["status"] == "behind"


def exact_class(ratio):
    """Return the class of a ratio of progress to expected progress, given as a fraction."""
    if ratio < 0:
        return "moving_away"
    bounds = {"off_track": ratio < Fraction(60, 100), "behind": ratio < Fraction(85, 100)}
    bounds["on_track"] = ratio <= Fraction(115, 100)
    return next((status for status, applies in bounds.items() if applies), "ahead")


def exact_status(baseline, target, actual, elapsed):
    if (actual - target) * (1 if target > baseline else -1) >= 0:
        return "achieved"
    progress = Fraction(actual - baseline, target - baseline)
    if elapsed == 0:
        return "not_yet_due" if progress == 0 else "ahead" if progress > 0 else "moving_away"
    return exact_class(progress / Fraction(elapsed, 1000))


@given(st.integers(-500, 500), st.integers(-500, 500), st.integers(-900, 900), st.integers(0, 1000))
def test_floats_have_the_status_of_exact_numbers(baseline, step, actual, elapsed):
    target = baseline + (step or 1)
    way = "increase" if target > baseline else "decrease"
    tenths = [number / 10 for number in (baseline, target, actual)]

    status = status_of(*tenths, on=START + timedelta(elapsed), way=way)

    assert status == exact_status(baseline, target, actual, elapsed)


def test_a_status_moves_up_or_down_only_between_two_ratings():
    rows = [
        ("behind", "on_track", "up"),
        ("on_track", "off_track", "down"),
        ("not_achieved", "moving_away", "down"),
        ("on_track", "kept", "same"),
        ("on_track", "overdue", ""),
        ("", "on_track", ""),
    ]
    before, after, moved = (pd.Series(column) for column in zip(*rows, strict=True))

    assert movement(before, after).tolist() == moved.tolist()


def test_every_status_has_a_word_and_its_own_sign():
    assert set(status.WORDS) == set(status.SIGNS)
    assert len(set(status.SIGNS.values())) == len(status.SIGNS)
