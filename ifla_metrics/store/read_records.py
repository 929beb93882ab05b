"""Frames of records, of what nobody has reviewed, and of reference data.

Reference data stand as on the evaluation day and as they were known: a row that left its file later
is still there. Of lists and denominators one that came later is not there yet; countries
have no day of coming and are all there.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.choices import COUNTED_ENTRIES
from ifla_metrics.frames import make_frame
from ifla_metrics.framework import Framework
from ifla_metrics.models import reference_tables as tables
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.reading import WITH_SYNTHETIC
from ifla_metrics.store import as_of
from ifla_metrics.store.kinds import KINDS, RecordKind
from ifla_metrics.store.periods import NIL, locks
from ifla_metrics.store.read_request import COUNTED, Request

Reader = Callable[[Connection, Request], pd.DataFrame]
NUMBERS = {"value", "numerator", "denominator", "count", "before", "after", "change_percent"}
KIND_OF = {kind.frame: kind for kind in KINDS.values()}
KIND_OF["sent_values"] = KIND_OF["values"]
COLUMNS: dict[str, tuple[str, ...]] = {name: getattr(frames, name.upper()) for name in KIND_OF}


def records(frame: str, connection: Connection, asked: Request) -> pd.DataFrame:
    """Return a frame of records as they counted, in the order in which they speak of days.

    What speaks of a day (`as_of`) after the evaluation day is left out; a milestone stays, since
    its plan may reach further. So is what speaks of a part that the framework, as it was known,
    does not have: a figure shows what its framework holds.
    """
    kind, columns, plan = KIND_OF[frame], COLUMNS[frame], asked.framework
    c, counts, filtered = kind.table.c, asked.counts, asked
    if kind.frame == "values":  # Which indicators a group owns, figures ask.
        filtered = replace(asked, group="")
    if frame == "sent_values":
        filtered, counts = asked.unfiltered, COUNTED_ENTRIES[0]
    parts = {"node": "nodes", "subject": "subjects", "indicator": "indicators"}
    place, of = next((columns.index(name), of) for name, of in parts.items() if name in columns)
    order = (c.as_of, c.id) if "as_of" in c else (c.planned_on, c.actual_on, c.id)
    statement = (
        sa.select(*(_column(c, name, plan) for name in columns))
        .where(
            c.framework == plan.id,
            as_of.was_counted(kind.table, asked.state.until, counts),
            *([] if frame in WITH_SYNTHETIC else [asked.real(kind.table)]),
            *([c.as_of <= asked.on] if "as_of" in c else []),
            *filtered.records(kind, kind.table),
        )
        .order_by(*order)
    )
    at = columns.index("known_on")
    rows = [
        (*row[:at], row[at].date(), *row[at + 1 :])
        for row in connection.execute(statement)
        if row[place] in plan.lists[of]
    ]
    return make_frame(columns, rows, floats=NUMBERS.intersection(columns))


def nil_returns(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the answers "nothing to report" for periods that had begun, oldest first.

    An answer that was taken back is gone for every date: a button leaves no history.
    """
    c, until, group = NIL.c, asked.state.until, asked.group
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
    return make_frame(frames.NIL_RETURNS, sorted(rows, key=lambda row: (row[2], *row)))


