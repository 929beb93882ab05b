"""What changed between two states of the log: activities first logged, and entries corrected.

The database finds what was recorded or decided between them by its indexes, so the cost grows with
what changed and not with the log. Lists are limited; the total is always given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import frame_of
from ifla_metrics.models import log_tables
from ifla_metrics.store import as_of
from ifla_metrics.store.bulk import batches
from ifla_metrics.store.kinds import ALL_KINDS, KINDS, read_versions
from ifla_metrics.store.read_activities import activity_frame
from ifla_metrics.store.read_request import COUNTED, Request

MOST_LOGGED = 100
"""How many newly logged activities are listed."""
MOST_AMENDED = 200
"""How many amended entries of each kind are listed."""
AT_ONCE = 1_000
"""Entries whose versions are held at once."""
ACTIVITY = "activity"
FIELDS = {
    ACTIVITY: ["lifecycle", "started_on", "countries", "participations", "directions", "outcomes"],
    "observation": ["value", "numerator", "denominator", "state", "qualifier", "as_of", "country"],
    "cohort_count": ["count", "stage", "gender", "as_of"],
    "resource_stage": ["stage", "language", "as_of"],
    "association_outcome": ["before", "after", "change_percent", "as_of"],
    "story": [],
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
    versions = log_tables.VERSION
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
    read = _versions(connection, ACTIVITY, found[:MOST_LOGGED], asked)
    rows = [
        tuple({**read[id_], "total": len(found)}[name] for name in frames.NEWLY_LOGGED)
        for id_ in found[:MOST_LOGGED]
    ]
    return frame_of(frames.NEWLY_LOGGED, rows, whole=("total",), numbers=("participations",))


# Entries that counted and say something else now


def amended(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the fields in which entries that counted at the earlier state differ now.

    An entry that no longer counts has one row, with the field `withdrawn` or `returned`.
    """
    rows = [row for kind in FIELDS for row in _amended(connection, kind, asked)]
    rows.sort(key=lambda row: row["known_on"], reverse=True)
    values = [tuple(row[n] for n in frames.AMENDED) for row in rows]
    return frame_of(frames.AMENDED, values, whole=("version", "more"))


def _amended(connection: Connection, kind: str, asked: Request) -> Iterator[Row]:
    """Yield a row for each field that differs, with how many entries are not listed (`more`)."""
    found: list[tuple[datetime, list[Row]]] = []
    for some in batches(connection.execute(_touched(asked, kind)), AT_ONCE):
        ids = {id_ for entry in some for id_ in entry if id_ is not None}
        versions = _versions(connection, kind, ids, asked)
        for then, now, last in some:
            changed = _differences(
                kind, asked, versions[then], versions.get(now), versions[now or last]
            )
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
            as_of.was_counted(then, asked.since, asked.counts),
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
    connection: Connection, kind: str, ids: Collection[int], asked: Request
) -> dict[int, Row]:
    """Return versions by their id, activities with their countries, people and so on."""
    if not ids:
        return {}
    rows = read_versions(connection, ALL_KINDS[kind], ALL_KINDS[kind].table.c.id.in_(ids))
    if kind == ACTIVITY:
        frame = activity_frame(connection, rows, asked.framework.id)
        known = frame.astype(object).where(frame.notna(), None)
        for row, more in zip(rows, known.to_dict("records"), strict=True):
            row.update({str(name): value for name, value in more.items()})
    return {row["id"]: row for row in rows}


def _differences(
    kind: str, asked: Request, old: Row, new: Row | None, last: Row
) -> tuple[datetime, list[Row]]:
    """Return when an entry changed, and a row for each field that differs.

    One that no longer counts has one row. `new` is the version that counts now, if one does;
    `last`, that one or the last of all, gives the reason. A return belongs to the version that it
    was decided on.
    """
    fields, shown = FIELDS[kind], new or old
    returned = new is None and not last["withdrawn"]
    # Where only approved entries count, a version counts from its approval.
    approved = asked.counts == "approved" and not last["withdrawn"] and last["approved_at"]
    changed_at = last["returned_at"] if returned else approved or last["recorded_at"]
    about = {
        "kind": kind,
        "uid": old["uid"],
        "version": last["version"],
        "title": next((shown[n] for n in ("title", "cohort") if shown.get(n)), ""),
        "subject": next((shown[n] for n in SUBJECTS if shown.get(n)), ""),
        "as_of": shown.get("as_of") or shown.get("started_on"),
        "group": shown.get("group_code") or str(shown.get("groups", "")).partition("|")[0],
        "reason": last["comment" if returned else "reason"],
        "provenance": shown["provenance"],
        "known_on": changed_at.date(),
    }
    if new is None:
        field = RETURNED if returned else WITHDRAWN
        first = fields[0] if fields and kind != ACTIVITY else ""
        return changed_at, [{**about, "field": field, "old": old.get(first), "new": None}]
    values = {name: (old[name], new[name]) for name in fields}
    return changed_at, [
        {**about, "field": name, "old": then, "new": now}
        for name, (then, now) in values.items()
        if then != now
    ]
