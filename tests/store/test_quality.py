"""Quality checks list faulty entries and no others."""

from datetime import date

from ifla_metrics.access import LOCAL
from ifla_metrics.models import drafts
from ifla_metrics.store.read import quality
from ifla_metrics.store.write.entries import record, withdraw
from tests.store.conftest import draft
from tests.store.queries import query
from tests.store.test_records import COMMON, RECORDS

ON = date(2012, 12, 12)
WHOLE, BWA, CMR = {"value": 9}, {"country": "BWA", "value": 3}, {"country": "CMR", "value": 2}
SHARE = {"indicator": "B2", "denominator": 10}
"""An indicator whose total is the sum of the countries' numerators."""


def log(engine, **fields):
    return record(engine, draft(**fields), actor=LOCAL).uid


def report(engine, **fields):
    own = {**COMMON, "indicator": "B1", "as_of": date(2012, 6, 1), "value": None, **fields}
    return record(engine, drafts.ObservationDraft(**own), actor=LOCAL).uid


def test_activities_that_are_outdated_or_without_evidence_are_listed(engine):
    outdated = log(engine, lifecycle="planned")
    withdrawn = log(engine, lifecycle="under_way")
    withdraw(engine, "activity", withdrawn, base_version=1, reason="x", actor=LOCAL)
    log(engine, lifecycle="planned", started_on=ON, ended_on=ON)
    unproven = log(engine, source="", evidence=(), countries=())
    log(engine, source="S1", countries=())

    [finding] = query(engine, quality.never_updated, on=ON)
    entry = finding.entry
    assert (entry.kind, entry.uid, entry.groups) == ("activity", outdated, ("ALP",))
    [finding] = query(engine, quality.activities_without_evidence, on=ON)
    assert finding.entry.uid == unproven


TOTALS = (
    ([{"indicator": "A1", "value": 5, "numerator": 1, "denominator": 4}], 0.25),
    ([{"indicator": "A1", "value": 25, "numerator": 1, "denominator": 4}], None),
    ([WHOLE, BWA], 3),
    ([{"value": 5}, BWA, CMR], None),
    # Totals are compared only with countries that are reported exactly and once.
    ([WHOLE, BWA, {"country": "CMR", "state": "nil"}], None),
    ([WHOLE, {**BWA, "qualifier": "at_least"}], None),
    ([WHOLE, BWA, {**BWA, "value": 4}], None),
    ([{"indicator": "A8", **fields} for fields in (WHOLE, BWA)], None),
    ([{**SHARE, "numerator": 4}, {**SHARE, "country": "BWA", "numerator": 4}], None),
)


def test_a_total_that_differs_from_its_parts_is_listed(engine):
    expected = {}
    for month, (values, computed) in enumerate(TOTALS, start=1):
        day = date(2012, month, 15)
        first, *_ = (report(engine, as_of=day, **fields) for fields in values)
        if computed:
            expected[first] = computed

    findings = query(engine, quality.mismatched_totals)
    assert {finding.entry.uid: finding.computed for finding in findings} == expected


def test_a_stage_with_more_people_than_the_stage_before_is_listed(engine):
    for stage, gender, count in (
        ("nominated", "not_stated", 40),
        ("selected", "woman", 8),
        ("selected", "man", 5),
        ("completed", "not_stated", 14),
    ):
        fields = {"stage": stage, "gender": gender, "count": count}
        cohort = RECORDS["cohort_count"].model_copy(update=fields)
        last = record(engine, cohort, actor=LOCAL).uid

    [finding] = query(engine, quality.mismatched_totals)
    assert (finding.entry.uid, finding.stated, finding.computed) == (last, 14, 13)


def test_different_values_of_one_fact_are_listed_unless_one_is_an_explained_revision(engine):
    def contradictions():
        return [finding.entry.uid for finding in query(engine, quality.contradictions)]

    same = [report(engine, value=6), report(engine, value=6)]
    assert contradictions() == []

    other = report(engine, value=7)
    assert contradictions() == [*same, other]

    unexplained = report(engine, value=5, qualifier="revised")
    assert contradictions() == [*same, other, unexplained]
    report(engine, value=4, qualifier="revised", note="One was counted twice.")
    assert contradictions() == []
