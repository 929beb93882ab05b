"""The real server, as `make run` starts it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from ifla_metrics.settings import ROOT

START_TIMEOUT = 60


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serve(
    database_url: str,
    *options: str,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
    folder: Path = ROOT,
) -> Iterator[str]:
    """Run a server and yield its address. Fails when it ends if it logged a traceback."""
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="ifla-server-") as temporary:
        log = log or Path(temporary) / "log"
        environment = {"IFLA_DATABASE_URL": database_url, **(environment or {})}
        process = start(port, *options, environment=environment, log=log, folder=folder)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)
            output = log.read_text(errors="replace")
            print(output)
    assert "Traceback" not in output


def start(
    port: int, *options: str, environment: Mapping[str, str], log: Path, folder: Path = ROOT
) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers or its process has ended."""
    command = ("-m", "streamlit", "run", "app.py", "--server.port", str(port), *options)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + START_TIMEOUT
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
            break
        time.sleep(0.1)
    return process
