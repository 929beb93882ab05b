"""What changed between two states of the log: activities first logged, and entries corrected.

The database finds the changes by the indexes on when versions were recorded and decided, so the
cost grows with what changed and not with the log. Lists are limited; the total is always given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import empty, frame_of
from ifla_metrics.models import log_tables
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import ReviewRow
from ifla_metrics.store import as_of
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.kinds import ALL_KINDS, KINDS, read_versions
from ifla_metrics.store.read_activities import activity_frame
from ifla_metrics.store.read_request import COUNTED, Request, without_index

MOST_LOGGED = 100
"""How many newly logged activities are listed."""
MOST_AMENDED = 200
"""How many amended entries of each kind are listed."""
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
LISTS = (
    (log_tables.COUNTRY, ("country",)),
    (log_tables.ALIGNMENT, ("direction", "weight", "is_primary")),
    (log_tables.CONTRIBUTION, ("outcome",)),
)
"""The lists of an activity that are compared."""
SUBJECTS = ("indicator", "node")
"""The columns that say what a record is about; the first that is filled counts."""
WITHDRAWN, RETURNED = "withdrawn", "returned"
Row = dict[str, Any]
_REVIEW = table_of(ReviewRow)
_LITERAL_1: sa.ColumnElement[int] = sa.literal_column("1")
"""Not a bound parameter, because then SQLite does not use a partial index on `version`."""


# Activities first logged


def newly_logged(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return activities first recorded between the states that count at the later one."""
    if asked.before is None:
        return empty(frames.NEWLY_LOGGED)
    versions = log_tables.VERSION
    v, first = versions.c, versions.alias("first_version")
    statement = (
        sa.select(first.c.recorded_at, first.c.id, v.id.label("now"))
        .join_from(first, versions, v.activity_id == first.c.activity_id)
        .where(
            first.c.version == _LITERAL_1,
            as_of.was_counted(versions, asked.state.until, asked.counts),
            v.lifecycle.in_(COUNTED),
            asked.in_period(without_index(v.started_on)),
            *asked.activities(versions),
        )
    )
    # First days are rarely amended, so the index of first versions finds nearly all activities.
    # The others have a later version, which was recorded between the states as well.
    in_period_at_first = statement.where(
        asked.in_period(first.c.started_on), asked.between(first.c.recorded_at)
    )
    moved_into_period = statement.where(
        sa.not_(asked.in_period(without_index(first.c.started_on))),
        v.version > _LITERAL_1,
        asked.between(v.recorded_at),
        asked.between(without_index(first.c.recorded_at)),
    )
    found = sa.union_all(in_period_at_first, moved_into_period).subquery()
    newest = found.c.recorded_at.desc(), found.c.id.desc()
    listed = sa.select(found.c.now, sa.func.count().over()).order_by(*newest).limit(MOST_LOGGED)
    totals = {row[0]: row[1] for row in connection.execute(listed)}
    read = _versions(connection, ACTIVITY, list(totals), asked)
    rows = [
        tuple({**read[id_], "total": total}[name] for name in frames.NEWLY_LOGGED)
        for id_, total in totals.items()
    ]
    return frame_of(frames.NEWLY_LOGGED, rows, whole=("total",), numbers=("participations",))


# Entries that counted and say something else now


