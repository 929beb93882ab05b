"""Copy a whole database to an empty one, also between SQLite and PostgreSQL."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.errors import Refused, n_
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import database
from ifla_metrics.store.operations import migrate
from ifla_metrics.store.operations.backups import revision_to_replace


def copy_database(source: Engine, target: Engine) -> dict[str, int]:
    """Copy all tables in one transaction; return the number of rows by table.

    Raises Refused if the target is not empty or a copied table differs; nothing is kept.
    """
    migrate.require_ready(source)
    database.create_file(target)
    with (
        database.read_transaction(source) as reader,
        database.exclusive_transaction(target) as writer,
    ):
        revision_to_replace(writer, overwrite=False)
        migrate.create_or_migrate(writer)
        writer.execute(sa.delete(METADATA.tables["revision"]))  # Replaced by the source's row.
        counts = {}
        for table in METADATA.sorted_tables:
            counts[table.name], digest = _fingerprint(reader, table, copy_to=writer)
            if _fingerprint(writer, table) != (counts[table.name], digest):
                raise Refused(
                    n_("The copy of {table} differs. Nothing was copied."), table=table.name
                )
        return counts


def _fingerprint(
    connection: Connection, table: sa.Table, *, copy_to: Connection | None = None
) -> tuple[int, bytes]:
    """Return the number of rows and a hash of them, with times in UTC; copy them on the way."""
    count, digest = 0, hashlib.sha256()
    for rows in _batches(connection, table):
        count += len(rows)
        if copy_to is not None:
            copy_to.execute(sa.insert(table), [dict(row._mapping) for row in rows])
        for row in rows:
            values = [v.astimezone(UTC).isoformat() if isinstance(v, datetime) else v for v in row]
            digest.update(repr(values).encode())
    return count, digest.digest()


def _batches(connection: Connection, table: sa.Table) -> Iterator[Sequence[sa.Row[Any]]]:
    """Yield all rows by primary key, in the same order on SQLite and PostgreSQL."""
    is_sqlite = database.is_sqlite(connection)
    order = [
        c if is_sqlite or not isinstance(c.type, sa.String) else sa.collate(c, "C")
        for c in table.primary_key
    ]
    statement = sa.select(table).order_by(*order).execution_options(yield_per=database.BATCH)
    with connection.execute(statement) as rows:
        yield from rows.partitions()
