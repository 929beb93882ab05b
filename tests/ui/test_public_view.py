"""A read-only server shows figures to everybody, without small numbers of people."""

from dataclasses import fields, replace

import pytest

from ifla_metrics.access import LOCAL, PUBLIC_READER, Right, allowed
from ifla_metrics.choices import PUBLIC_KEYS, Choices
from ifla_metrics.errors import NotAllowed
from ifla_metrics.exports import open_data
from ifla_metrics.i18n import translate
from ifla_metrics.store.read.reading import cached_reading
from ifla_metrics.ui import figure_card, menu, navigation, page_data
from tests.pages.page import open_page

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12")
FOR_PUBLIC = {"hide_small": True}
ID = "P-02~2010-2015~2011-2012~2012-12~all~full~all~en"


@pytest.fixture
def public(client, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    return client


def test_the_public_sees_figures_but_no_entries_or_editions():
    pages = {entry.url_path for entry in menu.MENU if allowed(PUBLIC_READER, entry.right)}

    assert {"overview", "participation", "figures", "annual-report"} <= pages
    assert not pages & {"activity", "editions", "log", "review", "people"}
    assert not allowed(PUBLIC_READER, Right.READ_EVIDENCE)


FORBIDDEN = {
    "~r=africa": {"region": "africa"},
    "~g=ALP": {"group": "ALP"},
    "~rev": {"reviewed_only": "1"},
}


@pytest.mark.parametrize(("suffix", "query"), FORBIDDEN.items(), ids=str)
def test_the_public_cannot_filter_by_region_group_or_review(public, suffix, query):
    assert public.get("/data/pack.csv", params=query).status_code == 403
    assert public.get("/board/overview.pdf", params=query).status_code == 403
    assert public.get(f"/figures/{ID}{suffix}.csv").status_code == 403


def test_a_page_ignores_a_forbidden_filter_and_says_so(public):
    query = {"period": "2011-2012", "known_on": "2012-12", **FORBIDDEN["~r=africa"]}
    app = open_page("participation", **query)
    assert app.session_state["choices"] == replace(CHOICES, language="en")
    assert any("cannot be filtered" in warning.value for warning in app.warning)
    assert "choice_region" not in {menu.key for menu in app.menu_button}


@pytest.mark.parametrize("query", FORBIDDEN.values(), ids=str)
def test_nothing_public_is_built_with_a_forbidden_filter(history, monkeypatch, query):
    reading = cached_reading(replace(CHOICES, **query), ())
    with pytest.raises(NotAllowed):
        open_data.write("csv", reading, translate("en"), **FOR_PUBLIC)
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    with pytest.raises(NotAllowed):
        page_data.figure("women-share", replace(CHOICES, **query))


def test_a_new_choice_is_not_public_by_default():
    assert {f.name for f in fields(Choices)} - PUBLIC_KEYS == {"region", "group", "reviewed_only"}


def test_the_public_gets_no_figure_cached_for_members(history, monkeypatch):
    members = figure_card.build("women-share", CHOICES)
    monkeypatch.setenv("IFLA_READ_ONLY", "1")

    assert figure_card.build("women-share", CHOICES).alt != members.alt


@pytest.mark.parametrize(("public_view", "links"), [("1", 0), ("", 1)])
def test_the_public_gets_no_link_to_entries(history, monkeypatch, public_view, links):
    figure, _ = page_data.figure("women-share", CHOICES)
    shown_links = []
    monkeypatch.setenv("IFLA_READ_ONLY", public_view)
    monkeypatch.setattr(navigation.st, "page_link", lambda *_, **query: shown_links.append(query))
    reader = PUBLIC_READER if public_view else LOCAL
    monkeypatch.setattr(navigation, "actor", lambda: reader)
    monkeypatch.setattr(navigation.filters, "choices", lambda: CHOICES)
    monkeypatch.setattr(navigation.shell, "t", lambda: translate("en"))
    navigation.link_to_entries(figure)
    assert len(shown_links) == links
