"""Restore a backup: the whole of it in one transaction, into an empty place or over what is there.

The tables are dropped, created again and filled, and the summaries counted anew; until that is
committed, everybody reads what was there before, or waits (PostgreSQL). Locks are always taken in
the order writers, readers, tables, so that no two processes wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.store import migrate
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import Head, audit, audit_refusals, set_head
from ifla_metrics.store.backup_file import DamagedBackup, Manifest, Reader, Table, opened
from ifla_metrics.store.backups import KIND
from ifla_metrics.store.bulk import driver, insert_rows
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, create_file, is_sqlite, shut, writing
from ifla_metrics.store.held_up import PATIENCE, plainly
from ifla_metrics.store.loaded import loaded, set_loaded
from ifla_metrics.store.readiness import CELLS, HEAD, LAYOUT, refuse_unknown
from ifla_metrics.store.revision_row import revision, touch_reference
from ifla_metrics.store.rights import PERSON
from ifla_metrics.store.summary_cells import refill_all

_AS_GIVEN = sa.types.NullType()
"""The type of a column whose values are those of the driver already."""


class NotEmpty(IflaMetricsError):
    """There is something already where a backup should go."""


def look_at(path: Path) -> Manifest:
    """Return what a backup says of itself, with every row read and found as it was written.

    Raises:
        DamagedBackup: It is not as it was written.
        OSError: There is no such file.
    """
    with opened(path) as backup:
        for table in backup.manifest.tables:
            for _row in backup.rows(table):
                pass
        return backup.manifest


@audit_refusals(Right.RESTORE, KIND, "path.name")
def restore(target: Target, path: Path, *, actor: Actor, over: bool = False) -> Manifest:
    """Put a backup in the place of what is there, and return what it says; all sign in anew.

    Args:
        target: An engine or a connection.
        path: The backup.
        actor: Who restores, for the audit.
        over: What is there may be replaced.

    Raises:
        DamagedBackup: It is not as it was written, or has another schema; nothing was changed.
        NotEmpty: There is something already and `over` does not say that it may go.
        NotReady: The database has a layout that this program does not know, or somebody who reads
            or writes did not end; nothing was changed.
        NotAllowed: The actor is not of the secretariat.
    """
    require(actor, Right.RESTORE)
    with opened(path) as backup:
        if isinstance(target, Engine):
            create_file(target)
        with (
            plainly(target, PATIENCE),
            writing(target, actor=actor, moves=False, patience=PATIENCE) as connection,
        ):
            told = backup.manifest
            _require_same_schema(backup)
            before = _emptied(connection, over=over)
            migrate.apply_revisions(connection)
            _fill(connection, backup)
            set_head(connection, Head(told.audit_hash, told.audit_count))
            _go_on(connection, after=max(before, told.revision))
            refill_all(connection, catalogue(connection).rules)
            if loaded(connection).get(CELLS) != LAYOUT:
                set_loaded(connection, CELLS, LAYOUT)
            audit(
                connection,
                actor,
                Right.RESTORE,
                KIND,
                "whole",
                reason=f"made {told.made_at}, schema {told.schema}, {told.rows} rows",
            )
            return told


def _require_same_schema(backup: Reader) -> None:
    schema = backup.manifest.schema
    if schema != HEAD:
        raise DamagedBackup(
            n_(
                "'{file}' has schema {schema} and this program needs {head}: restore it with the "
                "program that wrote it. Nothing was changed."
            ),
            file=backup.name,
            schema=schema,
            head=HEAD,
        )


def _emptied(connection: Connection, *, over: bool) -> int:
    """Leave no table; return the revision that was there, 0 when nothing was."""
    schema = migrate.schema_of(connection)
    if schema is None:
        if sa.inspect(connection).get_table_names():
            raise NotEmpty(n_("The place holds tables of something else. Nothing was changed."))
        return 0
    refuse_unknown(schema)
    if not over:
        raise NotEmpty(
            n_("There is a log already. To replace it, say --over; nothing was changed.")
        )
    shut(connection)
    before = revision(connection)
    migrate.drop_tables(connection)
    return before


def _fill(connection: Connection, backup: Reader) -> None:
    if is_sqlite(connection):
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    there = sa.inspect(connection)
    for table in backup.manifest.tables:
        names = [name for name, _kind in table.columns]
        found = there.get_columns(table.name) if there.has_table(table.name) else []
        if {column["name"] for column in found} != set(names):
            raise DamagedBackup(
                n_("'{file}': {table} is none of schema {schema}. Nothing was changed."),
                file=backup.name,
                table=table.name,
                schema=backup.manifest.schema,
            )
        bare = sa.Table(table.name, sa.MetaData(), *(sa.Column(n, _AS_GIVEN) for n in names))
        rows = _stored(backup.rows(table), table, on_sqlite=is_sqlite(connection))
        if is_sqlite(connection):
            insert_rows(connection, bare, names, rows)
        else:
            _copy(connection, bare, rows)
        if not is_sqlite(connection) and dict(table.columns).get("id") == "number":
            _move_sequence(connection, bare)


def _copy(connection: Connection, table: sa.Table, rows: Iterable[list[Any]]) -> None:
    """Fill a table of PostgreSQL, which reads the texts of a backup by the types of its columns."""
    names = ", ".join(f'"{c.name}"' for c in table.columns)
    with (
        driver(connection).cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _stored(rows: Iterable[list[Any]], table: Table, *, on_sqlite: bool) -> Iterator[list[Any]]:
    """Give rows as the driver takes them."""
    says = _SQLITE if on_sqlite else _POSTGRESQL
    converts = [(i, says[kind]) for i, (_name, kind) in enumerate(table.columns) if kind in says]
    for row in rows:
        for i, convert in converts:
            if row[i] is not None:
                row[i] = convert(row[i])
        yield row


def _move_sequence(connection: Connection, table: sa.Table) -> None:
    """Let the next row of a table have the id after the last one."""
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    last = connection.execute(sa.select(sa.func.max(table.c.id))).scalar()
    if last is not None:
        connection.execute(sa.select(sa.func.setval(sequence, last)).where(sequence.is_not(None)))


def _go_on(connection: Connection, *, after: int) -> None:
    """Let every reader read anew, and everybody sign in anew: a sign-in may have ended since."""
    connection.execute(sa.text("UPDATE revision SET number = :number"), {"number": after + 1})
    touch_reference(connection)
    connection.execute(sa.update(PERSON).values(not_before=now()))


def _moment(value: str) -> str:
    return value + "+00"


_SQLITE: dict[str, Callable[[Any], Any]] = {"bytes": bytes.fromhex}
_POSTGRESQL: dict[str, Callable[[Any], Any]] = {"moment": _moment, "bytes": bytes.fromhex}
