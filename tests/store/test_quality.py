"""Each check finds what it says, names the entry, and leaves sound entries alone."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.models import drafts
from ifla_metrics.store import quality
from ifla_metrics.store.activities import log_activity, withdraw_activity
from ifla_metrics.store.database import reading
from ifla_metrics.store.records import record
from tests.conftest import POSTGRESQL_AT_NIGHT
from tests.store.conftest import draft, people
from tests.store.test_records import OWN, SAID

pytestmark = POSTGRESQL_AT_NIGHT

ON = date(2012, 12, 12)
DAY = date(2012, 6, 1)
ADDED, SHARE, UNADDED = "B1", "B2", "A8"
"""Indicators whose places are added up, as numbers and as numerators, and one without places."""


def log(engine, **said):
    return log_activity(engine, draft(**said), actor=LOCAL).uid


def found(engine, check, **asked):
    with reading(engine) as connection:
        return check(connection, **asked)


def uids(findings):
    return [finding.uid for finding in findings]


def test_an_activity_that_is_over_and_still_planned_was_never_updated(engine):
    stale = log(engine, lifecycle="planned")
    log(engine)
    log(engine, lifecycle="planned", started_on=ON, ended_on=ON)
    gone = log(engine, lifecycle="under_way")
    withdraw_activity(engine, gone, base_version=1, reason="x", actor=LOCAL)

    [finding] = found(engine, quality.never_updated, on=ON)

    assert (finding.kind, finding.uid, finding.groups) == ("activity", stale, ("ALP",))


def test_a_source_or_a_link_is_evidence(engine):
    bare = log(engine, source="", evidence=())
    log(engine, source="S1")
    log(engine, evidence=("https://example.org/report",))

    assert uids(found(engine, quality.activities_without_evidence, on=ON)) == [bare]


def test_sizes_are_of_direct_participation_and_unknown_is_not_none(engine):
    log(engine, participation=(people(12), people(5, reach="cascade"), people(None)))
    log(engine, participation=(people(None),))

    [sized] = found(engine, quality.sizes)

    assert (sized.groups, sized.values) == (("ALP",), {"size": 12})


def observed(**said):
    return drafts.ObservationDraft(**{**OWN, "indicator": "A1", "as_of": DAY, **said})


def test_a_value_that_is_not_its_parts_is_told_and_percent_is_the_same(engine):
    wrong, _ = record(engine, observed(value=5, numerator=1, denominator=4), actor=LOCAL)
    record(engine, observed(indicator="A2", value=25, numerator=1, denominator=4), actor=LOCAL)
    record(engine, observed(indicator="A3", value=0.25, numerator=1, denominator=4), actor=LOCAL)

    assert uids(found(engine, quality.unequal_parts)) == [wrong]


def test_a_whole_that_its_countries_do_not_add_up_to_is_told(engine):
    march, june = date(2012, 3, 31), DAY
    for day, country, value in (
        (june, "", 5),
        (june, "BWA", 3),
        (june, "CMR", 2),
        (march, "BWA", 3),
    ):
        record(
            engine, observed(indicator=ADDED, as_of=day, country=country, value=value), actor=LOCAL
        )
    wrong, _ = record(engine, observed(indicator=ADDED, as_of=march, value=9), actor=LOCAL)

    [finding] = found(engine, quality.unequal_parts)

    assert (finding.uid, finding.values) == (wrong, {"stated": 9, "computed": 3})
    assert len(finding.others) == 1


def test_a_numerator_is_never_added_into_the_denominator_of_the_parts(engine):
    for country, numerator, denominator in (("", 4, 10), ("BWA", 1, 4), ("CMR", 3, 6)):
        said = observed(
            indicator=SHARE,
            country=country,
            numerator=numerator,
            denominator=denominator,
            value=None,
        )
        record(engine, said, actor=LOCAL)

    assert found(engine, quality.unequal_parts) == []


@pytest.mark.parametrize(
    "told",
    [
        [{"value": 9}, {"country": "BWA", "value": 3}, {"country": "CMR", "state": "nil"}],
        [{"value": 9}, {"country": "BWA", "value": 3, "qualifier": "at_least"}],
        [{"value": 9}, {"country": "BWA", "value": 3}, {"country": "BWA", "value": 4}],
        [{"indicator": UNADDED, "value": 9}, {"indicator": UNADDED, "country": "BWA", "value": 3}],
        [
            {"indicator": SHARE, "value": 40},
            {"indicator": SHARE, "country": "BWA", "numerator": 1, "denominator": 4, "value": None},
        ],
        [{"country": "BWA", "value": 9}],
    ],
)
def test_of_what_is_not_known_exactly_and_once_no_whole_is_called_unlike_its_countries(
    engine, told
):
    for said in told:
        record(engine, observed(**{"indicator": ADDED, "value": None, **said}), actor=LOCAL)

    assert found(engine, quality.unequal_parts) == []


def test_a_change_that_is_not_from_before_to_after_is_told(engine):
    said = SAID["association_outcome"]
    right = {"before": 50.0, "after": 100.0, "change_percent": 100.0}
    record(engine, said.model_copy(update=right), actor=LOCAL)
    wrong, _ = record(
        engine, said.model_copy(update={**right, "change_percent": 50.0}), actor=LOCAL
    )

    assert uids(found(engine, quality.unequal_parts)) == [wrong]


def test_a_stage_with_more_people_than_the_one_before_is_told(engine):
    said = SAID["cohort_count"]
    for stage, gender, count in (
        ("nominated", "not_stated", 40),
        ("selected", "woman", 8),
        ("selected", "man", 5),
        ("completed", "not_stated", 14),
    ):
        part = said.model_copy(update={"stage": stage, "gender": gender, "count": count})
        last, _ = record(engine, part, actor=LOCAL)

    [finding] = found(engine, quality.unequal_parts)

    assert (finding.uid, finding.values) == (last, {"stated": 14, "computed": 13})


@pytest.mark.parametrize(("value", "told"), [(6, False), (7, True)])
def test_two_values_of_one_fact_contradict_each_other_unless_they_are_the_same(engine, value, told):
    first, _ = record(engine, observed(value=6), actor=LOCAL)
    other, _ = record(engine, observed(value=value), actor=LOCAL)

    findings = found(engine, quality.contradictions)

    assert [(f.uid, f.others) for f in findings] == ([(first, (other,))] if told else [])


def test_a_country_that_no_region_holds_is_told_with_its_newest_activity(engine):
    log(engine, countries=("BWA",))
    assert found(engine, quality.countries_without_region, scheme="ifla-2009") == []

    [finding] = found(engine, quality.countries_without_region, scheme="none")

    assert finding.values == {"country": "BWA"}
