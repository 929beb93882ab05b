"""What a file is once read: sheets of cells, and how they travel from the reading process."""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exchange.hidden_reading import SEEN, Unseen
from ifla_metrics.exchange.many_objects import many_objects

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; all counted from 0."""


class FileRefused(IflaMetricsError):
    """The file as a whole cannot be taken; nothing of it was read."""


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet as they stand: `rows[0]` is row 1; a missing cell is None or ''."""

    name: str
    rows: list[list[Cell]] = field(repr=False)
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    epoch_1904: bool = False
    unfinished: tuple[tuple[int, int], ...] = ()
    """Row and column of formulas whose value the file does not hold."""
    delimiter: str = ""
    """Of a CSV file what stands between cells; empty for a workbook."""
    encoding: str = ""
    uneven: tuple[int, ...] = ()
    """Rows of a CSV file with more cells than its header."""
    notices: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = ()
    """Messages about the sheet as a whole, with their values."""
    links: tuple[tuple[int, int, str], ...] = ()
    """Row, column and address of cells with a web address behind them."""
    notes: tuple[tuple[int, int], ...] = ()
    """Row and column of cells that a note hangs on."""
    struck: tuple[tuple[int, int], ...] = ()
    """Row and column of cells that are struck through."""
    unseen: Unseen = SEEN
    """Rows and columns that it hides."""


_ALLOWED = {
    ("datetime", "date"): date,
    ("datetime", "datetime"): datetime,
    ("datetime", "time"): time,
    ("datetime", "timedelta"): timedelta,
    ("ifla_metrics.exchange.sheets", "Sheet"): Sheet,
    ("ifla_metrics.exchange.hidden_reading", "Unseen"): Unseen,
}


class _Unpacker(pickle.Unpickler):
    """Unpacks days, times and sheets and nothing else, whatever the reading process says."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return _ALLOWED[module, name]


def packed(content: object) -> bytes:
    """Return sheets, or a message and its values, as bytes."""
    return pickle.dumps(content, protocol=5)


def unpacked(message: bytes) -> Any:
    """Return what `packed` was given; raises pickle.UnpicklingError and its like."""
    with many_objects():
        return _Unpacker(io.BytesIO(message)).load()
