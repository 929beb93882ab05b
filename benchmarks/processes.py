"""A process: its start, a rerun of the Overview, and its memory; in processor seconds."""

import subprocess
import sys
import tempfile
from contextlib import ExitStack, closing
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median

from benchmarks.logs import log_of, url_of
from benchmarks.measuring import Report, processor, seconds
from benchmarks.readers import QUERIES
from benchmarks.servers import PAGES, QUERY, Server, Session, serving

EMPTY = 'import streamlit as st\n\nst.title("Empty")\n'
ROUNDS, RERUNS = 7, 20


def run(report: Report, sizes: list[int]) -> None:
    """Start the app beside `import streamlit`; then rerun it beside a stock empty page."""
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
            what = f"processor of a rerun, {size:,}: Overview / stock empty page"
            report.ratio(what, rerun[size], rerun[0], 1.3)
        held = {size: _memory(servers[size], sessions[size]) for size in urls}
        report.amount(f"memory: {large:,} / {small:,}", held[large] / held[small], "", 1.2)


def _measure_start(report: Report, url: str) -> None:
    """Measure until the first byte of a page; the end of the server is no part of it."""
    bare = [sys.executable, "-c", "import streamlit"]
    ours, other = list[float](), list[float]()
    for _ in range(ROUNDS):
        with serving(url) as server:
            ours.append(server.processor())
        other.append(seconds(partial(subprocess.run, bare, check=True), processor))
    report.ratio("start to first byte / import streamlit", median(ours), median(other), 1.8)


def _measure_reruns(servers: dict[int, Server], sessions: dict[int, Session]) -> dict[int, float]:
    """Return the median processor seconds of a rerun of the front page, by server."""
    used: dict[int, list[float]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            begun = server.processor()
            for _ in range(RERUNS):
                sessions[name].visit("", QUERY)
            used[name].append((server.processor() - begun) / RERUNS)
    return {name: median(found) for name, found in used.items()}


def _memory(server: Server, session: Session) -> float:
    """Return the MiB that a server holds when its pages were shown with four sets of choices."""
    for page, query in product(PAGES, QUERIES[:4]):
        session.visit(page, query)
    return server.memory()
