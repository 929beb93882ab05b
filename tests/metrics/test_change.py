"""What changed since the meeting before: by cause, and item by item."""

import os
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifla_metrics.metrics import change, indicator_status, rollup
from tests.metrics import strategies
from tests.metrics.factories import Act, day, framework, indicator, reading, rows_of, target, values

MADE = framework(
    [indicator("I1"), indicator("I2", frequency="year")],
    [target(100), target(9, code="I2"), target(12, code="I2", decided_on="2012-05-02")],
)
OLD = {"as_of": day("2012-03-31"), "value": 40, "known_on": day("2012-04-10")}
NEW = {"as_of": day("2012-06-30"), "value": 75, "known_on": day("2012-07-10")}


# By cause: I1 goes from 0 to 100; the earlier day is 18 April, the later one 20 July 2012.

LATE = {"as_of": day("2012-04-17"), "value": 50, "known_on": day("2012-06-01")}


def parts(now, node="K.A"):
    [found] = change.by_cause(now, now.previous, (node,))[[*change.CAUSES]].to_dict("records")
    return {cause: round(part, 4) for cause, part in found.items() if part}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param([OLD], {}, id="the same"),
        pytest.param([{**OLD, "value": 30}], {"corrections": -0.1}, id="corrected"),
        pytest.param([OLD, LATE], {"late_reports": 0.1}, id="of a day before, told after"),
        pytest.param([OLD, NEW], {"new_results": 0.35}, id="of a later day"),
        pytest.param([NEW], {"new_results": 0.35}, id="withdrawn, then of a later day"),
        pytest.param(
            [{**OLD, "value": 30}, LATE, NEW],
            {"corrections": -0.1, "late_reports": 0.2, "new_results": 0.25},
            id="all three, in this order",
        ),
    ],
)
def test_values_change_the_mean_by_cause(now, expected):
    alone = replace(MADE, indicators=MADE.indicators[:1])
    earlier = reading(made=alone, known_on="2012-04-18", values=values(OLD))
    later = reading(made=alone, known_on="2012-07-20", values=values(*now), previous=earlier)

    assert parts(later) == expected


def test_a_revised_target_and_a_report_now_missing_are_causes_of_their_own():
    revised = replace(MADE, targets=(*MADE.targets, target(50, decided_on="2012-05-02")))
    told = values({**OLD, "indicator": "I2", "value": 3}, OLD)
    before = reading(made=MADE, known_on="2012-04-18", values=told)
    now = reading(made=revised, known_on="2012-09-20", values=told, previous=before)

    # I1: 40 of 50 in place of 40 of 100; then its report is missing. I2: 3 of 9, then of 12.
    assert parts(now) == {
        "targets": round((0.8 + 0.25) / 2 - (0.4 + 1 / 3) / 2, 4),
        "missing_reports": round(0.25 - (0.8 + 0.25) / 2, 4),
    }


def test_a_language_added_to_the_list_is_a_change_of_strategy():
    available = indicator(data_source="records", measure="language_availability", ratio=True)
    english = {"resource": "r", "stage": "released", "language": "en", "as_of": day("2012-02-01")}
    frames = {"resources": rows_of("resources", {"node": "K.A.1", **english})}
    made = framework([available], [target(1)])
    now = reading(made=made, known_on="2012-07-20", **frames)
    before = reading(made=made, known_on="2012-04-18", **frames)
    languages = {"resource_language": {"en": now.lists["resource_language"]["en"]}}
    before = replace(before, lists={**now.lists, **languages})

    assert parts(replace(now, previous=before)) == {"targets": round(1 / 3 - 1, 4)}


def test_more_activities_of_ended_months_are_late_reports_and_fewer_are_corrections():
    counted = indicator("I1", data_source="log", measure="activities", scope="")
    made = framework([counted], [target(10)])
    old, new = Act(on=day("2012-02-01")), Act(on=day("2012-06-01"))
    one, two = Act(on=day("2012-01-05")), Act(on=day("2012-03-05"))
    earlier = reading([old, old], made=made, known_on="2012-04-18")

    def later(*acts):
        return reading(acts, made=made, known_on="2012-07-20", previous=earlier)

    assert parts(later(old)) == {"corrections": -0.1}
    assert parts(later(old, old, one, new)) == {"late_reports": 0.1, "new_results": 0.1}
    assert parts(later(old, one, two)) == {"corrections": -0.1, "late_reports": 0.2}


histories = st.lists(
    st.fixed_dictionaries(
        {
            "indicator": st.sampled_from(["I1", "I2", "I3"]),
            "as_of": st.dates(date(2011, 1, 1), date(2012, 12, 31)),
            "value": st.one_of(st.none(), st.integers(-20, 120)),
            "known_on": st.dates(date(2011, 1, 1), date(2012, 12, 31)),
        }
    ),
    max_size=8,
)
days = st.dates(date(2011, 2, 1), date(2012, 12, 31))


