"""Reading `data/reference/` into rows of tables, or naming every fault at its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ifla_metrics.csv_files import (
    Faults,
    Row,
    day,
    day_or_none,
    many,
    number,
    read_table,
    whole,
    yes,
)
from ifla_metrics.errors import FaultyData, n_

Values = dict[str, Any]
Parse = Callable[[str], Any]


@dataclass(frozen=True)
class File:
    """A file of the folder: its columns with how each is read, its key, and what it refers to."""

    name: str
    columns: dict[str, Parse]
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()
    """(column, "file.column"): the cell, unless empty, stands in that column of that file."""


_DATED = {"valid_from": day_or_none, "valid_to": day_or_none}
_SOURCED: dict[str, Parse] = {"source": str, "note": str}

FILES = (
    File(
        "sources",
        {"id": str, "title": str, "address": str, "kind": str, "note": str},
        ("id",),
    ),
    File(
        "terms",
        {"list": str, "code": str, "position": whole, "title": str, "counts": str},
        ("list", "code"),
    ),
    File(
        "countries",
        {
            "alpha3": str,
            "alpha2": str,
            "numeric": str,
            "name": str,
            "latitude": number,
            "longitude": number,
            "small": yes,
            "ldc": yes,
            "lldc": yes,
            "sids": yes,
        },
        ("alpha3",),
    ),
    File(
        "region_schemes",
        {"code": str, "title": str, **_DATED, "verified": str, **_SOURCED},
        ("code",),
    ),
    File(
        "region_names",
        {"scheme": str, "region": str, "position": whole, "title": str},
        ("scheme", "region"),
        (("scheme", "region_schemes.code"),),
    ),
    File(
        "regions",
        {"scheme": str, "region": str, "position": whole, "country": str, **_DATED},
        ("scheme", "country", "valid_from"),
        (
            ("scheme", "region_schemes.code"),
            ("region", "region_names.region"),
            ("country", "countries.alpha3"),
        ),
    ),
    File(
        "working_groups",
        {
            "code": str,
            "title": str,
            "short_title": str,
            "kind": str,
            "verified": str,
            **_SOURCED,
        },
        ("code",),
    ),
    File(
        "associations",
        {"code": str, "country": str, "name": str, **_DATED, **_SOURCED},
        ("code", "valid_from"),
        (("country", "countries.alpha3"),),
    ),
    File(
        "denominators",
        {
            "code": str,
            "title": str,
            "as_of": day,
            "value": number,
            "provenance": str,
            **_SOURCED,
        },
        ("code", "as_of"),
    ),
    File(
        "country_lists",
        {
            "list": str,
            "country": str,
            "category": str,
            **_DATED,
            "provenance": str,
            **_SOURCED,
        },
        ("list", "country", "valid_from"),
        (("country", "countries.alpha3"),),
    ),
    File(
        "meetings",
        {
            "code": str,
            "title": str,
            "held_on": day,
            "place": str,
            "provenance": str,
            **_SOURCED,
        },
        ("code",),
    ),
)

CROSSWALK = File(
    "crosswalk",
    {
        "from_framework": str,
        "from_node": str,
        "to_framework": str,
        "to_node": str,
        "stated": str,
        **_SOURCED,
    },
    ("from_framework", "from_node", "to_framework", "to_node"),
)


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
            _refers(rows[file.name], column, known, target, faults)
        if "source" in file.columns:
            _sources(rows[file.name], sources, faults)
    if faults.found:
        raise FaultyData(faults.found)
    return values


def read_crosswalk(frameworks: Path, nodes: Collection[tuple[str, str]]) -> list[Values]:
    """Return the rows of `crosswalk.csv`; `nodes` are the (framework, code) there are."""
    faults = Faults()
    rows = _rows(frameworks, CROSSWALK, faults)
    values = _values(CROSSWALK, rows, faults)
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


def _values(file: File, rows: Iterable[Row], faults: Faults) -> list[Values]:
    found: list[Values] = []
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        values = {name: faults.cell(row, name, parse, None) for name, parse in file.columns.items()}
        key = tuple(values[name] for name in file.key)
        if key in seen:
            faults.add(row, file.key[0], n_("stands twice"))
        seen.add(key)
        found.append(values)
    return found


def _refers(rows: Iterable[Row], column: str, known: set[str], target: str, faults: Faults) -> None:
    for row in rows:
        if row.cells[column] and row.cells[column] not in known:
            faults.add(row, column, n_("is not in") + f" {target}", known)


def _sources(rows: Iterable[Row], known: set[str], faults: Faults) -> None:
    for row in rows:
        faults.each_of(row, "source", many(row.cells["source"]), known, n_("is not in sources.csv"))
