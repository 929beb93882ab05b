"""A part of the strategy from its indicators."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.framework import Cuts
from ifla_metrics.metrics import rollup
from ifla_metrics.metrics.indicator_status import indicator_status
from tests.metrics.factories import day, framework, indicator, reading, target, values

NAN = float("nan")


def child(progress=NAN, expected=0.6, *, of="on_track", eligible=True, source="observed"):
    return {
        "node": "K.A.1",
        "status": of,
        "eligible": eligible,
        "progress": progress,
        "expected_progress": NAN if progress != progress else expected,
        "target": 10.0,
        "data_source": source,
        "last_report": None,
        "reports_missing": 0,
    }


def rolled_up(*rows, cuts=None):
    named = [{"indicator": f"I{n}", **row} for n, row in enumerate(rows)]
    columns = ["indicator", *child()]
    made = framework([indicator(row["indicator"]) for row in named], cuts=cuts or Cuts())
    return rollup.by_node(pd.DataFrame(named, columns=columns), made, ["K.A"]).iloc[0]


@pytest.mark.parametrize(
    ("known", "unknown", "expected"),
    [(1, 1, "behind"), (1, 2, "too_few_data"), (0, 2, "too_few_data"), (4, 5, "too_few_data")],
)
def test_under_half_coverage_there_are_too_few_data(known, unknown, expected):
    rows = [child(0.6)] * known + [child(of="no_data")] * unknown

    found = rolled_up(*rows)

    assert found["status"] == expected
    assert found[["mean", "expected", "ratio"]].isna().all() == (expected == "too_few_data")


def test_a_child_with_an_overdue_report_is_left_out_so_that_silence_is_never_on_track():
    late = child(0.9, of="overdue")

    found = rolled_up(late, late, child(0.6))

    assert found[["with_value", "of", "status"]].tolist() == [1, 3, "too_few_data"]


@pytest.mark.parametrize(
    ("good", "others", "limited"),
    [
        pytest.param(2, ["no_baseline"], "", id="2 of 3 rated is enough"),
        pytest.param(5, ["no_baseline"] * 3, "rated", id="5 of 8 rated"),
        pytest.param(3, ["off_track"], "", id="1 of 4 failing is not too many"),
        pytest.param(5, ["moving_away", "not_achieved"], "failing", id="2 of 7 failing"),
        pytest.param(4, ["overdue", "no_data"], "failing", id="silence fails, 4 of 6 rated"),
        pytest.param(4, ["off_track", *["overdue"] * 3], "rated|failing", id="both"),
        pytest.param(2, ["not_yet_due"] * 2, "", id="what is not yet due is not asked"),
    ],
)
def test_missing_reports_and_failing_indicators_limit_the_parent(good, others, limited):
    found = rolled_up(*[child(0.6)] * good, *(child(0.6, of=of) for of in others))

    assert found["status"] == ("behind" if limited else "on_track")
    assert found["limited"] == limited


def test_what_the_log_answers_is_always_due():
    rows = [child(0.0, 0.0, of="not_yet_due", source="log")] * 2

    found = rolled_up(child(0.6), child(0.6), *rows)

    assert found[["due", "rated", "limited"]].tolist() == [4, 2, "rated"]
    assert rolled_up(*rows)["status"] == "not_yet_due"


def test_a_limit_makes_no_status_better_and_its_cuts_belong_to_the_framework():
    found = rolled_up(*[child(0.3, of="off_track")] * 2)
    assert found[["status", "limited"]].tolist() == ["off_track", ""]

    mild = Cuts(least_rated="1/2", most_failing="1/2")
    assert rolled_up(child(0.6), child(of="overdue"), cuts=mild)["status"] == "on_track"


def test_a_parent_is_achieved_not_yet_due_or_without_target_when_all_its_children_are():
    done = child(1.2, 1.0, of="achieved")
    assert rolled_up(done, done)["status"] == "achieved"
    waiting = child(0.0, 0.0, of="not_yet_due")
    assert rolled_up(child(of="not_yet_due"), waiting)["status"] == "not_yet_due"
    assert rolled_up(child(of="no_target", eligible=False))["status"] == "no_target"
    assert rolled_up()["status"] == "no_target"


def test_nodes_are_rolled_up_in_the_order_asked_with_their_last_report():
    asked = [
        indicator("I1"),
        indicator("I2", node="K.B.1", frequency="year"),
        indicator("I3", target_kind="at_most"),
        indicator("I4", direction="decrease", target_kind="at_most", baseline=20.0),
        indicator("I5", direction="maintain"),
    ]
    made = framework(asked, [target(10, code=one.code) for one in asked])
    told = values({"indicator": "I1", "as_of": day("2012-12-31"), "value": 10})
    table = indicator_status(reading(made=made, values=told, known_on="2013-01-15"))

    rows = rollup.by_node(table, made, ["SD2", "K.B", "K.A"]).set_index("node")

    assert rows["of"].tolist() == [3, 1, 2]  # Ceilings and what is kept stand apart.
    assert rows["last_report"].tolist() == [day("2012-12-31"), None, day("2012-12-31")]
    assert rollup.by_node(table, made, []).empty
    silent = rows.loc["K.B", ["status", "reports_overdue", "with_value", "no_data"]]
    assert silent.tolist() == ["too_few_data", 1, 0, 1]


tenths = st.integers(-10, 20)


@given(st.lists(st.tuples(tenths, st.integers(1, 10)), min_size=1, max_size=6))
def test_a_roll_up_falls_into_the_class_of_exact_numbers(pairs):
    """Also with a child that has no value: it never counts as zero."""
    mean = Fraction(sum(min(p, 10) for p, _ in pairs), len(pairs))
    ratio = mean / Fraction(sum(e for _, e in pairs), len(pairs))
    bounds = {"moving_away": ratio < 0, "off_track": ratio < Fraction(60, 100)}
    bounds |= {"behind": ratio < Fraction(85, 100), "on_track": ratio <= Fraction(115, 100)}
    expected = next((code for code, falls in bounds.items() if falls), "ahead")
    rows = [child(p / 10, e / 10) for p, e in pairs]
    lenient = Cuts(least_rated="0", most_failing="1")

    for found in (rolled_up(*rows), rolled_up(*rows, child(of="no_data"), cuts=lenient)):
        assert found["status"] == expected
        assert found["mean"] == pytest.approx(float(mean) / 10)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_rounded_shares_sum_to_a_hundred_and_stay_within_one_of_the_exact_share(counts):
    shares = rollup.rounded_shares(counts)

    assert sum(shares) == 100
    whole = sum(counts)
    assert all(abs(s - Fraction(100 * c, whole)) < 1 for s, c in zip(shares, counts, strict=True))
