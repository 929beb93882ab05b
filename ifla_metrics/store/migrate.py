"""Bring a database to the schema of this code; refuse one that other code has made."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.store.database import create_file, engine_of, exclusive
from ifla_metrics.store.loaded import loaded
from ifla_metrics.store.readiness import CELLS, HEAD, MIGRATIONS, compare, refuse_unknown


def current(url: str) -> str | None:
    """Return the revision of a database; None when it is empty."""
    with engine_of(url).connect() as connection:
        return schema_of(connection)


def schema_of(connection: Connection) -> str | None:
    """Return the revision that this transaction sees; None when there is none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def upgrade(url: str) -> None:
    """Migrate the database to the newest revision, all in one transaction or not at all.

    Who starts reading meanwhile sees the old state (SQLite) or waits for the new one (PostgreSQL).

    Raises:
        NotReady: The database has a layout that this code does not know, or somebody who reads or
            writes did not end; nothing was changed.
    """
    create_file(engine_of(url))
    found = current(url)
    refuse_unknown(found)
    if found != HEAD:
        with exclusive(engine_of(url)) as connection:
            apply_revisions(connection)


def apply_revisions(connection: Connection) -> None:
    """Migrate to the newest revision inside a transaction that writes."""
    from alembic import command

    command.upgrade(_config(connection), "head")


def drop_tables(connection: Connection) -> None:
    """Drop every table of ours inside a transaction that writes."""
    from alembic import command

    command.downgrade(_config(connection), "base")
    connection.exec_driver_sql("DROP TABLE alembic_version")


def require_ready(url: str) -> None:
    """Raise NotReady unless the database has the schema and layout of this code."""
    require_fitting(engine_of(url))


def require_fitting(engine: Engine) -> None:
    """Raise NotReady unless the database behind an engine has schema and layout of this code."""
    with engine.connect() as connection:
        schema = schema_of(connection)
        layout = loaded(connection).get(CELLS) if schema == HEAD else None
    compare(schema, layout)


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
