"""What changed between two states of the log: activities first logged, and entries corrected.

The database finds what was recorded or decided between them by its indexes, so the cost grows with
what changed and not with the log. Lists are limited; the total is always given.
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
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import batches
from ifla_metrics.store.kinds import ACTIVITY, ACTIVITY_KIND, ALL_KINDS, KINDS, Draft_co, Kind
from ifla_metrics.store.read_request import COUNTED, Request
from ifla_metrics.store.versions import AnyVersion, Version, read_versions

MOST_LOGGED = 100
"""How many newly logged activities are listed."""
MOST_AMENDED = 200
"""How many amended entries of each kind are listed."""
AT_ONCE = 1_000
"""Entries whose versions are held at once."""
FIELDS: dict[str, tuple[str, ...]] = {
    ACTIVITY: ("lifecycle", "started_on", "countries", "participations", "directions", "outcomes"),
    "observation": ("value", "numerator", "denominator", "state", "qualifier", "as_of", "country"),
    "cohort_count": ("count", "stage", "gender", "as_of"),
    "resource_stage": ("stage", "language", "as_of"),
    "association_outcome": ("before", "after", "change_percent", "as_of"),
    "story": (),
}
"""The fields that are compared, by kind of entry: those that figures are made from.

Milestones are compared in a figure of their own, as steps reached or moved.
"""
SUBJECTS = ("indicator", "node")
"""The columns that say what a record is about; the first that is filled counts."""
WITHDRAWN, RETURNED = "withdrawn", "returned"
Row = dict[str, Any]
_LITERAL_1: sa.ColumnElement[int] = sa.literal_column("1")
"""Not a bound parameter, because then SQLite does not use a partial index on `version`."""


# Activities first logged


def newly_logged(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return activities first recorded between the states that count at the later one."""
    versions = log_tables.ACTIVITY_VERSION
    v, first = versions.c, versions.alias("first_version")
    statement = (
        sa.select(v.id)
        .join_from(first, versions, v.uid == first.c.uid)
        .where(
            first.c.version == _LITERAL_1,
            asked.between(first.c.recorded_at),
            as_of.was_counted(versions, asked.state.until, asked.counts),
            v.lifecycle.in_(COUNTED),
            asked.in_period(v.started_on),
            *asked.activities(versions),
        )
        .order_by(first.c.recorded_at.desc(), first.c.id.desc())
    )
    found = connection.execute(statement).scalars().all()
    listed, roles = found[:MOST_LOGGED], catalogue(connection).roles
    read = _versions(connection, ACTIVITY_KIND, listed)
    rows = [
        (
            one.uid,
            one.draft.participations(roles),
            one.draft.provenance,
            one.recorded_at.date(),
            len(found),
            *(getattr(one.draft, name) for name in LIST_FIELDS),
        )
        for one in (read[id_] for id_ in listed)
    ]
    columns = (*frames.NEWLY_LOGGED, *LIST_FIELDS)
    return make_frame(columns, rows, integers=("total",), floats=("participations",))


# Entries that counted and say something else now


