"""Readings for figures: the real history, its documented part, and a log with nothing in it."""

from collections.abc import Callable, Iterable

import pytest

from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.reading import Reading
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read as read_log
from tests.ui import house

Read = Callable[..., Reading]
CHOICES = {"framework": "2010-2015", "period": "2011-2012", "known_on": "2012-12"}


@pytest.fixture(scope="session")
def history_url():
    return house.history_url()


@pytest.fixture(scope="session")
def empty_url():
    return house.empty_url()


def _read(
    url: str, choices: dict[str, object], needs: Iterable[str] | None, previous: Iterable[str]
) -> Reading:
    chosen = Choices(**{**CHOICES, **choices})
    with reading(engine_of(url)) as connection:
        framework = read_framework(connection, chosen.framework)
        specs = registry.specs_for(framework)
        if needs is None:
            needs = {n for spec in specs for n in spec.needs}
            previous = {n for spec in specs for n in spec.previous}
        return read_log(connection, chosen, needs, previous)


@pytest.fixture(scope="session")
def read(history_url) -> Read:
    """`read(period="2012", needs=…)`: the history as one reader reads it."""
    return lambda needs=None, previous=(), **choices: _read(history_url, choices, needs, previous)


@pytest.fixture(scope="session")
def whole(read) -> Reading:
    return read()


@pytest.fixture(scope="session")
def documented(read) -> Reading:
    return read(documented_only=True)


@pytest.fixture(scope="session")
def nothing(empty_url) -> Reading:
    return _read(empty_url, {"known_on": "now"}, None, ())