def period_locks(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the periods of the strategy that are locked today, whatever the known-on day."""
    rows = [
        (lock.starts_on, lock.ends_on, tuple(sorted(lock.open_to)))
        for lock in locks(connection)
        if lock.framework == asked.framework.id
    ]
    return make_frame(frames.LOCKS, rows)


def _column(c: Any, name: str, plan: Framework) -> Any:
    if name in ("country", "association", "indicator"):  # NULL where there is none.
        return sa.func.coalesce(c[name], "")
    if name == "value":  # A ratio without one has its fraction, times 100 when the unit is %.
        shares = c.indicator.in_([i.code for i in plan.indicators if i.unit == "%"])
        scale = sa.case((shares, 100.0), else_=1.0)
        return sa.func.coalesce(c.value, c.numerator / c.denominator * scale)
    return c[{"group": "group_code", "known_on": "recorded_at"}.get(name, name)]


# Entries that nobody has reviewed


def unreviewed(connection: Connection, asked: Request, *, changes: bool) -> pd.DataFrame:
    """Return the entries that had been sent and not been approved (frames.UNREVIEWED).

    Where only approved entries count, there are none. With `changes`, also the activities among
    what was sent since the earlier state.
    """
    if asked.counts == "approved":
        return frames.empty(frames.UNREVIEWED)
    parts = [_records(kind, asked) for kind in KINDS.values()]
    parts += [_new_activities(asked)] if changes else []
    found: Any = connection.execute(sa.union_all(*parts))
    rows = sorted(tuple(row) for row in found if any(row[2:]))
    return make_frame(frames.UNREVIEWED, rows, integers=frames.UNREVIEWED[2:])


def _new_activities(asked: Request) -> sa.SelectBase:
    v = ACTIVITY_VERSION.c
    kind, about = sa.literal("activity", sa.String()), sa.literal("", sa.String())
    return sa.select(kind, about, sa.literal(0), sa.literal(0), sa.func.count()).where(
        as_of.unreviewed(ACTIVITY_VERSION, asked.state.until),
        *asked.activities(ACTIVITY_VERSION),
        v.lifecycle.in_(COUNTED),
        asked.in_period(v.started_on),
        asked.between(v.recorded_at),
    )


def _records(kind: RecordKind, asked: Request) -> sa.SelectBase:
    """Return how many records count and how many of them wait, by what they are about."""
    c, until = kind.table.c, asked.state.until
    about = next(c[name] for name in ("node", "subject", "indicator") if name in c)
    waits = as_of.unreviewed(kind.table, until)
    new = sa.and_(waits, asked.between(c.recorded_at))
    name, number = sa.literal(kind.name, sa.String()), sa.func.count()
    return (
        sa.select(name, about, number, number.filter(waits), number.filter(new))
        .where(
            as_of.was_counted(kind.table, until, "sent"),
            c.framework == asked.framework.id,
            asked.real(kind.table),
            *asked.records(kind, kind.table),
            *([c.as_of <= asked.on] if "as_of" in c else []),
        )
        .group_by(about)
    )


# Reference data


def _was_valid(table: sa.Table, on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a row of reference data holds on a day."""
    c = table.c
    return sa.and_(
        sa.or_(c.valid_from.is_(None), c.valid_from <= on),
        sa.or_(c.valid_to.is_(None), c.valid_to >= on),
    )


def _was_known(table: sa.Table, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a row stood in its file just before a moment (None: now).

    Of what is retired only the day is kept.
    """
    c = table.c
    end = c.retired_on if "retired_on" in c else c.known_until
    if until is None:
        return end.is_(None)
    if "retired_on" in c:
        return sa.or_(end.is_(None), end >= until.date())
    came = sa.or_(c.known_from.is_(None), c.known_from < until)
    return sa.and_(came, sa.or_(end.is_(None), end >= until))


def _read(
    connection: Connection,
    asked: Request,
    table: sa.Table,
    columns: Iterable[str],
    order: str,
    *rules: sa.ColumnElement[bool],
) -> list[tuple[Any, ...]]:
    """Return columns of the rows as they were known that meet all rules, ordered by columns."""
    c = table.c
    if "retired_on" in c or "known_until" in c:
        rules = (*rules, _was_known(table, asked.state.until))
    statement = sa.select(*(c[name] for name in columns)).where(*rules)
    rows = connection.execute(statement.order_by(*(c[name] for name in order.split())))
    return [tuple(row) for row in rows]


def region_by_country(connection: Connection, asked: Request) -> dict[str, str]:
    """Return the region of each country in the framework's scheme, on the evaluation day.

    A strategy counts by one scheme. Where it begins before the scheme or outlives it, the scheme's
    first or last regions hold: better than none.
    """
    table, s, scheme = tables.REGION, tables.SCHEME.c, asked.framework.region_scheme
    days = connection.execute(sa.select(s.valid_from, s.valid_to).where(s.code == scheme)).first()
    first, last = days or (None, None)
    day = min(max(asked.on, first or asked.on), last or date.max)
    rules = (table.c.scheme == scheme, _was_valid(table, day))
    rows = _read(connection, asked, table, ("country", "region"), "id", *rules)
    return {row[0]: row[1] for row in rows}


def _countries(connection: Connection, asked: Request) -> pd.DataFrame:
    regions = region_by_country(connection, asked)
    columns = ("alpha3", *frames.COUNTRIES[1:-1])
    rows = _read(connection, asked, tables.COUNTRY, columns, "alpha3")
    return make_frame(
        frames.COUNTRIES,
        [(*row, regions.get(row[0], "")) for row in rows],
        floats=("latitude", "longitude"),
        booleans=("small",),
    )


def _listed(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the lists of countries; of a region, the countries in it."""
    table = tables.COUNTRY_LIST
    rules = [_was_valid(table, asked.on), asked.real(table)]
    if asked.countries is not None:
        rules.append(table.c.country.in_(asked.countries))
    rows = _read(connection, asked, table, frames.COUNTRY_LISTS, "list country", *rules)
    return make_frame(frames.COUNTRY_LISTS, rows)


def _denominators(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return published numbers; of a region, how many countries of each list lie in it.

    Numbers without a list of countries are known for the world alone, and left out of a region.
    """
    table = tables.DENOMINATOR
    rows = _read(connection, asked, table, frames.DENOMINATORS, "code as_of", asked.real(table))
    found = make_frame(frames.DENOMINATORS, rows, floats=("value",))
    if asked.countries is None:
        return found
    lists = _listed(connection, asked).groupby("list")
    found = found[found["code"].isin(lists.groups)]
    return found.assign(
        value=found["code"].map(lists["country"].count()).astype(float),
        # By the alphabet the weakest one is the last.
        provenance=found["code"].map(lists["provenance"].max()),
        source="",
    )


READERS: dict[str, Reader] = {
    "locks": period_locks,
    "nil_returns": nil_returns,
    **{name: partial(records, name) for name in KIND_OF},
    "countries": _countries,
    "listed": _listed,
    "denominators": _denominators,
}
"""The frames of records and of reference data."""
