"""The frame of "nothing to report": what groups answered for whole periods, as it was known.

An answer that was taken back is gone for every date: what was said by a button is no history.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.framework import Framework
from ifla_metrics.models.review_tables import NilReturnRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import State
from ifla_metrics.store.queries.frames_of import frame_of

FRAME = "nil_returns"
_NIL = table_of(NilReturnRow)


def nil_returns(
    connection: Connection, *, framework: Framework, state: State, on: date
) -> pd.DataFrame:
    """Return the answers for periods that had begun by the evaluation day `on`, oldest first."""
    c = _NIL.c
    statement = sa.select(c.group_code, c.period, c.recorded_at).where(c.framework == framework.id)
    if state.until is not None:
        statement = statement.where(c.recorded_at < state.until)
    days = {period.code: period for period in framework.periods if period.starts_on <= on}
    rows = [
        (group, period, min(days[period].ends_on, on), recorded_at.date())
        for group, period, recorded_at in connection.execute(statement)
        if period in days
    ]
    return frame_of(frames.NIL_RETURNS, sorted(rows, key=lambda row: (row[2], *row)))
