"""Logs of their own, on SQLite: what an import writes goes through the store, tested on both."""

import pytest

from ifla_metrics.store.database import engine_of
from tests.store.conftest import close
from tests.ui import house


@pytest.fixture
def engine(tmp_path):
    url = house.copy_of_an_empty_log(tmp_path / "empty.db")
    yield engine_of(url)
    close(url)
