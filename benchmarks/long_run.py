"""Half an hour with 25 readers who come and go, exports and writes: does anything pile up?"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from statistics import median
from urllib.request import urlopen

from benchmarks.answers import CHOICES, NEEDS, PAGE, PREVIOUS
from benchmarks.databases import copied, url_of
from benchmarks.measuring import Report, Task
from benchmarks.overview_rerun import MAIN
from benchmarks.readers import reading_crowd
from benchmarks.servers import Holdings, Server, serving
from benchmarks.store_writes import close, drafts
from ifla_metrics.access import LOCAL
from ifla_metrics.figures.registry import identity
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read

MINUTES = float(os.environ.get("BENCHMARK_MINUTES", "30"))
READERS, VISITS = 25, 20
FIRST = MINUTES / 6
"""Minutes that are left out: what is made once is made by then."""
EVERY = 10.0
"""Seconds between two looks."""
GROWTH = 1.1
FORMATS = ("png", "svg", "pdf", "csv")


def run(sizes: Sequence[int]) -> Report:
    """Serve the smallest database that long, and compare what is held after the start and at the end."""
    size = min(sizes)
    report = Report(f"{MINUTES:g} minutes with {READERS} readers, {size:,} activities")
    with (
        copied(size, "long") as path,
        serving(MAIN, env={"IFLA_DATABASE_URL": url_of(path)}) as server,
    ):
        looks: list[tuple[float, Holdings]] = []
        failed: list[str] = []
        with (
            reading_crowd(server, READERS, visits=VISITS) as crowd,
            _meanwhile(_export, server, url_of(path), failed) as exported,
            _meanwhile(_write, server, url_of(path), failed) as written,
        ):
            begun = time.monotonic()
            while (since := time.monotonic() - begun) < MINUTES * 60:
                looks.append((since / 60, server.holds()))
                time.sleep(EVERY)
        close(url_of(path))
    later = [held for minute, held in looks if minute >= FIRST]
    part = max(1, len(later) // 5)
    for what, goal in (
        ("memory", GROWTH),
        ("files", GROWTH),
        ("threads", GROWTH),
        ("connections", None),
    ):
        values = [float(getattr(held, what)) for held in later]
        first, last = median(values[:part]), median(values[-part:])
        report.ratio(
            f"{what}, end / after {FIRST:g} minutes ({last:,.0f} / {first:,.0f})",
            last / first,
            goal,
        )
    report.ratio("pages, files and writes that failed", len(crowd.failed) + len(failed), 0)
    report.notes.append(
        f"{len(crowd.answered):,} pages, {len(exported):,} files and {len(written):,} writes; a reader "
        f"leaves and comes back after {VISITS} pages. Memory is that of the server and what it started."
    )
    report.notes += [*crowd.failed[:3], *failed[:3]]
    return report


@contextmanager
def _meanwhile(
    works: Callable[[Server, str], Iterator[Task]], server: Server, url: str, failed: list[str]
) -> Iterator[list[float]]:
    """Do one work after the other in a thread until the block ends; gives when each was done."""
    over, done = threading.Event(), list[float]()

    def again() -> None:
        for one in works(server, url):
            if over.is_set():
                return
            try:
                one()
                done.append(time.monotonic())
            except Exception as fault:  # noqa: BLE001  Whatever goes wrong is what is counted.
                failed.append(repr(fault))
            over.wait(2)

    thread = threading.Thread(target=again, daemon=True)
    thread.start()
    try:
        yield done
    finally:
        over.set()
        thread.join(timeout=60)


def _export(server: Server, url: str) -> Iterator[Task]:
    """Figures as files, one after the other, and now and then the whole data pack."""
    with reading(engine_of(url)) as connection:
        found = read(connection, CHOICES, NEEDS, PREVIOUS)
    files = [f"figures/{identity(kind.id, found)}.{form}" for kind in PAGE for form in FORMATS]
    query = "&".join(f"{name}={value}" for name, value in CHOICES.query().items())
    for number, address in enumerate(cycle(files)):
        pack = number % 40 == 39
        yield partial(_got, server, f"data/pack.csv?{query}" if pack else address)


def _got(server: Server, address: str) -> None:
    with urlopen(f"http://127.0.0.1:{server.port}/{address}", timeout=120) as answer:
        if not answer.read():
            raise AssertionError(f"{address} is empty")


def _write(_server: Server, url: str) -> Iterator[Task]:
    """One logged activity after the other, from another process than the server."""
    engine = engine_of(url)
    for draft in cycle(drafts(200, seed=11)):
        yield partial(log_activity, engine, draft, actor=LOCAL)
