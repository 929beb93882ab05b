"""The database of a command, and what is read from it. Its errors become NotReady, in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from ifla_metrics.errors import NO_DATABASE, NotReady, n_
from ifla_metrics.settings import database_url
from ifla_metrics.store import migrate
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import engine_of, reading

_SQLITE = "sqlite:///"


@contextmanager
def database_errors(url: str = "") -> Iterator[None]:
    """Say in one line which database does not answer, and the first line of the reason."""
    try:
        yield
    except NotReady as fault:
        cause = fault.__cause__
        if fault.message != NO_DATABASE or cause is None:
            raise
        reason = str(getattr(cause, "orig", None) or cause).strip().partition("\n")[0]
        raise NotReady(
            n_("The database {place} cannot be used: {reason}"), place=place(url), reason=reason
        ) from fault


@contextmanager
def open_database() -> Iterator[Any]:
    """Give a connection that reads one state of the database; raises NotReady."""
    with writing() as database, reading(database) as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Any]:
    """Give the engine of a database that is ready to be read and written to; raises NotReady."""
    with database_errors():
        migrate.require_ready(engine())
        yield engine()


def engine() -> Any:
    """Return the engine of the database that the environment names."""
    return engine_of(database_url())


def place(url: str = "") -> str:
    """Return where a database is, without a password; by default of the one in the environment."""
    url = url or database_url()
    if url.startswith(_SQLITE):
        return url.removeprefix(_SQLITE)
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def framework_code(connection: Any, code: str) -> str:
    """Return the code of a strategy, "" being the one that the screen opens with.

    Raises:
        UnknownCode: There is no such strategy.
    """
    known = catalogue(connection)
    return known.framework(code or next(iter(known.frameworks), "")).id
