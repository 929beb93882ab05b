"""The very first request after a start is a deep link: the front door must stand before it."""

import re

import pytest
from playwright.sync_api import expect

from tests.ui import house

pytestmark = pytest.mark.browser


def test_a_deep_link_as_the_first_request_goes_through_the_front_door(page):
    with house.served(house.history_url()) as address:
        page.goto(f"{address}/participation?framework=2010-2015&period=2012&known_on=2012-12")

        expect(page.locator("h1")).to_contain_text(re.compile("participations", re.IGNORECASE))
        expect(page.get_by_role("navigation").get_by_role("link")).to_have_text(
            ["Overview", "Since last meeting", "Participation", "Coverage", "Progress",
             "Stories", "Framework", "FR"]
        )  # fmt: skip
        expect(page.locator(".im-line")).to_contain_text("Governing Board, 12 Dec 2012")
        expect(page.get_by_role("dialog")).to_have_count(0)
