"""Frames of records: values, milestones, cohorts, resources, outcomes, stories, remarks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.framework import Framework
from ifla_metrics.store.known import stood
from ifla_metrics.store.queries.frames_of import frame_of
from ifla_metrics.store.queries.moments import State
from ifla_metrics.store.record_kinds import KINDS, Kind

SYNTHETIC = "synthetic"
COLUMNS = {
    "values": frames.VALUES,
    "milestones": frames.MILESTONES,
    "cohorts": frames.COHORTS,
    "resources": frames.RESOURCES,
    "association_outcomes": frames.ASSOCIATION_OUTCOMES,
    "stories": frames.STORIES,
    "remarks": frames.REMARKS,
}
NUMBERS = ("value", "numerator", "denominator", "count", "before", "after", "change_percent")
KIND_OF = {kind.frame: kind for kind in KINDS.values()}


def records(
    connection: Connection,
    frame: str,
    *,
    framework: Framework,
    state: State,
    on: date,
    documented_only: bool = False,
) -> pd.DataFrame:
    """Return a frame of records as they stood, in the order in which they speak of days.

    What speaks of a day (`as_of`) after the evaluation day `on` is left out; a milestone stays,
    since its plan may reach further.
    """
    kind, columns = KIND_OF[frame], COLUMNS[frame]
    rows = [
        _row(kind, columns, dict(found), framework)
        for found in connection.execute(
            _statement(kind, framework, state, on, documented_only=documented_only)
        ).mappings()
    ]
    return frame_of(columns, rows, numbers=NUMBERS)


def _statement(
    kind: Kind, framework: Framework, state: State, on: date, *, documented_only: bool
) -> sa.Select[Any]:
    c = kind.table.c
    statement = sa.select(kind.table).where(
        c.framework == framework.id, stood(kind.table, state.until)
    )
    if documented_only:
        statement = statement.where(c.provenance != SYNTHETIC)
    if "as_of" in c:
        return statement.where(c.as_of <= on).order_by(c.as_of, c.id)
    return statement.order_by(c.planned_on, c.actual_on, c.id)


def _row(
    kind: Kind, columns: tuple[str, ...], found: dict[str, Any], framework: Framework
) -> tuple[Any, ...]:
    found["group"] = found.pop("group_code")
    found["known_on"] = found["recorded_at"].date()
    for name in ("country", "association", "indicator"):
        if name in found:
            found[name] = found[name] or ""
    if kind.name == "observation":
        found["value"] = _value(found, framework)
    return tuple(found[name] for name in columns)


def _value(found: dict[str, Any], framework: Framework) -> float | None:
    """Return the value; of a ratio its fraction, times 100 when the unit is %."""
    numerator, denominator = found["numerator"], found["denominator"]
    if found["value"] is not None or numerator is None or not denominator:
        value: float | None = found["value"]
        return value
    units = {i.code: i.unit for i in framework.indicators}
    scale = 100.0 if units.get(found["indicator"]) == "%" else 1.0
    return float(numerator / denominator * scale)
