"""The filters in a browser: by mouse, by keyboard, on a phone, in a link, and with Back."""

import re

import pytest
from playwright.sync_api import expect

from tests.stories.conftest import open_by_keyboard, wait_until_loaded
from tests.stories.test_accessibility import AXE

pytestmark = pytest.mark.browser


def choose(page, label, option):
    page.locator(".st-key-filters").get_by_role("button", name=label).click()
    page.get_by_role("menuitem", name=option).click()


def test_a_region_filter_is_shared_removed_and_undone(page, address):
    page.goto(f"{address}/coverage")
    title = page.locator("h1").first
    expect(title).to_contain_text("countries")
    everywhere = title.inner_text()

    choose(page, "Region", "Africa")
    expect(page).to_have_url(re.compile("/coverage\\?.*region=africa"))
    expect(title).not_to_have_text(everywhere)
    in_africa = title.inner_text()

    menu = page.get_by_test_id("stTopNavLink").filter(has_text="Participation")
    expect(menu).to_have_attribute("href", re.compile("/participation\\?.*region=africa"))
    menu.click()
    expect(page).to_have_url(re.compile("/participation\\?.*region=africa"))
    page.go_back()
    expect(title).to_have_text(in_africa)

    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("h1")).to_have_text(in_africa)
    other.close()

    page.get_by_role("button", name="Region: Africa").click()
    expect(title).to_have_text(everywhere)
    page.go_back()
    expect(title).to_have_text(in_africa)
    page.go_back()
    expect(title).to_have_text(everywhere)


def test_a_filter_is_chosen_by_keyboard_and_keeps_the_focus(page, address):
    page.goto(f"{address}/coverage")
    wait_until_loaded(page)
    region = page.locator(".st-key-filters").get_by_role("button", name="Region")
    open_by_keyboard(page, region)
    page.keyboard.type("Africa")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("region=africa"))
    expect(region).to_contain_text("Africa")
    expect(region).to_be_focused()


def test_a_phone_has_the_filters_in_a_panel(browser, address):
    with browser.new_context(bypass_csp=True, color_scheme="dark") as phone:
        page = phone.new_page()
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{address}/coverage?group=ALP")
        expect(page.locator("h1")).to_be_visible()
        region = page.locator(".st-key-filters").get_by_role("button", name="Region")
        expect(region).to_be_hidden()

        opener = page.locator(".st-key-open_filters").get_by_role("button")
        expect(opener).to_contain_text("Filters (1 active)")
        opener.click()
        expect(region).to_be_visible()
        wait_until_loaded(page)
        page.evaluate(AXE)
        shell = [["header"], [".st-key-open_filters"], [".st-key-filters"], [".st-key-chips"]]
        result = page.evaluate("shell => axe.run({include: shell})", shell)
        assert result["passes"]
        assert [fault["id"] for fault in result["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390

        choose(page, "Region", "Africa")
        expect(page).to_have_url(re.compile("region=africa"))
        expect(opener).to_contain_text("Filters (2 active)")
        expect(region).to_be_visible()
