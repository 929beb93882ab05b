"""Read what changed between two states of the log: new activities and corrected entries.

Indexes find what was recorded or decided in between, so the cost grows with the changes and not
with the log. Lists are limited, but the total is always returned.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import make_frame
from ifla_metrics.models import log_tables
from ifla_metrics.models.drafts import LIST_FIELDS
from ifla_metrics.store import as_of
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import batches
from ifla_metrics.store.kinds import (
    ACTIVITY,
    ACTIVITY_KIND,
    ALL_KINDS,
    RECORD_KINDS,
    Draft_co,
    Kind,
)
from ifla_metrics.store.read_request import COUNTED, Request
from ifla_metrics.store.versions import AnyVersion, Version, read_versions

MOST_LOGGED = 100
"""Maximum newly logged activities in the list."""
MOST_AMENDED = 200
"""Maximum amended entries of each kind in the list."""
BATCH_SIZE = 1_000
"""Entries whose versions are read at once."""
COMPARED_FIELDS: dict[str, tuple[str, ...]] = {
    ACTIVITY: ("lifecycle", "started_on", "countries", "participations", "directions", "outcomes"),
    "observation": ("value", "numerator", "denominator", "state", "qualifier", "as_of", "country"),
    "cohort_count": ("count", "stage", "gender", "as_of"),
    "resource_stage": ("stage", "language", "as_of"),
    "association_outcome": ("before", "after", "change_percent", "as_of"),
    "story": (),
}
"""The fields that figures depend on, by kind of entry.

