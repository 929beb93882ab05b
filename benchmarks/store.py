"""Writes with and without cells, and search."""

from contextlib import nullcontext
from statistics import median
from unittest import mock

from sqlalchemy import Engine

from benchmarks.logs import copy_of, drafts
from benchmarks.measuring import Report, alternate, seconds
from ifla_metrics.access import LOCAL
from ifla_metrics.store import entries
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.search import find

PAIRS = 150
WORDS = ("programme", "zimbab", "activ zimb", "4321", "zzzz")


def run(report: Report, sizes: list[int]) -> None:
    """Measure in the largest log; tests/golden/test_random_log.py compares the cells."""
    with copy_of(sizes[-1]) as ours, copy_of(sizes[-1], "bare") as bare:
        engine = engine_of(ours)
        times = _write_pairs(engine, engine_of(bare))
        report.ratio("one logged activity: with / without cells", *times, 1.7)
        with reading(engine) as connection:
            found = alternate({word: lambda w=word: find(connection, w) for word in WORDS})
        slowest = max(found, key=lambda word: found[word])
        report.amount(f"slowest search: '{slowest}'", found[slowest] * 1000, "ms", 50)


def _write_pairs(ours: Engine, bare: Engine) -> list[float]:
    """Return the median seconds of a write with cells, and of one without."""
    times: dict[Engine, list[float]] = {ours: [], bare: []}
    for number, draft in enumerate(drafts(PAIRS)):
        for engine in (ours, bare) if number % 2 else (bare, ours):
            with mock.patch.object(entries, "add_cells") if engine is bare else nullcontext():
                took = seconds(lambda e=engine, d=draft: record(e, d, actor=LOCAL))
            times[engine].append(took)
    return [median(found) for found in times.values()]
