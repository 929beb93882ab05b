"""A board member prepares for a meeting. Any request to another machine fails these tests."""

import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def refused(page):
    """What the browser refused by our own policy, or found wrong in a script."""
    found = []
    page.on(
        "console",
        lambda said: found.append(said.text) if "Content Security Policy" in said.text else None,
    )
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_from_the_headline_to_a_picture_for_the_minutes(page, address, refused):
    page.goto(f"{address}/?framework=2010-2015&period=2011-2012&known_on=now")
    expect(page.locator("h1")).to_contain_text("elements are on course")
    expect(page.locator(".im-card")).to_have_count(4)

    page.get_by_label("As known on").click()
    page.get_by_role("option", name="Governing Board, 16 Aug 2012").click()
    expect(page.get_by_label("As known on")).to_have_value("Governing Board, 16 Aug 2012")
    expect(page).to_have_url(re.compile("known_on=2012-08"))

    page.get_by_test_id("stTopNavLink").filter(has_text="Coverage").click()
    expect(page.locator("h1")).to_contain_text("countries were reached")
    expect(page).to_have_url(re.compile("/coverage\\?.*known_on=2012-08"))
    expect(page.locator("svg.marks path").nth(150)).to_be_attached()

    region = page.locator("footer", has=page.locator("a[href*='C-02']"))
    region.get_by_text("Table", exact=True).click()
    expect(region.get_by_role("row").filter(has_text="Africa")).to_be_visible()

    region.get_by_text("Download", exact=True).click()
    with page.expect_download() as waiting:
        region.get_by_role("link", name="PNG").click()
    assert waiting.value.suggested_filename.endswith(".png")
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")
    assert refused == []


def test_what_changed_since_the_meeting_before_and_why(page, address, refused):
    page.goto(f"{address}/?framework=2010-2015&period=2011-2012&known_on=2012-12")
    expect(page.locator("h1")).to_contain_text("elements are on course")
    page.get_by_test_id("stTopNavLink").filter(has_text="Since last meeting").click()
    expect(page.locator("h1")).to_have_text(
        "8 indicators moved since the meeting of August 2012: 6 up, 2 down"
    )
    moves = page.locator(".im-wide li")
    expect(moves).to_have_count(10)
    fallen = moves.filter(has_text="C4 Participations in open access")
    expect(fallen).to_contain_text("moved down")
    expect(fallen).to_contain_text("The taskforce has no coordinator at present.")

    page.get_by_label("What changed since").click()
    page.get_by_role("option", name="another day").click()
    expect(page).to_have_url(re.compile("since-last-meeting\\?.*since=20"))
    expect(page.get_by_role("button", name="Compared with")).to_be_visible()

    page.go_back()
    expect(page.locator("h1")).to_contain_text("the meeting of August 2012")
    fallen.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/progress\\?.*indicator=C4"))
    expect(page.locator("h1")).to_contain_text("indicators on course")
    assert refused == []


def test_the_way_back_shows_what_was_shown_before(page, address):
    page.goto(f"{address}/?framework=2010-2015&period=2012&known_on=2012-12")
    expect(page.get_by_label("As known on")).to_have_value("Governing Board, 12 Dec 2012")
    page.get_by_test_id("stTopNavLink").filter(has_text="Progress").click()
    expect(page.locator("h1")).to_contain_text("indicators on course")
    page.go_back()

    expect(page.locator("h1")).to_contain_text("elements are on course")
    expect(page.get_by_label("Period")).to_have_value("2012")


def test_a_telephone_shows_every_page_without_scrolling_sideways(page, address):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("", "participation", "coverage", "progress", "stories", "framework"):
        page.goto(f"{address}/{name}?framework=2010-2015&known_on=2012-12")
        expect(page.locator("h1")).to_be_visible()

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        main = page.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), name


def test_the_language_of_the_page_is_the_language_of_its_words(page, address):
    page.goto(f"{address}/coverage?framework=2010-2015&known_on=2012-12")
    page.locator(".im-languages").get_by_text("FR").click()

    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("h1")).to_contain_text("pays")
    expect(page).to_have_url(re.compile("/coverage\\?.*known_on=2012-12.*language=fr"))


def test_the_language_that_was_chosen_is_kept_and_a_link_that_names_one_wins(page, address):
    page.goto(f"{address}/coverage?framework=2010-2015&known_on=2012-12")
    page.locator(".im-languages").get_by_text("FR").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")

    page.goto(f"{address}/")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("h1")).to_contain_text("en bonne voie")
    [kept] = [c for c in page.context.cookies() if c["name"] == "ifla_language"]
    assert kept["value"] == "fr"
    assert kept["expires"] > time.time() + 300 * 24 * 3600

    page.goto(f"{address}/?language=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_contain_text("on course")


def test_on_a_telephone_a_table_that_stands_open_scrolls_in_no_direction(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/progress?framework=2010-2015&period=2011-2012&known_on=2012-12")
    table = page.locator(".im-stacks")
    expect(table.get_by_role("row").nth(1)).to_be_visible(timeout=60_000)

    assert table.evaluate(
        "e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]"
    ) == [0, 0]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
