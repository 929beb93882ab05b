"""Data of the page Since last meeting: entries that say otherwise, activities first logged, all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from benchmarks.answers import CHOICES
from benchmarks.databases import copied, url_of
from benchmarks.measuring import Report, alternate
from benchmarks.store_writes import close, drafts
from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.figures.since import NEEDS, PREVIOUS
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.reading import Reading
from ifla_metrics.store import known, migrate
from ifla_metrics.store.activity_log import amend_activity, log_activity
from ifla_metrics.store.activity_rows import ACTIVITY, VERSION
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.queries import meetings, read, since
from ifla_metrics.store.queries.activities import COUNTED
from ifla_metrics.store.queries.moments import state_before, state_of
from ifla_metrics.store.queries.since.corrections import MOST
from ifla_metrics.store.stored import activity

FEW, MANY = 100, 1000
"""Activities that are amended before the first measurement, and before the second."""
PLACE = "NPL"
DAY = "2025-01-01"
"""After the generated log, so that the number of what changed since is that of the amended."""


def run(sizes: Sequence[int]) -> Report:
    """Measure all sizes in turn with few entries changed, then with many."""
    report = Report("Data of the page Since last meeting")
    choices = Choices(CHOICES.framework, CHOICES.period, since=DAY)
    meeting = Choices(CHOICES.framework, CHOICES.period)
    found: dict[tuple[int, int, str], float] = {}
    written = iter(drafts(4000, seed=17))
    with ExitStack() as stack:
        engines = {size: _engine(stack, size) for size in sizes}
        before = 0
        for number in (FEW, MANY):
            tasks: dict[str, Callable[[], object]] = {}
            first: dict[str, Callable[[], object]] = {}
            names: dict[str, tuple[int, int, str]] = {}
            for size, engine in engines.items():
                _amend(engine, choices, number - before)
                _compare(engine, choices, number)
                what = {
                    "entries that say otherwise": partial(_told, engine, choices, since.amended),
                    "activities first logged": partial(_told, engine, choices, since.newly_logged),
                    "both states whole": partial(_whole, engine, choices),
                    "all of the page, after a commit": partial(_page, engine, meeting),
                }
                for name, task in what.items():
                    key = f"{name}, {number:,} of {size:,} changed"
                    tasks[key], names[key] = task, (size, number, name)
                    if "commit" in name:
                        first[key] = partial(_commit, engine, written)
            few = {key: 3 for key, (_size, _number, name) in names.items() if "whole" in name}
            for key, seconds in alternate(tasks, rounds=9, few=few, before=first).items():
                found[names[key]] = report.time(key, seconds)
            before = number
    _ratios(report, found, sizes)
    report.notes.append(
        f"The changed are amended with other countries after {DAY}, which is compared with; "
        f"at most {MOST} are listed with all that they say, and the number of all is told. Both states "
        "whole: the rival, which counts where another version counted then than counts now, and "
        "lists nothing; it finds the same number. The page is "
        "compared with the last meeting, since when a longer log has more that was first logged."
    )
    return report


def _engine(stack: ExitStack, size: int) -> Engine:
    url = url_of(stack.enter_context(copied(size, "since")))
    stack.callback(close, url)
    migrate.upgrade(url)
    return engine_of(url)


def _amend(engine: Engine, choices: Choices, number: int) -> None:
    """Amend activities of the period that nobody has amended, the last logged first."""
    v = VERSION.c
    with reading(engine) as connection:
        asked = _between(connection, choices)
    days = asked.period
    chosen = (
        sa.select(ACTIVITY.c.uid)
        .join_from(ACTIVITY, VERSION, v.activity_id == ACTIVITY.c.id)
        .where(
            v.version == 1,
            v.superseded_at.is_(None),
            v.withdrawn.is_(False),
            v.returned_at.is_(None),
            v.lifecycle.in_(COUNTED),
            v.started_on.between(days.starts_on, days.ends_on),
            v.recorded_at < asked.before.until,
        )
        .order_by(v.id.desc())
        .limit(number)
    )
    with reading(engine) as connection:
        held = [activity(connection, uid) for uid in connection.execute(chosen).scalars()]
    assert len(held) == number
    for told in held:
        places = [country for country in told.draft.countries if country != PLACE]
        more = places if len(places) < len(told.draft.countries) else [*places, PLACE]
        amend_activity(
            engine,
            told.uid,
            told.draft.model_copy(update={"countries": tuple(more)}),
            base_version=1,
            reason="Recounted",
            actor=LOCAL,
        )


def _between(connection: Connection, choices: Choices) -> since.Between:
    held = meetings(connection)
    now = state_of(choices.known_on, held)
    before = state_before(now, held, choices.since)
    assert before is not None
    framework = catalogue(connection).framework(choices.framework)
    period = framework.period(choices.period)
    return since.Between(framework, period, before, now, period.ends_on, "sent")


def _told(engine: Engine, choices: Choices, what: Callable[..., object]) -> object:
    with reading(engine) as connection:
        return what(connection, _between(connection, choices))


def _whole(engine: Engine, choices: Choices) -> int:
    """How many counted then in another version than now: the two states, side by side."""
    with reading(engine) as connection:
        asked = _between(connection, choices)
        then, now = VERSION.alias("version_then"), VERSION.alias("version_now")
        sides = [
            known.counts(side, state.until, asked.counts, identity="activity_id")
            for side, state in ((then, asked.before), (now, asked.now))
        ]
        other = sa.and_(now.c.activity_id == then.c.activity_id, sides[1])
        days = asked.period
        statement = (
            sa.select(sa.func.count())
            .select_from(then.outerjoin(now, other))
            .where(
                sides[0],
                then.c.lifecycle.in_(COUNTED),
                then.c.started_on.between(days.starts_on, days.ends_on),
                sa.or_(now.c.id.is_(None), now.c.id != then.c.id),
            )
        )
        return int(connection.execute(statement).scalar_one())


def _page(engine: Engine, choices: Choices) -> Reading:
    with reading(engine) as connection:
        return read(connection, choices, NEEDS, PREVIOUS)


def _commit(engine: Engine, written: Iterator[ActivityDraft]) -> None:
    log_activity(engine, next(written), actor=LOCAL)


def _compare(engine: Engine, choices: Choices, number: int) -> None:
    with reading(engine) as connection:
        found = since.amended(connection, _between(connection, choices))
    mine = found[found["kind"] == "activity"]
    ours, theirs = mine["uid"].nunique() + int(mine["more"].iloc[0]), _whole(engine, choices)
    if not ours == theirs == number:
        raise AssertionError(f"{number} were amended, {ours} are told, {theirs} differ")


def _ratios(report: Report, found: dict[tuple[int, int, str], float], sizes: Sequence[int]) -> None:
    smallest, largest = min(sizes), max(sizes)
    names = list(dict.fromkeys(name for _size, _number, name in found))
    for name in names:
        for number in (FEW, MANY):
            if largest != smallest:
                ratio = found[largest, number, name] / found[smallest, number, name]
                goal = 1.2 if "otherwise" in name else None
                report.ratio(f"{name}, {number:,} changed: {largest:,} / {smallest:,}", ratio, goal)
    told = "entries that say otherwise"
    report.ratio(
        f"{told}, {largest:,}: {MANY:,} changed / {FEW:,}",
        found[largest, MANY, told] / found[largest, FEW, told],
    )
