"""The data of the Overview: after a commit, of a meeting, on any day, for a region and a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from benchmarks.answers import AT_MEETING, CHOICES, NEEDS, PREVIOUS, Asked, of_reading
from benchmarks.databases import copied, url_of
from benchmarks.measuring import Report, alternate
from benchmarks.rivals.raw_sql import RawSql
from benchmarks.store_writes import close, drafts
from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.reading import Reading
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.as_of import end_of
from ifla_metrics.store.catalogue import counting_roles
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read
from ifla_metrics.store.summary_cells import frozen

DAY = Choices(CHOICES.framework, CHOICES.period, known_on="2012-10-03")
STATES = {"today": CHOICES, "a meeting": AT_MEETING, "any day": DAY}
FILTERS = {
    "a region": replace(CHOICES, region="africa"),
    "a group": replace(CHOICES, group="ALP"),
    "reviewed only": replace(CHOICES, reviewed_only=True),
}


def run(sizes: Sequence[int]) -> Report:
    """Measure all sizes in turn; the rival's answers are compared with ours first."""
    report = Report("Data of the Overview")
    written = iter(drafts(4000, seed=11))
    with ExitStack() as stack:
        tasks: dict[str, Callable[[], object]] = {}
        before: dict[str, Callable[[], object]] = {}
        few: dict[str, int] = {}
        for size in sizes:
            path = stack.enter_context(copied(size, "read"))
            stack.callback(close, url_of(path))
            engine, sql = engine_of(url_of(path)), RawSql(path)
            stack.callback(sql.close)
            for state, choices in STATES.items():
                name = f"{state}, {size:,}"
                tasks[name] = partial(_read, engine, choices)
                asked = _compare(engine, choices, sql)
                tasks[f"raw SQL, {name}"] = partial(_both, sql, asked)
                few[f"raw SQL, {name}"] = 3
            for name, choices in FILTERS.items():
                tasks[f"{name}, {size:,}"] = partial(_read, engine, choices)
                few[f"{name}, {size:,}"] = 3
            before[f"today, {size:,}"] = partial(_commit, engine, written)
            few[f"any day, {size:,}"] = 3
        found = alternate(tasks, rounds=9, few=few, before=before)
    for name, seconds in found.items():
        report.time(name, seconds)
    for size in sizes:
        day = f"any day, {size:,}"
        report.ratio(f"{day}: ours / raw SQL", found[day] / found[f"raw SQL, {day}"], 2)
    if len(sizes) > 1:
        small, large = sorted(sizes)[-2:]
        after = found[f"today, {large:,}"] / found[f"today, {small:,}"]
        report.ratio(f"after a commit: {large:,} / {small:,}", after, 1.3)
    report.notes.append(
        "Today is read after an activity was logged. Nothing is held between two reads. Before "
        "anything is timed, raw SQL gives the same answers for each state."
    )
    return report


def _read(engine, choices: Choices) -> Reading:
    with reading(engine) as connection:
        return read(connection, choices, NEEDS, PREVIOUS)


def _commit(engine, written: Iterator[ActivityDraft]) -> None:
    log_activity(engine, next(written), actor=LOCAL)


def _compare(engine, choices: Choices, sql: RawSql) -> list[Asked]:
    """Return the states that a reading shows: its own, and that of the meeting before."""
    with reading(engine) as connection:
        ours = read(connection, choices, NEEDS, PREVIOUS)
        until, roles = frozen(connection), counting_roles(connection)
    asked = []
    for one in filter(None, (ours, ours.previous)):
        moment = one.moment
        then = until.get(moment.meeting) if moment.meeting else None
        if not moment.meeting and choices.known_on != "now":
            then = end_of(moment.known_on)
        state = Asked(ours.framework, then, roles)
        right, theirs = of_reading(one), sql.answers(state)
        for part in ("total", "weights", "reached", "months"):
            if getattr(right, part) != getattr(theirs, part):
                raise AssertionError(f"Raw SQL differs in {part} of {moment}")
        asked.append(state)
    return asked


def _both(sql: RawSql, asked: Sequence[Asked]) -> None:
    for state in asked:
        sql.answers(state)
