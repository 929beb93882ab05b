"""A log with the documented history, made once by the command that makes it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ifla_metrics.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_GB.UTF-8")


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a SQLite log that is only read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('cli') / 'history.db'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IFLA_DATABASE_URL", url)
        assert main(["init"]) == 0
    return url


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A place where no database is yet, named by the environment."""
    place = tmp_path / "new" / "log.db"
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{place}")
    return place


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs a command; its exit code, standard output and standard error."""

    def once(*words: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(list(words))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return once


@pytest.fixture
def ask(run: Run, history: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the log with the history."""
    monkeypatch.setenv("IFLA_DATABASE_URL", history)
    return run
