"""Read the project's CSV files as text; each fault names its file, row and column.

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
    """One line of a file: its cells as text, and the number a spreadsheet shows (header = 1)."""

    file: str
    number: int
    cells: dict[str, str]


@dataclass
class Faults:
    """Collect faults, so that all of them are reported at once."""

    items: list[Fault] = field(default_factory=list)

    def raise_if_any(self) -> None:
        """Raise FaultyData with all of them, if there are any."""
        if self.items:
            raise FaultyData(self.items)

    def add(
        self,
        row: Row,
        column: str | None,
        reason: str,
        known: Iterable[str] = (),
    ) -> None:
        """Add a fault of one cell; the nearest of the `known` values becomes its hint."""
        value = row.cells.get(column, "") if column else ""
        hint = nearest(value, known) if value else None
        self.items.append(Fault(row.file, row.number, column, value, reason, hint))

    def parse(self, row: Row, column: str, kind: Any) -> Any:
        """Return a cell as a value of a type; one that cannot be read is a fault and gives None.

        Args:
            row: The line.
            column: The column of the cell.
            kind: A type of `PARSERS`, one of them or None (an empty cell), or a Literal of texts.
        """
        text = row.cells.get(column, "")
        if get_origin(kind) is Literal:
            self.check(row, column, [text], get_args(kind), n_("is not one of the known values"))
            return text
        if type(None) in get_args(kind):
            if not text:
                return None
            kind = get_args(kind)[0]
        parse, reason = PARSERS[kind]
        try:
            return parse(text)
        except (ValueError, KeyError):
            self.add(row, column, reason)
            return None

    def check(
        self, row: Row, column: str, values: Iterable[str], known: Iterable[str], reason: str
    ) -> None:
        """Add a fault for each of the `values` of a cell that is not `known`."""
        listed = tuple(known)
        for value in values:
            if value not in listed:
                self.add(Row(row.file, row.number, {column: value}), column, reason, listed)


def read_csv(path: Path, columns: Sequence[str], faults: Faults, *, name: str) -> list[Row]:
    """Return the rows of a CSV file, every cell as text.

    A missing file, a missing, unknown or doubled column, a row that is too long or too short and
    text that is not UTF-8 are faults; the rows are then those that could be read.
    """
    if not path.is_file():
        faults.items.append(Fault(name, None, None, "", n_("the file is missing")))
        return []
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        faults.items.append(Fault(name, None, None, "", f"cannot be read as CSV in UTF-8: {error}"))
        return []
    header = lines[0] if lines else []
    for column in columns:
        if column not in header:
            faults.items.append(Fault(name, 1, column, "", n_("the column is missing")))
    for column in header:
        if column not in columns:
            hint = nearest(column, columns)
            faults.items.append(Fault(name, 1, column, column, n_("is not a column"), hint))
    if len(set(header)) < len(header):
        faults.items.append(Fault(name, 1, None, "", n_("a column appears twice")))
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
    """Return the parts of a bar-separated cell."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise ValueError
    return int(text)


def _number(text: str) -> float:
    if not set(text) <= set("0123456789.-"):  # No nan, no 1e5 and no 1_000.
        raise ValueError
    return float(text)


_YES = {"yes": True, "no": False, "": False}

PARSERS: dict[Any, tuple[Callable[[str], Any], str]] = {
    str: (str, ""),
    int: (_whole, n_("is not a whole number")),
    float: (_number, n_("is not a number")),
    bool: (_YES.__getitem__, n_("is neither yes nor no")),
    date: (date.fromisoformat, n_("is not a day like 2012-12-31")),
    tuple[str, ...]: (split_bars, ""),
}
"""How a cell is parsed, by the type of its value, and what is wrong with one that cannot be."""
