"""Run commands in this process, on copies of prepared databases."""

import pytest

from ifla_metrics.cli.main import main
from tests import databases


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_GB.UTF-8")


@pytest.fixture
def run(capfdbinary):
    def run_command(*arguments: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(list(arguments))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run_command


@pytest.fixture
def new_file(monkeypatch, tmp_path):
    """The file of a database that does not exist yet."""
    file = tmp_path / "new" / "log.db"
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{file}")
    return file


@pytest.fixture
def log(monkeypatch, tmp_path):
    """The URL of a copy of the documented history that a command may write to."""
    url = databases.copy_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    return url


@pytest.fixture
def empty_log(monkeypatch, tmp_path):
    url = databases.copy_empty_log(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    return url
