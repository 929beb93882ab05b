"""Connections to the database that IFLA_DATABASE_URL names."""

from typing import Any

from ifla_metrics.store import migrate
from ifla_metrics.store.database import engine, read_transaction


def ready_engine() -> Any:
    """Return the engine of a database ready for use; raises NotReady."""
    database = engine()
    migrate.require_ready(database)
    return database


def url_without_password(engine: Any) -> str:
    """Return the URL of a database without the passwords in its user part and query."""
    return repr(engine.url.set(query={}))


def open_database() -> Any:
    """Return a context manager for a read transaction; raises NotReady."""
    return read_transaction(ready_engine())
