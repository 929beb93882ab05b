"""Each check finds what it says, names the entry, and leaves sound entries alone."""

from datetime import date

from ifla_metrics.access import LOCAL
from ifla_metrics.models import drafts
from ifla_metrics.store import quality
from ifla_metrics.store.entries import record, withdraw
from tests.store.conftest import draft, query
from tests.store.test_records import COMMON, RECORDS

ON = date(2012, 12, 12)
WHOLE, BWA, CMR = {"value": 9}, {"country": "BWA", "value": 3}, {"country": "CMR", "value": 2}
SHARE = {"indicator": "B2", "denominator": 10}
"""An indicator whose countries are added up by their numerators."""


def log(engine, **said):
    return record(engine, draft(**said), actor=LOCAL).uid


def value(engine, **said):
    own = {**COMMON, "indicator": "B1", "as_of": date(2012, 6, 1), "value": None, **said}
    return record(engine, drafts.ObservationDraft(**own), actor=LOCAL).uid


def test_checks_of_activities_find_what_stands_and_say_whose_it_is(engine):
    stale = log(engine, lifecycle="planned")
    gone = log(engine, lifecycle="under_way")
    withdraw(engine, "activity", gone, base_version=1, reason="x", actor=LOCAL)
    log(engine, lifecycle="planned", started_on=ON, ended_on=ON)
    bare = log(engine, source="", evidence=(), countries=())
    log(engine, source="S1", countries=())

    [over] = query(engine, quality.never_updated, on=ON)
    [unproven] = query(engine, quality.activities_without_evidence, on=ON)
    assert (over.entry.kind, over.entry.uid, over.entry.groups) == ("activity", stale, ("ALP",))
    assert unproven.entry.uid == bare


PARTS = (
    ([{"indicator": "A1", "value": 5, "numerator": 1, "denominator": 4}], 0.25),
    ([{"indicator": "A1", "value": 25, "numerator": 1, "denominator": 4}], None),
    ([WHOLE, BWA], 3),
    ([{"value": 5}, BWA, CMR], None),
    # Of what is not known exactly and once, no whole is called unlike its countries.
    ([WHOLE, BWA, {"country": "CMR", "state": "nil"}], None),
    ([WHOLE, {**BWA, "qualifier": "at_least"}], None),
    ([WHOLE, BWA, {**BWA, "value": 4}], None),
    ([{"indicator": "A8", **one} for one in (WHOLE, BWA)], None),
    ([{**SHARE, "numerator": 4}, {**SHARE, "country": "BWA", "numerator": 4}], None),
)


def test_a_value_that_is_not_its_parts_is_told(engine):
    wrong = {}
    for month, (values, computed) in enumerate(PARTS, start=1):
        day = date(2012, month, 15)
        first, *_ = (value(engine, as_of=day, **said) for said in values)
        if computed:
            wrong[first] = computed

    found_now = query(engine, quality.mismatched_totals)
    assert {one.entry.uid: one.computed for one in found_now} == wrong


def test_a_stage_with_more_people_than_the_stage_before_is_told(engine):
    cohort = RECORDS["cohort_count"]
    for stage, gender, count in (
        ("nominated", "not_stated", 40),
        ("selected", "woman", 8),
        ("selected", "man", 5),
        ("completed", "not_stated", 14),
    ):
        said = {"stage": stage, "gender": gender, "count": count}
        last = record(engine, cohort.model_copy(update=said), actor=LOCAL).uid

    [wrong] = query(engine, quality.mismatched_totals)
    assert (wrong.entry.uid, wrong.stated, wrong.computed) == (last, 14, 13)


def test_two_values_of_one_fact_contradict_each_other_unless_they_are_the_same(engine):
    same = [value(engine, value=6), value(engine, value=6)]
    assert query(engine, quality.contradictions) == []

    other = value(engine, value=7)
    assert [one.entry.uid for one in query(engine, quality.contradictions)] == [*same, other]

    bare = value(engine, value=5, qualifier="revised")
    assert [one.entry.uid for one in query(engine, quality.contradictions)] == [*same, other, bare]
    value(engine, value=4, qualifier="revised", note="One was counted twice.")
    assert query(engine, quality.contradictions) == []