def amended(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the fields in which entries that counted at the earlier state differ now.

    An entry that no longer counts has one row, with the field `withdrawn` or `returned`.
    """
    if asked.before is None:
        return empty(frames.AMENDED)
    rows = [row for kind in FIELDS for row in _amended(connection, kind, asked)]
    rows.sort(key=lambda row: row["known_on"], reverse=True)
    values = [tuple(row[n] for n in frames.AMENDED) for row in rows]
    return frame_of(frames.AMENDED, values, whole=("version", "more"))


def _amended(connection: Connection, kind: str, asked: Request) -> Iterator[Row]:
    """Yield a row for each field that differs, with how many entries are not listed (`more`)."""
    found = connection.execute(_changed(connection, asked, kind)).all()
    ids = [id_ for then, now, _ in found for id_ in (then, now) if id_ is not None]
    versions = _versions(connection, kind, ids, asked)
    gone = [versions[then]["uid"] for then, now, _ in found if now is None]
    last = _last_versions(connection, kind, gone, asked)
    for then, now, total in found:
        old, new = versions[then], versions.get(now)
        for row in _differences(kind, asked, old, new, new or last[old["uid"]]):
            yield {**row, "more": total - len(found)}


def _changed(connection: Connection, asked: Request, kind: str) -> sa.Select[Any]:
    """Return the statement for the entries changed last, the newest change first.

    Its rows are the id of the version that counted then, of the one that counts now (NULL when none
    does), and how many entries there are in all.
    """
    table = ALL_KINDS[kind].table
    then, now = table.alias("version_then"), table.alias("version_now")
    if kind == ACTIVITY:
        identity = "activity_id"
        wanted = [
            then.c.lifecycle.in_(COUNTED),
            asked.in_period(without_index(then.c.started_on)),
            *asked.activities(then),
        ]
        differs = list(_activity_differs(connection, asked, then, now))
    else:
        identity, wanted = "uid", list(_record_wanted(kind, asked, then, now))
        differs = [then.c[name].is_distinct_from(now.c[name]) for name in FIELDS[kind]]
    touched = _touched(asked, table, identity)
    counts_now = as_of.was_counted(now, asked.state.until, asked.counts)
    other = sa.and_(now.c.id != then.c.id, sa.or_(sa.false(), *differs))
    return (
        sa.select(then.c.id, now.c.id, sa.func.count().over())
        .select_from(touched)
        .join(then, then.c[identity] == touched.c.entry)
        .outerjoin(now, sa.and_(now.c[identity] == touched.c.entry, counts_now))
        .where(
            as_of.was_counted(then, asked.since, asked.counts),
            *wanted,
            sa.or_(now.c.id.is_(None), other),
        )
        .order_by(touched.c.at.desc(), then.c.id.desc())
        .limit(MOST_AMENDED)
    )


def _touched(asked: Request, table: sa.Table, identity: str) -> sa.CTE:
    """Return the entries with a version recorded or decided between the states, and when last.

    Only decisions that can change which version of an entry counts are looked for.
    """
    c = table.c
    later = c.version > _LITERAL_1
    decided = (c.approved_at, later) if asked.counts == "approved" else (c.returned_at, sa.true())
    every = sa.union_all(
        *(
            sa.select(c[identity].label("entry"), at.label("at")).where(asked.between(at), rule)
            for at, rule in ((c.recorded_at, later), decided)
        )
    ).subquery("entries_at")
    latest = sa.func.max(every.c.at).label("at")
    return sa.select(every.c.entry, latest).group_by(every.c.entry).cte("touched")


def _activity_differs(
    connection: Connection, asked: Request, then: sa.FromClause, now: sa.FromClause
) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions that the versions then and now differ in one of FIELDS."""
    line, roles = log_tables.PARTICIPATION.c, sorted(catalogue(connection).roles)

    def people(version: sa.FromClause) -> sa.ScalarSelect[Any]:
        counted = line.version_id == version.c.id, line.role.in_(roles), line.reach == "direct"
        return sa.select(sa.func.sum(line.count)).where(*counted).scalar_subquery()

    def rows(version: sa.FromClause, table: sa.Table, columns: Sequence[str]) -> sa.Select[Any]:
        """Return the lines of a list by their place, numbered anew within a strategy."""
        c = table.c
        place = sa.func.row_number().over(order_by=c.position)
        found = sa.select(place, *(c[name] for name in columns)).where(c.version_id == version.c.id)
        found = found.where(c.framework == asked.framework.id) if "framework" in c else found
        return found.correlate(then, now)

    yield then.c.lifecycle != now.c.lifecycle
    yield then.c.started_on != now.c.started_on
    yield people(then).is_distinct_from(people(now))
    for table, columns in LISTS:
        before, after = rows(then, table, columns), rows(now, table, columns)
        yield sa.exists(sa.except_(before, after))
        yield sa.exists(sa.except_(after, before))


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
    connection: Connection, kind: str, ids: Sequence[int], asked: Request
) -> dict[int, Row]:
    """Return versions by their id, activities with their countries, people and so on."""
    if not ids:
        return {}
    rows = read_versions(connection, ALL_KINDS[kind], ALL_KINDS[kind].table.c.id.in_(ids))
    if kind == ACTIVITY:
        frame = activity_frame(connection, rows, asked.framework.id)
        for row, more in zip(rows, frame.to_dict("records"), strict=True):
            row.update({str(name): value for name, value in more.items()})
    return {row["id"]: row for row in rows}


def _last_versions(
    connection: Connection, kind: str, gone: Sequence[str], asked: Request
) -> dict[str, Row]:
    """Return the last version of entries that no longer count, with when and why they ended.

    A return belongs to the version it was decided on: its moment and comment stay, also after the
    group has amended the entry.
    """
    if not gone:
        return {}
    of_kind, review = ALL_KINDS[kind], _REVIEW.c
    until, recorded_at = asked.state.until, of_kind.table.c.recorded_at
    returns = sa.select(review.uid, review.version, review.comment, review.decided_at).where(
        review.kind == kind,
        review.uid.in_(gone),
        review.decision == RETURNED,
        *([review.decided_at < until] if until else []),
    )
    returned = {tuple(row[:2]): tuple(row[2:]) for row in connection.execute(returns)}
    known = [of_kind.uid.in_(gone), *([recorded_at < until] if until else [])]
    last = {row["uid"]: row for row in read_versions(connection, of_kind, *known)}
    for uid, row in last.items():
        decision = returned.get((uid, row["version"]))
        if decision and not row["withdrawn"]:
            row["reason"], row["recorded_at"] = decision
    return last


def _differences(kind: str, asked: Request, old: Row, new: Row | None, last: Row) -> Iterator[Row]:
    """Yield a row for each field that differs; one row alone when the entry no longer counts.

    `new` is the version that counts now, if one does; `last`, that one or the last of all, gives
    the reason.
    """
    fields, shown = FIELDS[kind], new or old
    # Where only approved entries count, a version counts from its approval.
    approved = asked.counts == "approved" and not last["withdrawn"] and last["approved_at"]
    about = {
        "kind": kind,
        "uid": old["uid"],
        "version": last["version"],
        "title": next((shown[n] for n in ("title", "cohort") if shown.get(n)), ""),
        "subject": next((shown[n] for n in SUBJECTS if shown.get(n)), ""),
        "as_of": shown.get("as_of") or shown.get("started_on"),
        "group": shown.get("group_code") or str(shown.get("groups", "")).partition("|")[0],
        "reason": last["reason"],
        "provenance": shown["provenance"],
        "known_on": (approved or last["recorded_at"]).date(),
    }
    if new is None:
        field = WITHDRAWN if last["withdrawn"] else RETURNED
        first = fields[0] if fields and kind != ACTIVITY else ""
        yield {**about, "field": field, "old": _text(old.get(first)), "new": ""}
        return
    for name in fields:
        before, now = _text(old[name]), _text(new[name])
        if before != now:
            yield {**about, "field": name, "old": before, "new": now}


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)
