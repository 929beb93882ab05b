"""A group finds its own entries by words: any beginning, with accents or without, newest first."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifla_metrics.access import LOCAL
from ifla_metrics.store import search, search_index
from ifla_metrics.store.activities import amend_activity, log_activity, withdraw_activity
from ifla_metrics.store.search import find
from tests.store.conftest import draft


def titles(found):
    return [entry.title for entry in found]


@pytest.fixture
def logged(engine):
    for title, group in (
        ("Atelier sur la bibliothèque publique", "ALP"),
        ("Library workshop in Łódź", "ALP"),
        ("图书馆 meeting", "ILP-AG"),
        ("Treaty briefing", "ILP-AG"),
    ):
        log_activity(engine, draft(title=title, groups=(group,)), actor=LOCAL)
    return engine


@pytest.fixture(params=["looked through", "by the index"])
def way(request, monkeypatch):
    """Both ways of finding must mean the same: without entries looked through, all is indexed."""
    if request.param == "by the index":
        monkeypatch.setattr(search, "LOOKED_THROUGH", 1)
    return request.param


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("biblio", ["Atelier sur la bibliothèque publique"]),
        ("BIBLIOTHÈQUE atelier", ["Atelier sur la bibliothèque publique"]),
        ("lodz", ["Library workshop in Łódź"]),
        ("书", ["图书馆 meeting"]),
        ("ibrary", []),
        ("library treaty", []),
        (
            "botswa",
            [
                "Treaty briefing",
                "图书馆 meeting",
                "Library workshop in Łódź",
                "Atelier sur la bibliothèque publique",
            ],
        ),
        ("' OR * NEAR( \" :", []),
    ],
)
def test_every_typed_word_begins_a_word_of_the_entry(logged, way, typed, expected):
    assert titles(find(logged, typed)) == expected


def test_only_the_groups_that_are_asked_for_are_found(logged, way):
    found = find(logged, "botswana", groups={"ILP-AG"})
    assert titles(found) == ["Treaty briefing", "图书馆 meeting"]
    assert titles(find(logged, groups={"ALP"}, limit=1)) == ["Library workshop in Łódź"]
    assert find(logged, "botswana", groups=()) == []


def test_what_was_said_before_an_amendment_finds_nothing(engine, way):
    first = log_activity(engine, draft(title="Seminar on statutes"), actor=LOCAL)
    log_activity(engine, draft(title="Another entry"), actor=LOCAL)
    assert titles(find(engine, "statutes")) == ["Seminar on statutes"]

    amend_activity(
        engine,
        first.uid,
        draft(title="Seminar on by-laws"),
        base_version=1,
        reason="Its name",
        actor=LOCAL,
    )

    assert find(engine, "statutes") == []
    [entry] = find(engine, "by laws")
    assert (entry.uid, entry.version) == (first.uid, 2)


def test_a_withdrawn_entry_is_found_and_says_so(engine):
    first = log_activity(engine, draft(title="Seminar on statutes"), actor=LOCAL)
    withdraw_activity(engine, first.uid, base_version=1, reason="Twice", actor=LOCAL)

    [entry] = find(engine, "statutes")

    assert entry.withdrawn


def test_catching_up_indexes_each_version_once(logged):
    assert search_index.catch_up(logged) == 4
    assert search_index.catch_up(logged) == 0
    log_activity(logged, draft(started_on=date(2012, 1, 1), ended_on=date(2012, 1, 1)), actor=LOCAL)
    assert search_index.catch_up(logged) == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20))
def test_any_text_is_a_search_and_no_error(logged, typed):
    assert len(find(logged, typed)) <= 4
    search_index.catch_up(logged)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "LOOKED_THROUGH", 1)
        by_index = find(logged, typed)
    assert titles(by_index) == titles(find(logged, typed))
