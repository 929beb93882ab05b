"""A database with the whole history, and the real server on it, for the tests that need them."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from ifla_metrics.settings import DATA, ROOT
from ifla_metrics.store.initialise import initialise

PATIENCE = 60


@cache
def history_url() -> str:
    """A database with the whole history, made once a process; nobody writes to it."""
    folder = Path(tempfile.mkdtemp(prefix="ifla-history-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = f"sqlite:///{folder / 'history.db'}"
    initialise(url, data=DATA)
    return url


@contextmanager
def served(database_url: str) -> Iterator[str]:
    """Start the server as `make run` does, on a free port; gives its address.

    Fails at the end when the server logged an error that no reader saw.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=ROOT,
            env={**os.environ, "IFLA_DATABASE_URL": database_url},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{address}/_stcore/health", process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)
            log.seek(0)
            said = log.read().decode(errors="replace")
            print(said)
    assert "Traceback" not in said


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)
