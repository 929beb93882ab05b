import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.ui.web.routes import ROUTES


@pytest.fixture
def client(history):
    return TestClient(Starlette(routes=ROUTES))