Milestones have a figure of their own.
"""
SUBJECTS = ("indicator", "node")
"""The columns with the subject of a record; the first that is filled is used."""
WITHDRAWN, RETURNED = "withdrawn", "returned"
Row = dict[str, Any]
_LITERAL_1: sa.ColumnElement[int] = sa.literal_column("1")
"""A literal, because SQLite does not use a partial index on `version` with a parameter."""


# Activities first logged


def newly_logged(connection: Connection, request: Request) -> pd.DataFrame:
    """Return activities first recorded between the two states that count in the later one."""
    versions = log_tables.ACTIVITY_VERSION
    v, first = versions.c, versions.alias("first_version")
    statement = (
        sa.select(v.id)
        .join_from(first, versions, v.uid == first.c.uid)
        .where(
            first.c.version == _LITERAL_1,
            request.between(first.c.recorded_at),
            as_of.was_counted(versions, request.state.until, request.counts),
            v.lifecycle.in_(COUNTED),
            request.in_period(v.started_on),
            *request.activity_conditions(versions),
        )
        .order_by(first.c.recorded_at.desc(), first.c.id.desc())
    )
    ids = connection.execute(statement).scalars().all()
    listed, roles = ids[:MOST_LOGGED], read_catalogue(connection).counting_roles
    activities = _versions(connection, ACTIVITY_KIND, listed)
    rows = [
        (
            activity.uid,
            activity.draft.participations(roles),
            activity.draft.provenance,
            activity.recorded_at.date(),
            len(ids),
            *(getattr(activity.draft, name) for name in LIST_FIELDS),
        )
        for activity in (activities[id_] for id_ in listed)
    ]
    columns = (*frames.NEWLY_LOGGED, *LIST_FIELDS)
    return make_frame(columns, rows, integers=("total",), floats=("participations",))


# Corrected entries


def amended(connection: Connection, request: Request) -> pd.DataFrame:
    """Return the changed fields of entries that counted in the earlier state (frames.AMENDED).

    An entry that no longer counts has one row, with the field `withdrawn` or `returned`.
    """
    rows = [row for kind in COMPARED_FIELDS for row in _amended(connection, kind, request)]
    rows.sort(key=lambda row: row["known_on"], reverse=True)
    values = [tuple(row[n] for n in frames.AMENDED) for row in rows]
    return make_frame(frames.AMENDED, values, integers=("more",))


def _amended(connection: Connection, kind: str, request: Request) -> Iterator[Row]:
    """Yield a row for each changed field; `more` counts the entries that are not listed."""
    changes: list[tuple[datetime, list[Row]]] = []
    roles = read_catalogue(connection).counting_roles
    for entries in batches(connection.execute(_touched(request, kind)), BATCH_SIZE):
        ids = {id_ for entry in entries for id_ in entry if id_ is not None}
        versions = _versions(connection, ALL_KINDS[kind], ids)
        for then, now, last in entries:
            old, new, latest = versions[then], versions.get(now), versions[now or last]
            changed_at, rows = _differences(kind, old, new, latest, request=request, roles=roles)
            if rows:
                changes.append((changed_at, rows))
    changes.sort(key=lambda change: change[0], reverse=True)
    more = max(len(changes) - MOST_AMENDED, 0)
    for _, rows in changes[:MOST_AMENDED]:
        yield from ({**row, "more": more} for row in rows)


def _touched(request: Request, kind: str) -> sa.Select[Any]:
    """Return the SELECT for entries that counted then and were recorded or decided on since.

    Their counting version is now another one, or none.

    Each row has the ids of three versions: the one that counted then, the one that counts now (NULL
    if none does) and the latest one.
    """
    table, until = ALL_KINDS[kind].table, request.state.until
    then, now, last = (table.alias(f"version_{name}") for name in ("then", "now", "last"))
    if kind == ACTIVITY:
        conditions = [
            then.c.lifecycle.in_(COUNTED),
            request.in_period(then.c.started_on),
            *request.activity_conditions(then),
        ]
    else:
        conditions = list(_record_conditions(kind, request, then, now))
    c, is_later = table.c, table.c.version > _LITERAL_1
    approved = (c.approved_at, is_later)
    decided = approved if request.counts == "approved" else (c.returned_at, sa.true())
    touched = sa.union(
        *(
            sa.select(c.uid.label("entry")).where(request.between(at), condition)
            for at, condition in ((c.recorded_at, is_later), decided)
        )
    ).subquery("touched")
    before = request.previous.until if request.previous else None
    counted_then = as_of.was_counted(then, before, request.counts)
    counts_now = as_of.was_counted(now, until, request.counts)
    return (
        sa.select(then.c.id, now.c.id, last.c.id)
        .join_from(touched, then, then.c.uid == touched.c.entry)
        .join(last, sa.and_(last.c.uid == touched.c.entry, as_of.was_last(last, until)))
        .outerjoin(now, sa.and_(now.c.uid == touched.c.entry, counts_now))
        .where(counted_then, now.c.id.is_distinct_from(then.c.id), *conditions)
        .order_by(then.c.id.desc())
    )


def _record_conditions(
    kind: str, request: Request, then: sa.FromClause, now: sa.FromClause
) -> Iterator[sa.ColumnElement[bool]]:
    direction, framework = request.choices.direction, request.framework
    yield then.c.framework == framework.id
    yield request.real_data_condition(then)
    yield from request.record_conditions(RECORD_KINDS[kind], then)
    if "as_of" in then.c:
        yield then.c.as_of <= request.on
    if direction:
        about = [version.c[n] for version in (now, then) for n in SUBJECTS if n in version.c]
        codes = {i.code for i in framework.indicators_under(direction)}
        codes |= {n.code for n in framework.nodes if direction in framework.directions_of(n.code)}
        yield sa.func.coalesce(*about).in_(sorted(codes))


# Differences


def _versions(
    connection: Connection, kind: Kind[Draft_co], ids: Collection[int]
) -> dict[int, Version[Draft_co]]:
    versions = read_versions(connection, kind, kind.table.c.id.in_(ids))
    return {version.id: version for version in versions}


def _differences(
    kind: str,
    old: AnyVersion,
    new: AnyVersion | None,
    last: AnyVersion,
    *,
    request: Request,
    roles: Collection[str],
) -> tuple[datetime, list[Row]]:
    """Return when an entry changed, and one row per changed field.

    `old` counted then, `new` counts now, if any. `last` is `new` or the latest version and gives
    time and reason. An entry that no longer counts has one row.
    """
    draft = (new or old).draft
    changed_at, reason, field = last.recorded_at, last.reason, WITHDRAWN
    if new is None and not last.withdrawn and last.returned_at:
        changed_at, reason, field = last.returned_at, last.comment or "", RETURNED
    elif request.counts == "approved" and not last.withdrawn and last.approved_at:
        changed_at = last.approved_at  # It counts from its approval.
    about = {
        "kind": kind,
        "uid": old.uid,
        "title": (new or old).title,
        "subject": next((getattr(draft, n) for n in SUBJECTS if getattr(draft, n, "")), ""),
        "as_of": getattr(draft, "as_of", None) or getattr(draft, "started_on", None),
        "group": draft.owners[0],
        "reason": reason,
        "provenance": draft.provenance,
        "known_on": changed_at.date(),
    }
    names, framework = COMPARED_FIELDS[kind], request.framework.id
    then = {name: _value(old.draft, name, framework, roles) for name in names}
    if new is None:
        first = None if kind == ACTIVITY else next(iter(then.values()), None)
        return changed_at, [{**about, "field": field, "old": first, "new": None}]
    now = {name: _value(new.draft, name, framework, roles) for name in names}
    return changed_at, [
        {**about, "field": name, "old": then[name], "new": now[name]}
        for name in names
        if then[name] != now[name]
    ]


def _value(draft: Any, name: str, framework: str, roles: Collection[str]) -> Any:
    """Return the value of a field, as it counts in a strategy."""
    if name == "participations":
        return draft.participations(roles)
    if name == "directions":
        aligned = (a for a in draft.alignments if a.framework == framework)
        return tuple((a.direction, a.weight, a.is_primary) for a in aligned)
    if name == "outcomes":
        return tuple(c.outcome for c in draft.contributions if c.framework == framework)
    return getattr(draft, name)
