"""Changes since the previous meeting: their causes, and the lists of what changed."""

import os
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifla_metrics.metrics import change, indicator_status, rollup
from tests.metrics import factories as make
from tests.metrics.factories import Activity, Line, day

I2_TARGETS = [make.target(9, code="I2"), make.target(12, code="I2", decided_on="2012-05-02")]
FRAMEWORK = make.framework(
    [make.indicator("I1"), make.indicator("I2", frequency="year")],
    [make.target(100), *I2_TARGETS],
)
OLD = {"as_of": day("2012-03-31"), "value": 40, "known_on": day("2012-04-10")}
NEW = {"as_of": day("2012-06-30"), "value": 75, "known_on": day("2012-07-10")}


# Causes: I1 goes from 0 to 100; the earlier day is 18 April, the later one 20 July 2012.

LATE = {"as_of": day("2012-04-17"), "value": 50, "known_on": day("2012-06-01")}


def causes(reading):
    """Return the parts of the change in the progress of K.A, by cause, without those of 0."""
    [row] = change.by_cause(reading, reading.previous, ("K.A",)).to_dict("records")
    return {cause: round(row[cause], 4) for cause in change.CAUSES if row[cause]}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([OLD], {}, id="unchanged"),
        pytest.param([{**OLD, "value": 30}], {"corrections": -0.1}, id="corrected"),
        pytest.param([OLD, LATE], {"late_reports": 0.1}, id="for an earlier day, reported later"),
        pytest.param([OLD, NEW], {"new_results": 0.35}, id="for a later day"),
        pytest.param([NEW], {"new_results": 0.35}, id="withdrawn, then for a later day"),
        pytest.param(
            [{**OLD, "value": 30}, LATE, NEW],
            {"corrections": -0.1, "late_reports": 0.2, "new_results": 0.25},
            id="all three, in this order",
        ),
    ],
)
def test_values_change_the_mean_by_cause(values, expected):
    framework = replace(FRAMEWORK, indicators=FRAMEWORK.indicators[:1])
    before, now = (
        make.reading(framework=framework, known_on=known_on, values=make.values(*rows))
        for known_on, rows in (("2012-04-18", [OLD]), ("2012-07-20", values))
    )

    assert causes(replace(now, previous=before)) == expected


def test_revised_targets_and_missing_reports_are_separate_causes():
    revision = make.target(50, decided_on="2012-05-02")
    revised = replace(FRAMEWORK, targets=(*FRAMEWORK.targets, revision))
    values = make.values({**OLD, "indicator": "I2", "value": 3}, OLD)
    before = make.reading(framework=FRAMEWORK, known_on="2012-04-18", values=values)
    now = make.reading(framework=revised, known_on="2012-09-20", values=values, previous=before)

    # I1: 40 of 50 instead of 40 of 100; then its report is missing. I2: 3 of 9, then of 12.
    assert causes(now) == {
        "targets": round((0.8 + 0.25) / 2 - (0.4 + 1 / 3) / 2, 4),
        "missing_reports": round(0.25 - (0.8 + 0.25) / 2, 4),
    }


def test_a_language_added_to_the_list_is_a_change_of_strategy():
    available = make.indicator(data_source="records", measure="language_availability", ratio=True)
    english = {"resource": "r", "stage": "released", "language": "en", "as_of": day("2012-02-01")}
    resources = make.records("resources", {"node": "K.A.1", **english})
    framework = make.framework([available], [make.target(1)])
    before, now = (
        make.reading(framework=framework, known_on=known_on, resources=resources)
        for known_on in ("2012-04-18", "2012-07-20")
    )
    languages = {"resource_language": {"en": now.lists["resource_language"]["en"]}}
    before = replace(before, lists={**now.lists, **languages})

    assert causes(replace(now, previous=before)) == {"targets": round(1 / 3 - 1, 4)}


def test_more_activities_in_ended_months_are_late_reports_and_other_changes_are_corrections():
    counted = make.indicator("I1", data_source="log", measure="participations", scope="")
    framework = make.framework([counted], [make.target(10)])
    january, february, march, june = (
        Activity(date(2012, month, 5), lines=(Line(1),)) for month in (1, 2, 3, 6)
    )
    before = make.reading([february] * 2, framework=framework, known_on="2012-04-18")

    def causes_with(*log):
        now = make.reading(log, framework=framework, known_on="2012-07-20", previous=before)
        return causes(now)

    assert causes_with(february) == {"corrections": -0.1}
    recounted = replace(february, lines=(Line(4),))
    assert causes_with(february, recounted) == {"corrections": 0.3}
    later = causes_with(february, february, january, june)
    assert later == {"late_reports": 0.1, "new_results": 0.1}
    assert causes_with(february, january, march) == {"corrections": -0.1, "late_reports": 0.2}


days = st.dates(date(2011, 2, 1), date(2012, 12, 31))
values = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(["I1", "I2", "I3"]),
        "as_of": days,
        "value": st.one_of(st.none(), st.integers(-20, 120)),
        "known_on": days,
    }
)
milestones = st.fixed_dictionaries(
    {
        "uid": st.sampled_from(["a", "b"]),
        "planned_on": days,
        "actual_on": st.one_of(st.none(), days),
    }
)


