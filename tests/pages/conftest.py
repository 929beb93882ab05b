"""Pages are tested on the documented history, from the front door."""

from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import page_data
from tests import databases
from tests.store.conftest import close


@pytest.fixture(scope="session", autouse=True)
def packages_looked_through_once():
    """AppTest reads the metadata of every installed package for each session that it begins."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture
def own_history(tmp_path, monkeypatch):
    """The engine of a copy of the history that pages may write to, in force for this process.

    Without the banner of invented rows, which rates all indicators anew after each write.
    """
    url = databases.copy_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    monkeypatch.setattr(page_data, "demonstration", lambda _choices: "")
    yield engine_of(url)
    close(url)
