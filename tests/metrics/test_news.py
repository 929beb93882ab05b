"""What is new since the day that is compared with: overdue reports, steps, countries."""

from dataclasses import replace
from datetime import date

from ifla_metrics.metrics import change, indicator_status
from tests.metrics.factories import (
    Act,
    day,
    framework,
    indicator,
    reading,
    rows_of,
    target,
    values,
)

MADE = framework([indicator("I1"), indicator("I2")], [target(100), target(9, code="I2")])
TOLD = values({"as_of": day("2012-03-31"), "value": 40})


def pair(before=None, now=None, **chosen):
    earlier = reading(known_on="2012-04-18", made=MADE, values=TOLD, **(before or {}), **chosen)
    return reading(
        known_on="2012-12-12", made=MADE, values=TOLD, previous=earlier, **(now or {}), **chosen
    )


def test_only_what_was_not_overdue_then_is_newly_overdue():
    found = pair()
    table = change.newly_overdue(
        indicator_status.indicator_status(found), indicator_status.indicator_status(found.previous)
    )

    assert table["indicator"].tolist() == ["I1"]
    assert table["overdue_since"].tolist() == [date(2012, 7, 30)]


def steps(*told):
    return {"milestones": rows_of("milestones", *({"node": "K.A.1", **row} for row in told))}


def test_milestones_are_told_by_what_became_of_them():
    plan, later = day("2012-06-30"), day("2012-09-30")
    before = steps(
        {"uid": "same", "planned_on": plan},
        {"uid": "met", "planned_on": plan},
        {"uid": "moved", "planned_on": plan},
        {"uid": "gone", "planned_on": plan},
        {"uid": "wrong", "actual_on": day("2012-02-01")},
    )
    now = steps(
        {"uid": "same", "planned_on": plan},
        {"uid": "met", "planned_on": plan, "actual_on": day("2012-07-02")},
        {"uid": "moved", "planned_on": later},
        {"uid": "wrong", "actual_on": day("2012-02-09")},
        {"uid": "listed", "planned_on": later},
        {"uid": "born", "actual_on": day("2012-08-01")},
    )

    table = change.milestone_changes(pair(before, now))

    assert table[["uid", "change"]].values.tolist() == [
        ["met", "reached"],
        ["born", "reached"],
        ["moved", "moved"],
        ["wrong", "corrected"],
        ["listed", "listed"],
        ["gone", "withdrawn"],
    ]
    moved = table.set_index("uid").loc["moved"]
    assert (moved["planned_before"], moved["planned_on"]) == (plan, later)


def test_a_country_is_newly_reached_when_the_period_had_no_activity_there_then():
    first = Act(countries=("BWA",), weights={"SD1": 1200})
    second = Act(countries=("BWA", "NPL"), weights={"SD2": 1200}, provenance="synthetic")

    def found(**chosen):
        return change.countries_reached(
            pair({"acts": [first]}, {"acts": [first, second]}, **chosen)
        )[["country", "activities", "provenance"]].values.tolist()

    assert found() == [["NPL", 1, "synthetic"]]
    assert found(choices={"direction": "SD1"}) == []
    assert found(choices={"direction": "SD2"}) == [
        ["BWA", 1, "synthetic"],
        ["NPL", 1, "synthetic"],
    ]
    assert found(choices={"documented_only": True}) == []


def test_a_decision_that_was_entered_late_is_news_though_it_was_taken_before():
    late = target(80, decided_on="2012-02-01")
    found = pair()
    now = replace(found, framework=replace(MADE, targets=(*MADE.targets, late)))

    assert not len(change.revised_targets(found))
    assert change.revised_targets(now)[["indicator", "old", "new"]].values.tolist() == [
        ["I1", 100, 80],
    ]


def told(before, now):
    """A pair of readings with these values of I1."""
    found = pair()
    then, later = ({"values": values(*rows)} for rows in (before, now))
    previous = replace(found.previous, frames={**found.previous.frames, **then})
    return replace(found, frames={**found.frames, **later}, previous=previous)


def test_values_are_new_corrected_or_withdrawn_and_no_news_when_unchanged():
    old = {"as_of": day("2012-03-31"), "value": 40, "known_on": day("2012-04-10")}
    new = {"as_of": day("2012-06-30"), "value": 75, "known_on": day("2012-07-10")}
    gone = {"as_of": day("2011-12-31"), "value": 20}
    again = {**old, "known_on": day("2012-06-01"), "note": "checked"}

    table = change.new_values(told([gone, old], [{**old, "value": 45}, new]))

    found = table.set_index("change")[["value", "previous_value"]]
    assert found.loc["corrected"].tolist() == [45, 40]
    assert found["value"].isna().to_dict() == {"corrected": False, "new": False, "withdrawn": True}
    assert change.new_values(told([old], [again])).empty
