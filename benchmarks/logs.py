"""Generated logs of any size, cached in `var/benchmarks/`."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.framework.files import read_folder
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import ActivityDraft, equal_weights
from ifla_metrics.models.log_tables import ACTIVITY_LISTS, ACTIVITY_VERSION, SearchTextRow
from ifla_metrics.settings import DATA, ROOT
from ifla_metrics.store.database import batches, engine_of, write_transaction
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.operations.initialise import initialise
from ifla_metrics.store.summary_cells import rebuild
from ifla_metrics.store.versions import Version
from ifla_metrics.store.write.entries import insert_versions

FOLDER = ROOT / "var" / "benchmarks"
FRAMEWORK = "2010-2015"
CHOICES = Choices(FRAMEWORK, "2011-2012")
MAX_DRAFTS = 100_000
"""Number of activities generated as drafts; larger logs repeat them in other countries."""
DELAY, NOON = timedelta(10), time(12, tzinfo=UTC)
STRATEGY = read_folder(DATA / "frameworks" / FRAMEWORK)
DIRECTIONS = [direction.code for direction in STRATEGY.directions]
OUTCOMES = [
    node.code
    for node in STRATEGY.nodes
    if node.level == "outcome" or (node.level == "element" and node.parent != "KI2")
]
GROUPS = pd.read_csv(DATA / "reference" / "working_groups.csv")["code"].to_list()
COUNTRIES = pd.read_csv(DATA / "reference" / "countries.csv")["alpha3"].to_list()[:195]


def drafts(number: int, *, seed: int = 2) -> Iterator[ActivityDraft]:
    """Yield random activities in order of their first day, spread over the strategy's years."""
    rng = random.Random(seed)
    for n in range(number):
        started_on = date(2010, 1, 1) + timedelta(n * 2190 // number)
        country = rng.choice(COUNTRIES)
        weights = equal_weights(rng.sample(DIRECTIONS, rng.choice((1, 2, 2))))
        yield ActivityDraft.model_validate(
            {
                "title": f"Activity {n} in the programme",
                "kind": rng.choice(("workshop", "meeting", "training")),
                "started_on": started_on,
                "ended_on": started_on + timedelta(rng.randrange(4)),
                "groups": [rng.choice(GROUPS)],
                "countries": [country],
                "contributions": [{"framework": FRAMEWORK, "outcome": rng.choice(OUTCOMES)}],
                "alignments": [
                    {"framework": FRAMEWORK, "direction": code, "weight": weight}
                    for code, weight in weights.items()
                ],
                "participation": [
                    {"country": country, "gender": gender, "count": rng.randrange(40)}
                    for gender in ("woman", "man", "not_stated")
                ],
            }
        )


def url_of(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{path}"


def log_of(size: int) -> Path:
    """Return a database with `size` activities, generated at the first call."""
    path = FOLDER / f"log-{size}.db"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        _remove(unfinished)
        _generate(unfinished, size)
        unfinished.rename(path)
    return path


def _generate(path: Path, size: int) -> None:
    initialise(url_of(path), data=DATA, empty=True)
    engine = engine_of(url_of(path))
    for batch in batches(enumerate(drafts(min(size, MAX_DRAFTS), seed=1)), 5_000):
        versions = [
            Version(
                draft,
                f"{n:032x}",
                1,
                datetime.combine(draft.ended_on + DELAY, NOON),
                "generator",
                logged_on=draft.ended_on + DELAY,
            )
            for n, draft in batch
        ]
        with write_transaction(engine) as connection:
            insert_versions(connection, ACTIVITY_KIND, versions)
    lists = [table for table, _ in ACTIVITY_LISTS.values()]
    for copy in range(1, size // MAX_DRAFTS):
        with write_transaction(engine) as connection:
            for table in (ACTIVITY_VERSION, *lists, table_of(SearchTextRow)):
                _repeat(connection, table, copy)
    rebuild(engine, actor=LOCAL)  # Faster than computing cells with each write.
    engine.dispose()  # Merges the write-ahead log into the file.


def _repeat(connection: sa.Connection, table: sa.Table, copy: int) -> None:
    """Insert the first MAX_DRAFTS activities again, in other countries and so in other cells."""
    other_countries = dict(zip(COUNTRIES, COUNTRIES[copy:] + COUNTRIES[:copy], strict=True))
    values: dict[str, Any] = {column.name: column for column in table.c}
    key = "id" if "id" in values else "version_id"
    is_original = values[key] <= MAX_DRAFTS
    values[key] += copy * MAX_DRAFTS
    if "uid" in values:
        values["uid"] += f"-{copy}"
    if "country" in values:
        values["country"] = sa.case(other_countries, value=values["country"])
    rows = sa.select(*values.values()).where(is_original)
    connection.execute(sa.insert(table).from_select(list(values), rows))


@contextmanager
def copy_of(size: int, name: str = "copy") -> Iterator[str]:
    """Yield the URL of a writable copy of a log; delete the copy afterwards."""
    copy = FOLDER / f"{name}-{size}.db"
    _remove(copy)  # Left by an interrupted run.
    shutil.copyfile(log_of(size), copy)
    try:
        yield url_of(copy)
    finally:
        engine_of(url_of(copy)).dispose()
        _remove(copy)


def _remove(path: Path) -> None:
    for file in FOLDER.glob(f"{path.name}*"):
        file.unlink()
