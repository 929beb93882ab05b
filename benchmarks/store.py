"""Writing an activity with and without summary cells, and searching."""

from contextlib import nullcontext
from statistics import median
from unittest import mock

from sqlalchemy import Engine

from benchmarks.logs import copy_of, drafts
from benchmarks.measuring import Report, alternate, seconds
from ifla_metrics.access import LOCAL
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.read.search import find_activities
from ifla_metrics.store.write import entries
from ifla_metrics.store.write.entries import record

PAIRS = 150
WORDS = ("programme", "zimbab", "activ zimb", "4321", "zzzz")


def run(report: Report, sizes: list[int]) -> None:
    """Measure with the largest log."""
    with copy_of(sizes[-1]) as ours, copy_of(sizes[-1], "bare") as bare:
        engine = engine_of(ours)
        times = _write_pairs(engine, engine_of(bare))
        report.ratio("one logged activity: with / without cells", *times, 1.7)
        with read_transaction(engine) as connection:
            searches = alternate({w: lambda w=w: find_activities(connection, w) for w in WORDS})
        slowest = max(searches, key=lambda word: searches[word])
        report.amount(f"slowest search: '{slowest}'", searches[slowest] * 1000, "ms", 50)


def _write_pairs(ours: Engine, bare: Engine) -> list[float]:
    """Return the median seconds of a write with cells and of a write without."""
    times: dict[Engine, list[float]] = {ours: [], bare: []}
    for number, draft in enumerate(drafts(PAIRS)):
        for engine in (ours, bare) if number % 2 else (bare, ours):
            with mock.patch.object(entries, "add_cells") if engine is bare else nullcontext():
                elapsed = seconds(lambda e=engine, d=draft: record(e, d, actor=LOCAL))
            times[engine].append(elapsed)
    return [median(of_engine) for of_engine in times.values()]
