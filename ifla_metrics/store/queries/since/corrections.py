"""What entries that were in the figures of the earlier state say otherwise now, of every kind."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.store.queries.frames_of import frame_of
from ifla_metrics.store.queries.since.activities import amended_activities
from ifla_metrics.store.queries.since.between import Between, Row
from ifla_metrics.store.queries.since.records import FIELDS, amended_records

MOST = 200
"""So many entries of a kind are listed."""


def amended(connection: Connection, asked: Between) -> pd.DataFrame:
    """Return what entries that were in the figures of the earlier state say otherwise now."""
    told: list[Row] = []
    found = [amended_activities(connection, asked, MOST)]
    found += [amended_records(connection, kind, asked, MOST) for kind in FIELDS]
    for rows, more in found:
        told += [{**row, "more": more} for row in rows]
    told.sort(key=lambda row: row["known_on"], reverse=True)
    rows_ = [tuple(row[n] for n in frames.AMENDED) for row in told]
    return frame_of(frames.AMENDED, rows_, whole=("version", "more"))
