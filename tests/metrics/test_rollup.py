"""A part of the strategy from its indicators."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.framework import Cuts
from ifla_metrics.metrics import rollup, standings, status
from tests.metrics.factories import day, framework, indicator, reading, target, values

CUTS = Cuts()
NAN = float("nan")


def child(
    code,
    progress=NAN,
    expected=0.6,
    *,
    of="on_track",
    way="increase",
    target_value=10.0,
    kind="at_least",
    baseline=0.0,
    source="observed",
):
    return {
        "target_kind": kind,
        "baseline": baseline,
        "indicator": code,
        "status": of,
        "way": way,
        "progress": progress,
        "expected_progress": NAN if progress != progress else expected,
        "target": target_value,
        "data_source": source,
        "last_report": None,
        "reports_missing": 0,
    }


def children(*rows):
    return pd.DataFrame(list(rows))


def test_each_child_is_capped_at_one_inside_the_mean():
    found = rollup.roll_up(children(child("a", 3.0, of="achieved"), child("b", 0.2)), CUTS)

    assert found.mean == 0.6
    assert (found.with_value, found.of, found.coverage) == (2, 2, 1)


def test_a_child_that_moved_away_lowers_the_mean_below_zero_uncapped():
    found = rollup.roll_up(children(child("a", -0.5, of="moving_away"), child("b", 0.2)), CUTS)

    assert found.mean == pytest.approx(-0.15)
    assert found.status == "moving_away"


def test_the_mean_is_weighted():
    found = rollup.roll_up(children(child("a", 0.9), child("b", 0.3)), CUTS, weights={"a": 3})

    assert found.mean == 0.75


def test_a_child_without_a_value_is_left_out_and_counted():
    found = rollup.roll_up(
        children(child("a", 0.6), child("b", 0.6), child("c", of="no_data")), CUTS
    )

    assert (found.mean, found.with_value, found.of) == (0.6, 2, 3)


@pytest.mark.parametrize(
    ("known", "unknown", "expected"),
    [(1, 1, "behind"), (1, 2, "too_few_data"), (0, 2, "too_few_data"), (4, 5, "too_few_data")],
)
def test_under_half_coverage_there_are_too_few_data(known, unknown, expected):
    rows = [child(f"k{i}", 0.6) for i in range(known)]
    rows += [child(f"u{i}", of="no_data") for i in range(unknown)]

    assert rollup.roll_up(children(*rows), CUTS).status == expected


def test_a_child_with_an_overdue_report_is_left_out_so_that_silence_is_never_on_track():
    found = rollup.roll_up(
        children(child("a", 0.9, of="overdue"), child("b", 0.9, of="overdue"), child("c", 0.6)),
        CUTS,
    )

    assert (found.with_value, found.of, found.status) == (1, 3, "too_few_data")


@pytest.mark.parametrize(
    ("good", "others", "limited"),
    [
        pytest.param(2, ["no_baseline"], (), id="2 of 3 rated is enough"),
        pytest.param(5, ["no_baseline"] * 3, ("rated",), id="5 of 8 rated"),
        pytest.param(3, ["off_track"], (), id="1 of 4 failing is not too many"),
        pytest.param(5, ["moving_away", "not_achieved"], ("failing",), id="2 of 7 failing"),
        pytest.param(4, ["overdue", "no_data"], ("failing",), id="silence fails, 4 of 6 rated"),
        pytest.param(4, ["off_track", *["overdue"] * 3], ("rated", "failing"), id="both"),
        pytest.param(2, ["not_yet_due"] * 2, (), id="what is not yet due is not asked"),
    ],
)
def test_missing_reports_and_failing_indicators_limit_the_parent(good, others, limited):
    """Weights and progress as good as can be: only heads count."""
    rows = [child(f"g{n}", 0.6) for n in range(good)]
    rows += [child(f"o{n}", 0.6, of=of) for n, of in enumerate(others)]

    found = rollup.roll_up(children(*rows), CUTS, weights={"g0": 1000})

    assert (found.status, found.limited) == ("behind" if limited else "on_track", limited)


def test_what_the_log_answers_is_always_due():
    rows = [child(f"l{n}", 0.0, 0.0, of="not_yet_due", source="log") for n in range(2)]

    found = rollup.roll_up(children(child("a", 0.6), child("b", 0.6), *rows), CUTS)

    assert (found.due, found.rated, found.limited) == (4, 2, ("rated",))
    assert rollup.roll_up(children(*rows), CUTS).status == "not_yet_due"


def test_a_limit_makes_no_status_better_and_its_cuts_belong_to_the_framework():
    rows = children(child("a", 0.3, of="off_track"), child("b", 0.3, of="off_track"))
    silent = children(child("a", 0.6), child("b", of="overdue"))

    assert (rollup.roll_up(rows, CUTS).status, rollup.roll_up(rows, CUTS).limited) == (
        "off_track",
        (),
    )
    assert rollup.roll_up(silent, Cuts(least_rated="1/2", most_failing="1/2")).status == "on_track"


def test_what_is_to_be_kept_and_ceilings_stand_apart():
    found = rollup.roll_up(
        children(
            child("a", 0.6),
            child("m", of="kept", way="maintain"),
            child("c", of="over_ceiling", kind="at_most"),
        ),
        CUTS,
    )

    assert (found.with_value, found.of) == (1, 1)
    assert sum(found.distribution.values()) == 1
    assert {code: n for code, n in found.apart.items() if n} == {"kept": 1, "over_ceiling": 1}


@pytest.mark.parametrize("told", ["not_yet_due", "no_data", "overdue"])
def test_a_ceiling_that_nobody_reported_on_is_no_gap_in_the_coverage(told):
    """It could never have a value on the way to a target, so it is not one that lacks it."""
    found = rollup.roll_up(
        children(child("a", 0.6), child("c", of=told, kind="at_most", baseline=NAN)), CUTS
    )

    assert (found.with_value, found.of, found.coverage) == (1, 1, 1)
    assert found.apart[told] == 1


def test_a_decrease_to_at_most_a_target_is_a_way_and_no_ceiling():
    rows = children(child("a", 0.6, way="decrease", kind="at_most", baseline=20.0))

    assert rollup.roll_up(rows, CUTS).of == 1


def test_the_distribution_holds_every_eligible_child_and_every_status():
    found = rollup.roll_up(
        children(child("a", 0.6), child("b", of="no_target", target_value=NAN)), CUTS
    )

    assert tuple(found.distribution) == tuple(found.apart) == status.CODES
    assert (sum(found.distribution.values()), sum(found.apart.values())) == (found.of, 1)


def test_a_parent_uses_the_same_cuts_on_mean_progress_over_mean_expected_progress():
    found = rollup.roll_up(children(child("a", 0.3, 0.4), child("b", 0.3, 0.6)), CUTS)

    assert (found.expected, found.ratio, found.status) == (0.5, 0.6, "behind")


def test_a_parent_is_achieved_when_all_its_children_are():
    rows = children(child("a", 1.2, 1.0, of="achieved"), child("b", 1.0, 1.0, of="achieved"))

    assert rollup.roll_up(rows, CUTS).status == "achieved"


def test_a_parent_whose_children_are_not_yet_due_is_not_yet_due():
    rows = children(child("a", of="not_yet_due"), child("b", 0.0, 0.0, of="not_yet_due"))

    assert rollup.roll_up(rows, CUTS).status == "not_yet_due"


def test_without_a_target_below_it_a_parent_has_no_target():
    rows = children(child("a", of="no_target", target_value=NAN))

    assert rollup.roll_up(rows, CUTS).status == "no_target"
    assert rollup.roll_up(rows.iloc[:0], CUTS).status == "no_target"


def test_nodes_are_rolled_up_in_the_order_asked_with_their_last_report():
    made = framework(
        [indicator("I1"), indicator("I2", node="K.B.1", frequency="year")],
        [target(10), target(10, code="I2")],
    )
    told = values({"indicator": "I1", "as_of": day("2012-12-31"), "value": 10})
    table = standings.standings(reading(made=made, values=told, known_on="2013-01-15"))

    rows = rollup.by_node(table, made, ["SD2", "K.A", "K.B"]).set_index("node")

    assert rows["indicators"].tolist() == [2, 1, 1]
    assert rows.loc["K.A", "status"] == "achieved"
    assert rows.loc["K.A", "last_report"] == day("2012-12-31")
    silent = rows.loc["K.B", ["status", "reports_overdue", "with_value"]]
    assert silent.tolist() == ["too_few_data", 1, 0]
    assert rows["no_data"].tolist() == [1, 0, 1]
    assert rollup.of_node(table, made, "SD2").with_value == 1


@given(st.lists(st.fractions(-1, 2), min_size=1, max_size=6), st.randoms())
def test_the_order_of_children_never_matters(progress, random):
    rows = [child(f"i{i}", float(p)) for i, p in enumerate(progress)]
    mixed = random.sample(rows, len(rows))

    assert rollup.roll_up(children(*rows), CUTS) == rollup.roll_up(children(*mixed), CUTS)


@given(st.lists(st.fractions(-1, 2), min_size=1, max_size=6))
def test_a_missing_child_never_counts_as_zero(progress):
    rows = [child(f"i{i}", float(p)) for i, p in enumerate(progress)]

    with_gap = rollup.roll_up(children(*rows, child("gap", of="no_data")), CUTS)

    assert with_gap.mean == rollup.roll_up(children(*rows), CUTS).mean


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_rounded_shares_sum_to_a_hundred_and_stay_within_one_of_the_exact_share(counts):
    shares = rollup.rounded_shares(counts)

    assert sum(shares) == 100
    whole = sum(counts)
    assert all(abs(s - Fraction(100 * c, whole)) < 1 for s, c in zip(shares, counts, strict=True))
    assert all(s == 0 for s, c in zip(shares, counts, strict=True) if c == 0)


def test_rounded_shares_of_thirds_give_the_rest_to_the_first():
    assert rollup.rounded_shares([1, 1, 1]) == [34, 33, 33]
    assert rollup.rounded_shares([0, 0]) == [0, 0]
