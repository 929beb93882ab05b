"""The status of a part of the strategy, rolled up from its indicators."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.framework import Cuts
from ifla_metrics.metrics import rollup
from ifla_metrics.metrics.indicator_status import indicator_status
from tests.metrics import factories as make
from tests.metrics.factories import day
from tests.metrics.test_status import exact_class

NAN = float("nan")


def child(progress=NAN, expected=0.6, *, status="on_track", eligible=True, source="observed"):
    """Return an indicator's row of `indicator_status`, with what a roll-up reads."""
    return {
        "node": "K.A.1",
        "status": status,
        "eligible": eligible,
        "progress": progress,
        "expected_progress": NAN if progress != progress else expected,
        "target": 10.0,
        "data_source": source,
        "last_report": None,
        "reports_missing": 0,
    }


def roll_up(*children, cuts=None):
    rows = [{"indicator": f"I{n}", **row} for n, row in enumerate(children)]
    indicators = [make.indicator(row["indicator"]) for row in rows]
    framework = make.framework(indicators, cuts=cuts or Cuts())
    table = pd.DataFrame(rows, columns=["indicator", *child()])
    return rollup.by_node(table, framework, ["K.A"]).iloc[0]


@pytest.mark.parametrize(
    ("known", "unknown", "status"),
    [(1, 1, "behind"), (1, 2, "too_few_data"), (0, 2, "too_few_data"), (4, 5, "too_few_data")],
)
def test_with_values_for_less_than_half_there_are_too_few_data(known, unknown, status):
    row = roll_up(*[child(0.6)] * known, *[child(status="no_data")] * unknown)

    assert row["status"] == status
    assert row[["mean", "expected", "ratio"]].isna().all() == (status == "too_few_data")


def test_an_indicator_with_an_overdue_report_is_left_out_of_the_mean():
    row = roll_up(*[child(0.9, status="overdue")] * 2, child(0.6))

    assert row[["with_value", "of", "status"]].tolist() == [1, 3, "too_few_data"]


@pytest.mark.parametrize(
    ("good", "others", "limited"),
    [
        pytest.param(2, ["no_baseline"], "", id="2 of 3 rated is enough"),
        pytest.param(5, ["no_baseline"] * 3, "rated", id="5 of 8 rated"),
        pytest.param(3, ["off_track"], "", id="1 of 4 failing is not too many"),
        pytest.param(5, ["moving_away", "not_achieved"], "failing", id="2 of 7 failing"),
        pytest.param(4, ["overdue", "no_data"], "failing", id="silence fails, 4 of 6 rated"),
        pytest.param(4, ["off_track", *["overdue"] * 3], "rated|failing", id="both"),
        pytest.param(2, ["not_yet_due"] * 2, "", id="not yet due needs no rating"),
    ],
)
def test_missing_reports_and_failing_indicators_limit_the_status(good, others, limited):
    row = roll_up(*[child(0.6)] * good, *(child(0.6, status=status) for status in others))

    assert row["status"] == ("behind" if limited else "on_track")
    assert row["limited"] == limited


def test_an_indicator_computed_from_the_log_is_always_due():
    from_log = [child(0.0, 0.0, status="not_yet_due", source="log")] * 2

    row = roll_up(child(0.6), child(0.6), *from_log)

    assert row[["due", "rated", "limited"]].tolist() == [4, 2, "rated"]
    assert roll_up(*from_log)["status"] == "not_yet_due"


def test_a_limit_never_improves_a_status_and_its_cuts_are_those_of_the_framework():
    row = roll_up(*[child(0.3, status="off_track")] * 2)
    assert row[["status", "limited"]].tolist() == ["off_track", ""]

    mild = Cuts(least_rated="1/2", most_failing="1/2")
    assert roll_up(child(0.6), child(status="overdue"), cuts=mild)["status"] == "on_track"


@pytest.mark.parametrize(
    ("children", "status"),
    [
        ([child(1.2, 1.0, status="achieved")] * 2, "achieved"),
        ([child(status="not_yet_due"), child(0.0, 0.0, status="not_yet_due")], "not_yet_due"),
        ([child(status="no_target", eligible=False)], "no_target"),
        ([], "no_target"),
    ],
)
def test_a_part_has_the_status_that_all_its_indicators_have(children, status):
    assert roll_up(*children)["status"] == status


def test_nodes_are_rolled_up_in_the_requested_order_with_their_last_report():
    indicators = [
        make.indicator("I1"),
        make.indicator("I2", node="K.B.1", frequency="year"),
        make.indicator("I3", target_kind="at_most"),
        make.indicator("I4", direction="decrease", target_kind="at_most", baseline=20.0),
        make.indicator("I5", direction="maintain"),
    ]
    framework = make.framework(indicators, [make.target(10, code=i.code) for i in indicators])
    values = make.values({"as_of": day("2012-12-31"), "value": 10})
    reading = make.reading(framework=framework, values=values, known_on="2013-01-15")
    table = indicator_status(reading)

    nodes = rollup.by_node(table, framework, ["SD2", "K.B", "K.A"]).set_index("node")

    assert nodes["of"].tolist() == [3, 1, 2]  # Without the ceiling and the maintained indicator.
    assert nodes["last_report"].tolist() == [day("2012-12-31"), None, day("2012-12-31")]
    assert rollup.by_node(table, framework, []).empty
    silent = nodes.loc["K.B", ["status", "reports_overdue", "with_value", "no_data"]]
    assert silent.tolist() == ["too_few_data", 1, 0, 1]


@given(st.lists(st.tuples(st.integers(-10, 20), st.integers(1, 10)), min_size=1, max_size=6))
def test_a_roll_up_has_the_class_of_exact_numbers(tenths):
    """An indicator without a value does not count as 0."""
    mean = Fraction(sum(min(progress, 10) for progress, _ in tenths), len(tenths))
    ratio = mean / Fraction(sum(expected for _, expected in tenths), len(tenths))
    children = [child(progress / 10, expected / 10) for progress, expected in tenths]
    lenient = Cuts(least_rated="0", most_failing="1")

    for row in (roll_up(*children), roll_up(*children, child(status="no_data"), cuts=lenient)):
        assert row["status"] == exact_class(ratio)
        assert row["mean"] == pytest.approx(float(mean) / 10)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_rounded_shares_add_up_to_100_and_are_within_one_of_the_exact_shares(counts):
    shares = rollup.rounded_shares(counts)
    exact = [Fraction(100 * count, sum(counts)) for count in counts]

    assert sum(shares) == 100
    assert all(abs(share - e) < 1 for share, e in zip(shares, exact, strict=True))
