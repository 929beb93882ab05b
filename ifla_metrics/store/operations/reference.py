"""Load the reference data of `data/reference/` and the crosswalk of `data/frameworks/`.

How a table follows its file depends on its columns (`_write`): rows with `retired_on` are updated
and retired, rows with `known_until` are never changed but superseded, other tables are replaced.
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
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import insert, next_ids, touch_reference
from ifla_metrics.store.summary_cells import refill_changed_cells

Values = dict[str, Any]

_NOT_IN_FILES = {"sequence", "known_from", "known_until", "retired_on"}
"""Columns that only the tables have."""


@dataclass(frozen=True)
class File:
    """A data file with its table and the columns that identify a row."""

    name: str
    table: sa.Table
    key: tuple[str, ...]

    @property
    def columns(self) -> dict[str, sa.Column[Any]]:
        """The columns of the file, by name."""
        columns = {c.name: c for c in self.table.columns if c.name not in _NOT_IN_FILES}
        return {n: c for n, c in columns.items() if n != "id" or not isinstance(c.type, sa.Integer)}


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
"""Ordered so that no row refers to a later file."""
_CROSSWALK = File(
    "crosswalk", tables.CROSSWALK, ("from_framework", "from_node", "to_framework", "to_node")
)


# Files


def read_reference(folder: Path) -> dict[str, list[Values]]:
    """Return the rows of all files by name without `.csv`; raises FaultyData with all faults."""
    faults = Faults()
    rows = {file.name: _rows(folder, file, faults) for file in FILES}
    values = {file.name: _values(file, rows[file.name], faults) for file in FILES}

    by_table = {file.table: file.name for file in FILES}
    references = [
        (file.name, name, by_table[key.column.table], key.column.name)
        for file in FILES
        for name, column in file.columns.items()
        for key in column.foreign_keys
        if key.column.table in by_table
    ]
    references += [
        (file.name, "source", "sources", "id") for file in FILES if "source" in file.columns
    ]
    for name, column, target, key in (*references, ("regions", "region", "region_names", "region")):
        known = {str(row[key]) for row in values[target]}
        reason = n_("is not in") + f" {target}.{key}"
        for row in rows[name]:
            cell = row.cells[column]
            codes = split_bars(cell) if column == "source" else filter(None, [cell])
            faults.check(row, column, codes, known, reason)
    faults.raise_if_any()
    return values


def read_crosswalk(frameworks: Path, nodes: Collection[tuple[str, str]]) -> list[Values]:
    """Return the rows of `crosswalk.csv`; `nodes` are the known (framework, code) pairs."""
    faults = Faults()
    rows = _rows(frameworks, _CROSSWALK, faults)
    values = _values(_CROSSWALK, rows, faults)
    for row in rows:
        for side in ("from", "to"):
            framework, node = row.cells[f"{side}_framework"], row.cells[f"{side}_node"]
            known = [code for name, code in nodes if name == framework]
            faults.check(row, f"{side}_node", [node], known, n_("is not in that strategy"))
    faults.raise_if_any()
    return values


def _rows(folder: Path, file: File, faults: Faults) -> list[Row]:
    path = folder / f"{file.name}.csv"
    before = len(faults.items)
    rows = read_csv(path, tuple(file.columns), faults, name=f"{folder.name}/{path.name}")
    if any(fault.row is None or fault.row == 1 for fault in faults.items[before:]):
        faults.raise_if_any()  # The columns are wrong, so no row can be read.
    return rows


def _values(file: File, rows: Iterable[Row], faults: Faults) -> list[Values]:
    types: dict[str, Any] = {}
    for name, column in file.columns.items():
        type_ = str if isinstance(column.type, AutoString) else column.type.python_type
        types[name] = type_ | None if column.nullable else type_
    rows_of_values: list[Values] = []
    seen: set[tuple[Any, ...]] = set()
    for number, row in enumerate(rows):
        values = {name: faults.parse(row, name, type_) for name, type_ in types.items()}
        key = tuple(values[name] for name in file.key)
        if key in seen:
            faults.add(row, file.key[0], n_("appears twice"))
        seen.add(key)
        rows_of_values.append({**values, "sequence": number})
    return rows_of_values


# Tables


@writes(Right.LOAD_FRAMEWORK, "reference", "folder.name")
def load_reference(
    connection: Connection, folder: Path, *, actor: Actor, documented_only: bool = False
) -> None:
    """Update the reference tables from the files of `data/reference`.

    `documented_only` leaves out invented lists and denominators. Meetings stay: only their days are
    invented, not their months. If the roles that count as participation change, all cells are
    recomputed.
    """
    rows = read_reference(folder)
    if documented_only:
        for name in ("country_lists", "denominators"):
            rows[name] = [row for row in rows[name] if row["provenance"] != "synthetic"]
    before = read_catalogue(connection).rules
    for file in FILES:
        _write(connection, file.table, rows[file.name])
    touch_reference(connection)
    refill_changed_cells(connection, before)
    audit(connection, actor, Right.LOAD_FRAMEWORK, "reference", folder.name)


@writes(Right.LOAD_FRAMEWORK, "crosswalk", "frameworks.name")
def load_crosswalk(connection: Connection, frameworks: Path, *, actor: Actor) -> None:
    """Replace the crosswalk between strategies by `data/frameworks/crosswalk.csv`."""
    catalogue = read_catalogue(connection)
    nodes = {(f.id, node.code) for f in catalogue.frameworks.values() for node in f.nodes}
    _write(connection, tables.CROSSWALK, read_crosswalk(frameworks, nodes))
    audit(connection, actor, Right.LOAD_FRAMEWORK, "crosswalk", frameworks.name)


def _write(connection: Connection, table: sa.Table, rows: Iterable[Values]) -> None:
    """Update a table from its file; see the module's docstring."""
    names = [column.name for column in table.columns]
    new = [{name: row[name] for name in names if name in row} for row in rows]
    if "retired_on" in names:
        _merge(connection, table, new)
    elif "known_until" in names:
        _supersede(connection, table, new)
    else:
        connection.execute(sa.delete(table))
        insert(connection, table, new)


