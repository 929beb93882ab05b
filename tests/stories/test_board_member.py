"""A board member prepares for a meeting."""

import re

import pytest
from playwright.sync_api import expect

from tests.stories.conftest import wait_until_loaded

pytestmark = pytest.mark.browser


@pytest.fixture
def browser_errors(page):
    """Violations of our content security policy, and errors in scripts."""
    errors = []

    def on_console(message):
        if "Content Security Policy" in message.text:
            errors.append(message.text)

    page.on("console", on_console)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


def test_a_board_member_downloads_a_chart(page, address, browser_errors):
    page.goto(f"{address}/?framework=2010-2015&period=2011-2012&known_on=now")
    expect(page.locator("h1")).to_contain_text("elements are on course")
    expect(page.locator("[class*='st-key-direction_']")).to_have_count(4)

    wait_until_loaded(page)
    known_on = page.locator(".st-key-choice_known_on button")
    known_on.click()
    page.get_by_role("menuitem", name="16 Aug 2012, Governing Board").click()
    expect(known_on).to_contain_text("16 Aug 2012, Governing Board")
    expect(page).to_have_url(re.compile("known_on=2012-08"))

    page.get_by_test_id("stTopNavLink").filter(has_text="Coverage").click()
    expect(page.locator("h1")).to_contain_text("countries were reached")
    expect(page).to_have_url(re.compile("/coverage\\?.*known_on=2012-08"))
    expect(page.locator("svg.marks path").nth(150)).to_be_attached()

    page.locator(".st-key-menu_coverage-by-region button").click()
    page.get_by_role("menuitem", name="Download").click()
    with page.expect_download() as waiting:
        page.get_by_role("dialog").get_by_role("link", name="PNG").click()
    assert waiting.value.suggested_filename.endswith(".png")
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")
    assert browser_errors == []


def test_a_board_member_sees_changes_since_the_last_meeting(page, address, browser_errors):
    page.goto(f"{address}/?framework=2010-2015&period=2011-2012&known_on=2012-12")
    expect(page.locator("h1")).to_contain_text("elements are on course")
    page.get_by_test_id("stTopNavLink").filter(has_text="Since last meeting").click()
    expect(page.locator("h1")).to_contain_text(
        "indicators changed status since August 2012: 6 up, 2 down"
    )
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()

    page.locator(".st-key-day_since [data-type=year]").click()
    page.keyboard.type("20120630")
    page.keyboard.press("Escape")  # Closes the calendar.
    expect(page).to_have_url(re.compile("since-last-meeting\\?.*since=2012-06-30"))
    expect(page.locator(".st-key-remove_since")).to_be_visible()

    page.go_back()
    expect(page.locator("h1")).to_contain_text("since August 2012")
    assert browser_errors == []


def test_clicks_lead_from_a_card_to_its_entries_and_back(page, address, browser_errors):
    page.goto(f"{address}/overview?framework=2010-2015&period=2011-2012&known_on=2012-12")
    wait_until_loaded(page)
    page.wait_for_timeout(1000)  # A click on a card that is being redrawn is lost.
    page.locator(".st-key-direction_SD2").click(position={"x": 60, "y": 90})
    expect(page).to_have_url(re.compile("/progress\\?.*direction=SD2"))
    wait_until_loaded(page)
    page.locator(".st-key-figure_indicator-bullets svg.marks").click(position={"x": 100, "y": 85})
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Distinct countries reached by the BSLA programme")
    expect(dialog.locator("svg.marks")).to_contain_text("31 Dec 2011")
    dialog.get_by_role("link", name="The activities that are counted").click()
    expect(page).to_have_url(re.compile("/entries\\?.*indicator=A2"))

    page.go_back()
    expect(dialog).to_contain_text("Distinct countries reached")
    dialog.get_by_label("Close").click()
    expect(page).not_to_have_url(re.compile("indicator="))
    assert browser_errors == []


def test_the_keyboard_leads_from_a_card_to_an_activity(page, address):
    page.goto(f"{address}/overview?framework=2010-2015&period=2011-2012&known_on=2012-12")
    wait_until_loaded(page)
    page.get_by_role("link", name="2 Strategic capacity").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/progress\\?.*direction=SD2"))
    wait_until_loaded(page)

    opener = page.get_by_role("combobox", name="Open an indicator")
    opener.focus()
    page.keyboard.type("Distinct")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Distinct countries reached")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()

    page.goto(f"{address}/entries?framework=2010-2015&period=2012&known_on=2012-12")
    wait_until_loaded(page)
    page.get_by_test_id("stDataFrame").locator("[role=gridcell]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/activity\\?.*uid="))

    page.go_back()
    expect(page).to_have_url(re.compile("/entries\\?"))
    expect(page).not_to_have_url(re.compile("uid="))
