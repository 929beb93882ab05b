"""Files of the data folder whose columns are columns of tables: how each cell is parsed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from ifla_metrics.csv_files import Faults, Row, day, many, number, whole, yes

Parse = Callable[[str], Any]
_KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], Parse, Any], ...] = (
    (sa.Date, day, date(1, 1, 1)),
    (sa.Boolean, yes, False),
    (sa.Float, number, 0.0),
    (sa.Integer, whole, 1),
)
"""By the type of a column: how a cell is parsed, and what a faulty cell counts as meanwhile."""


def cell_value(row: Row, name: str, column: sa.Column[Any] | None, faults: Faults) -> Any:
    """Return the parsed cell; one without a column of its own is a list separated by bars.

    An empty cell of a nullable column is None, but text stays text.
    """
    if column is None:
        return many(row.cells[name])
    for kind, parse, default in _KINDS:
        if isinstance(column.type, kind):
            if column.nullable and not row.cells[name]:
                return None
            return faults.cell(row, name, parse, None if column.nullable else default)
    return row.cells[name]
