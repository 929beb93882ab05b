"""The secretariat returns an entry and approves another: the board's figure moves each time."""

import re

import pytest
from playwright.sync_api import expect

from ifla_metrics.access import Actor, Role
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.review import returned, waiting
from tests.store.conftest import draft
from tests.stories.conftest import at_rest
from tests.ui import house

pytestmark = pytest.mark.browser
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
CHOICES = "framework=2010-2015&period=2011-2012&known_on=now"
COUNTED = re.compile(r"(\d+) activities, ")


@pytest.fixture
def log(tmp_path):
    url = house.copy_of_the_history(tmp_path / "log.db")
    for title in ("Workshop with *stars*", "Meeting in Lima"):
        record(engine_of(url), draft(title=title), actor=THANDI)
    engine_of(url).dispose()
    return url


def activities(page, address, *, unreviewed):
    page.goto(f"{address}/?{CHOICES}")
    said = f"({unreviewed} entries not yet reviewed)" if unreviewed else "on course"
    expect(page.locator("h1")).to_have_text(re.compile(re.escape(said) + "$"))
    cards = page.locator("[class*='st-key-direction_']")
    expect(cards.filter(has_text="not yet reviewed")).to_have_count(4 if unreviewed else 0)
    page.locator(".st-key-menu_direction-status button").click()
    page.get_by_role("menuitem", name="Source and method").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("figure O-01")
    return int(COUNTED.search(dialog.inner_text()).group(1))


def choose_the_first(page):
    at_rest(page)
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 52)


def test_what_is_returned_leaves_the_boards_figure_and_the_group_can_read_why(page, log):
    with house.served(log) as address:
        assert activities(page, address, unreviewed=2) == 107

        page.goto(f"{address}/review?{CHOICES}")
        expect(page.locator("h1")).to_have_text("2 entries wait for review")
        choose_the_first(page)
        expect(page.get_by_role("heading", name="Workshop with *stars*")).to_be_visible()
        page.get_by_label("Comment for the group").fill("Please add the women.")
        page.get_by_role("button", name="Return 1 entry").click()
        expect(page.locator("h1")).to_have_text("1 entry waits for review")
        choose_the_first(page)
        expect(page.get_by_role("heading", name="Meeting in Lima")).to_be_visible()
        page.get_by_role("button", name="Approve 1 entry").click()
        expect(page.get_by_text("1 decision is saved.")).to_be_visible()
        expect(page.locator("h1")).to_have_text("Nothing waits for review")

        assert activities(page, address, unreviewed=0) == 106
    with reading(engine_of(log)) as connection:
        assert waiting(connection) == []
        [item] = returned(connection, ["ALP"])
    assert (item.title, item.comment) == ("Workshop with *stars*", "Please add the women.")
    engine_of(log).dispose()
