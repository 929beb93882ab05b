"""Many readers at once: how long a page takes with 10, 25, 50 and 100 sessions open.

Readers and server share the machine, as in the figures that the goals were set by.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from statistics import median
from urllib.parse import urlencode

from benchmarks.databases import copied, url_of
from benchmarks.measuring import Report, once
from benchmarks.overview_rerun import MAIN
from benchmarks.readers import CHOSEN, PAGES, THINKING, reading_crowd
from benchmarks.servers import Server, Session, serving
from benchmarks.store_writes import close

CROWDS = (10, 25, 50, 100)
LASTING = 40
"""Seconds that a crowd is watched, after everybody has come in."""
GOALS = {50: 2.0}
"""Seconds within which 95 of 100 pages must be there, by readers."""
BACK = 10.0
"""Seconds after the largest crowd within which a page must be there as fast as before."""


def run(sizes: Sequence[int]) -> Report:
    """Serve the smallest database to one crowd after another, each larger than the one before."""
    size = min(sizes)
    report = Report(f"Many readers at once, {size:,} activities, {THINKING:g} s between two pages")
    failed = 0
    with (
        copied(size, "load") as path,
        serving(MAIN, env={"IFLA_DATABASE_URL": url_of(path)}) as server,
    ):
        firsts = _firsts(server)
        report.time(f"a page that nobody has asked for: median of {len(firsts)}", median(firsts))
        alone = _alone(server)
        report.time("a page, one reader", alone)
        for readers in CROWDS:
            with reading_crowd(server, readers) as crowd:
                time.sleep(2 * THINKING)
                begin = time.monotonic()
                time.sleep(LASTING)
            # Only now: the slowest pages are those that were still awaited when the time was over.
            took = crowd.between(begin, begin + LASTING)
            failed += len(crowd.failed)
            if not took:
                raise RuntimeError(f"no page of {readers} readers was answered: {crowd.failed[:3]}")
            report.time(f"a page, {readers} readers: median of {len(took)}", median(took))
            slow = took[round(0.95 * (len(took) - 1))]
            report.time(f"a page, {readers} readers: 95 of 100 within", slow)
            report.ratio(
                f"seconds for 95 of 100 pages, {readers} readers", slow, GOALS.get(readers)
            )
            report.notes += [f"{readers} readers met with: {words}" for words in crowd.failed[:3]]
        report.ratio("seconds until all is as before", _back(server, alone), BACK)
        close(url_of(path))
    report.ratio("pages that failed", failed, 0)
    return report


def _firsts(server: Server) -> list[float]:
    """Open every page that a reader will ask for, and return the seconds that each took.

    Else the small crowds would be timed while pages are built, and the large ones when all are.
    """
    session = Session(server)
    try:
        return [
            once(partial(session.visit, page, urlencode(chosen.query())))
            for chosen in CHOSEN
            for page in PAGES
        ]
    finally:
        session.close()


def _alone(server: Server) -> float:
    """Return the median seconds of a page for one reader, each page of the board opened twice."""
    session = Session(server)
    try:
        visits = [
            once(lambda page=page: session.visit(page, "")) for _ in range(3) for page in PAGES
        ]
    finally:
        session.close()
    return median(visits[len(PAGES) :])


def _back(server: Server, alone: float) -> float:
    """Return the seconds until pages are asked that take no longer than twice what they took before."""
    begun = time.monotonic()
    while (since := time.monotonic() - begun) <= 10 * BACK:
        if _alone(server) <= 2 * alone:
            break
    return since
