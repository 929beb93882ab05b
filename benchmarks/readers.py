"""50 and 100 simultaneous readers, who open a page about every 3 seconds."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from benchmarks.logs import CHOICES, log_of, url_of
from benchmarks.measuring import Report, seconds
from benchmarks.servers import PAGES, Server, Session, serving

GOALS = {50: 0.3, 100: 1.0}
"""Goal in seconds for the 95th percentile, by number of readers."""
PAUSE, DURATION = 3.0, 40
QUERIES = [
    urlencode(replace(CHOICES, direction=direction, language=language).query())
    for direction in ("", "SD1", "SD2", "SD3", "SD4")
    for language in ("en", "fr")
]


def run(report: Report, sizes: list[int]) -> None:
    """Open every page once, then simulate each number of readers on the smallest log."""
    visits = [(page, query) for query in QUERIES for page in PAGES]
    with serving(url_of(log_of(sizes[0]))) as server:
        session = Session(server)
        first = [seconds(partial(session.visit, *visit)) for visit in visits]
        report.amount("first visit of a page: 95th percentile", _percentile_95(first), "s")
        for readers, goal in GOALS.items():
            with ThreadPoolExecutor(readers) as pool:
                by_reader = [*pool.map(partial(_read, server, visits), range(readers))]
            times = [s for reader in by_reader for s in reader if s is not None]
            failed = sum(None in reader for reader in by_reader)
            percentile = _percentile_95(times)
            report.amount(f"{readers} readers: 95th percentile", percentile, "s", goal)
            report.amount(f"{readers} readers: failed", failed, "", 0)


def _read(server: Server, visits: Sequence[tuple[str, str]], seed: int) -> list[float | None]:
    """Visit random pages; return the seconds of each visit. A failure adds None and ends it."""
    rng, times, end = random.Random(seed), list[float | None](), time.monotonic() + DURATION
    time.sleep(rng.uniform(0, PAUSE))
    try:
        with closing(Session(server)) as session:
            while time.monotonic() < end:
                times.append(seconds(partial(session.visit, *rng.choice(visits))))
                time.sleep(rng.uniform(0.5, 1.5) * PAUSE)
    except Exception:  # noqa: BLE001  Every failure counts.
        times.append(None)
    return times


def _percentile_95(times: list[float]) -> float:
    return sorted(times)[round(0.95 * (len(times) - 1))]
