"""Reading the data of the Overview without caches, in CPU seconds."""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import Engine

from benchmarks import raw_sql
from benchmarks.logs import CHOICES, DIRECTIONS, copy_of, drafts
from benchmarks.measuring import Report, alternate
from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.metrics import counting, coverage
from ifla_metrics.reading import Reading
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.read.reading import read
from ifla_metrics.store.write.entries import record

FIGURES = [spec for spec in registry.standalone_specs() if spec.page == "overview"]
NEEDS = registry.needs_of(FIGURES)
DAY, ONE_DAY = replace(CHOICES, known_on="2012-10-03"), timedelta(days=1)
FILTERS = {"region": replace(CHOICES, region="africa"), "group": replace(CHOICES, group="ALP")}


def run(report: Report, sizes: list[int]) -> None:
    """Check the results against raw SQL, then time all sizes in turn."""
    tasks: dict[str, Callable[[], object]] = {}
    with ExitStack() as stack:
        for size in sizes:
            url = stack.enter_context(copy_of(size))
            engine, raw = engine_of(url), stack.enter_context(closing(raw_sql.connect(url)))
            day = read_overview(engine, DAY)
            readings = [(r, f"{r.moment.known_on + ONE_DAY} 00:00") for r in (day, day.previous)]
            for reading, until in readings:
                _compare(raw_sql.run_queries(raw, reading, until), reading)
            record(engine, next(drafts(1)), actor=LOCAL)
            tasks[f"now {size}"] = partial(read_overview, engine, CHOICES)
            tasks[f"day {size}"] = partial(read_overview, engine, DAY)
            tasks[f"raw {size}"] = lambda raw=raw, readings=readings: [
                raw_sql.run_queries(raw, reading, until) for reading, until in readings
            ]
            for name, choices in FILTERS.items():
                tasks[f"{name} {size}"] = partial(read_overview, engine, choices)
        times = alternate(tasks, clock=time.process_time)
    for size in sizes:
        ours, raw_time = times[f"day {size}"], times[f"raw {size}"]
        report.ratio(f"any day, {size:,}: ours / raw SQL", ours, raw_time, 2)
        for name in FILTERS:
            report.amount(f"one {name}, {size:,}", times[f"{name} {size}"], "s", 1)
    large, small = (times[f"now {size}"] for size in (sizes[-1], sizes[0]))
    report.ratio(f"after a commit: {sizes[-1]:,} / {sizes[0]:,}", large, small, 1.3)
    report.amount(f"after a commit, {sizes[-1]:,}", large * 1000, "ms", 100)


def read_overview(engine: Engine, choices: Choices) -> Reading:
    """Read the frames of the Overview's figures."""
    with read_transaction(engine) as connection:
        return read(connection, choices, *NEEDS)


def _compare(results: dict[str, list[tuple]], reading: Reading) -> None:
    """Raise AssertionError unless raw SQL gives the same weights and countries by direction."""
    weight_of = counting.by_direction(reading).set_index("direction")["weight"]
    weights = [(code, weight_of[code]) for code, _ in results["weights"]]
    reached = [(d, len(coverage.reached_countries(reading, ("direction", d)))) for d in DIRECTIONS]
    if weights != results["weights"] or reached != results["reached"]:
        raise AssertionError(f"Raw SQL finds {results['weights']}, {results['reached']}")
