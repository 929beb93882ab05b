"""Databases with frameworks and reference data, and short ways to say what a group logs."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
    equal_weights,
)
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import as_of, summary_cells
from ifla_metrics.store.audit import AUDIT, COLUMNS, AuditEntry, check_chain
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.initialise import initialise
from tests import databases

DATA = Path(__file__).resolve().parents[2] / "data"
FRAMEWORK = "2010-2015"

Databases = Callable[[Callable[[str], object]], str]


def prepare_empty(url: str) -> None:
    """Schema, reference data and frameworks; nothing logged, no meeting frozen."""
    if url.startswith("sqlite"):
        databases.copy_empty_log(file_of(url))
        return
    initialise(url, data=DATA, empty=True)
    close(url)


def prepare_history(url: str) -> None:
    if url.startswith("sqlite"):
        databases.copy_history(file_of(url))
        return
    initialise(url, data=DATA)
    close(url)


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def close(url: str) -> None:
    engine_of(url).dispose()


@pytest.fixture
def url(database_from: Databases) -> Iterator[str]:
    found = database_from(prepare_empty)
    yield found
    close(found)


@pytest.fixture
def engine(url: str) -> Engine:
    return engine_of(url)


@pytest.fixture
def history_url(database_from: Databases) -> Iterator[str]:
    found = database_from(prepare_history)
    yield found
    close(found)


@pytest.fixture
def history(history_url: str) -> Engine:
    return engine_of(history_url)


def draft(**said: object) -> ActivityDraft:
    """An activity of ALP in Botswana in May 2011 for one outcome and one direction."""
    directions = said.pop("directions", ("SD2",))
    outcomes = said.pop("outcomes", ("KI2.A.1",))
    weights = equal_weights(directions)
    values = {
        "title": "Workshop on library associations",
        "kind": "workshop",
        "started_on": date(2011, 5, 4),
        "ended_on": date(2011, 5, 6),
        "groups": ("ALP",),
        "countries": ("BWA",),
        "contributions": tuple(
            ContributionDraft(framework=FRAMEWORK, outcome=code) for code in outcomes
        ),
        "alignments": tuple(
            AlignmentDraft(framework=FRAMEWORK, direction=code, weight=weight)
            for code, weight in weights.items()
        ),
    }
    return ActivityDraft(**{**values, **said})


def clock_at(moment: datetime) -> AbstractContextManager[object]:
    """Set the clock to a moment: what is recorded then is known since then."""
    return mock.patch.object(as_of, "_clock", return_value=moment)


def query(engine: Engine, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What a function of the store reads in one transaction."""
    with read_transaction(engine) as connection:
        return function(connection, *args, **kwargs)


def verify(engine: Engine) -> list[object]:
    """What differs: cells from the log, and the audit from the chain that was written."""
    with read_transaction(engine) as connection:
        chain = check_chain(connection)
    broken = [chain] if chain.broken or chain.missing else []
    return [*summary_cells.verify(engine), *broken]


def entries(connection: Connection, *, subject: str = "", limit: int = 200) -> list[AuditEntry]:
    statement = sa.select(*COLUMNS).order_by(AUDIT.c.id.desc()).limit(limit)
    if subject:
        statement = statement.where(AUDIT.c.subject == subject)
    return [AuditEntry(*row) for row in connection.execute(statement)]


def people(count: int | None, **said: object) -> ParticipationDraft:
    return ParticipationDraft(count=count, **said)


def stored_rows(engine: Engine, but: Collection[str] = ()) -> dict[str, list[object]]:
    with read_transaction(engine) as connection:
        return {
            name: sorted(
                [
                    repr([v.astimezone(UTC) if isinstance(v, datetime) else v for v in row])
                    for row in connection.execute(table.select())
                ]
            )
            for name, table in METADATA.tables.items()
            if name not in but
        }
