"""Read the frames of records, of entries that are not yet reviewed, and of reference data.

Reference data are those that were valid on the evaluation day and known at the time: rows that left
their file later are included, and lists and denominators that were added later are not. Countries
have no date of addition, so all are included.
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
from ifla_metrics.models.base import table_of
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.models.system_tables import NilReturnRow
from ifla_metrics.reading import WITH_SYNTHETIC
from ifla_metrics.store import as_of
from ifla_metrics.store.kinds import RECORD_KINDS, RecordKind
from ifla_metrics.store.locks import read_locks
from ifla_metrics.store.read.request import COUNTED, Request

NIL = table_of(NilReturnRow)
Reader = Callable[[Connection, Request], pd.DataFrame]
NUMBERS = {"value", "numerator", "denominator", "count", "before", "after", "change_percent"}
KIND_OF = {kind.frame: kind for kind in RECORD_KINDS.values()}
KIND_OF["sent_values"] = KIND_OF["values"]
COLUMNS = {
    "values": frames.VALUES,
    "sent_values": frames.SENT_VALUES,
    "milestones": frames.MILESTONES,
    "cohorts": frames.COHORTS,
    "resources": frames.RESOURCES,
    "association_outcomes": frames.ASSOCIATION_OUTCOMES,
    "stories": frames.STORIES,
    "remarks": frames.REMARKS,
}
"""Columns of each frame of records."""


def records(frame: str, connection: Connection, request: Request) -> pd.DataFrame:
    """Return a frame of records that counted, in the order of their dates.

    Records about nodes or indicators that the framework did not have at the time are left out.
    """
    kind, columns, framework = KIND_OF[frame], COLUMNS[frame], request.framework
    c, counts = kind.table.c, request.counts
    if frame == "sent_values":
        request, counts = request.unfiltered, COUNTED_ENTRIES[0]
    if kind.frame == "values":  # Figures select the indicators of a group themselves.
        request = replace(request, group="")
    if frame in WITH_SYNTHETIC:
        request = replace(request, choices=replace(request.choices, documented_only=False))
    parts = {"node": "nodes", "subject": "subjects", "indicator": "indicators"}
    subject, codes = next(
        (columns.index(name), framework.lists[codes])
        for name, codes in parts.items()
        if name in columns
    )
    order = (c.as_of, c.id) if "as_of" in c else (c.planned_on, c.actual_on, c.id)
    statement = (
        sa.select(*(_column(c, name, framework) for name in columns))
        .where(
            as_of.was_counted(kind.table, request.state.until, counts),
            *request.record_conditions(kind),
        )
        .order_by(*order)
    )
    known_on = columns.index("known_on")
    rows = [
        (*row[:known_on], row[known_on].date(), *row[known_on + 1 :])
        for row in connection.execute(statement)
        if row[subject] in codes
    ]
    return make_frame(columns, rows, floats=NUMBERS.intersection(columns))


def nil_returns(connection: Connection, request: Request) -> pd.DataFrame:
    """Return nil returns for periods that had begun, oldest first.

    A nil return that was taken back leaves no history and is missing on every date.
    """
    c, until, group = NIL.c, request.state.until, request.group
    statement = sa.select(c.group_code, c.period, c.recorded_at).where(
        c.framework == request.framework.id,
        *([c.recorded_at < until] if until else []),
        *([c.group_code == group] if group else []),
    )
    ends = {p.code: p.ends_on for p in request.framework.periods if p.starts_on <= request.on}
    rows = [
        (group, period, min(ends[period], request.on), recorded_at.date())
        for group, period, recorded_at in connection.execute(statement)
        if period in ends
    ]
    return make_frame(frames.NIL_RETURNS, sorted(rows, key=lambda row: (row[2], *row)))


def period_locks(connection: Connection, request: Request) -> pd.DataFrame:
    """Return the periods that are locked today; the known-on date does not matter."""
    rows = [
        (lock.starts_on, lock.ends_on, tuple(sorted(lock.open_to)))
        for lock in read_locks(connection)
        if lock.framework == request.framework.id
    ]
    return make_frame(frames.LOCKS, rows)


def _column(c: Any, name: str, framework: Framework) -> Any:
    """Return the column of a frame; a ratio without a value is computed from its fraction."""
    if name in ("country", "association", "indicator"):
        return sa.func.coalesce(c[name], "")
    if name == "value":
        is_percentage = c.indicator.in_([i.code for i in framework.indicators if i.unit == "%"])
        scale = sa.case((is_percentage, 100.0), else_=1.0)
        return sa.func.coalesce(c.value, c.numerator / c.denominator * scale)
    return c[{"group": "group_code", "known_on": "recorded_at"}.get(name, name)]


# Entries not yet reviewed


def unreviewed(connection: Connection, request: Request, *, changes: bool) -> pd.DataFrame:
    """Return the numbers of entries that count but were not yet reviewed (frames.UNREVIEWED).

    If only approved entries count, there are none. `changes` adds the activities that were sent
    since the earlier state.
    """
    if request.counts == "approved":
        return frames.empty(frames.UNREVIEWED)
    selects = [_count_records(kind, request) for kind in RECORD_KINDS.values()]
    selects += [_count_new_activities(request)] if changes else []
    counts: Any = connection.execute(sa.union_all(*selects))
    rows = sorted(tuple(row) for row in counts if any(row[2:]))
    return make_frame(frames.UNREVIEWED, rows, integers=frames.UNREVIEWED[2:])


def _count_new_activities(request: Request) -> sa.SelectBase:
    v = ACTIVITY_VERSION.c
    kind, subject = sa.literal("activity", sa.String()), sa.literal("", sa.String())
    return sa.select(kind, subject, sa.literal(0), sa.literal(0), sa.func.count()).where(
        as_of.unreviewed(ACTIVITY_VERSION, request.state.until),
        *request.activity_conditions(ACTIVITY_VERSION),
        v.lifecycle.in_(COUNTED),
        request.in_period(v.started_on),
        request.between(v.recorded_at),
    )


def _count_records(kind: RecordKind, request: Request) -> sa.SelectBase:
    """Return the SELECT of records that count, are unreviewed, and are new, by subject."""
    c, until = kind.table.c, request.state.until
    subject = next(c[name] for name in ("node", "subject", "indicator") if name in c)
    is_unreviewed = sa.not_(as_of.had(c.approved_at, until))
    is_new = sa.and_(is_unreviewed, request.between(c.recorded_at))
    name, number = sa.literal(kind.name, sa.String()), sa.func.count()
    return (
        sa.select(name, subject, number, number.filter(is_unreviewed), number.filter(is_new))
        .where(
            as_of.was_counted(kind.table, until, "sent"),
            *request.record_conditions(kind),
        )
        .group_by(subject)
    )


# Reference data


def _was_valid(table: sa.Table, on: date) -> sa.ColumnElement[bool]:
    """Return the condition for rows that are valid on a day."""
    c = table.c
    return sa.and_(
        sa.or_(c.valid_from.is_(None), c.valid_from <= on),
        sa.or_(c.valid_to.is_(None), c.valid_to >= on),
    )


def _was_known(table: sa.Table, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition for rows that were in their file just before `until` (None: now).

    Only the day of a retirement is stored, not the time.
    """
    c = table.c
    end = c.retired_on if "retired_on" in c else c.known_until
    if until is None:
        return end.is_(None)
    if "retired_on" in c:
        return sa.or_(end.is_(None), end >= until.date())
    was_added = sa.or_(c.known_from.is_(None), c.known_from < until)
    return sa.and_(was_added, sa.or_(end.is_(None), end >= until))


