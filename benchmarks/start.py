"""Process start to the first byte of the front page, against `import streamlit`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from statistics import median

from benchmarks.databases import made, url_of
from benchmarks.measuring import Report, once
from benchmarks.servers import first_byte, free_port, start
from ifla_metrics.settings import ROOT

ROUNDS = 7
GOAL = 1.5


def run(sizes: Sequence[int]) -> Report:
    """Start the app and import Streamlit in turn."""
    report = Report("Process start to first byte")
    url = url_of(made(min(sizes)))
    _served(url)
    _imported()
    served, imported = [], []
    for _ in range(ROUNDS):
        served.append(_served(url))
        imported.append(_imported())
    ours = report.time("start to first byte", median(served))
    floor = report.time("python -c 'import streamlit'", median(imported))
    report.ratio("start to first byte / import streamlit", ours / floor, GOAL)
    return report


def _served(url: str) -> float:
    port = free_port()

    def until_answered() -> subprocess.Popen[bytes]:
        process = start(ROOT / "app.py", port=port, env={"IFLA_DATABASE_URL": url})
        first_byte(port)
        started.append(process)
        return process

    started: list[subprocess.Popen[bytes]] = []
    seconds = once(until_answered)
    for process in started:
        process.terminate()
        process.wait(timeout=20)
    return seconds


def _imported() -> float:
    command = [sys.executable, "-c", "import streamlit"]
    return once(lambda: subprocess.run(command, check=True))
