"""Seeded logs of any size, kept under `var/benchmarks/`, and drafts as a group would log them."""

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
from ifla_metrics.store.database import batches, engine_of, writing
from ifla_metrics.store.entries import NewVersion, insert_versions
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.summary_cells import rebuild

FOLDER = ROOT / "var" / "benchmarks"
FRAMEWORK = "2010-2015"
CHOICES = Choices(FRAMEWORK, "2011-2012")
DRAFTED = 100_000
"""Activities that are made as drafts; a larger log has them again, in other countries."""
DELAY, NOON = timedelta(10), time(12, tzinfo=UTC)
PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)
DIRECTIONS = [direction.code for direction in PLAN.directions]
OUTCOMES = [
    node.code
    for node in PLAN.nodes
    if node.level == "outcome" or (node.level == "element" and node.parent != "KI2")
]
GROUPS = pd.read_csv(DATA / "reference" / "working_groups.csv")["code"].to_list()
COUNTRIES = pd.read_csv(DATA / "reference" / "countries.csv")["alpha3"].to_list()[:195]


def drafts(number: int, *, seed: int = 2) -> Iterator[ActivityDraft]:
    """Yield seeded activities that begin one after the other over the years of the strategy."""
    chance = random.Random(seed)
    for place in range(number):
        begun = date(2010, 1, 1) + timedelta(place * 2190 // number)
        country = chance.choice(COUNTRIES)
        weights = equal_weights(chance.sample(DIRECTIONS, chance.choice((1, 2, 2))))
        yield ActivityDraft.model_validate(
            {
                "title": f"Activity {place} in the programme",
                "kind": chance.choice(("workshop", "meeting", "training")),
                "started_on": begun,
                "ended_on": begun + timedelta(chance.randrange(4)),
                "groups": [chance.choice(GROUPS)],
                "countries": [country],
                "contributions": [{"framework": FRAMEWORK, "outcome": chance.choice(OUTCOMES)}],
                "alignments": [
                    {"framework": FRAMEWORK, "direction": code, "weight": weight}
                    for code, weight in weights.items()
                ],
                "participation": [
                    {"country": country, "gender": gender, "count": chance.randrange(40)}
                    for gender in ("woman", "man", "not_stated")
                ],
            }
        )


def url_of(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{path}"


def log_of(size: int) -> Path:
    """Return a database with so many activities ; it is made only once."""
    path = FOLDER / f"log-{size}.db"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(".making")
        _remove(making)
        _fill(making, size)
        making.rename(path)
    return path


def _fill(path: Path, size: int) -> None:
    initialise(url_of(path), data=DATA, empty=True)
    engine = engine_of(url_of(path))
    for some in batches(enumerate(drafts(min(size, DRAFTED), seed=1)), 5_000):
        first = [
            NewVersion(
                f"{place:032x}",
                1,
                draft,
                datetime.combine(draft.ended_on + DELAY, NOON),
                "generator",
                logged_on=draft.ended_on + DELAY,
            )
            for place, draft in some
        ]
        with writing(engine) as connection:
            insert_versions(connection, ACTIVITY_KIND, first)
    for copy in range(1, size // DRAFTED):
        with writing(engine) as connection:
            for table in (
                ACTIVITY_VERSION,
                *(table for table, _ in ACTIVITY_LISTS.values()),
                table_of(SearchTextRow),
            ):
                _copy(connection, table, copy)
    rebuild(engine, actor=LOCAL)  # All cells at once: quicker than with each write.
    engine.dispose()  # Its last connection writes everything into the one file.


def _copy(connection: sa.Connection, table: sa.Table, copy: int) -> None:
    """Insert the rows of the first activities once more, in other countries: in further cells."""
    others = dict(zip(COUNTRIES, COUNTRIES[copy:] + COUNTRIES[:copy], strict=True))
    values: dict[str, Any] = {column.name: column for column in table.c}
    key = "id" if "id" in values else "version_id"
    first = values[key] <= DRAFTED
    values[key] += copy * DRAFTED
    if "uid" in values:
        values["uid"] += f"-{copy}"
    if "country" in values:
        values["country"] = sa.case(others, value=values["country"])
    rows = sa.select(*values.values()).where(first)
    connection.execute(sa.insert(table).from_select(list(values), rows))


@contextmanager
def copy_of(size: int, name: str = "copy") -> Iterator[str]:
    """Give the URL of a copy of a log, which may be written to; the copy is removed afterwards."""
    copy = FOLDER / f"{name}-{size}.db"
    _remove(copy)  # What an earlier run left.
    shutil.copyfile(log_of(size), copy)
    try:
        yield url_of(copy)
    finally:
        engine_of(url_of(copy)).dispose()
        _remove(copy)


def _remove(path: Path) -> None:
    for file in FOLDER.glob(f"{path.name}*"):
        file.unlink()
