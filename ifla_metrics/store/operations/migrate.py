"""Migrate a database to the schema of this program."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.errors import Message, NotReady, n_
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.database import NOT_PREPARED, open_connection

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
HEAD = "0005"
"""The newest migration.

If a change of code gives other summary cells for the same log, add a migration too: it makes
`initialise` recompute them.
"""
FOREIGN_TABLES = n_("This database contains tables of another program. Nothing was changed.")


def schema_of(connection: Connection) -> str | None:
    """Return the migration that the database is at; None if it has no schema."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def create_or_migrate(connection: Connection) -> None:
    """Create the tables of an empty database, or migrate it, in the given transaction."""
    from alembic import command

    schema = schema_of(connection)
    require_known_schema(schema)
    if schema is None:
        if not METADATA.tables.keys().isdisjoint(sa.inspect(connection).get_table_names()):
            raise NotReady(FOREIGN_TABLES)
        METADATA.create_all(connection)
        command.stamp(_config(connection), "head")
    else:
        command.upgrade(_config(connection), "head")


def require_ready(engine: Engine) -> None:
    """Raise NotReady unless the database has the schema of this program."""
    with open_connection(engine) as connection:
        schema = schema_of(connection)
    require_known_schema(schema)
    if schema != HEAD:
        raise NotReady(
            NOT_PREPARED, problem=Message(n_("schema {schema}"), {"schema": schema or "-"})
        )


def require_known_schema(schema: str | None) -> None:
    """Raise NotReady if this program has no such migration."""
    if schema is not None and not any((MIGRATIONS / "versions").glob(f"{schema}_*.py")):
        raise NotReady(
            n_(
                "The database has schema {schema}, which this program (schema {head}) does not "
                "know: use or migrate it with the program that made it, or begin a new database."
            ),
            schema=schema,
            head=HEAD,
        )


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
