"""Move a whole database to another one, between SQLite and PostgreSQL or within one kind."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.errors import Refused, n_
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import migrate
from ifla_metrics.store.backups import revision_to_replace
from ifla_metrics.store.database import BATCH, create_file, exclusive, is_sqlite, reading


def copy_database(source: Engine, target: Engine) -> dict[str, int]:
    """Copy every row of every table into an empty database; return the rows of each table.

    All in one transaction of the target: when it is killed, the target stays empty.

    Raises:
        NotReady: The source is not at the schema of this program, or a lock did not come in time.
        Refused: The target is not empty, or a table reads otherwise in it; nothing was kept.
    """
    migrate.require_ready(source)
    create_file(target)
    with reading(source) as reader, exclusive(target) as writer:
        revision_to_replace(writer, over=False)
        migrate.apply_revisions(writer)
        writer.execute(sa.delete(METADATA.tables["revision"]))  # The source's own row is copied.
        return {table.name: _copy_table(reader, writer, table) for table in METADATA.sorted_tables}


def _copy_table(reader: Connection, writer: Connection, table: sa.Table) -> int:
    digest, count = hashlib.sha256(), 0
    for rows in _batches(reader, table):
        _add(digest, rows)
        count += len(rows)
        writer.execute(sa.insert(table), [dict(row._mapping) for row in rows])
    written, copied = hashlib.sha256(), 0
    for rows in _batches(writer, table):
        _add(written, rows)
        copied += len(rows)
    if (copied, written.digest()) != (count, digest.digest()):
        raise Refused(n_("{table} differs in the copy. Nothing was kept there."), table=table.name)
    return count


def _batches(connection: Connection, table: sa.Table) -> Iterator[list[sa.Row[Any]]]:
    """Yield all rows in the order of the primary key, which is the same on both databases."""
    order = [
        sa.collate(c, "C") if isinstance(c.type, sa.String) and not is_sqlite(connection) else c
        for c in table.primary_key
    ]
    statement = sa.select(table).order_by(*order).execution_options(yield_per=BATCH)
    with connection.execute(statement) as rows:
        for batch in rows.partitions():
            yield list(batch)


def _add(digest: Any, rows: list[sa.Row[Any]]) -> None:
    """Add rows to a hash as both databases give them: moments in UTC."""
    for row in rows:
        values = [v.astimezone(UTC).isoformat() if isinstance(v, datetime) else v for v in row]
        digest.update(repr(values).encode())
