"""What needs the Board, each by its rule."""

from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.figures.attention import findings
from ifla_metrics.i18n import translate
from tests.metrics import factories as make
from tests.metrics.factories import Act, day, framework, indicator, reading, target, values

T = translate("en")
LATE = "2013-01-15"
REACHED = {"node": "K.A.1", "group": "GA", "actual_on": day("2012-08-01")}
NOTHING = {"group": "GA", "period": "2012-Q3", "as_of": day("2012-09-30")}


def found(rule, *, indicators=None, targets=(), told=(), acts=(), known_on=LATE, **given):
    made = framework([indicator()] if indicators is None else indicators, targets)
    now = reading(acts, made=made, values=values(*told), known_on=known_on, **given)
    return [one for one in findings(now, T) if one["rule"] == rule]


def on(text, value, **more):
    return {"as_of": day(text), "value": value, **more}


def test_off_track_two_meetings_running_comes_first():
    pair = framework([indicator("I1"), indicator("I2")], [target(9), target(100, code="I2")])
    low = {"indicator": "I2", **on("2012-03-31", 10)}
    before = reading(made=pair, known_on="2012-04-18", values=values(on("2012-03-31", 9), low))
    late = [on("2012-12-31", 2), {**low, **on("2012-12-31", 20)}]
    now = reading(made=pair, known_on=LATE, values=values(*late), previous=before)

    first, second = findings(now, T)[:2]

    assert (first["subject"], first["repeated"]) == ("I2", True)
    assert (second["subject"], second["rule"], second["repeated"]) == ("I1", "off_track", False)
    assert first["finding"] == "I2: off track, 20; 100 expected."


def test_a_finding_tells_the_public_no_small_number():
    made = framework([indicator(unit="persons")], [target(100)])
    now = reading(made=made, values=values(on("2012-12-31", 3)), known_on=LATE)

    whole, public = (findings(one, T)[0] for one in (now, replace(now, hide_small=True)))

    assert (whole["finding"], whole["count"]) == ("I1: off track, 3; 100 expected.", 3)
    assert (public["finding"], public["count"], public["total"]) == ("I1: off track.", None, None)


def test_overdue_reports_of_one_owner_are_one_item():
    pair = [indicator("I1"), indicator("I2")]
    goals = [target(9), target(9, code="I2")]

    (item,) = found("overdue", indicators=pair, targets=goals, told=[on("2012-03-31", 1)])

    assert (item["subject"], item["count"]) == ("GA", 2)
    assert (item["reports"], item["since"]) == (2 + 7, date(2011, 4, 30))
    assert item["indicators"] == {"I1", "I2"}
    assert item["finding"].endswith("9 reports for 2 indicators overdue since Apr 2011.")


def test_a_group_without_activity_and_report_for_two_quarters_is_silent():
    (item,) = found("silent_group", acts=[Act(on=date(2012, 3, 5), groups=("GA",))])

    assert (item["subject"], item["since"], item["count"]) == ("GA", date(2012, 3, 31), 9)
    assert item["indicators"] == {"I1"}


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param({"acts": [Act(on=date(2012, 7, 1))]}, id="an activity"),
        pytest.param({"told": [on("2012-07-01", 3)]}, id="a report"),
        pytest.param({"told": [on("2012-09-30", None, state="nil")]}, id="nothing to report"),
        pytest.param({"nil_returns": make.rows_of("nil_returns", NOTHING)}, id="a nil return"),
        pytest.param({"milestones": make.rows_of("milestones", REACHED)}, id="a milestone reached"),
    ],
)
def test_a_sign_of_life_within_two_quarters_ends_silence(sign):
    assert not found("silent_group", **sign)


def test_directions_and_rows_with_too_few_data_are_named():
    pair = [indicator("I1", frequency="year"), indicator("I2"), indicator("I3")]
    goals = [target(9, code=c) for c in ("I1", "I2", "I3")]

    items = found("too_few", indicators=pair, targets=goals, told=[on("2012-12-31", 9)])

    assert [i["subject"] for i in items] == ["SD1", "SD2", "K.A"]
    assert {(i["count"], i["total"]) for i in items} == {(1, 3)}


def test_a_region_without_activity_in_24_months_is_named():
    acts = [
        Act(on=date(2010, 11, 1), countries=("PER",)),
        Act(on=date(2011, 2, 1), countries=("BWA",)),
    ]

    items = found("region_gap", acts=acts, listed=make.listed("member_countries", "NPL", "LBN"))

    assert [(i["subject"], i["since"], i["total"]) for i in items] == [
        ("asia", "", 2),
        ("lac", date(2010, 12, 31), 0),
    ]
