"""Fixtures for stories, which run in a real browser on the real server."""

import pytest
from playwright.sync_api import expect

from tests import databases
from tests.store.conftest import close
from tests.ui import server

expect.set_options(timeout=40_000)
CHART = ".stVegaLiteChart svg.marks"


def wait_until_loaded(page):
    """Wait until the page is drawn; a click on an element that is being redrawn is lost."""
    expect(page.locator("h1").first).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    for chart in page.locator(".stVegaLiteChart").all():
        expect(chart.locator("svg").first).to_be_visible()
    for table in page.get_by_test_id("stDataFrame").filter(visible=True).all():
        expect(table.locator("canvas").first).to_be_attached()


def open_by_keyboard(page, button):
    """Open a menu until it takes the focus, which can stay on the button on a busy machine."""
    for _ in range(8):
        button.press("Enter")
        page.get_by_role("menu").wait_for()
        page.wait_for_timeout(200)
        if page.locator("[role=menu]:focus-within").count():
            return
        button.press("Enter")
        page.get_by_role("menu").wait_for(state="detached")
    pytest.fail("The menu did not take the focus.")


@pytest.fixture(scope="session")
def address():
    with server.serve(databases.history_url()) as address:
        yield address


@pytest.fixture(scope="session")
def writable(tmp_path_factory):
    """The address of a server for stories that write, and the URL of its database."""
    url = databases.copy_history(tmp_path_factory.mktemp("writable") / "log.sqlite3")
    with server.serve(url) as address:
        yield address, url
    close(url)
