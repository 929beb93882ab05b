"""A volunteer of a working group logs an activity on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.pages.page import uids_of, versions
from tests.stories.conftest import wait_until_loaded

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
TITLE = "Course for new members of boards"


def participations(page):
    expect(page.locator("h1")).to_contain_text(re.compile(r"to\s\d+\sin\s2012"))
    return int(re.search(r"to\s(\d+)\sin\s2012", page.locator("h1").inner_text())[1])


def choose(page, label, typed, option):
    wait_until_loaded(page)
    field = page.get_by_label(label, exact=True)
    field.click()
    field.press_sequentially(typed)
    field.press("Enter")
    multiselect = page.get_by_test_id("stMultiSelect").filter(has_text=label)
    expect(multiselect.get_by_text(option)).to_be_visible()
    page.keyboard.press("Escape")


def fill(page, address, *, title=TITLE):
    page.goto(f"{address}/log?framework=2010-2015")
    wait_until_loaded(page)
    page.get_by_label("What was it?").fill(title)
    page.get_by_label("When?").fill("14-16 June 2012")
    page.get_by_label("How many people?").fill("25")
    page.get_by_label("How many people?").press("Tab")
    expect(page.get_by_text("That is 14 Jun 2012 – 16 Jun 2012.")).to_be_visible()
    expect(page.get_by_label("How many people?")).to_have_value("25")
    for label, option in (("What kind? *", "Workshop"), ("Is it done? *", "Completed")):
        wait_until_loaded(page)
        field = page.get_by_label(label, exact=True)
        field.click()
        page.get_by_role("option", name=option).click()
        expect(field).to_have_value(option)
    choose(page, "Where?", "Zamb", "Zambia")
    choose(page, "Which working groups? *", "ALP", "ALP")
    choose(page, "What did it advance?", "Associations in more", "Associations in more")
    expect(page.get_by_text("From the outcomes")).to_be_visible()
    wait_until_loaded(page)


def test_an_activity_logged_on_a_phone_changes_the_boards_figure(page, writable):
    address, url = writable
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/participation?framework=2010-2015&period=2011-2012&known_on=now")
    before = participations(page)
    fill(page, address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Of these, women").fill("15")  # It keeps the focus.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(1000)  # The phone puts the page away before it ends it.
    page.goto(f"{address}/our-work")
    expect(page.get_by_text("You have an unfinished form")).to_contain_text(TITLE)
    wait_until_loaded(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Of these, women")).to_have_value("15")
    wait_until_loaded(page)
    page.get_by_role("button", name="Log it").dblclick()
    expect(page.locator("h1")).to_have_text("It is in the log")
    [uid] = uids_of(url, TITLE)
    assert versions(url, uid)[0].draft.countries == ("ZMB",)

    page.locator(".st-key-receipt").get_by_role("link", name="Participation").click()
    assert participations(page) == before + 25


COUNT_REMOVED_FIELDS = """new MutationObserver((changes) => {
  const field = 'input[aria-label="How many people?"]';
  for (const node of changes.flatMap((change) => [...change.removedNodes]))
    if (node.querySelector?.(field)) window.removed = (window.removed ?? 0) + 1;
}).observe(document, { childList: true, subtree: true });"""


def test_text_typed_while_the_page_loads_is_kept(page, writable):
    address, _ = writable
    page.add_init_script(COUNT_REMOVED_FIELDS)
    page.goto(f"{address}/log?framework=2010-2015")
    page.get_by_label("When?").press_sequentially("14-16 June 2012")
    people = page.get_by_label("How many people?")
    people.click()
    people.press_sequentially("25", delay=200)
    expect(page.get_by_text("That is 14 Jun 2012 – 16 Jun 2012.")).to_be_visible()
    wait_until_loaded(page)

    expect(people).to_have_value("25")
    assert page.evaluate("window.removed ?? 0") == 0
