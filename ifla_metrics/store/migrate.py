"""Bring a database to the schema of this code; refuse one that newer code has made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.store.database import engine_of, shut, writing
from ifla_metrics.store.held_up import PATIENCE, plainly
from ifla_metrics.store.loaded import loaded
from ifla_metrics.store.readiness import CELLS, HEAD, MIGRATIONS, compare, refuse_newer


def current(url: str) -> str | None:
    """Return the migration that the database stands at; None when it is empty."""
    with engine_of(url).connect() as connection:
        return standing(connection)


def standing(connection: Connection) -> str | None:
    """Return the migration that stands in this transaction; None when there is none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def upgrade(url: str, to: str = "head") -> None:
    """Migrate the database in one transaction, alone in it: done or not begun.

    Who begins to read meanwhile sees the old state (SQLite) or waits for the new one (PostgreSQL).

    Raises:
        NotReady: The database was made by newer code, or somebody who reads or writes did not end;
            nothing was changed.
    """
    stands = current(url)
    refuse_newer(stands)
    if stands == HEAD and to == "head":
        return
    with alone(url) as connection:
        bring(connection, to)


def bring(connection: Connection, to: str, *, set_aside: list[str] | None = None) -> None:
    """Migrate upwards inside a transaction that writes.

    Args:
        connection: It writes.
        to: The migration, or `head`.
        set_aside: Where two entries stand of which only one can, the one known last stays, and
            what was ended for it is told here; without, such a migration is refused.
    """
    from alembic import command

    config = _config(connection)
    config.attributes["set_aside"] = set_aside
    command.upgrade(config, to)


def take_down(connection: Connection, to: str = "base") -> None:
    """Migrate downwards inside a transaction that writes."""
    from alembic import command

    command.downgrade(_config(connection), to)


@contextmanager
def alone(url: str) -> Iterator[Connection]:
    """Give a transaction that writes while nobody else reads or writes.

    Raises:
        NotReady: Somebody who reads or writes did not end; nothing was changed.
    """
    engine = engine_of(url)
    with (
        plainly(engine, PATIENCE),
        writing(engine, moves=False, patience=PATIENCE) as connection,
    ):
        if sa.inspect(connection).has_table("revision"):
            shut(connection)
        yield connection


def downgrade(url: str, to: str) -> None:
    """Take the schema back to an older migration, or to `base`."""
    with alone(url) as connection:
        take_down(connection, to)


def differences(url: str) -> list[Any]:
    """Return what the tables of the code have and the database has not, and the other way."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from ifla_metrics.models.tables import METADATA

    with engine_of(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def require_ready(url: str) -> None:
    """Raise NotReady unless the database stands at the schema and layout of this code."""
    require_fitting(engine_of(url))


def require_fitting(engine: Engine) -> None:
    """Raise NotReady unless the database behind an engine stands at schema and layout."""
    with engine.connect() as connection:
        schema = standing(connection)
        layout = loaded(connection).get(CELLS) if schema == HEAD else None
    compare(schema, layout)


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
