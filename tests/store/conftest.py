"""Databases with frameworks and reference data, and drafts and actors for tests."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import Engine

from ifla_metrics.access import Actor, Role
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
    equal_weights,
)
from ifla_metrics.store import as_of
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.operations.initialise import initialise
from tests import databases
from tests.conftest import sqlite_url

DATA = Path(__file__).resolve().parents[2] / "data"
FRAMEWORK = "2010-2015"
NIGHT = bool(os.environ.get("IFLA_NIGHT"))

OFFICE = Actor("office", Role.SECRETARIAT)
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
OA_TF = Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"}))
VIEWER = Actor("board", Role.VIEWER)

Databases = Callable[[Callable[[str], object]], str]


def prepare_empty(url: str) -> None:
    """Prepare schema, reference data and frameworks; no entries and no frozen meetings."""
    if url.startswith("sqlite"):
        databases.copy_empty_log(Path(url.removeprefix("sqlite:///")))
        return
    initialise(url, data=DATA, empty=True)
    close(url)


def prepare_history(url: str) -> None:
    if url.startswith("sqlite"):
        databases.copy_history(Path(url.removeprefix("sqlite:///")))
        return
    initialise(url, data=DATA)
    close(url)


def close(url: str) -> None:
    engine_of(url).dispose()


@pytest.fixture
def url(database_from: Databases) -> Iterator[str]:
    url = database_from(prepare_empty)
    yield url
    close(url)


@pytest.fixture
def engine(url: str) -> Engine:
    return engine_of(url)


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """The file of a SQLite database without entries, in a folder of its own."""
    path = tmp_path / "log.db"
    prepare_empty(sqlite_url(path))
    yield path
    close(sqlite_url(path))


@pytest.fixture
def history_url(database_from: Databases) -> Iterator[str]:
    url = database_from(prepare_history)
    yield url
    close(url)


@pytest.fixture
def history(history_url: str) -> Engine:
    return engine_of(history_url)


@pytest.fixture
def blank_url(database_url: str) -> Iterator[str]:
    """The URL of a database without tables."""
    yield database_url
    close(database_url)


def draft(**fields: object) -> ActivityDraft:
    """Return an activity of ALP in Botswana in May 2011 for one outcome and one direction."""
    directions = fields.pop("directions", ("SD2",))
    outcomes = fields.pop("outcomes", ("KI2.A.1",))
    weights = equal_weights(directions)
    defaults = {
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
    return ActivityDraft(**{**defaults, **fields})


def people(count: int | None, **fields: object) -> ParticipationDraft:
    return ParticipationDraft(count=count, **fields)


def clock_at(moment: datetime) -> AbstractContextManager[object]:
    """Set the clock that gives entries their `recorded_at`."""
    return mock.patch.object(as_of, "_clock", return_value=moment)
