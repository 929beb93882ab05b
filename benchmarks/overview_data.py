"""The data of the Overview with nothing held between two reads; in processor seconds."""

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
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.read import read

FIGURES = [spec for spec in registry.standalone_specs() if spec.page == "overview"]
NEEDS = registry.needs_of(FIGURES)
DAY, ONE_DAY = replace(CHOICES, known_on="2012-10-03"), timedelta(days=1)
FILTERS = {"region": replace(CHOICES, region="africa"), "group": replace(CHOICES, group="ALP")}


def run(report: Report, sizes: list[int]) -> None:
    """Compare raw SQL with our answers, then measure all sizes in turn."""
    tasks: dict[str, Callable[[], object]] = {}
    with ExitStack() as stack:
        for size in sizes:
            url = stack.enter_context(copy_of(size))
            engine, raw = engine_of(url), stack.enter_context(closing(raw_sql.connect(url)))
            day = read_overview(engine, DAY)
            asked = [(one, f"{one.moment.known_on + ONE_DAY} 00:00") for one in (day, day.previous)]
            for one, until in asked:
                _compare(raw_sql.answers(raw, one, until), one)
            record(engine, next(drafts(1)), actor=LOCAL)
            tasks[f"now {size}"] = partial(read_overview, engine, CHOICES)
            tasks[f"day {size}"] = partial(read_overview, engine, DAY)
            tasks[f"raw {size}"] = lambda raw=raw, asked=asked: [
                raw_sql.answers(raw, *one) for one in asked
            ]
            for name, choices in FILTERS.items():
                tasks[f"{name} {size}"] = partial(read_overview, engine, choices)
        found = alternate(tasks, clock=time.process_time)
    for size in sizes:
        ours, rival = found[f"day {size}"], found[f"raw {size}"]
        report.ratio(f"any day, {size:,}: ours / raw SQL", ours, rival, 2)
        for name in FILTERS:
            report.amount(f"one {name}, {size:,}", found[f"{name} {size}"], "s", 1)
    large, small = (found[f"now {size}"] for size in (sizes[-1], sizes[0]))
    report.ratio(f"after a commit: {sizes[-1]:,} / {sizes[0]:,}", large, small, 1.3)
    report.amount(f"after a commit, {sizes[-1]:,}", large * 1000, "ms", 100)


def read_overview(engine: Engine, choices: Choices) -> Reading:
    """Read what the figures of the Overview need, with the meeting that they are compared with."""
    with reading(engine) as connection:
        return read(connection, choices, *NEEDS)


def _compare(answers: dict[str, list[tuple]], ours: Reading) -> None:
    """Raise AssertionError unless raw SQL finds the same weights and countries of directions."""
    weights = counting.by_direction(ours).set_index("direction")["weight"]
    found = [(code, weights[code]) for code, _ in answers["weights"]]
    reached = [(code, len(coverage.reached(ours, ("direction", code)))) for code in DIRECTIONS]
    if found != answers["weights"] or reached != answers["reached"]:
        raise AssertionError(f"Raw SQL finds {answers['weights']}, {answers['reached']}")
