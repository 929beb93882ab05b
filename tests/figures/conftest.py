"""Readings for figures: the real history, its documented part, and a log with nothing in it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ifla_metrics import frames
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.reading import Reading
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.read import read as read_log
from tests import databases

CORRECTION = {
    "kind": "activity",
    "uid": "act-1",
    "title": "Workshop",
    "subject": "",
    "as_of": date(2012, 5, 1),
    "group": "ALP",
    "field": "started_on",
    "old": date(2012, 5, 1),
    "new": date(2012, 5, 2),
    "reason": "Somebody by name was missed",
    "provenance": "documented",
    "known_on": date(2012, 12, 1),
    "more": 0,
}
Read = Callable[..., Reading]
CHOICES = {"framework": "2010-2015", "period": "2011-2012", "known_on": "2012-12"}


def read_from(
    url: str, choices: dict[str, object], needs: Iterable[str] | None, previous: Iterable[str]
) -> Reading:
    chosen = Choices(**{**CHOICES, **choices})
    with read_transaction(engine_of(url)) as connection:
        framework = read_catalogue(connection).framework(chosen.framework)
        if needs is None:
            needs, previous = registry.needs_of(registry.specs_for(framework))
        return read_log(connection, chosen, needs, previous)


@pytest.fixture(scope="session")
def read() -> Read:
    """`read(period="2012", needs=…)`: the history as one reader reads it."""
    url = databases.history_url()
    return lambda needs=None, previous=(), **choices: read_from(url, choices, needs, previous)


@pytest.fixture(scope="session")
def whole(read) -> Reading:
    return read()


@pytest.fixture(scope="session")
def documented(read) -> Reading:
    return read(documented_only=True)


@pytest.fixture(scope="session")
def nothing() -> Reading:
    return read_from(databases.empty_url(), {"known_on": "now"}, None, ())


def amended(found: Reading, *rows: dict[str, object]) -> Reading:
    table = pd.DataFrame(rows, columns=list(frames.AMENDED))
    return replace(found, frames={**found.frames, "amended": table})
