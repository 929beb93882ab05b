"""Commands are run in this process, on copies of prepared databases."""

from pathlib import Path

import pytest

from ifla_metrics.cli.main import main
from tests import databases


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_GB.UTF-8")


@pytest.fixture
def run(capfdbinary):
    def run_command(*words: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(list(words))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run_command


@pytest.fixture
def use(monkeypatch):
    def use_database(url: str) -> str:
        monkeypatch.setenv("IFLA_DATABASE_URL", url)
        return url

    return use_database


@pytest.fixture
def nowhere(use, tmp_path):
    return Path(use(f"sqlite:///{tmp_path / 'new' / 'log.db'}").removeprefix("sqlite:///"))


@pytest.fixture
def ask(run, use):
    """Runs a command on the documented history, which it only reads."""
    use(databases.history_url())
    return run


@pytest.fixture
def log(use, tmp_path):
    return use(databases.copy_history(tmp_path / "log.db"))


@pytest.fixture
def empty_log(use, tmp_path):
    return use(databases.copy_empty_log(tmp_path / "log.db"))
