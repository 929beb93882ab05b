"""The documented history, read once for all figures of the strategy."""

import pytest

from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.reading import Reading
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read as read_log
from tests.ui import house


@pytest.fixture(scope="session")
def read() -> Reading:
    """A reading with all that any figure needs."""
    url = house.history_url()
    with reading(engine_of(url)) as connection:
        kinds = registry.kinds(read_framework(connection, "2010-2015"))
        needs = sorted({need for kind in kinds for need in kind.needs})
        previous = sorted({need for kind in kinds for need in kind.previous})
        choices = Choices("2010-2015", "2011-2012", "2012-12")
        found = read_log(connection, choices, needs, previous)
    engine_of(url).dispose()
    return found
