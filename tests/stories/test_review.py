"""The secretariat returns an entry and approves another: the board's figure moves each time."""

import re

import pytest
from playwright.sync_api import expect

from ifla_metrics.access import Actor, Role
from ifla_metrics.store.activity_log import log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.review_lists import returned, waiting
from tests.store.conftest import draft, people
from tests.ui import house

pytestmark = pytest.mark.browser
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
CHOICES = "framework=2010-2015&period=2011-2012&known_on=now"
REPORTED = re.compile(r"(\d+) reported")


@pytest.fixture
def log(tmp_path):
    url = house.copy_of_the_history(tmp_path / "log.db")
    said = {"participation": (people(24, country="BWA"),)}
    for title in ("Workshop with *stars*", "Meeting in Lima"):
        log_activity(engine_of(url), draft(title=title, **said), actor=THANDI)
    engine_of(url).dispose()
    return url


def reported(page, address):
    """How many activities of groups the board's first figure counts."""
    page.goto(f"{address}/?{CHOICES}")
    source = page.locator(".im-src").first
    expect(source).to_contain_text("figure O-01")
    found = REPORTED.search(source.inner_text())
    return int(found.group(1)) if found else 0


def test_what_is_returned_leaves_the_boards_figure_and_the_group_can_read_why(page, log):
    with house.served(log) as address:
        assert reported(page, address) == 2

        page.goto(f"{address}/review?{CHOICES}")
        expect(page.locator("h1")).to_have_text("2 entries wait for review")
        expect(page.get_by_text("Workshop with *stars*")).to_be_visible()
        page.get_by_text("Return", exact=True).first.click()
        page.get_by_label("What should the group change?").fill("Please add the women.")
        page.get_by_text("Approve", exact=True).last.click()
        page.get_by_role("button", name="Save 2 decisions").click()
        expect(page.get_by_text("1 entry approved. 1 entry returned.")).to_be_visible()
        expect(page.locator("h1")).to_have_text("Nothing waits for review")

        assert reported(page, address) == 1
    with reading(engine_of(log)) as connection:
        assert waiting(connection) == []
        [item] = returned(connection, ["ALP"])
    assert (item.title, item.comment) == ("Workshop with *stars*", "Please add the women.")
    engine_of(log).dispose()


def test_the_secretariat_reviews_on_a_phone_without_sliding_sideways(page, log):
    page.set_viewport_size({"width": 390, "height": 800})
    with house.served(log) as address:
        page.goto(f"{address}/review?{CHOICES}")
        expect(page.locator(".im-due, .im-empty").first).to_be_attached()
        expect(page.get_by_role("button", name="Approve all below")).to_be_visible()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
        page.get_by_role("button", name="Approve all below").click()
        page.get_by_role("button", name="Save 2 decisions").click()
        expect(page.get_by_text("2 entries approved.")).to_be_visible()
