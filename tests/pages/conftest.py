"""Pages are tested on the documented history, from the front door."""

import sqlite3
from contextlib import closing

import pytest

from ifla_metrics.store.database import engine_of
from tests.store.conftest import close
from tests.ui import house


@pytest.fixture
def history(monkeypatch):
    """The URL of a database with the whole history, in force for this process."""
    monkeypatch.setenv("IFLA_DATABASE_URL", house.history_url())
    monkeypatch.setenv("IFLA_PRODUCTION", "0")
    return house.history_url()


@pytest.fixture
def own_history(tmp_path, monkeypatch):
    """The engine of a copy of the history that pages may write to, in force for this process."""
    copy = tmp_path / "log.db"
    with (
        closing(sqlite3.connect(house.history_url().removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    url = f"sqlite:///{copy}"
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    monkeypatch.setenv("IFLA_PRODUCTION", "0")
    yield engine_of(url)
    close(url)
