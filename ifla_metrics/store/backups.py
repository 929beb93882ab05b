"""Backups: every row of one state of the database in a file that both databases can be filled from.

Left out is what nobody should be able to bring back: sign-ins and the links that begin one; and
what is made anew: the summary cells and the index of words. Evidence files and editions are rows,
so they travel along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import NotReady, n_
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import migrate
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, audit_refusals, head
from ifla_metrics.store.backup_file import Manifest, written
from ifla_metrics.store.bulk import driver
from ifla_metrics.store.database import Target, is_sqlite, reading, writing
from ifla_metrics.store.readiness import HEAD
from ifla_metrics.store.revision_row import revision

KIND = "backup"
LEFT_OUT = frozenset(
    {"revision", "sign_in_session", "sign_in_link", "ended_sign_in", "summary_cell"}
)
"""Tables of which a backup has nothing."""
STORED_MOMENT = "%Y-%m-%d %H:%M:%S.%f"
"""How SQLite stores a moment, in UTC; a backup says it the same way."""


def write_backup(engine: Engine, path: Path) -> Manifest:
    """Write one state of the database to a file, while others write on; what the file says.

    Raises:
        FileExistsError: There is a file of that name.
        NotReady: The database is not at the schema of this program, or is damaged.
    """
    migrate.require_fitting(engine)
    with reading(engine) as connection:
        _require_sound(connection)
        with written(path) as writer:
            for table in METADATA.sorted_tables:
                if table.name not in LEFT_OUT:
                    columns = [(c.name, kind_of(c)) for c in table.columns]
                    writer.table(table.name, columns, _rows(connection, table))
            chain = head(connection)
            return writer.manifest(
                schema=HEAD,
                revision=revision(connection),
                made_at=now().isoformat(timespec="seconds"),
                made_from=connection.dialect.name,
                audit_hash=chain.hash,
                audit_count=chain.entries,
            )


@audit_refusals(Right.BACK_UP, KIND)
def note_backup(target: Target, *, actor: Actor) -> None:
    """Write into the audit that somebody takes a backup away; before it is made.

    Raises:
        NotAllowed: The actor is not of the secretariat.
    """
    require(actor, Right.BACK_UP)
    with writing(target, actor=actor, moves=False) as connection:
        audit(connection, actor, Right.BACK_UP, KIND, "whole")


def kind_of(column: sa.Column[Any]) -> str:
    """Return how a backup says the values of a column."""
    match column.type:
        case UTCDateTime():
            return "moment"
        case sa.Date():
            return "day"
        case sa.Boolean():
            return "truth"
        case sa.LargeBinary():
            return "bytes"
        case sa.Float() | sa.Integer():
            return "number"
        case sa.String() | AutoString():
            return "text"
    raise TypeError(f"No backup knows the kind of {column}.")


def _require_sound(connection: Connection) -> None:
    """Refuse to copy what is damaged: the last good backup would be taken for an old one."""
    if not is_sqlite(connection):
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise NotReady(
            n_("The database is damaged ({fault}): restore a backup (docs/backup.md)."),
            fault=str(found).splitlines()[0],
        )


def _rows(connection: Connection, table: sa.Table) -> Iterator[list[Any]]:
    """Give the rows of a table as a backup says them."""
    says = _SQLITE if is_sqlite(connection) else _POSTGRESQL
    converts = [
        (i, says[kind]) for i, c in enumerate(table.columns) if (kind := kind_of(c)) in says
    ]
    statement = sa.select(*table.columns).order_by(*_order(connection, table))
    with closing(_cursor(connection)) as cursor:
        cursor.execute(str(statement.compile(connection)))
        for row in cursor:
            values = list(row)
            for i, convert in converts:
                if values[i] is not None:
                    values[i] = convert(values[i])
            yield values


def _order(connection: Connection, table: sa.Table) -> list[sa.ColumnElement[Any]]:
    """Return the primary key, texts in the order of their letters' numbers on both databases."""
    return [
        sa.collate(c, "C") if kind_of(c) == "text" and not is_sqlite(connection) else c
        for c in table.primary_key
    ]


def _cursor(connection: Connection) -> Any:
    """Return a cursor that does not hold all rows at once."""
    if is_sqlite(connection):
        return driver(connection).cursor()
    cursor = driver(connection).cursor(name="backup")
    cursor.itersize = 5_000
    return cursor


def _moment(value: Any) -> str:
    return str(value.astimezone(UTC).strftime(STORED_MOMENT))


def _bytes(value: Any) -> str:
    return bytes(value).hex()


_SQLITE: dict[str, Callable[[Any], Any]] = {"bytes": _bytes}
_POSTGRESQL: dict[str, Callable[[Any], Any]] = {
    "moment": _moment,
    "day": str,
    "truth": int,
    "bytes": _bytes,
}
