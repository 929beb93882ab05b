"""50 and 100 readers at once, each with 3 s between two pages; they share the machine."""

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
THINKING, LASTING = 3.0, 40
QUERIES = [
    urlencode(replace(CHOICES, direction=direction, language=language).query())
    for direction in ("", "SD1", "SD2", "SD3", "SD4")
    for language in ("en", "fr")
]


def run(report: Report, sizes: list[int]) -> None:
    """Open every page once, then let one crowd after another read the smallest log."""
    asked = [(page, query) for query in QUERIES for page in PAGES]
    with serving(url_of(log_of(sizes[0]))) as server:
        session = Session(server)
        first = [seconds(partial(session.visit, *one)) for one in asked]
        report.amount("a page that nobody has asked for: 95 of 100 within", _within(first), "s")
        for readers, goal in GOALS.items():
            with ThreadPoolExecutor(readers) as pool:
                found = [*pool.map(partial(_read, server, asked), range(readers))]
            times = [took for reader in found for took in reader if took is not None]
            failed = sum(None in reader for reader in found)
            report.amount(f"{readers} readers: 95 of 100 pages within", _within(times), "s", goal)
            report.amount(f"{readers} readers: lost", failed, "", 0)


def _read(server: Server, asked: Sequence[tuple[str, str]], seed: int) -> list[float | None]:
    """Read as one reader; return the seconds of each page, None for a failure, which ends it."""
    chance, times, end = random.Random(seed), list[float | None](), time.monotonic() + LASTING
    time.sleep(chance.uniform(0, THINKING))
    try:
        with closing(Session(server)) as session:
            while time.monotonic() < end:
                times.append(seconds(partial(session.visit, *chance.choice(asked))))
                time.sleep(chance.uniform(0.5, 1.5) * THINKING)
    except Exception:  # noqa: BLE001  Whatever fails is counted.
        times.append(None)
    return times


def _within(times: list[float]) -> float:
    return sorted(times)[round(0.95 * (len(times) - 1))]
