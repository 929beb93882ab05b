"""Commands are run in this process, on copies of prepared databases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ifla_metrics.cli.main import main
from tests.ui import house

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_GB.UTF-8")


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs a command; its exit code, standard output and standard error."""

    def run_command(*words: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(list(words))
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run_command


def _use(monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    return url


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A place where no database is yet."""
    place = tmp_path / "new" / "log.db"
    _use(monkeypatch, f"sqlite:///{place}")
    return place


@pytest.fixture
def ask(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the documented history, which it only reads."""
    _use(monkeypatch, house.history_url())
    return run


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    return _use(monkeypatch, house.copy_of_the_history(tmp_path / "log.db"))


@pytest.fixture
def empty_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    return _use(monkeypatch, house.copy_of_an_empty_log(tmp_path / "log.db"))
