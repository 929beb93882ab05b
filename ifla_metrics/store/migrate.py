"""Bring a database to the schema of this code, and record which data files were loaded into it.

A database that other code has made is refused.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.errors import NotReady, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import LoadedRow
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.database import NOT_PREPARED, connected

LOADED = table_of(LoadedRow)
EDITED = "edited: "
"""Before the id of a strategy: it was edited here, and shipped files no longer change it."""
REAL_ONLY = "real data only"
"""The mark of a database that gets no demonstration data, now or at a later start."""
MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
HEAD = "0005"
"""The newest revision of this code; a test compares it with the folder.

A change by which the same log gives other cells needs a revision too: cells are counted anew then.
"""
FOREIGN = n_("This database contains tables of another program. Nothing was changed.")


def schema_of(connection: Connection) -> str | None:
    """Return the revision that this transaction sees; None when there is none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def apply_revisions(connection: Connection) -> None:
    """Make all tables of an empty database, or migrate one inside a transaction that writes.

    Raises:
        NotReady: There are tables that this program did not make, or of a layout it does not know.
    """
    from alembic import command

    schema = schema_of(connection)
    refuse_unknown(schema)
    if schema is None:
        if not METADATA.tables.keys().isdisjoint(sa.inspect(connection).get_table_names()):
            raise NotReady(FOREIGN)
        METADATA.create_all(connection)
        command.stamp(_config(connection), "head")
    else:
        command.upgrade(_config(connection), "head")


def require_ready(engine: Engine) -> None:
    """Raise NotReady unless the database has the schema of this code."""
    with connected(engine) as connection:
        schema = schema_of(connection)
    refuse_unknown(schema)
    if schema != HEAD:
        raise NotReady(NOT_PREPARED, stands=f"schema {schema or '-'}")


def refuse_unknown(schema: str | None) -> None:
    """Raise NotReady when no migration of this code has made the schema."""
    if schema is not None and not any((MIGRATIONS / "versions").glob(f"{schema}_*.py")):
        raise NotReady(
            n_(
                "The database has the layout {stands}, which this program (layout {head}) does not "
                "know: use or migrate it with the program that made it, or begin a new database."
            ),
            stands=schema,
            head=HEAD,
        )


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


# Parts of the data folder that were loaded


def fingerprint_of(files: Iterable[Path]) -> str:
    """Return a hash of the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.parent.name}/{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def loaded(connection: Connection) -> dict[str, str]:
    """Return the hash of each part that has been loaded."""
    statement = sa.select(LOADED.c.part, LOADED.c.fingerprint)
    return {row[0]: row[1] for row in connection.execute(statement)}


def set_loaded(connection: Connection, part: str, fingerprint: str) -> None:
    """Record that a part has been loaded from files of this hash."""
    connection.execute(sa.delete(LOADED).where(LOADED.c.part == part))
    connection.execute(sa.insert(LOADED), {"part": part, "fingerprint": fingerprint})
