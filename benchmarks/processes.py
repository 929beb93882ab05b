"""The server process: start, rerun of the Overview (in CPU seconds), and memory."""

import subprocess
import sys
import tempfile
from contextlib import ExitStack, closing
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median

from benchmarks.logs import log_of, url_of
from benchmarks.measuring import Report, cpu_seconds, seconds
from benchmarks.readers import QUERIES
from benchmarks.servers import PAGES, QUERY, Server, Session, serving

EMPTY = 'import streamlit as st\n\nst.title("Empty")\n'
ROUNDS, RERUNS = 7, 20


def run(report: Report, sizes: list[int]) -> None:
    """Compare the start with `import streamlit`, and reruns with an empty Streamlit page."""
    small, large = sizes[0], sizes[-1]
    urls = {size: url_of(log_of(size)) for size in (small, large)}
    _measure_start(report, urls[small])
    with ExitStack() as stack:
        empty = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        servers = {size: stack.enter_context(serving(url)) for size, url in urls.items()}
        servers[0] = stack.enter_context(serving(urls[small], empty))
        sessions = {
            size: stack.enter_context(closing(Session(server))) for size, server in servers.items()
        }
        rerun = _measure_reruns(servers, sessions)
        for size in urls:
            what = f"CPU time of a rerun, {size:,}: Overview / empty page"
            report.ratio(what, rerun[size], rerun[0], 1.3)
        memory = {size: _measure_memory(servers[size], sessions[size]) for size in urls}
        report.amount(f"memory: {large:,} / {small:,}", memory[large] / memory[small], "", 1.2)


def _measure_start(report: Report, url: str) -> None:
    """Measure the CPU time until the first byte of a page."""
    command = [sys.executable, "-c", "import streamlit"]
    ours, bare = list[float](), list[float]()
    for _ in range(ROUNDS):
        with serving(url) as server:
            ours.append(server.cpu_seconds())
        bare.append(seconds(partial(subprocess.run, command, check=True), cpu_seconds))
    report.ratio("start to first byte / import streamlit", median(ours), median(bare), 1.8)


def _measure_reruns(servers: dict[int, Server], sessions: dict[int, Session]) -> dict[int, float]:
    """Return the median CPU seconds of a rerun of the front page, by server."""
    times: dict[int, list[float]] = {size: [] for size in servers}
    for _ in range(ROUNDS):
        for size, server in servers.items():
            start = server.cpu_seconds()
            for _ in range(RERUNS):
                sessions[size].visit("", QUERY)
            times[size].append((server.cpu_seconds() - start) / RERUNS)
    return {size: median(of_server) for size, of_server in times.items()}


def _measure_memory(server: Server, session: Session) -> float:
    """Return a server's memory in MiB after all pages were shown with four sets of choices."""
    for page, query in product(PAGES, QUERIES[:4]):
        session.visit(page, query)
    return server.memory()
