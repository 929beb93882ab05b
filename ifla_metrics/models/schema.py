"""The table behind a class of rows, for statements that are written in SQL's terms."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import SQLModel


def table_of(rows: type[SQLModel] | Any) -> sa.Table:
    """Return the table of a class that was made with `table=True`."""
    return cast(sa.Table, vars(rows)["__table__"])
