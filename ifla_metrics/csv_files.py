"""Read the project's CSV files, and collect faults with their file, row and column.

Only an empty cell is missing: Namibia's code `NA` stays text.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from ifla_metrics.errors import Fault, FaultyData, n_, nearest


@dataclass(frozen=True)
class Row:
    """One row of a file, numbered as in a spreadsheet (the header is row 1)."""

    file: str
    number: int | None
    """None for a fault of the whole file."""
    cells: dict[str, str]


@dataclass
class Faults:
    """Faults collected so far, to report all of them at once."""

    items: list[Fault] = field(default_factory=list)

    def raise_if_any(self) -> None:
        """Raise FaultyData if there are any faults."""
        if self.items:
            raise FaultyData(self.items)

    def add(self, row: Row, column: str | None, reason: str, known: Iterable[str] = ()) -> None:
        """Add a fault of a cell, with the nearest of the `known` values as a suggestion."""
        value = row.cells.get(column, "") if column else ""
        suggestion = nearest(value, known) if value else None
        self.items.append(Fault(row.file, row.number, column, value, reason, suggestion))

    def parse(self, row: Row, column: str, hint: Any) -> Any:
        """Return a cell as a Python value. A faulty cell adds a fault.

        It gives None, or its text if `hint` is a Literal.

        Args:
            row: The row of the cell.
            column: The column of the cell.
            hint: A type in `PARSERS`, optionally `| None` for an empty cell, or a Literal.
        """
        text = row.cells.get(column, "")
        if get_origin(hint) is Literal:
            self.check(row, column, [text], get_args(hint), n_("is not one of the known values"))
            return text
        if type(None) in get_args(hint):
            if not text:
                return None
            hint = get_args(hint)[0]
        parse, reason = PARSERS[hint]
        try:
            return parse(text)
        except (ValueError, KeyError):
            self.add(row, column, reason)
            return None

    def check(
        self, row: Row, column: str, values: Iterable[str], known: Iterable[str], reason: str
    ) -> None:
        """Add a fault for each of a cell's `values` that is not `known`."""
        known_values = tuple(known)
        for value in values:
            if value not in known_values:
                self.add(Row(row.file, row.number, {column: value}), column, reason, known_values)


def read_csv(path: Path, columns: Sequence[str], faults: Faults, *, name: str) -> list[Row]:
    """Return the rows of a CSV file, all cells as text.

    Adds faults for a missing file, text that is not UTF-8, missing, unknown or repeated columns,
    and rows of a wrong length; returns the rows that could be read.
    """
    if not path.is_file():
        faults.add(Row(name, None, {}), None, n_("the file is missing"))
        return []
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        faults.add(Row(name, None, {}), None, f"cannot be read as CSV in UTF-8: {error}")
        return []
    header = lines[0] if lines else []
    first = Row(name, 1, {column: column for column in header})
    for column in columns:
        if column not in header:
            faults.add(first, column, n_("the column is missing"))
    for column in header:
        faults.check(first, column, [column], columns, n_("is not a column"))
    if len(set(header)) < len(header):
        faults.add(first, None, n_("a column appears twice"))
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cells):
            continue
        row = Row(name, number, {c: v.strip() for c, v in zip(header, cells, strict=False)})
        if len(cells) != len(header):
            faults.add(row, None, f"the row has {len(cells)} cells, the header {len(header)}")
        rows.append(row)
    return rows


def split_bars(text: str) -> tuple[str, ...]:
    """Split a bar-separated cell."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _parse_int(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise ValueError
    return int(text)


def _parse_float(text: str) -> float:
    if not set(text) <= set("0123456789.-"):  # No nan, no 1e5 and no 1_000.
        raise ValueError
    return float(text)


_BOOLEANS = {"yes": True, "no": False, "": False}

PARSERS: dict[Any, tuple[Callable[[str], Any], str]] = {
    str: (str, ""),
    int: (_parse_int, n_("is not a whole number")),
    float: (_parse_float, n_("is not a number")),
    bool: (_BOOLEANS.__getitem__, n_("is neither yes nor no")),
    date: (date.fromisoformat, n_("is not a day like 2012-12-31")),
    tuple[str, ...]: (split_bars, ""),
}
"""Parser of each type, with the reason given when it fails."""
