"""A process: its start, a rerun of the Overview, the first one after a commit, and its memory."""

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from benchmarks.logs import copy_of, drafts, log_of, url_of
from benchmarks.measuring import Report, processor, seconds
from benchmarks.servers import PAGES, QUERY, Server, Session, serving
from ifla_metrics.access import LOCAL
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.entries import record

EMPTY = 'import streamlit as st\n\nst.title("Empty")\n'
ROUNDS, RERUNS, COMMITS = 7, 20, 7


def run(report: Report, sizes: list[int]) -> None:
    """Start the app beside `import streamlit`; then rerun it beside a stock empty page."""
    _measure_start(report, url_of(log_of(sizes[0])))
    small, large = sizes[0], sizes[-1]
    with ExitStack() as stack:
        empty = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        urls = {size: stack.enter_context(copy_of(size)) for size in (small, large)}
        servers = {size: stack.enter_context(serving(url)) for size, url in urls.items()}
        servers[0] = stack.enter_context(serving(urls[small], empty))
        sessions = {
            size: stack.enter_context(closing(Session(server))) for size, server in servers.items()
        }
        rerun = _measure_reruns(servers, sessions)
        for size in urls:
            what = f"processor of a rerun, {size:,}: Overview / stock empty page"
            report.ratio(what, rerun[size], rerun[0], 1.3)
        after = {size: _after_commit(urls[size], servers[size], sessions[size]) for size in urls}
        what = f"processor of the first rerun after a commit, {large:,} / {small:,}"
        report.ratio(what, after[large], after[small], 1.3)
        held = {size: _memory(servers[size], sessions[size]) for size in urls}
        report.amount(f"memory: {large:,} / {small:,}", held[large] / held[small], "", 1.2)


def _measure_start(report: Report, url: str) -> None:
    """Measure until the first byte of a page; the end of the server is no part of it."""
    bare = [sys.executable, "-c", "import streamlit"]
    ours, other = list[tuple[float, float]](), list[tuple[float, float]]()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        with serving(url) as server:
            ours.append((time.perf_counter() - begun, server.processor()))
        begun, used = time.perf_counter(), processor()
        subprocess.run(bare, check=True)
        other.append((time.perf_counter() - begun, processor() - used))
    for place, name in enumerate(("clock", "processor")):
        taken = (median(one[place] for one in found) for found in (ours, other))
        report.ratio(f"start to first byte / import streamlit, {name}", *taken, 1.8)


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
    """Return the MiB that a server holds when every page of the board was shown."""
    for page in PAGES:
        session.visit(page, QUERY)
    return server.memory()


def _after_commit(url: str, server: Server, session: Session) -> float:
    """Return the median processor seconds of the first rerun after a commit of this process."""
    times = []
    for draft in drafts(COMMITS, seed=7):
        record(engine_of(url), draft, actor=LOCAL)
        times.append(seconds(lambda: session.visit("", QUERY), server.processor))
    return median(times)
