"""Stories are told in a real browser, on the real server."""

import pytest
from playwright.sync_api import expect

from tests.ui import house

expect.set_options(timeout=40_000)


@pytest.fixture(scope="session")
def address():
    """The address of a server on the documented history."""
    with house.served(house.history_url()) as found:
        yield found
