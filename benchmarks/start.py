"""Process start to the first byte of the front page, against `import streamlit`."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

from benchmarks.databases import made, url_of
from benchmarks.measuring import Report
from benchmarks.servers import Server, first_byte, free_port, start
from ifla_metrics.settings import ROOT

ROUNDS = 7
GOAL = 1.5


def run(sizes: Sequence[int]) -> Report:
    """Start the app and import Streamlit in turn; by the clock and by the processor."""
    report = Report("Process start to first byte")
    url = url_of(made(min(sizes)))
    served, imported = [], []
    for turn in range(ROUNDS + 1):
        found = _served(url), _imported()
        if turn:
            served.append(found[0])
            imported.append(found[1])
    for place, how in enumerate(("wall", "processor")):
        ours = report.time(f"start to first byte: {how}", median(s[place] for s in served))
        floor = report.time(
            f"python -c 'import streamlit': {how}", median(i[place] for i in imported)
        )
        report.ratio(f"start to first byte / import streamlit: {how}", ours / floor, GOAL)
    return report


def _served(url: str) -> tuple[float, float]:
    port = free_port()
    begun = time.perf_counter()
    process = start(ROOT / "app.py", port=port, env={"IFLA_DATABASE_URL": url})
    try:
        first_byte(port)
        return time.perf_counter() - begun, Server(process, port).cpu()
    finally:
        process.terminate()
        process.wait(timeout=20)


def _imported() -> tuple[float, float]:
    before, begun = _children(), time.perf_counter()
    subprocess.run([sys.executable, "-c", "import streamlit"], check=True)
    return time.perf_counter() - begun, _children() - before


def _children() -> float:
    """Return the processor seconds of the processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
