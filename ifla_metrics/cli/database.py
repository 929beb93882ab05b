"""The database as a command uses it: what is wrong with it is said in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ifla_metrics.errors import NotReady, kind_of_fault, n_
from ifla_metrics.settings import database_url

_SQLITE = "sqlite:///"


@contextmanager
def plainly(url: str = "") -> Iterator[None]:
    """Turn what a database raises into NotReady with the first line of its reason."""
    from ifla_metrics.store.database import FAULTS

    try:
        yield
    except Exception as fault:
        if not isinstance(fault, FAULTS) and not kind_of_fault(fault):
            raise
        reason = str(getattr(fault, "orig", None) or fault).strip().partition("\n")[0]
        raise NotReady(
            n_("The database {place} cannot be used: {reason}"), place=place(url), reason=reason
        ) from fault


@contextmanager
def opened() -> Iterator[Any]:
    """Give a connection of the store that reads one state of the database; raises NotReady."""
    with plainly():
        from ifla_metrics.store import migrate
        from ifla_metrics.store.database import reading

        _exists()
        migrate.require_ready(database_url())
        with reading(engine()) as connection:
            yield connection


def ready_to_write() -> AbstractContextManager[None]:
    """Give what says in one line why a write failed; raises NotReady when none can begin."""
    with opened():
        pass
    return plainly()


def engine() -> Any:
    """Return the engine of the database that the process is told to use."""
    from ifla_metrics.store.database import engine_of

    return engine_of(database_url())


def missing() -> bool:
    """Say whether the database is a SQLite file that is not there (asking would make one)."""
    url = database_url()
    return url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE).split("?")[0]).exists()


def place(url: str = "") -> str:
    """Return where a database is, without a password; that of the process when none is named."""
    url = url or database_url()
    if url.startswith(_SQLITE):
        return url.removeprefix(_SQLITE)
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _exists() -> None:
    if missing():
        raise NotReady(
            n_("There is no database {place} yet: run 'python -m ifla_metrics init'."),
            place=place(),
        )