def _known_rows(
    request: Request, table: sa.Table, columns: Iterable[str], *rules: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    """Return the SELECT of columns of the rows known at the time that meet all rules."""
    known = _was_known(table, request.state.until)
    return sa.select(*(table.c[name] for name in columns)).where(known, *rules)


def region_by_country(connection: Connection, request: Request) -> dict[str, str]:
    """Return the region of each country in the framework's scheme, on the evaluation day.

    Before the scheme begins its first regions are used, and after it ends its last.
    """
    table, s, scheme = tables.REGION, tables.SCHEME.c, request.framework.region_scheme
    days = connection.execute(sa.select(s.valid_from, s.valid_to).where(s.code == scheme)).first()
    first, last = days or (None, None)
    day = min(max(request.on, first or request.on), last or date.max)
    rules = (table.c.scheme == scheme, _was_valid(table, day))
    rows = _known_rows(request, table, ("country", "region"), *rules).order_by(table.c.id)
    return dict(map(tuple, connection.execute(rows)))


def _countries(connection: Connection, request: Request) -> pd.DataFrame:
    regions, table = region_by_country(connection, request), tables.COUNTRY
    rows = _known_rows(request, table, ("alpha3", *frames.COUNTRIES[1:-1]))
    return make_frame(
        frames.COUNTRIES,
        [(*row, regions.get(row[0], "")) for row in connection.execute(rows.order_by("alpha3"))],
        floats=("latitude", "longitude"),
        booleans=("small",),
    )


def _listed(connection: Connection, request: Request) -> pd.DataFrame:
    """Return the lists of countries, or of the countries of the chosen region."""
    table = tables.COUNTRY_LIST
    rules = [_was_valid(table, request.on), request.real_data_condition(table)]
    if request.countries is not None:
        rules.append(table.c.country.in_(request.countries))
    rows = _known_rows(request, table, frames.COUNTRY_LISTS, *rules).order_by("list", "country")
    return make_frame(frames.COUNTRY_LISTS, connection.execute(rows).all())


def _denominators(connection: Connection, request: Request) -> pd.DataFrame:
    """Return the published numbers; for a region, the number of its countries in each list.

    Numbers without a list of countries are known only for the world and left out for a region.
    """
    table = tables.DENOMINATOR
    is_real = request.real_data_condition(table)
    rows = _known_rows(request, table, frames.DENOMINATORS, is_real).order_by("code", "as_of")
    published = make_frame(frames.DENOMINATORS, connection.execute(rows).all(), floats=("value",))
    if request.countries is None:
        return published
    lists = _listed(connection, request).groupby("list")
    in_region = published[published["code"].isin(lists.groups)]
    return in_region.assign(
        value=in_region["code"].map(lists["country"].count()).astype(float),
        # "synthetic" is last in the alphabet and wins.
        provenance=in_region["code"].map(lists["provenance"].max()),
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
