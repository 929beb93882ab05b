"""Stories are told in a real browser, on the real server."""

import pytest
from playwright.sync_api import expect

from tests import databases
from tests.store.conftest import close
from tests.ui import server

expect.set_options(timeout=40_000)
CHART = ".stVegaLiteChart svg.marks"


def at_rest(page):
    """A click before all is drawn may meet what is drawn anew in that moment, and be lost."""
    expect(page.locator("h1").first).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    for chart in page.locator(".stVegaLiteChart").all():
        expect(chart.locator("svg").first).to_be_visible()
    for table in page.get_by_test_id("stDataFrame").filter(visible=True).all():
        expect(table.locator("canvas").first).to_be_attached()


def open_by_keyboard(page, button):
    """On a busy machine the menu may open and leave the focus on its button: open it again."""
    for _ in range(8):
        button.press("Enter")
        page.get_by_role("menu").wait_for()
        page.wait_for_timeout(200)
        if page.locator("[role=menu]:focus-within").count():
            return
        button.press("Enter")
        page.get_by_role("menu").wait_for(state="detached")
    pytest.fail("No menu took the keyboard's focus.")


@pytest.fixture(scope="session")
def address():
    with server.serve(databases.history_url()) as found:
        yield found


@pytest.fixture(scope="session")
def own(tmp_path_factory):
    """A server with a log of its own, for the stories that write."""
    url = databases.copy_history(tmp_path_factory.mktemp("own") / "log.sqlite3")
    with server.serve(url) as address:
        yield address, url
    close(url)
