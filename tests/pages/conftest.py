"""Pages are tested from the main script, on the documented history."""

from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import auth, page_data
from tests import databases
from tests.store.conftest import close


@pytest.fixture(scope="session", autouse=True)
def scan_packages_once():
    """AppTest reads the metadata of every installed package in each new session."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def own_history(tmp_path, monkeypatch):
    """The engine of a copy of the history that pages read and may write to.

    Pages show no demonstration banner, which rates all indicators again after each write.
    """
    url = databases.copy_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    monkeypatch.setattr(page_data, "demonstration", lambda _choices: "")
    yield engine_of(url)
    close(url)


@pytest.fixture
def act_as(monkeypatch):
    """A function that makes an actor the reader of all pages."""
    return lambda actor: monkeypatch.setattr(auth, "_actor", lambda *_: actor)
