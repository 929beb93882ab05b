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


def titles(found):
    return [entry.title for entry in found]


ATELIER, WORKSHOP = "Atelier sur la bibliothèque publique", "Library workshop in Łódź"
MEETING, BRIEFING = "图书馆 meeting", "Treaty briefing"


@pytest.fixture
def logged(engine):
    groups = {ATELIER: "ALP", WORKSHOP: "ALP", MEETING: "ILP-AG", BRIEFING: "ILP-AG"}
    for title, group in groups.items():
        record(engine, draft(title=title, groups=(group,)), actor=LOCAL)
    return engine


FOUND = {
    "biblio": [ATELIER],
    "BIBLIOTHÈQUE atelier": [ATELIER],
    "lodz": [WORKSHOP],
    "书": [MEETING],
    "图书": [MEETING],
    "书馆 meet": [MEETING],
    "馆书": [],
    "图馆": [],
    "ibrary": [],
    "library treaty": [],
    "botswa": [BRIEFING, MEETING, WORKSHOP, ATELIER],
    "": [BRIEFING, MEETING, WORKSHOP, ATELIER],
    "' OR * NEAR( \" :": [],
}


def test_every_typed_word_begins_a_word_of_the_entry(logged):
    assert {typed: titles(find(logged, typed)) for typed in FOUND} == FOUND


def test_only_the_groups_that_are_asked_for_are_found(logged):
    assert titles(find(logged, "botswana", groups={"ILP-AG"})) == [BRIEFING, MEETING]
    assert titles(find(logged, groups={"ALP", "ILP-AG"}, limit=2)) == [BRIEFING, MEETING]
    assert find(logged, "botswana", groups=()) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20))
def test_any_text_is_a_search_and_no_error(logged, typed):
    assert len(find(logged, typed)) <= 4
