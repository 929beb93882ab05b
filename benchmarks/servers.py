"""Real servers to be measured: started on a free port, asked over their websocket."""

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
PATIENCE = 120


class Server:
    """A running server."""

    def __init__(self, process: int, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self._folder = Path(f"/proc/{process}")

    def processor(self) -> float:
        """Return the processor seconds used so far, of ended threads too."""
        fields = (self._folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the MiB of its own in memory; pages of files that are mapped are not its own."""
        lines = (self._folder / "smaps_rollup").read_text(encoding="ascii")
        return int(lines.partition("\nPss_Anon:")[2].split()[0]) / 1024


@contextmanager
def serving(url: str, script: Path = ROOT / "app.py") -> Iterator[Server]:
    """Run a server of a database until the block ends; it answers when the block begins.

    Only the app has the settings of this repository; any other script has Streamlit's own.
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
    answered, server = False, Server(process.pid, port)
    try:
        while not answered and process.poll() is None:
            time.sleep(0.002)
            with suppress(OSError), urlopen(f"http://{server.address}/", timeout=5) as answer:
                answered = bool(answer.read(1))
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


class Session:
    """One reader's session over the websocket, with the front page opened."""

    def __init__(self, server: Server) -> None:
        origin = f"http://{server.address}"
        address = f"ws://{server.address}/_stcore/stream"
        self._socket = connect(address, subprotocols=["streamlit"], max_size=None, origin=origin)
        self._hashes: dict[str, str] = {}
        self.close = self._socket.close
        self.visit("", QUERY)

    def visit(self, page: str, query: str) -> None:
        """Run a page by its address ("" is the front page) and wait for its end."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_script_hash = self._hashes.get(page, "")
        asked.rerun_script.context_info.timezone = "UTC"
        self._socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=PATIENCE))
            if message.HasField("navigation"):
                pages = message.navigation.app_pages
                self._hashes = {p.url_pathname: p.page_script_hash for p in pages}
            if message.delta.new_element.HasField("alert"):  # A log of another schema, mostly.
                raise RuntimeError(message.delta.new_element.alert.body)
            if message.HasField("script_finished"):
                return
