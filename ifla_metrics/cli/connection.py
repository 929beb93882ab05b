"""The database of a command: the one that IFLA_DATABASE_URL names."""

from typing import Any

from ifla_metrics.store import migrate
from ifla_metrics.store.database import engine, reading


def ready_engine() -> Any:
    """Return the engine of a database that can be read and written to; raises NotReady."""
    migrate.require_ready(engine())
    return engine()


def place_of(engine: Any) -> str:
    """Return the URL of a database without its password, wherever the URL names it."""
    return repr(engine.url.set(query={}))


def open_database() -> Any:
    """Give a connection that reads one state of the database; raises NotReady."""
    return reading(ready_engine())
