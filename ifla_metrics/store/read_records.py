"""Frames of records, of "nothing to report", and of what nobody has reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.choices import COUNTS
from ifla_metrics.frames import frame_of
from ifla_metrics.framework import Framework
from ifla_metrics.models.base import table_of
from ifla_metrics.models.log_tables import ALIGNMENT, VERSION
from ifla_metrics.models.system_tables import NilReturnRow
from ifla_metrics.reading import WITH_SYNTHETIC
from ifla_metrics.store import as_of
from ifla_metrics.store.kinds import KINDS, RecordKind
from ifla_metrics.store.periods import locks
from ifla_metrics.store.read_reference import SYNTHETIC
from ifla_metrics.store.read_request import COUNTED, Request, without_index

NUMBERS = {"value", "numerator", "denominator", "count", "before", "after", "change_percent"}
KIND_OF = {kind.frame: kind for kind in KINDS.values()}
KIND_OF["sent_values"] = KIND_OF["values"]
COLUMNS: dict[str, tuple[str, ...]] = {name: getattr(frames, name.upper()) for name in KIND_OF}
_NIL = table_of(NilReturnRow)


def records(connection: Connection, frame: str, asked: Request) -> pd.DataFrame:
    """Return a frame of records as they counted, in the order in which they speak of days.

    What speaks of a day (`as_of`) after the evaluation day is left out; a milestone stays, since
    its plan may reach further. So is what speaks of a part that the framework, as it was known,
    does not have: a figure shows what its framework holds.
    """
    kind, columns, framework = KIND_OF[frame], COLUMNS[frame], asked.framework
    c = kind.table.c
    counting = asked.counts
    if kind.frame == "values":  # Which indicators a group owns, figures ask.
        asked = asked.all_groups
    if frame == "sent_values":
        counting, asked = COUNTS[0], asked.all_regions
    statement = sa.select(*(_column(c, name) for name in columns)).where(
        c.framework == framework.id,
        as_of.was_counted(kind.table, asked.state.until, counting),
        *asked.records(kind, kind.table),
    )
    if asked.choices.documented_only and frame not in WITH_SYNTHETIC:
        statement = statement.where(c.provenance != SYNTHETIC)
    if "as_of" in c:
        statement = statement.where(c.as_of <= asked.on).order_by(c.as_of, c.id)
    else:
        statement = statement.order_by(c.planned_on, c.actual_on, c.id)
    at = columns.index("known_on")
    place, parts = _parts(columns, framework)
    rows = [
        (*row[:at], row[at].date(), *row[at + 1 :])
        for row in connection.execute(statement)
        if row[place] in parts
    ]
    found = frame_of(columns, rows, numbers=NUMBERS.intersection(columns))
    return _with_ratios(found, framework) if kind.frame == "values" else found


def nil_returns(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the answers "nothing to report" for periods that had begun, oldest first.

    An answer that was taken back is gone for every date: a button leaves no history.
    """
    c, until, group = _NIL.c, asked.state.until, asked.choices.group
    statement = sa.select(c.group_code, c.period, c.recorded_at).where(
        c.framework == asked.framework.id,
        *([c.recorded_at < until] if until else []),
        *([c.group_code == group] if group else []),
    )
    days = {
        period.code: period for period in asked.framework.periods if period.starts_on <= asked.on
    }
    rows = [
        (group, period, min(days[period].ends_on, asked.on), recorded_at.date())
        for group, period, recorded_at in connection.execute(statement)
        if period in days
    ]
    return frame_of(frames.NIL_RETURNS, sorted(rows, key=lambda row: (row[2], *row)))


