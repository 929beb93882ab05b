"""Each check finds what it says, names the entry, and leaves sound entries alone."""

from datetime import date

from ifla_metrics.access import LOCAL
from ifla_metrics.models import drafts
from ifla_metrics.store import quality
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import record, withdraw
from tests.store.conftest import draft, people
from tests.store.test_records import OWN, SAID

ON = date(2012, 12, 12)
DAY = date(2012, 6, 1)
ADDED, SHARE, UNADDED = "B1", "B2", "A8"
"""Indicators whose places are added up, as numbers and as numerators, and one without places."""


def log(engine, **said):
    return record(engine, draft(**said), actor=LOCAL).uid


def told(engine, kind="observation", **said):
    """Record what is said of a fact; the uid."""
    if kind == "observation":
        own = {**OWN, "indicator": ADDED, "as_of": DAY, "value": None, **said}
        return record(engine, drafts.ObservationDraft(**own), actor=LOCAL).uid
    return record(engine, SAID[kind].model_copy(update=said), actor=LOCAL).uid


def found(engine, check, **asked):
    with reading(engine) as connection:
        return check(connection, **asked)


def test_checks_of_activities_find_what_stands_and_say_whose_it_is(engine):
    stale = log(engine, lifecycle="planned", participation=(people(12), people(5, reach="cascade")))
    gone = log(engine, lifecycle="under_way", participation=(people(3),))
    withdraw(engine, "activity", gone, base_version=1, reason="x", actor=LOCAL)
    log(engine, lifecycle="planned", started_on=ON, ended_on=ON, participation=(people(None),))
    bare = log(engine, source="", evidence=(), countries=())
    log(engine, source="S1", countries=())

    [over] = found(engine, quality.never_updated, on=ON)
    [unproven] = found(engine, quality.activities_without_evidence, on=ON)
    [sized] = found(engine, quality.sizes)
    [lost] = found(engine, quality.countries_without_region, scheme="none")
    assert (over.kind, over.uid, over.groups) == ("activity", stale, ("ALP",))
    assert unproven.uid == bare
    assert (sized.uid, sized.groups, sized.values) == (stale, ("ALP",), {"size": 12})
    assert lost.values == {"country": "BWA"}
    assert found(engine, quality.countries_without_region, scheme="ifla-2009") == []


def test_a_value_that_is_not_its_parts_is_told_and_percent_is_the_same(engine):
    wrong = told(engine, indicator="A1", value=5, numerator=1, denominator=4)
    told(engine, indicator="A2", value=25, numerator=1, denominator=4)
    told(engine, indicator="A3", value=0.25, numerator=1, denominator=4)

    [finding] = found(engine, quality.unequal_parts)
    assert (finding.uid, finding.values) == (wrong, {"stated": 5, "computed": 0.25})


def test_a_whole_that_its_countries_do_not_add_up_to_is_told(engine):
    for country, value in (("", 5), ("BWA", 3), ("CMR", 2)):
        told(engine, country=country, value=value)
    march = date(2012, 3, 31)
    part = told(engine, as_of=march, country="BWA", value=3)
    wrong = told(engine, as_of=march, value=9)

    [finding] = found(engine, quality.unequal_parts)
    assert (finding.uid, finding.values) == (wrong, {"stated": 9, "computed": 3})
    assert finding.others == (part,)


UNCERTAIN = (
    [{"value": 9}, {"country": "BWA", "value": 3}, {"country": "CMR", "state": "nil"}],
    [{"value": 9}, {"country": "BWA", "value": 3, "qualifier": "at_least"}],
    [{"value": 9}, {"country": "BWA", "value": 3}, {"country": "BWA", "value": 4}],
    [{"indicator": UNADDED, "value": 9}, {"indicator": UNADDED, "country": "BWA", "value": 3}],
    [
        {"indicator": SHARE, "value": 40},
        {"indicator": SHARE, "country": "BWA", "numerator": 1, "denominator": 4},
    ],
    [
        {"indicator": SHARE, "country": country, "numerator": n, "denominator": of}
        for country, n, of in (("", 4, 10), ("BWA", 1, 4), ("CMR", 3, 6))
    ],
    [{"country": "BWA", "value": 9}],
)


def test_of_what_is_not_known_exactly_and_once_no_whole_is_called_unlike_its_countries(engine):
    for month, values in enumerate(UNCERTAIN, start=1):
        for one in values:
            told(engine, as_of=date(2012, month, 15), **one)

    assert found(engine, quality.unequal_parts) == []


def test_a_change_and_a_stage_that_do_not_follow_from_what_was_before_are_told(engine):
    change = {"before": 50.0, "after": 100.0}
    told(engine, "association_outcome", **change, change_percent=100.0)
    wrong = told(engine, "association_outcome", **change, change_percent=50.0)
    for stage, gender, count in (
        ("nominated", "not_stated", 40),
        ("selected", "woman", 8),
        ("selected", "man", 5),
        ("completed", "not_stated", 14),
    ):
        last = told(engine, "cohort_count", stage=stage, gender=gender, count=count)

    outcome, cohort = found(engine, quality.unequal_parts)
    assert outcome.uid == wrong
    assert (cohort.uid, cohort.values) == (last, {"stated": 14, "computed": 13})


def test_two_values_of_one_fact_contradict_each_other_unless_they_are_the_same(engine):
    first, _ = told(engine, value=6), told(engine, value=6)
    assert found(engine, quality.contradictions) == []

    other = told(engine, value=7)
    [finding] = found(engine, quality.contradictions)
    assert (finding.uid, finding.others[-1]) == (first, other)
