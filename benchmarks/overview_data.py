"""The data of the whole Overview: from memory, read again after a commit, and of a meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import NamedTuple

from benchmarks.answers import (
    AT_MEETING,
    CHOICES,
    NEEDS,
    PREVIOUS,
    Answers,
    Asked,
    of_reading,
)
from benchmarks.databases import copied, made, url_of
from benchmarks.measuring import Report, alternate, once
from benchmarks.rivals.in_pandas import InPandas
from benchmarks.rivals.raw_sql import RawSql
from benchmarks.store_writes import close, drafts
from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.reading import Reading
from ifla_metrics.store.activity_log import log_activity
from ifla_metrics.store.catalogue import counting_roles
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.queries import held_cells, read
from ifla_metrics.store.queries import reading as held_frames
from ifla_metrics.store.snapshot import Snapshot
from ifla_metrics.store.summaries import frozen

STATES = {"today": CHOICES, "a meeting": AT_MEETING}


class _Answerer(NamedTuple):
    name: str
    answers: Callable[[Asked], Answers]


def run(sizes: Sequence[int]) -> Report:
    """Measure all sizes in turn; the rivals' answers are compared with ours first."""
    with ExitStack() as stack:
        return _measured(sizes, stack)


def _measured(sizes: Sequence[int], stack: ExitStack) -> Report:
    report = Report("Data of the whole Overview")
    tasks: dict[str, Callable[[], object]] = {}
    few: dict[str, int] = {}
    before: dict[str, Callable[[], object]] = {}
    written = iter(drafts(4000, seed=11))
    for size in sizes:
        path = made(size)
        engine = engine_of(url_of(path))
        # Another file: what is read from memory must not be disturbed by the commits.
        moving = url_of(stack.enter_context(copied(size, "read")))
        stack.callback(close, moving)
        snapshot = Snapshot(engine)
        sql = RawSql(path)
        frames: list[InPandas] = []
        seconds = once(lambda path=path, frames=frames: frames.append(InPandas(path)))
        report.time(f"pandas, loading the frames, {size:,}", seconds)
        rivals = (_Answerer("raw SQL", sql.answers), _Answerer("pandas", frames[0].answers))
        for state, choices in STATES.items():
            with reading(engine) as connection:
                ours = read(connection, choices, NEEDS, PREVIOUS)
                asked = _asked(connection, ours)
            tasks[f"{state}, from memory, {size:,}"] = partial(
                snapshot.read, choices, NEEDS, PREVIOUS
            )
            after = f"{state}, after a commit, {size:,}"
            tasks[after] = partial(_read, engine_of(moving), choices)
            before[after] = partial(_commit, engine_of(moving), written)
            tasks[f"{state}, for the first time, {size:,}"] = partial(_read_first, engine, choices)
            for rival in rivals:
                _compare(ours, asked, rival)
                name = f"{state}, {rival.name}, {size:,}"
                tasks[name] = partial(_both, rival.answers, asked)
                few[name] = 3 if size < 1_000_000 else 1
    found = alternate(tasks, rounds=15, few=few, before=before)
    for name, seconds in found.items():
        report.time(name, seconds)
    _ratios(report, found, sizes)
    report.notes.append(
        "From memory: nothing was written since. After a commit: an activity of 2011-2012 was logged; "
        "its quarter is read again, the others and what a closed meeting froze are held. For the "
        "first time: nothing is held."
    )
    report.notes.append(
        "Before anything is timed, raw SQL and pandas give the same answers as the summary tables, "
        "at every size, for today and for the meeting."
    )
    return report


def _read(engine, choices: Choices) -> Reading:
    with reading(engine) as connection:
        return read(connection, choices, NEEDS, PREVIOUS)


def _commit(engine, written: Iterator[ActivityDraft]) -> None:
    log_activity(engine, next(written), actor=LOCAL)


def _read_first(engine, choices: Choices) -> Reading:
    """Read without what is held: nobody has asked for this one before."""
    frames, blocks = dict(held_frames._held), dict(held_cells._held)
    held_frames._held.clear()
    held_cells._held.clear()
    found = _read(engine, choices)
    held_frames._held.update(frames)
    held_cells._held.update(blocks)
    return found


def _asked(connection, ours: Reading) -> list[Asked]:
    """Return the states that a reading shows: its own, and that of the meeting before."""
    until = frozen(connection)
    roles = counting_roles(connection)
    moments = [r.moment for r in (ours, ours.previous) if r is not None]
    return [Asked(ours.framework, until[m.meeting] if m.meeting else None, roles) for m in moments]


def _both(answers: Callable[[Asked], Answers], asked: Sequence[Asked]) -> list[Answers]:
    return [answers(state) for state in asked]


def _compare(ours: Reading, asked: Sequence[Asked], rival: _Answerer) -> None:
    right = [of_reading(r) for r in (ours, ours.previous) if r is not None]
    for told, found in zip(right, _both(rival.answers, asked), strict=True):
        for part in ("served", "weights", "reached", "months"):
            mine, other = getattr(told, part), getattr(found, part)
            if mine != other:
                apart = list(
                    set(mine.items() if isinstance(mine, dict) else mine)
                    ^ set(other.items() if isinstance(other, dict) else other)
                )
                raise AssertionError(f"{rival.name} differs in {part}: {sorted(apart)[:6]}")


def _ratios(report: Report, found: dict[str, float], sizes: Sequence[int]) -> None:
    smallest, largest = min(sizes), max(sizes)
    middle = 100_000 if 100_000 in sizes else smallest
    for state in STATES:
        for way in ("from memory", "after a commit", "for the first time"):
            now = found[f"{state}, {way}, {largest:,}"]
            if largest != middle:
                before = found[f"{state}, {way}, {middle:,}"]
                report.ratio(f"{state}, {way}: {largest:,} / {middle:,}", now / before, 1.1)
            for rival, goal in (("raw SQL", 1000), ("pandas", 300)):
                theirs = found[f"{state}, {rival}, {largest:,}"]
                binding = goal if largest == 1_000_000 and way == "from memory" else None
                report.ratio(
                    f"{state}, {rival} / {way}, {largest:,}", theirs / now, binding, at_least=True
                )
