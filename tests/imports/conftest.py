"""Import tests use SQLite only: imports write through the store, tested on both databases."""

import pytest

from ifla_metrics.imports import read as module
from ifla_metrics.store.database import engine_of
from tests import databases
from tests.store.conftest import close


class InProcessWorker:
    """Reads a file in the test process, because starting one per file is slow."""

    def run(self, job, _limit, **_):
        _, (_, function, args) = job
        return function(*args), None

    def stop(self):
        pass


@pytest.fixture(autouse=True)
def read_in_this_process(monkeypatch):
    monkeypatch.setattr(module, "Worker", InProcessWorker)


@pytest.fixture
def engine(tmp_path):
    url = databases.copy_empty_log(tmp_path / "empty.db")
    yield engine_of(url)
    close(url)
