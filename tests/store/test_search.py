"""A group finds its own entries by words: any beginning, with accents or without, newest first."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifla_metrics.access import LOCAL
from ifla_metrics.store.entries import record
from ifla_metrics.store.search import find
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import draft

pytestmark = BOTH_BY_DAY


ATELIER, WORKSHOP = "Atelier sur la bibliothèque publique", "Library workshop in Łódź"
MEETING, BRIEFING = "图书馆 meeting", "Treaty briefing"
ALL = [BRIEFING, MEETING, WORKSHOP, ATELIER]
FOUND = {
    "biblio": [ATELIER],
    "BIBLIOTHÈQUE atelier": [ATELIER],
    "lodz": [WORKSHOP],
    "书": [MEETING],
    "图书": [MEETING],
    "书馆 meet": [MEETING],
    "馆书": [],
    "ibrary": [],
    "library treaty": [],
    "botswa": ALL,
    "": ALL,
    "' OR * NEAR( \" :": [],
}


@pytest.fixture
def logged(engine):
    for title in reversed(ALL):
        group = "ALP" if title in (ATELIER, WORKSHOP) else "ILP-AG"
        record(engine, draft(title=title, groups=(group,)), actor=LOCAL)
    return engine


def titles(engine, typed="", **asked):
    return [entry.title for entry in find(engine, typed, **asked)]


def test_every_typed_word_begins_a_word_of_an_entry_of_the_groups_that_are_asked_for(logged):
    assert {typed: titles(logged, typed) for typed in FOUND} == FOUND
    assert titles(logged, "botswana", groups={"ILP-AG"}) == [BRIEFING, MEETING]
    assert titles(logged, groups={"ALP", "ILP-AG"}, limit=2) == [BRIEFING, MEETING]
    assert titles(logged, "botswana", groups=()) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20))
def test_any_text_is_a_search_and_no_error(logged, typed):
    assert len(find(logged, typed)) <= 4
