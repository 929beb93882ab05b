"""Whoever logs second what another group logged first is shown it."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.store.activities import log_activity, withdraw_activity
from ifla_metrics.store.database import reading
from ifla_metrics.store.duplicates import likely_duplicates
from tests.conftest import POSTGRESQL_AT_NIGHT
from tests.store.conftest import draft

pytestmark = POSTGRESQL_AT_NIGHT


@pytest.fixture
def first(engine):
    """A workshop of ALP in Botswana, 4 to 6 May 2011."""
    return log_activity(engine, draft(), actor=LOCAL).uid


def found(engine, *, uid="", **said):
    with reading(engine) as connection:
        return [
            likely.uid
            for likely in likely_duplicates(connection, draft(groups=("HQ",), **said), uid=uid)
        ]


def test_the_same_kind_on_overlapping_days_in_the_same_country_is_likely(engine, first):
    said = {"title": "Training of leaders", "started_on": date(2011, 5, 6)}
    assert found(engine, **said) == [first]


def test_a_title_that_differs_by_accents_and_case_is_likely_whatever_its_kind(engine, first):
    said = {"title": "WORKSHOP ON LIBRARY ASSOCIÀTIONS", "kind": "training"}
    assert found(engine, **said) == [first]


def test_what_is_another_activity_is_not_shown(engine, first):
    whole_year = {"started_on": date(2011, 1, 1), "ended_on": date(2011, 12, 31)}
    for said in (
        {"started_on": date(2011, 5, 7), "ended_on": date(2011, 5, 8)},
        {"countries": ("ZAF",)},
        {"countries": ()},
        {"title": "Visit to the ministry", "kind": "visit"},
        {"title": "Country project", **whole_year},
    ):
        assert found(engine, **said) == [], said


def test_of_activities_without_a_country_those_without_one_are_compared(engine):
    uid = log_activity(engine, draft(countries=()), actor=LOCAL).uid
    assert found(engine, countries=()) == [uid]


def test_what_was_withdrawn_or_cancelled_and_the_activity_itself_are_no_duplicates(engine, first):
    log_activity(engine, draft(lifecycle=Lifecycle.CANCELLED), actor=LOCAL)

    assert found(engine) == [first]
    assert found(engine, uid=first) == []
    withdraw_activity(engine, first, base_version=1, reason="twice", actor=LOCAL)
    assert found(engine) == []


def test_the_likest_title_stands_first_with_its_groups_and_countries(engine, first):
    same = log_activity(
        engine, draft(title="Copyright day", countries=("BWA", "ZAF")), actor=LOCAL
    ).uid
    with reading(engine) as connection:
        likely = likely_duplicates(connection, draft(title="Copyright days"))

    assert [one.uid for one in likely] == [same, first]
    assert likely[0].groups == ("ALP",)
    assert likely[0].countries == ("BWA", "ZAF")
