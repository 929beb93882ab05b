"""The hall is tested on the documented history."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.ui.web.routes import ROUTES
from tests.ui import house


@pytest.fixture
def history(monkeypatch):
    """The URL of a database with the whole history, in force for this process."""
    monkeypatch.setenv("IFLA_DATABASE_URL", house.history_url())
    return house.history_url()


@pytest.fixture
def client(history):
    """A client of the routes."""
    return TestClient(Starlette(routes=ROUTES))
