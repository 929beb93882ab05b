"""The table of cases of the method, by name, and the bounds between the classes."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.framework import Cuts
from ifla_metrics.metrics import explain, status
from ifla_metrics.metrics.progress import expected_value
from ifla_metrics.metrics.status import Case, assess, class_of, moved

CUTS = Cuts()
NAMED_BY_THE_RULE = {"achieved", "ahead", "on_track", "behind", "off_track", "moving_away"}
START = date(2011, 1, 1)
END = START + timedelta(days=1000)
NOW = START + timedelta(days=600)
"""60 % of the time is gone."""


def case(baseline, target, actual, *, on=NOW, **changes):
    path = ()
    if baseline is not None and target is not None:
        path = ((START, Fraction(baseline)), (END, Fraction(target)))
    return Case(baseline, target, actual, expected_value(path, on), **changes)


DOWN = {"way": "decrease"}
KEEP = {"way": "maintain", "target_kind": "exactly", "tolerance": 2}
CEILING = {"way": "decrease", "target_kind": "at_most"}


@pytest.mark.parametrize(
    ("given_case", "progress", "code", "ratio"),
    [
        pytest.param(case(0, 100, 40), 0.4, "behind", "67", id="0 to 100, 40"),
        pytest.param(case(50, 100, 75), 0.5, "behind", "83", id="50 to 100, 75"),
        pytest.param(case(100, 50, 75, **DOWN), 0.5, "behind", "83", id="100 to 50, 75"),
        pytest.param(case(100, 50, 50, **DOWN), 1.0, "achieved", "167", id="100 to 50, 50"),
        pytest.param(case(20, 0, 5, **DOWN), 0.75, "ahead", "125", id="20 to 0, 5"),
        pytest.param(case(95, 95, 95, **KEEP), None, "kept", None, id="maintain 95, 95"),
        pytest.param(case(95, 95, 90, **KEEP), None, "off_target", None, id="maintain 95, 90"),
        pytest.param(case(50, 100, 40), -0.2, "moving_away", "-33", id="50 to 100, 40"),
        pytest.param(case(0, 100, 150), 1.5, "achieved", "250", id="0 to 100, 150"),
        pytest.param(case(100, 50, 25, **DOWN), 1.5, "achieved", "250", id="100 to 50, 25"),
        pytest.param(case(0, 100, None), None, "no_data", None, id="0 to 100, not reported"),
        pytest.param(case(0, None, 40), None, "no_target", None, id="no target, 40"),
        pytest.param(case(None, 90, 70), None, "no_baseline", None, id="no baseline, 90, 70"),
        pytest.param(case(None, 90, 92), None, "achieved", None, id="no baseline, 90, 92"),
        pytest.param(
            case(None, 90, 88.2, final=True),
            None,
            "not_achieved",
            None,
            id="no baseline, 88.2 at 90",
        ),
        pytest.param(
            case(None, 90, 92, final=True), None, "achieved", None, id="no baseline, 92 at 90"
        ),
        pytest.param(
            case(0, 100, 92, on=END, final=True), 0.92, "on_track", "92", id="0 to 100, 92 at last"
        ),
        pytest.param(case(50, 100, 50, on=START), 0.0, "not_yet_due", None, id="first day"),
        pytest.param(case(None, 10, 8, **CEILING), None, "within", None, id="at most 10, 8"),
        pytest.param(
            case(None, 10, 13, **CEILING), None, "over_ceiling", None, id="at most 10, 13"
        ),
        pytest.param(case(0, 100, 100), 1.0, "achieved", "167", id="reached before its date"),
        pytest.param(case(0, 100, 36), 0.36, "behind", "60", id="exactly 60 % of expected"),
        pytest.param(case(0, 100, 51), 0.51, "on_track", "85", id="exactly 85 % of expected"),
        pytest.param(case(0, 100, 69), 0.69, "on_track", "115", id="exactly 115 % of expected"),
    ],
)
def test_the_case_table(given_case, progress, code, ratio):
    found = assess(given_case, CUTS)

    assert found.status == code
    assert found.progress == (None if progress is None else Fraction(str(progress)))
    assert (None if found.ratio is None else f"{float(found.ratio) * 100:.0f}") == ratio


def test_a_bound_is_met_exactly_even_where_floats_would_miss_it():
    assert class_of(Fraction(115, 100), CUTS) == "on_track"
    assert class_of(Fraction(115, 100) + Fraction(1, 10**30), CUTS) == "ahead"
    assert class_of(Fraction(85, 100) - Fraction(1, 10**30), CUTS) == "behind"
    assert class_of(Fraction(60, 100) - Fraction(1, 10**30), CUTS) == "off_track"
    assert class_of(0.1 + 0.5, CUTS) == "behind"
    assert class_of(0, CUTS) == "off_track"


def test_the_cuts_belong_to_the_framework():
    strict = Cuts(ahead=1.05, on_track=0.95, behind=0.85)

    assert class_of(0.9, CUTS) == "on_track"
    assert class_of(0.9, strict) == "behind"


@pytest.mark.parametrize(
    ("given_case", "code"),
    [
        pytest.param(case(0, 10, 16, target_kind="at_most"), "over_ceiling", id="Africa 16 of 10"),
        pytest.param(case(0, 10, 13, target_kind="at_most"), "over_ceiling", id="Asia 13 of 10"),
        pytest.param(case(0, 10, 10, target_kind="at_most"), "within", id="exactly at the ceiling"),
        pytest.param(
            case(100, 50, 75, way="decrease", target_kind="at_most"),
            "behind",
            id="a decrease from a baseline is a way, not a ceiling",
        ),
        pytest.param(case(0, 20, 45), "achieved", id="Africa convening, people: 45 of 20"),
        pytest.param(case(0, 3, 6, on=END), "achieved", id="country projects 2010: 6 of 3"),
        pytest.param(case(0, 3, 2, on=END), "behind", id="country projects 2011: 2 of 3"),
        pytest.param(case(0, 20, None), "no_data", id="El Salvador: 20 planned, actual not known"),
        pytest.param(case(0, 140, 4474), "achieved", id="Brazil 2017: 4474"),
    ],
)
def test_pairs_of_plan_and_actual_that_really_happened(given_case, code):
    assert assess(given_case, CUTS).status == code


@pytest.mark.parametrize(
    ("kind", "actual", "code"),
    [
        ("exactly", 97, "kept"),
        ("exactly", 98, "off_target"),
        ("at_least", 99, "kept"),
        ("at_least", 92, "off_target"),
        ("at_most", 90, "kept"),
        ("at_most", 98, "off_target"),
    ],
)
def test_what_is_to_be_kept_is_held_to_the_side_that_matters(kind, actual, code):
    kept = case(95, 95, actual, way="maintain", target_kind=kind, tolerance=2)

    assert assess(kept, CUTS).status == code


@pytest.mark.parametrize(
    ("kind", "actual"), [("exactly", "95.1"), ("at_least", "94.9"), ("at_most", "95.1")]
)
def test_without_a_tolerance_nothing_is_let_pass(kind, actual):
    kept = case(95, 95, Fraction(actual), way="maintain", target_kind=kind)

    assert assess(kept, CUTS).status == "off_target"


def test_an_exact_target_that_is_passed_is_off_target():
    assert assess(case(0, 10, 10, target_kind="exactly"), CUTS).status == "achieved"
    assert assess(case(0, 10, 13, target_kind="exactly"), CUTS).status == "off_target"


def test_on_the_first_day_a_move_is_still_seen():
    assert assess(case(50, 100, 49, on=START), CUTS).status == "moving_away"
    assert assess(case(50, 100, 51, on=START), CUTS).status == "ahead"


def test_a_part_of_a_period_is_measured_against_the_same_part_of_the_baseline():
    half = Case(20, 40, 20, expected=20, share=Fraction(1, 2))

    found = assess(half, CUTS)

    assert (found.progress, found.expected_progress) == (Fraction(1, 2), Fraction(1, 2))
    assert found.status == "on_track"


@given(st.fractions(0, 3), st.fractions(0, 3))
def test_more_progress_never_gives_a_worse_class(one, other):
    low, high = sorted((one, other))

    assert status.RANK[class_of(low, CUTS)] <= status.RANK[class_of(high, CUTS)]


def test_a_status_moves_only_between_two_ratings():
    assert moved("behind", "on_track") == "up"
    assert moved("on_track", "off_track") == "down"
    assert moved("off_track", "not_achieved") == moved("not_achieved", "moving_away") == "down"
    assert moved("on_track", "kept") == "same"
    assert moved("on_track", "overdue") == ""
    assert moved("", "on_track") == ""


def test_every_status_has_a_word_a_sign_and_an_explanation():
    assert set(status.WORDS) == set(status.SIGNS) == NAMED_BY_THE_RULE | set(explain.STATUS)
    assert not NAMED_BY_THE_RULE & set(explain.STATUS)
    assert set(status.RANK) <= set(status.CODES)
    assert status.ON_COURSE | status.OFF_COURSE | {"behind"} == set(status.RANK)


def test_each_status_has_a_sign_of_its_own():
    signs = list(status.SIGNS.values())

    assert len(set(signs)) == len(signs)
    assert {len(sign) for sign in signs} == {1}


def test_signs_of_change_are_another_family_than_signs_of_status():
    assert not set(status.MOVE_SIGNS.values()) & set(status.SIGNS.values())
