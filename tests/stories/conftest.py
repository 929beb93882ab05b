"""Stories are told in a real browser, on the real server."""

import pytest
from playwright.sync_api import expect

from tests.store.conftest import close
from tests.ui import house

expect.set_options(timeout=40_000)


@pytest.fixture(scope="session")
def address():
    """The address of a server on the documented history."""
    with house.served(house.history_url()) as found:
        yield found


@pytest.fixture
def own(tmp_path):
    """A server on a log of its own, and the URL of that log."""
    url = house.copy_of_the_history(tmp_path / "log.sqlite3")
    with house.served(url) as address:
        yield address, url
    close(url)
