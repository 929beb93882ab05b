"""The hall is tested on the documented history."""

import pytest

from tests.ui import house


@pytest.fixture
def history(monkeypatch):
    """The URL of a database with the whole history, in force for this process."""
    monkeypatch.setenv("IFLA_DATABASE_URL", house.history_url())
    return house.history_url()
