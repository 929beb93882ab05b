"""How many entries count in figures without having been reviewed: activities and records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.store import as_of
from ifla_metrics.store.kinds import ALIGNMENT, KINDS, VERSION, RecordKind
from ifla_metrics.store.read_changes import without_index
from ifla_metrics.store.read_frames import frame_of
from ifla_metrics.store.read_request import COUNTED, SYNTHETIC, Request
from ifla_metrics.store.review import EVER

ACTIVITY = "activity"
COUNTS = ("entries", "unreviewed", "so_far", "new")


def unreviewed(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the entries that had been sent and not been approved (frames.UNREVIEWED).

    Where only approved entries count, there are none. Records that are reviewed are counted only
    when something is not.
    """
    if asked.counts == "approved":
        return frames.empty(frames.UNREVIEWED)
    parts = (*_activities(asked), *(_records(kind, asked) for kind in KINDS.values()))
    waiting = {
        (kind, about): amounts
        for kind, about, *amounts in connection.execute(_together(parts))
        if any(amounts)
    }
    if not waiting:
        return frames.empty(frames.UNREVIEWED)
    every = _together(_entries(kind, asked) for kind in KINDS.values())
    entries = {(kind, about): number for kind, about, number in connection.execute(every)}
    rows = [
        (*key, entries.get(key, 0), *waiting.get(key, (0, 0, 0)))
        for key in sorted({*waiting, *entries})
    ]
    return frame_of(frames.UNREVIEWED, rows, whole=COUNTS)


def _together(statements: Iterable[Any]) -> sa.CompoundSelect[Any]:
    return sa.union_all(*statements)


def _activities(asked: Request) -> Iterator[sa.SelectBase]:
    v, period = VERSION.c, asked.period
    first = min(p.starts_on for p in asked.framework.periods)
    # Few activities wait for review, many begin in a period: the former are sought by their index.
    began = without_index(v.started_on)
    rules = [
        *_waiting(VERSION, asked),
        *asked.filters(VERSION),
        v.lifecycle.in_(COUNTED),
        began.between(first, period.ends_on),
    ]
    inside = began >= period.starts_on
    for direction in dict.fromkeys(("", asked.choices.direction)):
        served = inside
        if direction:
            a = ALIGNMENT.c
            served = sa.exists().where(
                a.version_id == v.id,
                a.framework == asked.framework.id,
                a.direction == direction,
            )
            served = sa.and_(inside, served)
        yield sa.select(
            sa.literal(ACTIVITY, sa.String()),
            sa.literal(direction, sa.String()),
            _number(served),
            sa.func.count(),
            _number(sa.and_(served, asked.between(v.recorded_at))),
        ).where(*rules)


def _records(kind: RecordKind, asked: Request) -> sa.SelectBase:
    c = kind.table.c
    about = _about(kind)
    return (
        sa.select(
            sa.literal(kind.name, sa.String()),
            about,
            sa.func.count(),
            sa.func.count(),
            _number(asked.between(c.recorded_at)),
        )
        .where(*_waiting(kind.table, asked), *_spoken_of(kind, asked))
        .group_by(about)
    )


def _entries(kind: RecordKind, asked: Request) -> sa.SelectBase:
    """Return how many records count, reviewed or not, by what they are about."""
    about = _about(kind)
    counts = as_of.counts(kind.table, asked.state.until, "sent", identity="uid")
    real = [kind.table.c.provenance != SYNTHETIC] if asked.choices.documented_only else []
    return (
        sa.select(sa.literal(kind.name, sa.String()), about, sa.func.count())
        .where(counts, *real, *_spoken_of(kind, asked))
        .group_by(about)
    )


def _waiting(table: sa.Table, asked: Request) -> Iterator[sa.ColumnElement[bool]]:
    yield as_of.unreviewed(table, asked.state.until)
    if asked.state.until is None:
        yield table.c.recorded_at >= EVER
    if asked.choices.documented_only:
        yield table.c.provenance != SYNTHETIC


def _spoken_of(kind: RecordKind, asked: Request) -> Iterator[sa.ColumnElement[bool]]:
    c = kind.table.c
    yield c.framework == asked.framework.id
    yield from asked.records(kind, kind.table)
    if "as_of" in c:
        yield c.as_of <= asked.on


def _about(kind: RecordKind) -> sa.ColumnElement[str]:
    """Return the column with the part or indicator that a record speaks of."""
    c = kind.table.c
    return next(c[name] for name in ("node", "subject", "indicator") if name in c)


def _number(rule: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((rule, 1), else_=0)), 0)
