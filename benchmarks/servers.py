"""Servers started for a benchmark, and sessions with them over the websocket."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from benchmarks.logs import CHOICES
from ifla_metrics.settings import ROOT

PAGES = ("", "since-last-meeting", "participation", "coverage", "progress", "stories")
QUERY = urlencode(CHOICES.query())
TIMEOUT = 120


class Server:
    """A running server process."""

    def __init__(self, process: int, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self._folder = Path(f"/proc/{process}")

    def cpu_seconds(self) -> float:
        """Return the CPU seconds used so far, including ended threads."""
        fields = (self._folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the anonymous memory in MiB, without mapped files."""
        lines = (self._folder / "smaps_rollup").read_text(encoding="ascii")
        return int(lines.partition("\nPss_Anon:")[2].split()[0]) / 1024


@contextmanager
def serving(url: str, script: Path = ROOT / "app.py") -> Iterator[Server]:
    """Run a server for a database until the block ends; the block starts once it responds.

    A script other than the app runs with Streamlit's default settings.
    """
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = (f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options],
        cwd=script.parent,
        env=os.environ | {"IFLA_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    ready, server = False, Server(process.pid, port)
    try:
        while not ready and process.poll() is None:
            time.sleep(0.002)
            with suppress(OSError), urlopen(f"http://{server.address}/", timeout=5) as response:
                ready = bool(response.read(1))
        yield server
    finally:
        process.terminate()
        process.wait(timeout=TIMEOUT)


class Session:
    """A reader's session over the websocket, starting on the front page."""

    def __init__(self, server: Server) -> None:
        origin = f"http://{server.address}"
        address = f"ws://{server.address}/_stcore/stream"
        self._socket = connect(address, subprotocols=["streamlit"], max_size=None, origin=origin)
        self._hashes: dict[str, str] = {}
        self.close = self._socket.close
        self.visit("", QUERY)

    def visit(self, page: str, query: str) -> None:
        """Run a page, by its path ("" is the front page), and wait until it has finished."""
        request = BackMsg()
        request.rerun_script.query_string = query
        request.rerun_script.page_script_hash = self._hashes.get(page, "")
        request.rerun_script.context_info.timezone = "UTC"
        self._socket.send(request.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=TIMEOUT))
            if message.HasField("navigation"):
                pages = message.navigation.app_pages
                self._hashes = {p.url_pathname: p.page_script_hash for p in pages}
            if message.delta.new_element.HasField("alert"):  # Usually a log with an old schema.
                raise RuntimeError(message.delta.new_element.alert.body)
            if message.HasField("script_finished"):
                return