def state(on, told, acts, steps, revisions):
    made = framework(
        [
            indicator("I1"),
            indicator("I2", frequency="year", direction="decrease", baseline=80.0),
            indicator("I3", node="K.B.1", time_rule="non_cumulative"),
            indicator("L", data_source="log", measure="participations"),
            indicator("M", node="K.B.1", data_source="records", measure="milestones"),
        ],
        [
            target(100),
            target(9, code="I2"),
            target(50, code="I3"),
            target(60, code="L"),
            target(4, code="M"),
            *(target(n, code=code, decided_on=f"{d}") for code, n, d in revisions if d <= on),
        ],
    )
    known = [row for row in told if row["known_on"] <= on and row["as_of"] <= on]
    return reading(
        [act for act, known_on in acts if known_on <= on],
        made=made,
        known_on=f"{on}",
        values=values(*known),
        milestones=rows_of(
            "milestones", *({"node": "K.B.1", **r} for r, known_on in steps if known_on <= on)
        ),
    )


@settings(max_examples=100 if os.environ.get("IFLA_NIGHT") else 5, deadline=None)
@given(
    told=histories,
    acts=st.lists(st.tuples(strategies.acts(), days), max_size=4),
    steps=st.lists(
        st.tuples(
            st.fixed_dictionaries(
                {
                    "uid": st.sampled_from(["a", "b"]),
                    "planned_on": days,
                    "actual_on": st.one_of(st.none(), days),
                }
            ),
            days,
        ),
        max_size=3,
        unique_by=lambda one: one[0]["uid"],
    ),
    revisions=st.lists(
        st.tuples(st.sampled_from(["I1", "I2"]), st.integers(1, 200), days), max_size=2
    ),
    ends=st.tuples(days, days),
)
def test_the_causes_add_up_to_the_difference_of_the_means(told, acts, steps, revisions, ends):
    before, now = (state(on, told, acts, steps, revisions) for on in sorted(ends))
    parts = ("SD1", "SD2", "SD3", "K.A", "K.B")
    then, later = (
        rollup.by_node(indicator_status.indicator_status(one), one.framework, parts)["mean"]
        for one in (before, now)
    )

    found = change.by_cause(now, before, parts)
    assert found["before"].tolist() == pytest.approx(then.tolist(), rel=1e-12, nan_ok=True)
    assert found["after"].tolist() == pytest.approx(later.tolist(), rel=1e-12, nan_ok=True)
    added = found[[*change.CAUSES]].sum(axis=1, skipna=False).tolist()
    assert added == pytest.approx((later - then).tolist(), abs=1e-12, nan_ok=True)


def compared(name, before, now):
    usual = {"node": "K.A.1", "indicator": "I1", "group": "GA", "state": "reported"}
    then, later = (rows_of(name, *({**usual, **row} for row in rows)) for rows in (before, now))
    earlier = reading(known_on="2012-04-18", made=MADE, **{name: then})
    return reading(known_on="2012-12-12", made=MADE, previous=earlier, **{name: later})


def test_milestones_are_told_by_what_became_of_them():
    plan, later = day("2012-06-30"), day("2012-09-30")
    before = [
        *({"uid": uid, "planned_on": plan} for uid in ("same", "met", "moved", "gone")),
        {"uid": "wrong", "actual_on": day("2012-02-01")},
    ]
    now = [
        {"uid": "same", "planned_on": plan},
        {"uid": "met", "planned_on": plan, "actual_on": day("2012-07-02")},
        {"uid": "moved", "planned_on": later},
        {"uid": "wrong", "actual_on": day("2012-02-09")},
        {"uid": "listed", "planned_on": later},
        {"uid": "born", "actual_on": day("2012-08-01")},
    ]

    table = change.milestone_changes(compared("milestones", before, now))

    assert " ".join(table["uid"]) == "met born moved wrong listed gone"
    assert " ".join(table["change"]) == "reached reached moved corrected listed withdrawn"
    moved = table.set_index("uid").loc["moved"]
    assert (moved["planned_before"], moved["planned_on"]) == (plan, later)


def test_statuses_that_went_down_come_first_then_up_then_what_is_no_move():
    told = [
        ("I1", "achieved", "overdue", ""),
        ("I2", "behind", "off_track", "up"),
        ("I3", "on_track", "on_track", "same"),
        ("I4", "behind", "on_track", "down"),
        ("I5", "no_data", "", ""),
    ]
    names = ["indicator", "status", "previous_status", "moved"]

    found = change.status_changes(pd.DataFrame(told, columns=names))

    assert found["indicator"].tolist() == ["I4", "I2", "I1"]


def test_a_target_revised_before_the_meeting_and_entered_after_it_is_news():
    late = target(80, decided_on="2012-02-01", reason="Lowered.")
    entered = replace(MADE, targets=(*MADE.targets, late))
    earlier = reading(made=MADE, known_on="2012-04-18")
    found = reading(made=entered, known_on="2012-07-20", previous=earlier)

    revised = change.revised_targets(found)[["indicator", "old", "new", "reason"]]

    assert revised.values.tolist() == [["I1", 100, 80, "Lowered."], ["I2", 9, 12, ""]]


def test_values_are_new_corrected_or_withdrawn_and_no_news_when_unchanged():
    gone = {"as_of": day("2011-12-31"), "value": 20}
    again = {**OLD, "known_on": day("2012-06-01"), "note": "checked"}

    table = change.new_values(compared("values", [gone, OLD], [{**OLD, "value": 45}, NEW]))

    found = table.set_index("change")[["value", "previous_value"]]
    assert found.loc["corrected"].tolist() == [45, 40]
    assert found["value"].isna().to_dict() == {"corrected": False, "new": False, "withdrawn": True}
    assert change.new_values(compared("values", [OLD], [again])).empty
