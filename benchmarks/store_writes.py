"""One logged activity with version, audit and summaries, against the same without the summaries."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from functools import partial
from statistics import median
from unittest import mock

from benchmarks.databases import copied, url_of
from benchmarks.measuring import Report, once
from benchmarks.random_activities import FRAMEWORK, Codes, codes
from ifla_metrics.access import LOCAL
from ifla_metrics.models.columns import Gender
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
    equal_weights,
)
from ifla_metrics.settings import DATA
from ifla_metrics.store import activities, versions
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.summary_cells import verify
from tests.provision import postgres

WRITES = 150
WITH, WITHOUT = "with summaries", "without"
GOAL = 1.7


def run(sizes: Sequence[int]) -> Report:
    """Write to a copy of each database in turn, with and without; then compare all cells."""
    report = Report("One logged activity through the store")
    for size in sorted({min(sizes), max(sizes)}):
        with copied(size, "with") as ours, copied(size, "without") as bare:
            _measure(report, f"SQLite, synchronous=FULL, {size:,}", url_of(ours), url_of(bare))
            if size <= 10_000:
                found = len(verify(engine_of(url_of(ours))))
                report.notes.append(f"SQLite, {size:,}: `verify` afterwards: {found} differences.")
            for path in (ours, bare):
                close(url_of(path))
    with on_postgresql() as urls:
        _measure(report, "PostgreSQL, nothing in it, commits not flushed", *urls)
    return report


def _measure(report: Report, where: str, ours: str, bare: str) -> None:
    times: dict[str, list[float]] = {WITH: [], WITHOUT: []}
    for number, draft in enumerate(drafts(WRITES + 10)):
        write: dict[str, Callable[[], object]] = {
            WITH: partial(activities.log_activity, engine_of(ours), draft, actor=LOCAL),
            WITHOUT: partial(activities.log_activity, engine_of(bare), draft, actor=LOCAL),
        }
        for how in (WITH, WITHOUT) if number % 2 else (WITHOUT, WITH):
            with ExitStack() as stack:
                if how == WITHOUT:
                    stack.enter_context(mock.patch.object(versions, "add_new", _no_change))
                seconds = once(write[how])
            if number >= 10:
                times[how].append(seconds)
    medians = {how: report.time(f"{where}, {how}", median(found)) for how, found in times.items()}
    report.ratio(f"{where}: with / without", medians[WITH] / medians[WITHOUT], GOAL)


def _no_change(*_: object, **__: object) -> None:
    """Stand in for `summary_cells.add_new`: the write without its cells."""


def drafts(number: int, *, seed: int = 2) -> list[ActivityDraft]:
    """Return seeded activities of 2011-2012 as a working group would log them."""
    known, chance = codes(1), random.Random(seed)
    return [_draft(known, chance, place) for place in range(number)]


def _draft(known: Codes, chance: random.Random, place: int) -> ActivityDraft:
    begun = date(2011, 1, 1) + timedelta(chance.randrange(700))
    country = chance.choice(known.countries)
    weights = equal_weights(chance.sample(known.directions, chance.choice((1, 2, 2))))
    return ActivityDraft(
        title=f"Written {place}",
        kind="workshop",
        started_on=begun,
        ended_on=begun + timedelta(2),
        groups=(chance.choice(known.groups),),
        countries=(country,),
        contributions=(
            ContributionDraft(framework=FRAMEWORK, outcome=chance.choice(known.outcomes)),
        ),
        alignments=tuple(
            AlignmentDraft(framework=FRAMEWORK, direction=d, weight=w) for d, w in weights.items()
        ),
        participation=tuple(
            ParticipationDraft(country=country, gender=gender, count=chance.randrange(40))
            for gender in (Gender.WOMAN, Gender.MAN, Gender.NOT_STATED)
        ),
    )


@contextmanager
def on_postgresql() -> Iterator[tuple[str, str]]:
    import psycopg

    with postgres.server() as url:
        found = []
        with psycopg.connect(url, autocommit=True) as connection:
            for name in ("ours", "bare"):
                connection.execute(f"CREATE DATABASE {name}")
                found.append(
                    url.replace("/postgres?", f"/{name}?").replace(
                        "postgresql://", "postgresql+psycopg://"
                    )
                )
        for made in found:
            initialise(made, data=DATA, empty=True)
        yield found[0], found[1]
        for made in found:
            close(made)


def close(url: str) -> None:
    """Close what this process holds open of a database."""
    engine_of(url).dispose()
