"""Writes with and without cells, cells against a recomputation, and search."""

import random
from contextlib import nullcontext
from statistics import median
from unittest import mock

from sqlalchemy import Engine

from benchmarks.logs import copy_of, drafts
from benchmarks.measuring import Report, alternate, seconds
from ifla_metrics.access import LOCAL
from ifla_metrics.store import entries
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.search import find
from ifla_metrics.store.summary_cells import verify

PAIRS, WRITES = 150, 10_000
WORDS = ("programme", "zimbab", "activ zimb", "4321", "zzzz")


def run(report: Report, sizes: list[int]) -> None:
    """Write at random to the smallest log; then measure writes and search in the largest."""
    with copy_of(sizes[0]) as url:
        _write_at_random(engine_of(url))
        different = len(verify(engine_of(url)))
        report.amount(f"cells that differ after {WRITES:,} random writes", different, "cells", 0)
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


def _write_at_random(engine: Engine) -> None:
    chance, made = random.Random(19), drafts(WRITES, seed=23)
    bases: dict[str, int] = {}
    variants = [{"lifecycle": "planned"}, {"countries": ()}, {"participation": ()}, {}, {}, {}]
    for _ in range(WRITES):
        what = chance.choices(("log", "amend", "withdraw"), (5, 4, 1))[0]
        draft = next(made).model_copy(update=chance.choice(variants))
        if what == "log" or not bases:
            bases[record(engine, draft, actor=LOCAL).uid] = 1
            continue
        uid, base = chance.choice([*bases.items()])
        change = {"base_version": bases.pop(uid), "reason": "Corrected", "actor": LOCAL}
        if what == "amend":
            amend(engine, uid, draft, **change)
            bases[uid] = base + 1
        else:
            withdraw(engine, "activity", uid, **change)
