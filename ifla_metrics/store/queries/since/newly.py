"""Activities that were first recorded between the states and counted at the later one."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.store import activity_rows as tables
from ifla_metrics.store import known
from ifla_metrics.store.queries.activities import COUNTED
from ifla_metrics.store.queries.frames_of import frame_of
from ifla_metrics.store.queries.since.between import ONE, Between, unsought
from ifla_metrics.store.queries.since.whole import asked_for, whole_versions

MOST = 100
"""So many are listed."""


def newly_logged(connection: Connection, asked: Between) -> pd.DataFrame:
    """Return activities that were first recorded between the states and counted at the later."""
    v, first = tables.VERSION.c, tables.VERSION.alias("first_version")
    days = (asked.period.starts_on, asked.period.ends_on)
    rules = [
        first.c.version == ONE,
        known.counts(tables.VERSION, asked.now.until, asked.counts, identity="activity_id"),
        v.lifecycle.in_(COUNTED),
        unsought(v.started_on).between(*days),
        *asked_for(asked, tables.VERSION),
    ]
    # First days are rarely amended, so the index of first versions finds nearly all; the others
    # have a later version, which was recorded between the states as well.
    said_at_first = sa.and_(first.c.started_on.between(*days), asked.came(first.c.recorded_at))
    said_later = sa.and_(
        sa.not_(unsought(first.c.started_on).between(*days)),
        v.version > ONE,
        asked.came(v.recorded_at),
        asked.came(unsought(first.c.recorded_at)),
    )
    joined = sa.join(first, tables.VERSION, v.activity_id == first.c.activity_id)
    total, newest = 0, []
    for which in (said_at_first, said_later):
        chosen = [*rules, which]
        total += connection.execute(
            sa.select(sa.func.count()).select_from(joined).where(*chosen)
        ).scalar_one()
        statement = sa.select(first.c.recorded_at, first.c.id, v.id).select_from(joined)
        latest = statement.where(*chosen).order_by(first.c.recorded_at.desc(), first.c.id.desc())
        newest += [tuple(row) for row in connection.execute(latest.limit(MOST))]
    ids = [row[2] for row in sorted(newest, reverse=True)[:MOST]]
    found = whole_versions(connection, ids, asked)
    rows = [tuple({**row, "total": total}[n] for n in frames.NEWLY_LOGGED) for row in found]
    return frame_of(frames.NEWLY_LOGGED, rows, whole=("total",), numbers=("participations",))
