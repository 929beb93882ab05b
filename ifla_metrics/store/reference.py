"""Load reference data, all or nothing: read `data/reference/`, name every fault, write the tables.

Rows that others refer to are kept and retired when their file drops them. Rows that numbers rest on
are followed by others and never changed; names are replaced.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from ifla_metrics.access import Actor, Right
from ifla_metrics.csv_files import Faults, Row, read_csv, split_bars
from ifla_metrics.errors import n_
from ifla_metrics.models import reference_tables as tables
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import insert, next_ids, touch_reference
from ifla_metrics.store.summary_cells import refill_changed

Values = dict[str, Any]

_OF_THE_STORE = {"sequence", "known_from", "known_until", "retired_on"}
"""Columns of tables that no file has, beside running numbers."""


@dataclass(frozen=True)
class File:
    """A file of the folder: the table that has its columns, and what tells its rows apart."""

    name: str
    table: sa.Table
    key: tuple[str, ...]

    @property
    def columns(self) -> dict[str, sa.Column[Any]]:
        """The columns of the file."""
        return {
            c.name: c
            for c in self.table.columns
            if c.name not in _OF_THE_STORE
            and not (c.name == "id" and isinstance(c.type, sa.Integer))
        }


FILES = (
    File("sources", tables.SOURCE, ("id",)),
    File("terms", tables.TERM, ("list", "code")),
    File("countries", tables.COUNTRY, ("alpha3",)),
    File("region_schemes", tables.SCHEME, ("code",)),
    File("region_names", tables.REGION_NAME, ("scheme", "region")),
    File("regions", tables.REGION, ("scheme", "country", "valid_from")),
    File("working_groups", tables.GROUP, ("code",)),
    File("associations", tables.ASSOCIATION, ("code",)),
    File("denominators", tables.DENOMINATOR, ("code", "as_of")),
    File("country_lists", tables.COUNTRY_LIST, ("list", "country", "valid_from")),
    File("meetings", tables.MEETING, ("code",)),
)
"""In an order in which no row refers to one of a later file."""
_CROSSWALK = File(
    "crosswalk", tables.CROSSWALK, ("from_framework", "from_node", "to_framework", "to_node")
)


# Files


def read_reference(folder: Path) -> dict[str, list[Values]]:
    """Return the rows of every file of `data/reference`, by the file's name without `.csv`.

    Raises:
        FaultyData: with every fault of every file.
    """
    faults = Faults()
    rows = {file.name: _rows(folder, file, faults) for file in FILES}
    values = {file.name: _values(file, rows[file.name], faults) for file in FILES}

    def refer(file: str, column: str, target: str, name: str) -> None:
        known = {str(row[name]) for row in values[target]}
        for row in rows[file]:
            if row.cells[column] and row.cells[column] not in known:
                faults.add(row, column, n_("is not in") + f" {target}.{name}", known)

    by_table = {file.table: file.name for file in FILES}
    for file in FILES:
        for name, column in file.columns.items():
            for key in column.foreign_keys:
                if key.column.table in by_table:
                    refer(file.name, name, by_table[key.column.table], key.column.name)
    refer("regions", "region", "region_names", "region")
    sources = {str(row["id"]) for row in values["sources"]}
    for file in FILES:
        if "source" in file.columns:
            for row in rows[file.name]:
                named = split_bars(row.cells["source"])
                faults.check(row, "source", named, sources, n_("is not in sources.csv"))
    faults.raise_if_any()
    return values


def read_crosswalk(frameworks: Path, nodes: Collection[tuple[str, str]]) -> list[Values]:
    """Return the rows of `crosswalk.csv`; `nodes` are the (framework, code) there are."""
    faults = Faults()
    rows = _rows(frameworks, _CROSSWALK, faults)
    values = _values(_CROSSWALK, rows, faults)
    for row in rows:
        for side in ("from", "to"):
            framework, node = row.cells[f"{side}_framework"], row.cells[f"{side}_node"]
            known = [code for name, code in nodes if name == framework]
            faults.check(row, f"{side}_node", [node], known, n_("is not a part of that framework"))
    faults.raise_if_any()
    return values


def _rows(folder: Path, file: File, faults: Faults) -> list[Row]:
    path = folder / f"{file.name}.csv"
    before = len(faults.items)
    rows = read_csv(path, tuple(file.columns), faults, name=f"{folder.name}/{path.name}")
    if any(fault.row is None or fault.row == 1 for fault in faults.items[before:]):
        faults.raise_if_any()  # Without all its columns no row can be read.
    return rows


def _values(file: File, rows: Iterable[Row], faults: Faults) -> list[Values]:
    kinds = {name: _kind(column) for name, column in file.columns.items()}
    found: list[Values] = []
    seen: set[tuple[Any, ...]] = set()
    for number, row in enumerate(rows):
        values = {name: faults.parse(row, name, kind) for name, kind in kinds.items()}
        key = tuple(values[name] for name in file.key)
        if key in seen:
            faults.add(row, file.key[0], n_("appears twice"))
        seen.add(key)
        found.append({**values, "sequence": number})
    return found


def _kind(column: sa.Column[Any]) -> Any:
    kind: Any = str if isinstance(column.type, AutoString) else column.type.python_type
    return kind | None if column.nullable else kind


# Tables


@writes(Right.LOAD_FRAMEWORK, "reference", "folder.name")
def load_reference(
    connection: Connection, folder: Path, *, actor: Actor, documented_only: bool = False
) -> None:
    """Bring the reference tables to what the files of `data/reference` say.

    `documented_only` leaves out invented lists and denominators. Meetings stay: their months are
    documented, only their days are invented. When the roles that count as participation change,
    all cells are counted again.

    Raises:
        FaultyData: Some file has a fault; nothing is loaded.
    """
    rows = read_reference(folder)
    if documented_only:
        for name in ("country_lists", "denominators"):
            rows[name] = [row for row in rows[name] if row["provenance"] != "synthetic"]
    before = catalogue(connection).rules
    for file in FILES:
        _write(connection, file.table, rows[file.name])
    touch_reference(connection)
    refill_changed(connection, before)
    audit(connection, actor, Right.LOAD_FRAMEWORK, "reference", folder.name)


@writes(Right.LOAD_FRAMEWORK, "crosswalk", "frameworks.name")
def load_crosswalk(connection: Connection, frameworks: Path, *, actor: Actor) -> None:
    """Replace the crosswalk between strategies by `data/frameworks/crosswalk.csv`.

    Raises:
        FaultyData: It names a part that no framework has; nothing is loaded.
    """
    plans = catalogue(connection).frameworks.values()
    nodes = {(plan.id, node.code) for plan in plans for node in plan.nodes}
    _write(connection, tables.CROSSWALK, read_crosswalk(frameworks, nodes))
    audit(connection, actor, Right.LOAD_FRAMEWORK, "crosswalk", frameworks.name)


def _write(connection: Connection, table: sa.Table, rows: Iterable[Values]) -> None:
    """Bring a table to the rows of its file, in the way that its columns say."""
    names = [column.name for column in table.columns]
    own = [{name: row[name] for name in names if name in row} for row in rows]
    if "retired_on" in names:
        _merge(connection, table, own)
    elif "known_until" in names:
        _append_changes(connection, table, own)
    else:
        connection.execute(sa.delete(table))
        insert(connection, table, own)


def _merge(connection: Connection, table: sa.Table, rows: list[Values]) -> None:
    """Insert new rows, update changed ones, and retire those that the file no longer has."""
    key = [column.name for column in table.primary_key]
    stored = connection.execute(sa.select(table)).mappings()
    held = {tuple(row[k] for k in key): dict(row) for row in stored}
    wanted = {tuple(row[k] for k in key): {**row, "retired_on": None} for row in rows}
    insert(connection, table, [row for named, row in wanted.items() if named not in held])
    for named, before in held.items():
        after = wanted.get(named, {"retired_on": before["retired_on"] or today()})
        if any(before[column] != value for column, value in after.items()):
            same = [table.c[k] == v for k, v in zip(key, named, strict=True)]
            connection.execute(sa.update(table).where(*same).values(after))


def _append_changes(connection: Connection, table: sa.Table, rows: list[Values]) -> None:
    """End the rows that the file no longer has and begin those that it did not have.

    What an empty table is given was there from the beginning.
    """
    apart = {"id", "known_from", "known_until"}
    names = [column.name for column in table.columns if column.name not in apart]
    held = connection.execute(sa.select(table)).mappings().all()
    moment = now() if held else None
    current = {
        tuple(row[n] for n in names): row["id"] for row in held if row["known_until"] is None
    }
    wanted = {tuple(row[n] for n in names): row for row in rows}
    gone = [id_ for values, id_ in current.items() if values not in wanted]
    if gone:
        ended = sa.update(table).where(table.c.id.in_(gone)).values(known_until=moment)
        connection.execute(ended)
    new = [row for key, row in wanted.items() if key not in current]
    ids = next_ids(connection, table, len(new))
    insert(
        connection,
        table,
        ({**row, "id": id_, "known_from": moment} for id_, row in zip(ids, new, strict=True)),
    )
