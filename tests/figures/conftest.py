"""Readings for figures: the shipped history, its documented part, and an empty log."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.reading import Reading
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.read.reading import read as read_log
from tests import databases
from tests.metrics import factories as make

CORRECTION = {
    "kind": "activity",
    "uid": "act-1",
    "title": "Workshop",
    "as_of": date(2012, 5, 1),
    "group": "ALP",
    "field": "started_on",
    "old": date(2012, 5, 1),
    "new": date(2012, 5, 2),
    "reason": "A named person was missing",
    "more": 0,
}
CHOICES = {"framework": "2010-2015", "period": "2011-2012", "known_on": "2012-12"}


def read_from(
    url: str, choices: dict[str, object], needs: Iterable[str] | None, previous: Iterable[str]
) -> Reading:
    """Read frames from a database; if `needs` is None, those of all figures."""
    chosen = Choices(**{**CHOICES, **choices})
    with read_transaction(engine_of(url)) as connection:
        if needs is None:
            framework = read_catalogue(connection).framework(chosen.framework)
            needs, previous = registry.needs_of(registry.specs_for(framework))
        return read_log(connection, chosen, needs, previous)


def frame_of(name: str, reading: Reading) -> pd.DataFrame:
    """Return the frame of a figure's table."""
    return registry.build(name, reading, translate("en")).table.frame


@pytest.fixture(scope="session")
def read() -> Callable[..., Reading]:
    """Return a function that reads the history: `read(period="2012")`, `read(needs, previous)`."""
    url = databases.history_url()
    return lambda needs=None, previous=(), **choices: read_from(url, choices, needs, previous)


@pytest.fixture(scope="session")
def reading(read) -> Reading:
    return read()


@pytest.fixture(scope="session")
def documented(read) -> Reading:
    return read(documented_only=True)


@pytest.fixture(scope="session")
def empty() -> Reading:
    return read_from(databases.empty_url(), {"known_on": "now"}, None, ())


def with_corrections(reading: Reading, *rows: dict[str, object]) -> Reading:
    return replace(reading, frames={**reading.frames, "amended": make.records("amended", *rows)})