def reading_on(known_on, values, activities, milestones, revisions):
    """Return what was known on a day. Activities, milestones and revisions come with their day."""
    indicators = [
        make.indicator("I1"),
        make.indicator("I2", frequency="year", direction="decrease", baseline=80.0),
        make.indicator("I3", node="K.B.1", time_rule="non_cumulative"),
        make.indicator("L", data_source="log", measure="participations"),
        make.indicator("M", node="K.B.1", data_source="records", measure="milestones"),
    ]
    first_targets = {"I1": 100, "I2": 9, "I3": 50, "L": 60, "M": 4}
    targets = [
        *(make.target(n, code=code) for code, n in first_targets.items()),
        *(make.target(n, code=c, decided_on=f"{d}") for c, n, d in revisions if d <= known_on),
    ]
    steps = [{"node": "K.B.1", **step} for step, day in milestones if day <= known_on]
    return make.reading(
        [activity for activity, day in activities if day <= known_on],
        framework=make.framework(indicators, targets),
        known_on=f"{known_on}",
        values=make.values(*(v for v in values if max(v["known_on"], v["as_of"]) <= known_on)),
        milestones=make.records("milestones", *steps),
    )


@settings(max_examples=100 if os.environ.get("IFLA_NIGHT") else 5, deadline=None)
@given(
    values=st.lists(values, max_size=8),
    activities=st.lists(st.tuples(make.activities(), days), max_size=4),
    milestones=st.lists(
        st.tuples(milestones, days), max_size=3, unique_by=lambda step: step[0]["uid"]
    ),
    revisions=st.lists(
        st.tuples(st.sampled_from(["I1", "I2"]), st.integers(1, 200), days), max_size=2
    ),
    known_on=st.tuples(days, days).map(sorted),
)
def test_the_causes_add_up_to_the_difference_of_the_means(known_on, **log):
    before, now = (reading_on(day, **log) for day in known_on)
    nodes = ("SD1", "SD2", "SD3", "K.A", "K.B")
    mean_before, mean_now = (
        rollup.by_node(indicator_status.indicator_status(r), r.framework, nodes)["mean"]
        for r in (before, now)
    )

    table = change.by_cause(now, before, nodes)
    assert table["before"].tolist() == pytest.approx(mean_before.tolist(), rel=1e-12, nan_ok=True)
    assert table["after"].tolist() == pytest.approx(mean_now.tolist(), rel=1e-12, nan_ok=True)
    sums = table[[*change.CAUSES]].sum(axis=1, skipna=False).tolist()
    assert sums == pytest.approx((mean_now - mean_before).tolist(), abs=1e-12, nan_ok=True)


# Lists of changes


def compared(name, before, now):
    """Return a reading with `now` as the records of one frame, compared with `before`."""
    defaults = {"node": "K.A.1", "indicator": "I1", "group": "GA", "state": "reported"}
    before, now = (make.records(name, *({**defaults, **row} for row in r)) for r in (before, now))
    previous = make.reading(known_on="2012-04-18", framework=FRAMEWORK, **{name: before})
    return make.reading(
        known_on="2012-12-12", framework=FRAMEWORK, previous=previous, **{name: now}
    )


def test_milestones_are_listed_by_kind_of_change():
    plan, later = day("2012-06-30"), day("2012-09-30")
    before = [
        *({"uid": uid, "planned_on": plan} for uid in ("same", "met", "postponed", "gone")),
        {"uid": "wrong", "actual_on": day("2012-02-01")},
    ]
    now = [
        {"uid": "same", "planned_on": plan},
        {"uid": "met", "planned_on": plan, "actual_on": day("2012-07-02")},
        {"uid": "postponed", "planned_on": later},
        {"uid": "wrong", "actual_on": day("2012-02-09")},
        {"uid": "new", "planned_on": later},
        {"uid": "unplanned", "actual_on": day("2012-08-01")},
    ]

    table = change.milestone_changes(compared("milestones", before, now))

    assert " ".join(table["uid"]) == "met unplanned postponed wrong new gone"
    assert " ".join(table["change"]) == "reached reached moved corrected listed withdrawn"
    postponed = table.set_index("uid").loc["postponed"]
    assert (postponed["planned_before"], postponed["planned_on"]) == (plan, later)


def test_moves_down_are_listed_first_then_moves_up_then_other_changes_of_status():
    rows = [
        ("I1", "achieved", "overdue", ""),
        ("I2", "behind", "off_track", "up"),
        ("I3", "on_track", "on_track", "same"),
        ("I4", "behind", "on_track", "down"),
        ("I5", "no_data", "", ""),
    ]
    statuses = pd.DataFrame(rows, columns=["indicator", "status", "previous_status", "moved"])

    assert change.status_changes(statuses)["indicator"].tolist() == ["I4", "I2", "I1"]


def test_a_revision_decided_before_the_meeting_and_entered_later_is_listed_as_new():
    late = make.target(80, decided_on="2012-02-01", reason="Lowered.")
    previous = make.reading(framework=FRAMEWORK, known_on="2012-04-18")
    entered = replace(FRAMEWORK, targets=(*FRAMEWORK.targets, late))
    reading = make.reading(framework=entered, known_on="2012-07-20", previous=previous)

    revised = change.revised_targets(reading)[["indicator", "old", "new", "reason"]]

    assert revised.values.tolist() == [["I1", 100, 80, "Lowered."], ["I2", 9, 12, ""]]


def test_values_are_listed_as_new_corrected_or_withdrawn_unless_unchanged():
    withdrawn = {"as_of": day("2011-12-31"), "value": 20}
    sent_again = {**OLD, "known_on": day("2012-06-01"), "note": "checked"}

    table = change.new_values(compared("values", [withdrawn, OLD], [{**OLD, "value": 45}, NEW]))

    by_change = table.set_index("change")[["value", "previous_value"]]
    assert by_change.loc["corrected"].tolist() == [45, 40]
    missing = by_change["value"].isna().to_dict()
    assert missing == {"corrected": False, "new": False, "withdrawn": True}
    assert change.new_values(compared("values", [OLD], [sent_again])).empty
