"""A database with the whole history, and the real server on it, for the tests that need them."""

import atexit
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.request import urlopen

from ifla_metrics.settings import DATA, ROOT
from ifla_metrics.store.initialise import initialise

PATIENCE = 60


@cache
def _made(*, empty: bool) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ifla-history-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "history.db"
    initialise(f"sqlite:///{file}", data=DATA, empty=empty)
    return file


def history_url() -> str:
    """A database with the whole history, made once a process; nobody writes to it."""
    return f"sqlite:///{_made(empty=False)}"


def empty_url() -> str:
    """A database in which nothing is logged, made once a process; nobody writes to it."""
    return f"sqlite:///{_made(empty=True)}"


def copy_of_the_history(target: Path) -> str:
    """The URL of a copy at `target`, which may be written to."""
    return _copy(_made(empty=False), target)


def copy_of_an_empty_log(target: Path) -> str:
    return _copy(_made(empty=True), target)


def _copy(source: Path, target: Path) -> str:
    with closing(sqlite3.connect(source)) as given, closing(sqlite3.connect(target)) as taken:
        given.backup(taken)
    return f"sqlite:///{target}"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(
    database_url: str,
    *options: str,
    port: int | None = None,
    surroundings: Mapping[str, str] | None = None,
    log: Path | None = None,
    folder: Path = ROOT,
) -> Iterator[str]:
    """Serve as `make run` does; gives the address. Fails at the end when an error was logged."""
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="ifla-server-") as made:
        log = log or Path(made) / "log"
        surroundings = {"IFLA_DATABASE_URL": database_url, **(surroundings or {})}
        process = start(port, *options, surroundings=surroundings, log=log, folder=folder)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)
            said = log.read_text(errors="replace")
            print(said)
    assert "Traceback" not in said


def start(
    port: int, *options: str, surroundings: Mapping[str, str], log: Path, folder: Path = ROOT
) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers, or its process has ended."""
    command = ("-m", "streamlit", "run", "app.py", "--server.port", str(port), *options)
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env={**os.environ, **surroundings},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
            break
        time.sleep(0.1)
    return process
