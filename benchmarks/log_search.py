"""Search in a group's own log: frequent, rare and absent words, against LIKE, at every size."""

from __future__ import annotations

import sqlalchemy as sa

from benchmarks.databases import copied, url_of
from benchmarks.measuring import Report, alternate
from ifla_metrics.store import migrate
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.kinds import GROUP, VERSION
from ifla_metrics.store.search import find

GROUP_CODE = "ALP"
WORDS = {
    "a frequent word": "gener",
    "one country": "zimbab",
    "one entry": "4321",
    "no hit": "zzzz",
    "two words": "activ zimb",
}


def run(sizes: list[int]) -> Report:
    """Measure at each size."""
    report = Report("Search in a group's own log")
    found: dict[tuple[int, str], float] = {}
    for size in sizes:
        with copied(size, "search") as path:
            migrate.upgrade(url_of(path))
            engine = engine_of(url_of(path))
            tasks = {
                name: lambda engine=engine, w=word: find(engine, w, groups=(GROUP_CODE,))
                for name, word in WORDS.items()
            }
            tasks["newest entries"] = lambda engine=engine: find(engine, groups=(GROUP_CODE,))
            tasks["LIKE"] = lambda engine=engine: _like(engine, "zzzz")
            for name, seconds in alternate(tasks, few={"LIKE": 2}).items():
                found[size, name] = report.time(f"{name}, {size:,}", seconds)
            engine.dispose()
    last, first = max(sizes), min(sizes)
    for name in (*WORDS, "newest entries"):
        report.ratio(f"{name}, {last:,} / {first:,}", found[last, name] / found[first, name])
    report.ratio(
        f"LIKE / ours, no hit, {last:,}",
        found[last, "LIKE"] / found[last, "no hit"],
        200,
        at_least=True,
    )
    slowest = max(found[last, name] for name in WORDS)
    report.ratio(f"slowest search at {last:,}, ms", slowest * 1000, 50)
    return report


def _like(engine: sa.Engine, word: str) -> list[int]:
    """The same question as it is usually written."""
    statement = (
        sa.select(VERSION.c.id)
        .join_from(GROUP, VERSION, VERSION.c.id == GROUP.c.version_id)
        .where(GROUP.c.group_code == GROUP_CODE, VERSION.c.superseded_at.is_(None))
        .where(VERSION.c.title.ilike(f"%{word}%") | VERSION.c.description.ilike(f"%{word}%"))
        .order_by(VERSION.c.id.desc())
        .limit(50)
    )
    with reading(engine) as connection:
        return list(connection.execute(statement).scalars())
