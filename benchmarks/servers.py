"""Real servers to be measured: started on a free port, asked over their websocket, read in /proc."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from ifla_metrics.settings import ROOT

SERVED = Path(__file__).parent / "served"
TICKS = os.sysconf("SC_CLK_TCK")
SLOWEST = 120
"""Seconds after which a server or a run counts as lost."""


class Server:
    """A running server."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def cpu(self) -> float:
        """Return the processor seconds it has used so far, ended threads included."""
        return cpu_of(self.process.pid)

    def holds(self) -> Holdings:
        """Return what it holds now, its drawing processes included."""
        return holdings_of(self.process.pid)


@dataclass(frozen=True)
class Holdings:
    """What a process and its children hold."""

    memory: float
    """MiB that lie in memory and are shared with nobody, or its part of what is shared."""
    files: int
    """Open files and connections."""
    threads: int
    connections: int
    """Of the open files, the connections."""


def holdings_of(process: int) -> Holdings:
    """Read in /proc what a process and all that it started hold."""
    held = [one for one in map(_held, _family(process)) if one]
    return Holdings(
        sum(one.memory for one in held),
        sum(one.files for one in held),
        sum(one.threads for one in held),
        sum(one.connections for one in held),
    )


def _held(process: int) -> Holdings | None:
    """Read what one process holds; None when it ended meanwhile."""
    folder = Path(f"/proc/{process}")
    try:
        said = (folder / "smaps_rollup").read_text(encoding="ascii")
        threads = len(os.listdir(folder / "task"))
        files = list(folder.glob("fd/*"))
    except (FileNotFoundError, ProcessLookupError):
        return None
    memory = next(
        (int(line.split()[1]) for line in said.splitlines() if line.startswith("Pss:")), 0
    )
    kinds = []
    for file in files:
        with suppress(FileNotFoundError):
            kinds.append(os.readlink(file))
    connections = sum(kind.startswith("socket:") for kind in kinds)
    return Holdings(memory / 1024, len(kinds), threads, connections)


def _family(process: int) -> list[int]:
    """Return a process and what it started, of any thread and at any depth.

    /proc names a child under the thread that started it; a thread may end while it is read.
    """
    family = [process]
    for one in family:
        for thread in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(FileNotFoundError, ProcessLookupError):
                family += map(int, thread.read_text(encoding="ascii").split())
    return family


def cpu_of(process: int) -> float:
    """Return the processor seconds that a process has used so far, ended threads included."""
    said = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    fields = said.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    script: Path, *, port: int, env: Mapping[str, str] | None = None, folder: Path = ROOT
) -> subprocess.Popen[bytes]:
    """Start `streamlit run` and return at once."""
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        "--server.headless",
        "true",
        "--browser.gatherUsageStats",
        "false",
    ]
    surroundings = os.environ | {"PYTHONPATH": str(ROOT)} | dict(env or {})
    return subprocess.Popen(
        command, cwd=folder, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def first_byte(port: int, *, pause: float = 0.002) -> None:
    """Wait until the server answers its front page."""
    until = time.monotonic() + SLOWEST
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                answer.read(1)
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(pause)


@contextmanager
def serving(
    script: Path, *, env: Mapping[str, str] | None = None, folder: Path = ROOT
) -> Iterator[Server]:
    """Run a server as long as it is needed."""
    port = free_port()
    process = start(script, port=port, env=env, folder=folder)
    try:
        first_byte(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(timeout=20)


class Session:
    """One reader's session over the websocket."""

    def __init__(self, server: Server, query: str = "") -> None:
        self._query = query
        self._pages: dict[str, str] = {}
        self._socket: ClientConnection = connect(
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=None,
            compression=None,
            origin=f"http://127.0.0.1:{server.port}",
        )

    def rerun(self) -> bytes:
        """Ask for a run, wait for its end, and return everything that was sent."""
        return self._ask("", self._query)

    def visit(self, page: str, query: str) -> bytes:
        """Open a page by its address ("" for the front page) and return everything that was sent."""
        if not self._pages:
            self._ask("", query)
        return self._ask(self._pages[page], query)

    def _ask(self, page_hash: str, query: str) -> bytes:
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_script_hash = page_hash
        asked.rerun_script.context_info.timezone = "UTC"
        self._socket.send(asked.SerializeToString())
        told = []
        while True:
            message = self._socket.recv(timeout=SLOWEST)
            told.append(message)
            said = ForwardMsg.FromString(message)
            kind = said.WhichOneof("type")
            if kind == "navigation":
                self._pages = {
                    p.url_pathname: p.page_script_hash for p in said.navigation.app_pages
                }
            if kind == "script_finished":
                return b"".join(told)

    def close(self) -> None:
        self._socket.close()