def amended(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the fields in which entries that counted at the earlier state differ now.

    An entry that no longer counts has one row, with the field `withdrawn` or `returned`.
    """
    rows = [row for kind in FIELDS for row in _amended(connection, kind, asked)]
    rows.sort(key=lambda row: row["known_on"], reverse=True)
    values = [tuple(row[n] for n in frames.AMENDED) for row in rows]
    return make_frame(frames.AMENDED, values, integers=("more",))


def _amended(connection: Connection, kind: str, asked: Request) -> Iterator[Row]:
    """Yield a row for each field that differs, with how many entries are not listed (`more`)."""
    found: list[tuple[datetime, list[Row]]] = []
    roles = catalogue(connection).roles
    for some in batches(connection.execute(_touched(asked, kind)), AT_ONCE):
        ids = {id_ for entry in some for id_ in entry if id_ is not None}
        versions = _versions(connection, ALL_KINDS[kind], ids)
        for then, now, last in some:
            old, new, latest = versions[then], versions.get(now), versions[now or last]
            changed = _differences(kind, old, new, latest, asked=asked, roles=roles)
            if changed[1]:
                found.append(changed)
    found.sort(key=lambda entry: entry[0], reverse=True)
    more = max(len(found) - MOST_AMENDED, 0)
    for _, rows in found[:MOST_AMENDED]:
        yield from ({**row, "more": more} for row in rows)


def _touched(asked: Request, kind: str) -> sa.Select[Any]:
    """Return the statement for entries that counted then, and were recorded or decided since.

    Its rows are the ids of the version that counted then, of the other one that counts now (NULL
    when none does), and of the last one. Only decisions that can change which version counts are
    looked for.
    """
    table, until = ALL_KINDS[kind].table, asked.state.until
    then, now, last = (table.alias(f"version_{name}") for name in ("then", "now", "last"))
    if kind == ACTIVITY:
        wanted = [
            then.c.lifecycle.in_(COUNTED),
            asked.in_period(then.c.started_on),
            *asked.activities(then),
        ]
    else:
        wanted = list(_record_wanted(kind, asked, then, now))
    c, later = table.c, table.c.version > _LITERAL_1
    decided = (c.approved_at, later) if asked.counts == "approved" else (c.returned_at, sa.true())
    touched = sa.union(
        *(
            sa.select(c.uid.label("entry")).where(asked.between(at), rule)
            for at, rule in ((c.recorded_at, later), decided)
        )
    ).subquery("touched")
    counts_now = as_of.was_counted(now, until, asked.counts)
    return (
        sa.select(then.c.id, now.c.id, last.c.id)
        .join_from(touched, then, then.c.uid == touched.c.entry)
        .join(last, sa.and_(last.c.uid == touched.c.entry, as_of.was_last(last, until)))
        .outerjoin(now, sa.and_(now.c.uid == touched.c.entry, counts_now))
        .where(
            as_of.was_counted(then, asked.previous.until if asked.previous else None, asked.counts),
            now.c.id.is_distinct_from(then.c.id),
            *wanted,
        )
        .order_by(then.c.id.desc())
    )


def _record_wanted(
    kind: str, asked: Request, then: sa.FromClause, now: sa.FromClause
) -> Iterator[sa.ColumnElement[bool]]:
    direction, framework = asked.choices.direction, asked.framework
    yield then.c.framework == framework.id
    yield asked.real(then)
    yield from asked.records(KINDS[kind], then)
    if "as_of" in then.c:
        yield then.c.as_of <= asked.on
    if direction:
        about = [version.c[n] for version in (now, then) for n in SUBJECTS if n in version.c]
        codes = {i.code for i in framework.indicators_under(direction)}
        codes |= {n.code for n in framework.nodes if direction in framework.directions_of(n.code)}
        yield sa.func.coalesce(*about).in_(sorted(codes))


# The versions, and what differs


def _versions(
    connection: Connection, kind: Kind[Draft_co], ids: Collection[int]
) -> dict[int, Version[Draft_co]]:
    """Return versions by the id of their row."""
    found = read_versions(connection, kind, kind.table.c.id.in_(ids))
    return {version.id: version for version in found}


def _differences(
    kind: str,
    old: AnyVersion,
    new: AnyVersion | None,
    last: AnyVersion,
    *,
    asked: Request,
    roles: Collection[str],
) -> tuple[datetime, list[Row]]:
    """Return when an entry changed, and a row for each field that differs.

    One that no longer counts has one row. `new` is the version that counts now, if one does;
    `last`, that one or the last of all, gives the reason. A return belongs to the version that it
    was decided on.
    """
    shown = (new or old).draft
    changed_at, reason, field = last.recorded_at, last.reason, WITHDRAWN
    if new is None and not last.withdrawn and last.returned_at:
        changed_at, reason, field = last.returned_at, last.comment or "", RETURNED
    elif asked.counts == "approved" and not last.withdrawn and last.approved_at:
        changed_at = last.approved_at  # A version counts from its approval.
    about = {
        "kind": kind,
        "uid": old.uid,
        "title": (new or old).title,
        "subject": next((getattr(shown, n) for n in SUBJECTS if getattr(shown, n, "")), ""),
        "as_of": getattr(shown, "as_of", None) or getattr(shown, "started_on", None),
        "group": shown.owners[0],
        "reason": reason,
        "provenance": shown.provenance,
        "known_on": changed_at.date(),
    }
    then, now = (
        {name: _value(one.draft, name, asked.framework.id, roles) for name in FIELDS[kind]}
        for one in (old, new or old)
    )
    if new is None:
        first = None if kind == ACTIVITY else next(iter(then.values()), None)
        return changed_at, [{**about, "field": field, "old": first, "new": None}]
    return changed_at, [
        {**about, "field": name, "old": then[name], "new": now[name]}
        for name in then
        if then[name] != now[name]
    ]


def _value(draft: Any, name: str, framework: str, roles: Collection[str]) -> Any:
    """Return a field, of activities as it counts in a strategy."""
    if name == "participations":
        return draft.participations(roles)
    if name == "directions":
        aligned = (a for a in draft.alignments if a.framework == framework)
        return tuple((a.direction, a.weight, a.is_primary) for a in aligned)
    if name == "outcomes":
        return tuple(c.outcome for c in draft.contributions if c.framework == framework)
    return getattr(draft, name)