def period_locks(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the periods of the strategy that are locked today, whatever the known-on day."""
    rows = [
        (lock.starts_on, lock.ends_on, "|".join(sorted(lock.open_to)))
        for lock in locks(connection)
        if lock.framework == asked.framework.id
    ]
    return frame_of(frames.LOCKS, rows)


def _parts(columns: tuple[str, ...], framework: Framework) -> tuple[int, set[str]]:
    """Return which column says what a row is about, and the codes that the framework has."""
    nodes, indicators = {n.code for n in framework.nodes}, {i.code for i in framework.indicators}
    about = {"node": nodes, "subject": nodes | indicators, "indicator": indicators}
    name = next(name for name in about if name in columns)
    return columns.index(name), about[name]


def _column(c: Any, name: str) -> Any:
    if name in ("country", "association", "indicator"):  # NULL where there is none.
        return sa.func.coalesce(c[name], "")
    return c[{"group": "group_code", "known_on": "recorded_at"}.get(name, name)]


def _with_ratios(found: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Give ratios without a value theirs: the fraction, times 100 when the unit is %."""
    scales = {i.code: 100.0 if i.unit == "%" else 1.0 for i in framework.indicators}
    value = found["numerator"] / found["denominator"] * found["indicator"].map(scales).fillna(1.0)
    return found.assign(value=found["value"].fillna(value))


# Entries that nobody has reviewed


def unreviewed(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the entries that had been sent and not been approved (frames.UNREVIEWED).

    Where only approved entries count, there are none.
    """
    if asked.counts == "approved":
        return frames.empty(frames.UNREVIEWED)
    parts = (*_activities(asked), *(_records(kind, asked) for kind in KINDS.values()))
    found: Any = connection.execute(sa.union_all(*parts))
    rows = sorted(tuple(row) for row in found if any(row[2:]))
    if not any(any(row[3:]) for row in rows):
        return frames.empty(frames.UNREVIEWED)
    return frame_of(frames.UNREVIEWED, rows, whole=frames.UNREVIEWED[2:])


def _activities(asked: Request) -> Iterator[sa.SelectBase]:
    v, period = VERSION.c, asked.period
    first = min(p.starts_on for p in asked.framework.periods)
    # Few activities wait for review, many begin in a period: the former are sought by their index.
    began = without_index(v.started_on)
    rules = [
        as_of.unreviewed(VERSION, asked.state.until),
        *asked.filters(VERSION),
        v.lifecycle.in_(COUNTED),
        began.between(first, period.ends_on),
    ]
    if asked.state.until is None:
        # The bound excludes nothing; with it SQLite uses the index of entries that wait.
        rules.append(v.recorded_at >= as_of.BEFORE_ALL)
    if asked.choices.documented_only:
        rules.append(v.provenance != SYNTHETIC)
    inside = began >= period.starts_on
    for direction in dict.fromkeys(("", asked.choices.direction)):
        served = inside
        if direction:
            a = ALIGNMENT.c
            aligned = sa.exists().where(
                a.version_id == v.id,
                a.framework == asked.framework.id,
                a.direction == direction,
            )
            served = sa.and_(inside, aligned)
        yield sa.select(
            sa.literal("activity", sa.String()),
            sa.literal(direction, sa.String()),
            sa.literal(0),
            _number(served),
            sa.func.count(),
            _number(sa.and_(served, asked.between(v.recorded_at))),
        ).where(*rules)


def _records(kind: RecordKind, asked: Request) -> sa.SelectBase:
    """Return how many records count and how many of them wait, by what they are about."""
    c, until = kind.table.c, asked.state.until
    about = next(c[name] for name in ("node", "subject", "indicator") if name in c)
    waits = as_of.unreviewed(kind.table, until)
    rules = [
        as_of.was_counted(kind.table, until, "sent"),
        c.framework == asked.framework.id,
        *asked.records(kind, kind.table),
    ]
    if asked.choices.documented_only:
        rules.append(c.provenance != SYNTHETIC)
    if "as_of" in c:
        rules.append(c.as_of <= asked.on)
    new = sa.and_(waits, asked.between(c.recorded_at))
    name = sa.literal(kind.name, sa.String())
    return (
        sa.select(name, about, sa.func.count(), _number(waits), _number(waits), _number(new))
        .where(*rules)
        .group_by(about)
    )


def _number(rule: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((rule, 1), else_=0)), 0)
