"""Two states of the log, and whose entries are asked for between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period
from ifla_metrics.store.queries.moments import State

Row = dict[str, Any]
ONE: sa.ColumnElement[int] = sa.literal_column("1")
"""Written out, because an index of some rows is not sought for a value that comes later."""


@dataclass(frozen=True)
class Between:
    """Two states of the log, and whose entries are asked for."""

    framework: Framework
    period: Period
    before: State
    now: State
    on: date
    counts: str
    direction: str = ""
    documented_only: bool = False

    def came(self, moment: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Return the condition that a moment lies between the two states."""
        since = self.before.until
        after = moment >= since if since is not None else sa.false()
        return after if self.now.until is None else sa.and_(after, moment < self.now.until)


def unsought(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return a column in a form that no index is sought for: another one finds fewer rows."""
    return sa.func.coalesce(column, column)
