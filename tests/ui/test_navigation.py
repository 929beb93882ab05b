import pytest
import streamlit as st

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.figures.registry import all_specs
from ifla_metrics.ui import navigation

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12")
EDITOR, VIEWER = Actor("e", Role.EDITOR, frozenset({"ALP"})), Actor("v", Role.VIEWER)


@pytest.fixture
def opened(monkeypatch):
    """The page and the query that a click opens."""
    opened = {}

    def switch(file, query_params):
        opened.update(page=file.rsplit("/", 1)[1], **query_params)

    monkeypatch.setattr(st, "switch_page", switch)
    monkeypatch.setattr(st, "query_params", opened)
    monkeypatch.setattr(navigation, "actor", lambda: EDITOR)
    monkeypatch.setattr(navigation.filters, "choices", lambda: CHOICES)
    return opened


@pytest.mark.parametrize(
    ("click", "codes", "page"),
    [
        ("element", {"element": "KI2.A", "title": "Building Strong", "rated": "7"}, "progress.py"),
        ("status", {"status": "behind", "direction": "SD1"}, "progress.py"),
        ("cell", {"direction": "SD1", "element": "KI2.A"}, "entries.py"),
        ("activity", {"uid": "act-1"}, "activity.py"),
        ("milestone", {"uid": "mil-1"}, "records.py"),
        ("element", {"direction": "SD1"}, "progress.py"),
        ("country", {"country": "BWA"}, "coverage.py"),
    ],
)
def test_a_click_opens_its_page_with_the_readers_choices(opened, click, codes, page):
    navigation.follow(click, codes, page="since-last-meeting")

    assert opened["page"] == page
    in_url = {code for name, code in codes.items() if name not in {"title", "rated"}}
    assert in_url | {"2012-12"} <= set(opened.values())
    assert "title" not in opened


def test_a_click_on_another_strategy_opens_its_page_there(opened, monkeypatch):
    other = Choices("2016-2021", "2016-2021")
    monkeypatch.setattr(navigation.filters, "changed_choices", lambda **_: other)
    navigation.follow(
        "element", {"framework": "2016-2021", "element": "4.2"}, page="since-last-meeting"
    )

    assert (opened["page"], opened["element"]) == ("progress.py", "4.2")
    assert (opened["framework"], opened["period"]) == ("2016-2021", "2016-2021")


@pytest.mark.parametrize(
    ("kind", "reader", "page"),
    [
        ("activity", VIEWER, "activity.py"),
        ("observation", EDITOR, "records.py"),
        ("observation", VIEWER, None),
    ],
)
def test_a_corrected_entry_opens_only_for_readers_with_access(
    opened, monkeypatch, kind, reader, page
):
    monkeypatch.setattr(navigation, "actor", lambda: reader)
    navigation.follow("activity", {"code": kind, "uid": "x"}, page="since-last-meeting")

    assert opened.get("page") == page


def test_every_declared_click_is_handled(opened):
    pages = {*navigation.PAGE_OF_MARK, *navigation.DETAILS}
    handled = {*pages, *navigation.ENTRIES, *navigation.FILTERS}

    assert {spec.click for spec in all_specs() if spec.click} <= handled


def test_a_click_on_a_total_or_an_empty_mark_opens_nothing(opened):
    navigation.follow("element", {"element": "all"}, page="since-last-meeting")
    navigation.follow("cell", {"direction": "", "element": "KI2.A"}, page="since-last-meeting")
    navigation.follow("region", {"region": "outside"}, page="since-last-meeting")
    assert opened == {}


@pytest.mark.parametrize(
    ("click", "page"), [("indicator", "since-last-meeting"), ("country", "coverage")]
)
def test_a_detail_opens_on_the_same_page_which_keeps_its_tab(opened, click, page):
    opened["tab"] = "gaps"
    navigation.follow(click, {click: "x"}, page=page)

    assert opened == {"tab": "gaps", click: "x"}
