"""The hall is tested on the documented history."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.ui.web.routes import ROUTES
from tests.ui import house


@pytest.fixture
def history(monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", house.history_url())
    return house.history_url()


@pytest.fixture
def client(history):
    return TestClient(Starlette(routes=ROUTES))
