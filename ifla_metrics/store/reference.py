"""Load reference data, all or nothing: read `data/reference/`, name every fault, write the tables.

Rows that others refer to are kept and retired when their file drops them. Rows that numbers rest on
are followed by others and never changed; names are replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.csv_files import (
    Faults,
    Row,
    parse_day,
    parse_number,
    parse_whole,
    parse_yes,
    read_table,
    split_bars,
)
from ifla_metrics.errors import FaultyData, n_
from ifla_metrics.models import reference_tables
from ifla_metrics.models.base import table_of
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, audit_refusals
from ifla_metrics.store.bulk import merge
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, touch_reference, writing
from ifla_metrics.store.search import index_again
from ifla_metrics.store.summary_cells import freeze, refill_all

Values = dict[str, Any]

SOURCE = table_of(reference_tables.SourceRow)
TERM = table_of(reference_tables.TermRow)
COUNTRY = table_of(reference_tables.CountryRow)
SCHEME = table_of(reference_tables.RegionSchemeRow)
REGION_NAME = table_of(reference_tables.RegionNameRow)
REGION = table_of(reference_tables.RegionRow)
GROUP = table_of(reference_tables.WorkingGroupRow)
ASSOCIATION = table_of(reference_tables.AssociationRow)
ASSOCIATION_NAME = table_of(reference_tables.AssociationNameRow)
DENOMINATOR = table_of(reference_tables.DenominatorRow)
COUNTRY_LIST = table_of(reference_tables.CountryListRow)
MEETING = table_of(reference_tables.MeetingRow)
CROSSWALK = table_of(reference_tables.CrosswalkRow)

Parse = Callable[[str], Any]
_KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], Parse, Any], ...] = (
    (sa.Date, parse_day, date(1, 1, 1)),
    (sa.Boolean, parse_yes, False),
    (sa.Float, parse_number, 0.0),
    (sa.Integer, parse_whole, 1),
)
"""By the type of a column: how a cell is parsed, and what a faulty cell counts as meanwhile."""

_OF_THE_STORE = {"sequence", "known_from", "known_until", "retired_on"}
"""Columns of tables that no file has, beside running numbers."""


@dataclass(frozen=True)
class File:
    """A file of the folder: the table that has its columns, its key, and what it refers to."""

    name: str
    table: sa.Table
    key: tuple[str, ...]
    refers: tuple[tuple[str, str], ...] = ()
    """(column, "file.column"): the cell, unless empty, is in that column of that file."""
    further: dict[str, sa.Column[Any]] = field(default_factory=dict)
    """Columns of the file that belong to another table."""

    @property
    def columns(self) -> dict[str, sa.Column[Any]]:
        """The columns of the file."""
        own = {
            c.name: c
            for c in self.table.columns
            if c.name not in _OF_THE_STORE
            and not (c.name == "id" and isinstance(c.type, sa.Integer))
        }
        return {**own, **self.further}


FILES = (
    File("sources", SOURCE, ("id",)),
    File("terms", TERM, ("list", "code")),
    File("countries", COUNTRY, ("alpha3",)),
    File("region_schemes", SCHEME, ("code",)),
    File("region_names", REGION_NAME, ("scheme", "region"), (("scheme", "region_schemes.code"),)),
    File(
        "regions",
        REGION,
        ("scheme", "country", "valid_from"),
        (
            ("scheme", "region_schemes.code"),
            ("region", "region_names.region"),
            ("country", "countries.alpha3"),
        ),
        {"position": REGION_NAME.c.position},
    ),
    File("working_groups", GROUP, ("code",)),
    File(
        "associations",
        ASSOCIATION_NAME,
        ("code", "valid_from"),
        (("country", "countries.alpha3"),),
        {"country": ASSOCIATION.c.country},
    ),
    File("denominators", DENOMINATOR, ("code", "as_of")),
    File(
        "country_lists",
        COUNTRY_LIST,
        ("list", "country", "valid_from"),
        (("country", "countries.alpha3"),),
    ),
    File("meetings", MEETING, ("code",)),
)
_CROSSWALK = File(
    "crosswalk", CROSSWALK, ("from_framework", "from_node", "to_framework", "to_node")
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
    sources = {str(row["id"]) for row in values["sources"]}
    for file in FILES:
        for column, target in file.refers:
            other, _, name = target.partition(".")
            known = {str(row[name]) for row in values[other]}
            for row in rows[file.name]:
                if row.cells[column] and row.cells[column] not in known:
                    faults.add(row, column, n_("is not in") + f" {target}", known)
        if "source" in file.columns:
            for row in rows[file.name]:
                named = split_bars(row.cells["source"])
                faults.each_of(row, "source", named, sources, n_("is not in sources.csv"))
    if faults.found:
        raise FaultyData(faults.found)
    return values


def read_crosswalk(frameworks: Path, nodes: Collection[tuple[str, str]]) -> list[Values]:
    """Return the rows of `crosswalk.csv`; `nodes` are the (framework, code) there are."""
    faults = Faults()
    rows = _rows(frameworks, _CROSSWALK, faults)
    values = _values(_CROSSWALK, rows, faults)
    for row in rows:
        for side in ("from", "to"):
            framework = row.cells[f"{side}_framework"]
            known = [code for name, code in nodes if name == framework]
            if not known:
                known_frameworks = {name for name, _ in nodes}
                faults.add(row, f"{side}_framework", n_("is no framework"), known_frameworks)
            elif row.cells[f"{side}_node"] not in known:
                faults.add(row, f"{side}_node", n_("is no part of that framework"), known)
    if faults.found:
        raise FaultyData(faults.found)
    return values


def _rows(folder: Path, file: File, faults: Faults) -> list[Row]:
    path = folder / f"{file.name}.csv"
    before = len(faults.found)
    rows = read_table(path, tuple(file.columns), faults, name=f"{folder.name}/{path.name}")
    if any(fault.row is None or fault.row == 1 for fault in faults.found[before:]):
        raise FaultyData(faults.found)
    return rows


def cell_value(row: Row, name: str, column: sa.Column[Any] | None, faults: Faults) -> Any:
    """Return the parsed cell; one without a column of its own is a list separated by bars.

    An empty cell of a nullable column is None, but text stays text.
    """
    if column is None:
        return split_bars(row.cells[name])
    for kind, parse, default in _KINDS:
        if isinstance(column.type, kind):
            if column.nullable and not row.cells[name]:
                return None
            return faults.cell(row, name, parse, None if column.nullable else default)
    return row.cells[name]


def _values(file: File, rows: Iterable[Row], faults: Faults) -> list[Values]:
    found: list[Values] = []
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        values = {name: cell_value(row, name, c, faults) for name, c in file.columns.items()}
        key = tuple(values[name] for name in file.key)
        if key in seen:
            faults.add(row, file.key[0], n_("stands twice"))
        seen.add(key)
        found.append(values)
    return found


# Tables


@audit_refusals(Right.LOAD_FRAMEWORK, "reference", "folder.name")
def load_reference(
    target: Target, folder: Path, *, actor: Actor, documented_only: bool = False
) -> None:
    """Bring the reference tables to what the files of `data/reference` say.

    `documented_only` leaves out invented lists and denominators. Meetings stay: their months are
    documented, only their days are invented. When the roles that count as participation change,
    all cells are counted again; when a frozen meeting's day changes, it is frozen again.

    Raises:
        FaultyData: Some file has a fault; nothing is loaded.
    """
    require(actor, Right.LOAD_FRAMEWORK)
    rows = read_reference(folder)
    if documented_only:
        for name in ("country_lists", "denominators"):
            rows[name] = [row for row in rows[name] if row["provenance"] != "synthetic"]
    with writing(target, actor=actor) as connection:
        roles = catalogue(connection).roles
        moved = _moved_meetings(connection, rows["meetings"])
        merge(connection, SOURCE, ("id",), rows["sources"])
        merge(connection, TERM, ("list", "code"), rows["terms"])
        renamed = _renamed_countries(connection, rows["countries"])
        merge(connection, COUNTRY, ("alpha3",), rows["countries"])
        index_again(connection, renamed)
        merge(connection, SCHEME, ("code",), rows["region_schemes"])
        merge(
            connection,
            GROUP,
            ("code",),
            [{"sequence": i, **row} for i, row in enumerate(rows["working_groups"])],
        )
        merge(connection, ASSOCIATION, ("code",), _associations(rows["associations"]))
        merge(connection, MEETING, ("code",), rows["meetings"])
        _append_changes(connection, REGION, _without(rows["regions"], "position"))
        _replace(connection, REGION_NAME, rows["region_names"])
        _replace(connection, ASSOCIATION_NAME, _without(rows["associations"], "country"))
        _append_changes(connection, DENOMINATOR, rows["denominators"])
        _append_changes(connection, COUNTRY_LIST, rows["country_lists"])
        touch_reference(connection)
        if catalogue(connection).roles != roles:
            refill_all(connection, catalogue(connection).rules)
        for code in moved:
            freeze(connection, code)
        audit(connection, actor, Right.LOAD_FRAMEWORK, "reference", folder.name)


@audit_refusals(Right.LOAD_FRAMEWORK, "crosswalk", "frameworks.name")
def load_crosswalk(target: Target, frameworks: Path, *, actor: Actor) -> None:
    """Replace the crosswalk between strategies by `data/frameworks/crosswalk.csv`.

    Raises:
        FaultyData: It names a part that no framework has; nothing is loaded.
    """
    require(actor, Right.LOAD_FRAMEWORK)
    with writing(target, actor=actor) as connection:
        plans = catalogue(connection).frameworks.values()
        nodes = {(plan.id, node.code) for plan in plans for node in plan.nodes}
        _replace(connection, CROSSWALK, read_crosswalk(frameworks, nodes))
        audit(connection, actor, Right.LOAD_FRAMEWORK, "crosswalk", frameworks.name)


def _associations(rows: Iterable[Values]) -> list[Values]:
    found: dict[str, Values] = {}
    for row in rows:
        found.setdefault(row["code"], {"code": row["code"], "country": row["country"] or None})
    return list(found.values())


def _without(rows: Iterable[Values], column: str) -> list[Values]:
    return [{k: v for k, v in row.items() if k != column} for row in rows]


def _moved_meetings(connection: Connection, rows: Iterable[Values]) -> list[str]:
    c = MEETING.c
    frozen_on = sa.select(c.code, c.held_on).where(c.known_until.is_not(None))
    held = {row[0]: row[1] for row in connection.execute(frozen_on)}
    return [row["code"] for row in rows if held.get(row["code"], row["held_on"]) != row["held_on"]]


def _renamed_countries(connection: Connection, rows: Iterable[Values]) -> list[str]:
    c = COUNTRY.c
    statement = sa.select(c.alpha3, c.alpha2, c.name)
    held = {row[0]: tuple(row) for row in connection.execute(statement)}
    now = {row["alpha3"]: (row["alpha3"], row["alpha2"], row["name"]) for row in rows}
    return [code for code, names in now.items() if held.get(code, names) != names]


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
    new = [{**row, "known_from": moment} for values, row in wanted.items() if values not in current]
    if new:
        connection.execute(sa.insert(table), new)


def _replace(connection: Connection, table: sa.Table, rows: list[Values]) -> None:
    connection.execute(sa.delete(table))
    if rows:
        connection.execute(sa.insert(table), rows)