def _merge(connection: Connection, table: sa.Table, rows: list[Values]) -> None:
    """Insert new rows, update changed ones, and retire rows that are no longer in the file."""
    key = [column.name for column in table.primary_key]
    stored = connection.execute(sa.select(table)).mappings()
    before = {tuple(row[k] for k in key): dict(row) for row in stored}
    after = {tuple(row[k] for k in key): {**row, "retired_on": None} for row in rows}
    insert(connection, table, [row for code, row in after.items() if code not in before])
    for code, old in before.items():
        new = after.get(code, {"retired_on": old["retired_on"] or today()})
        if any(old[column] != value for column, value in new.items()):
            same = [table.c[k] == v for k, v in zip(key, code, strict=True)]
            connection.execute(sa.update(table).where(*same).values(new))


def _supersede(connection: Connection, table: sa.Table, rows: list[Values]) -> None:
    """End rows that are no longer in the file, and add new ones.

    Rows of the first load have no `known_from`: they have always been known.
    """
    added = {"id", "known_from", "known_until"}
    names = [column.name for column in table.columns if column.name not in added]
    stored = connection.execute(sa.select(table)).mappings().all()
    moment = now() if stored else None
    current = {
        tuple(row[n] for n in names): row["id"] for row in stored if row["known_until"] is None
    }
    in_file = {tuple(row[n] for n in names): row for row in rows}
    ended = [id_ for values, id_ in current.items() if values not in in_file]
    if ended:
        end = sa.update(table).where(table.c.id.in_(ended)).values(known_until=moment)
        connection.execute(end)
    new = [row for values, row in in_file.items() if values not in current]
    ids = next_ids(connection, table, len(new))
    insert(
        connection,
        table,
        ({**row, "id": id_, "known_from": moment} for id_, row in zip(ids, new, strict=True)),
    )
