"""Whoever logs second what another group logged first is shown it."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.store.database import reading
from ifla_metrics.store.duplicates import likely_duplicates
from ifla_metrics.store.entries import record, withdraw
from tests.store.conftest import draft


@pytest.fixture
def first(engine):
    """A workshop of ALP in Botswana, 4 to 6 May 2011."""
    return record(engine, draft(), actor=LOCAL).uid


def found(engine, **said):
    with reading(engine) as connection:
        return likely_duplicates(connection, [draft(groups=("HQ",), **said)])[0]


WHOLE_YEAR = {"started_on": date(2011, 1, 1), "ended_on": date(2011, 12, 31)}


LIKELY = (
    ({"title": "Training of leaders", "started_on": date(2011, 5, 6)}, True),
    ({"title": "WORKSHOP ON LIBRARY ASSOCIÀTIONS", "kind": "training", **WHOLE_YEAR}, True),
    ({"started_on": date(2011, 5, 7), "ended_on": date(2011, 5, 8)}, False),
    ({"countries": ("ZAF",)}, False),
    ({"countries": ()}, False),
    ({"title": "Visit to the ministry", "kind": "visit"}, False),
    ({"title": "Country project", **WHOLE_YEAR}, False),
)


def test_days_and_country_must_be_common_and_title_or_kind_alike(engine, first):
    for said, likely in LIKELY:
        assert [one.uid for one in found(engine, **said)] == [first] * likely, said


def test_of_activities_without_a_country_those_without_one_are_compared(engine):
    uid = record(engine, draft(countries=()), actor=LOCAL).uid
    assert [one.uid for one in found(engine, countries=())] == [uid]


def test_the_likest_title_stands_first_and_what_was_withdrawn_is_left_out(engine, first):
    same, _ = record(engine, draft(title="Copyright day", countries=("BWA", "ZAF")), actor=LOCAL)
    likely = found(engine, title="Copyright days")
    assert [one.uid for one in likely] == [same, first]
    assert (likely[0].groups, likely[0].countries) == (("ALP",), ("BWA", "ZAF"))

    withdraw(engine, "activity", first, base_version=1, reason="twice", actor=LOCAL)
    assert [one.uid for one in found(engine, title="Copyright days")] == [same]
