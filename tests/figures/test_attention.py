"""What needs the Board: the findings of each rule, and their order."""

from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.figures.attention import findings
from ifla_metrics.i18n import translate
from tests.metrics import factories as make
from tests.metrics.factories import Activity, day

T = translate("en")
LATE = "2013-01-15"  # After the period.


def findings_by(rule, log=(), *, values=(), **records):
    framework, values = make.framework([make.indicator()]), make.values(*values)
    reading = make.reading(log, framework=framework, values=values, known_on=LATE, **records)
    return [finding for finding in findings(reading, T) if finding["rule"] == rule]


def value_on(text, value, **changes):
    return {"as_of": day(text), "value": value, **changes}


def test_indicators_off_track_at_two_meetings_come_first():
    indicators = [make.indicator("I1"), make.indicator("I2")]
    framework = make.framework(indicators, [make.target(9), make.target(100, code="I2")])
    before, now = (
        make.values(value_on(day, i1), value_on(day, i2, indicator="I2"))
        for day, i1, i2 in (("2012-03-31", 9, 10), ("2012-12-31", 2, 20))
    )
    previous = make.reading(framework=framework, known_on="2012-04-18", values=before)
    reading = make.reading(framework=framework, known_on=LATE, values=now, previous=previous)

    first, second = findings(reading, T)[:2]

    assert (first["subject"], first["repeated"]) == ("I2", True)
    assert (second["subject"], second["rule"], second["repeated"]) == ("I1", "off_track", False)
    assert first["finding"] == "I2: off track, 20; 100 expected."


def test_a_finding_shows_the_public_no_small_number():
    framework = make.framework([make.indicator(unit="persons")], [make.target(100)])
    values = make.values(value_on("2012-12-31", 3))
    reading = make.reading(framework=framework, values=values, known_on=LATE)

    full, public = (findings(r, T)[0] for r in (reading, replace(reading, hide_small=True)))

    assert (full["finding"], full["count"]) == ("I1: off track, 3; 100 expected.", 3)
    assert (public["finding"], public["count"], public["total"]) == ("I1: off track.", None, None)


def test_a_group_without_activity_and_report_for_two_quarters_is_silent():
    [finding] = findings_by("silent_group", log=[Activity(date(2012, 3, 5))])

    assert (finding["subject"], finding["since"]) == ("GA", date(2012, 3, 31))
    assert (finding["count"], finding["indicators"]) == (9, {"I1"})


REACHED = {"node": "K.A.1", "group": "GA", "actual_on": day("2012-08-01")}
NIL_RETURN = {"group": "GA", "period": "2012-Q3", "as_of": day("2012-09-30")}


@pytest.mark.parametrize(
    "reported",
    [
        pytest.param({"log": [Activity(date(2012, 7, 1))]}, id="an activity"),
        pytest.param({"values": [value_on("2012-07-01", 3)]}, id="a value"),
        pytest.param({"values": [value_on("2012-09-30", None, state="nil")]}, id="a nil value"),
        pytest.param({"nil_returns": make.records("nil_returns", NIL_RETURN)}, id="a nil return"),
        pytest.param({"milestones": make.records("milestones", REACHED)}, id="a milestone reached"),
    ],
)
def test_a_group_that_reported_within_two_quarters_is_not_silent(reported):
    assert not findings_by("silent_group", **reported)


def test_a_region_without_activity_in_24_months_is_a_finding():
    started_on = {"PER": date(2010, 11, 1), "BWA": date(2011, 2, 1)}
    log = [Activity(day, countries=(country,)) for country, day in started_on.items()]
    listed = make.country_list("member_countries", "NPL", "LBN")

    gaps = findings_by("region_gap", log=log, listed=listed)

    assert [(gap["subject"], gap["since"], gap["total"]) for gap in gaps] == [
        ("asia", "", 2),
        ("lac", date(2010, 12, 31), 0),
    ]
