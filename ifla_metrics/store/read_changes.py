"""What changed between two states of the log: activities first logged, and entries corrected.

The database finds the changes by the indexes on when versions were recorded and decided, so the
cost grows with what changed and not with the log. Lists are limited; the total is always given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import frame_of
from ifla_metrics.framework import Framework
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import ReviewRow
from ifla_metrics.store import as_of
from ifla_metrics.store import kinds as tables
from ifla_metrics.store.catalogue import counting_roles
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS, KINDS, read_versions
from ifla_metrics.store.read_activities import activity_frame
from ifla_metrics.store.read_reference import SYNTHETIC
from ifla_metrics.store.read_request import COUNTED, Request, without_index

MOST_LOGGED = 100
"""How many newly logged activities are listed."""
MOST_AMENDED = 200
"""How many amended entries of each kind are listed."""
ACTIVITY = "activity"
FIELDS = {
    ACTIVITY: (
        "lifecycle",
        "started_on",
        "countries",
        "participations",
        "directions",
        "outcomes",
    ),
    "observation": (
        "value",
        "numerator",
        "denominator",
        "state",
        "qualifier",
        "as_of",
        "country",
    ),
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
_REVIEW = table_of(ReviewRow)
_ONE: sa.ColumnElement[int] = sa.literal_column("1")
"""Not a bound parameter, because then SQLite does not use a partial index on `version`."""


# Activities first logged


def newly_logged(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return activities first recorded between the states that count at the later one."""
    v, first = tables.VERSION.c, tables.VERSION.alias("first_version")
    days = (asked.period.starts_on, asked.period.ends_on)
    rules = [
        first.c.version == _ONE,
        as_of.counts(tables.VERSION, asked.state.until, asked.counts),
        v.lifecycle.in_(COUNTED),
        without_index(v.started_on).between(*days),
        *asked.activities(tables.VERSION),
    ]
    # First days are rarely amended, so the index of first versions finds nearly all activities.
    # The others have a later version, which was recorded between the states as well.
    in_period_at_first = sa.and_(
        first.c.started_on.between(*days), asked.between(first.c.recorded_at)
    )
    moved_into_period = sa.and_(
        sa.not_(without_index(first.c.started_on).between(*days)),
        v.version > _ONE,
        asked.between(v.recorded_at),
        asked.between(without_index(first.c.recorded_at)),
    )
    joined = sa.join(first, tables.VERSION, v.activity_id == first.c.activity_id)
    total, newest = 0, []
    for which in (in_period_at_first, moved_into_period):
        chosen = [*rules, which]
        total += connection.execute(
            sa.select(sa.func.count()).select_from(joined).where(*chosen)
        ).scalar_one()
        statement = sa.select(first.c.recorded_at, first.c.id, v.id).select_from(joined)
        latest = statement.where(*chosen).order_by(first.c.recorded_at.desc(), first.c.id.desc())
        newest += [tuple(row) for row in connection.execute(latest.limit(MOST_LOGGED))]
    ids = [row[2] for row in sorted(newest, reverse=True)[:MOST_LOGGED]]
    found = _activity_versions(connection, ids, asked)
    rows = [tuple({**row, "total": total}[n] for n in frames.NEWLY_LOGGED) for row in found]
    return frame_of(frames.NEWLY_LOGGED, rows, whole=("total",), numbers=("participations",))


# Entries that counted and say something else now


def amended(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the fields in which entries that counted at the earlier state differ now.

    An entry that no longer counts has one row, with the field `withdrawn` or `returned`.
    """
    rows: list[Row] = []
    for kind in FIELDS:
        found, more = _amended(connection, kind, asked)
        rows += [{**row, "more": more} for row in found]
    rows.sort(key=lambda row: row["known_on"], reverse=True)
    values = [tuple(row[n] for n in frames.AMENDED) for row in rows]
    return frame_of(frames.AMENDED, values, whole=("version", "more"))


@dataclass(frozen=True)
class _Versions:
    """A table of versions, the column that names the entry, and its aliases then and now."""

    table: sa.Table
    identity: str
    then: sa.FromClause
    now: sa.FromClause


def _versions_of(kind: str) -> _Versions:
    table = ALL_KINDS[kind].table
    identity = "activity_id" if kind == ACTIVITY else "uid"
    return _Versions(table, identity, table.alias("version_then"), table.alias("version_now"))


_VERSIONS = {kind: _versions_of(kind) for kind in FIELDS}


class _Pair(NamedTuple):
    """The id of the version that counted then, and of the one that counts now, if one does."""

    then: int
    now: int | None


def _amended(connection: Connection, kind: str, asked: Request) -> tuple[list[Row], int]:
    """Return a row for each field that differs, and how many entries are not listed."""
    versions = _VERSIONS[kind]
    if kind == ACTIVITY:
        wanted = _activities_wanted(asked, versions)
        differs = _activities_differ(connection, asked, versions)
    else:
        wanted = _records_wanted(kind, asked, versions)
        differs = _records_differ(versions, FIELDS[kind])
    pairs, total = _changed(connection, asked, versions, wanted=wanted, differs=differs)
    if not pairs:
        return [], 0
    ids = [i for pair in pairs for i in pair if i is not None]
    if kind == ACTIVITY:
        found = _activity_versions(connection, ids, asked)
    else:
        found = read_versions(connection, KINDS[kind], versions.table.c.id.in_(ids))
    by_id = {row["id"]: row for row in found}
    identity = versions.identity
    gone = {by_id[then][identity]: by_id[then]["uid"] for then, now in pairs if now is None}
    last = _last_versions(connection, kind, gone, asked.state.until)
    rows: list[Row] = []
    for then, now in pairs:
        old, new = by_id[then], None if now is None else by_id[now]
        rows += _differences(kind, asked, old, new, new or last[old[identity]])
    return rows, total - len(pairs)


def _changed(
    connection: Connection,
    asked: Request,
    versions: _Versions,
    *,
    wanted: sa.ColumnElement[bool],
    differs: sa.ColumnElement[bool],
) -> tuple[list[_Pair], int]:
    """Return the entries changed last, the newest change first, and how many there are in all.

    Args:
        connection: An open transaction.
        asked: The two states.
        versions: The versions of one kind of entry.
        wanted: The condition on the version that counted then.
        differs: The condition that the two versions differ, where both count.
    """
    then, now, identity = versions.then.c, versions.now.c, versions.identity
    touched = _touched(asked, versions)
    counts_now = as_of.counts(versions.now, asked.state.until, asked.counts)
    statement = (
        sa.select(then.id, now.id, sa.func.count().over())
        .select_from(touched)
        .join(versions.then, then[identity] == touched.c.entry)
        .outerjoin(versions.now, sa.and_(now[identity] == touched.c.entry, counts_now))
        .where(
            as_of.counts(versions.then, asked.since, asked.counts),
            wanted,
            sa.or_(now.id.is_(None), sa.and_(now.id != then.id, differs)),
        )
        .order_by(touched.c.at.desc(), then.id.desc())
        .limit(MOST_AMENDED)
    )
    found = connection.execute(statement).all()
    return [_Pair(row[0], row[1]) for row in found], found[0][2] if found else 0


def _touched(asked: Request, versions: _Versions) -> sa.CTE:
    """Return the entries with a version recorded or decided between the states, and when last.

    Only decisions that can change which version of an entry counts are looked for.
    """
    c = versions.table.c
    entry = c[versions.identity].label("entry")

    def entries_at(moment: sa.ColumnElement[Any], *rules: sa.ColumnElement[bool]) -> sa.Select[Any]:
        return sa.select(entry, moment.label("at")).where(asked.between(moment), *rules)

    ways = [entries_at(c.recorded_at, c.version > _ONE)]
    if asked.counts == "approved":
        ways.append(entries_at(c.approved_at, c.version > _ONE))
    else:
        ways.append(entries_at(c.returned_at))
    every = sa.union_all(*ways).subquery("entries_at")
    return (
        sa.select(every.c.entry, sa.func.max(every.c.at).label("at"))
        .group_by(every.c.entry)
        .cte("touched")
    )


def _last_versions(
    connection: Connection, kind: str, gone: Mapping[Any, str], until: datetime | None
) -> dict[Any, Row]:
    """Return the last version of entries that no longer count, with when and why they ended.

    A return belongs to the version it was decided on: its moment and comment stay, also after the
    group has amended the entry.

    Args:
        connection: An open transaction.
        kind: The kind of entry.
        gone: The uid of each entry, by the value that its versions share.
        until: What was recorded or decided before this moment; None: ever.
    """
    if not gone:
        return {}
    versions = _VERSIONS[kind]
    table, identity = versions.table, versions.identity
    c, review = table.c, _REVIEW.c
    newest = sa.select(sa.func.max(c.id)).where(c[identity].in_(list(gone))).group_by(c[identity])
    returns = sa.select(review.uid, review.version, review.comment, review.decided_at).where(
        review.kind == kind, review.uid.in_(list(gone.values())), review.decision == RETURNED
    )
    if until is not None:
        newest = newest.where(c.recorded_at < until)
        returns = returns.where(review.decided_at < until)
    rows = read_versions(connection, ALL_KINDS[kind], c.id.in_(newest))
    last = {row[identity]: row for row in rows}
    returned = {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(returns)}
    for entry, row in last.items():
        decision = returned.get((gone[entry], row["version"]))
        if decision and not row["withdrawn"]:
            row["reason"], row["recorded_at"] = decision
    return last


def _differences(kind: str, asked: Request, old: Row, new: Row | None, last: Row) -> Iterator[Row]:
    """Yield a row for each field that differs; one row alone when the entry no longer counts.

    Args:
        kind: The kind of entry.
        asked: The two states.
        old: The version that counted then.
        new: The one that counts now; None when none does.
        last: The version that gives the reason: the one that counts now, or the last of all.
    """
    fields, shown = FIELDS[kind], new or old
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
        "known_on": _counts_since(last, asked).date(),
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


def _counts_since(last: Row, asked: Request) -> Any:
    """Return the moment from which a version counts: its approval, where only that counts."""
    if asked.counts == "approved" and not last["withdrawn"] and last["approved_at"]:
        return last["approved_at"]
    return last["recorded_at"]


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


# Activities


def _activities_wanted(asked: Request, versions: _Versions) -> sa.ColumnElement[bool]:
    then, days = versions.then.c, asked.period
    return sa.and_(
        then.lifecycle.in_(COUNTED),
        without_index(then.started_on).between(days.starts_on, days.ends_on),
        *asked.activities(versions.then),
    )


def _activities_differ(
    connection: Connection, asked: Request, versions: _Versions
) -> sa.ColumnElement[bool]:
    """Return the condition that the versions then and now differ in one of FIELDS."""
    then, now = versions.then.c, versions.now.c
    framework, roles = asked.framework.id, sorted(counting_roles(connection))
    line = tables.PARTICIPATION.c

    def people(version: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
        counted = line.version_id == version, line.role.in_(roles), line.reach == "direct"
        return sa.select(sa.func.sum(line.count)).where(*counted).scalar_subquery()

    return sa.or_(
        then.lifecycle != now.lifecycle,
        then.started_on != now.started_on,
        people(then.id).is_distinct_from(people(now.id)),
        *_lists_differ(versions, tables.COUNTRY, ("country",)),
        *_lists_differ(
            versions, tables.ALIGNMENT, ("direction", "weight", "is_primary"), framework
        ),
        *_lists_differ(versions, tables.CONTRIBUTION, ("outcome",), framework),
    )


def _lists_differ(
    versions: _Versions, table: sa.Table, columns: Sequence[str], framework: str = ""
) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions that one version has a row, at its place in the list, and one has not.

    Places are numbered anew, because rows of other strategies may stand in between.
    """
    c = table.c
    place = sa.func.row_number().over(order_by=c.position)

    def rows(version: sa.ColumnElement[Any]) -> sa.Select[Any]:
        found = sa.select(place, *(c[name] for name in columns)).where(c.version_id == version)
        found = found.where(c.framework == framework) if framework else found
        return found.correlate(versions.then, versions.now)

    then, now = versions.then.c.id, versions.now.c.id
    yield sa.exists(sa.except_(rows(then), rows(now)))
    yield sa.exists(sa.except_(rows(now), rows(then)))


def _activity_versions(connection: Connection, ids: Sequence[int], asked: Request) -> list[Row]:
    """Return versions of activities with their countries, people and so on, in the order of ids."""
    if not ids:
        return []
    rows = read_versions(connection, ACTIVITY_KIND, tables.VERSION.c.id.in_(ids))
    by_id = {row["id"]: row for row in rows}
    found = [by_id[i] for i in ids]
    frame = activity_frame(connection, found, asked.framework.id)
    for name in frame.columns:
        for row, value in zip(found, frame[name].tolist(), strict=True):
            row[str(name)] = value
    return found


# Records


def _records_wanted(kind: str, asked: Request, versions: _Versions) -> sa.ColumnElement[bool]:
    then, now = versions.then.c, versions.now.c
    direction = asked.choices.direction
    rules = [then.framework == asked.framework.id, *asked.records(KINDS[kind], versions.then)]
    if asked.choices.documented_only:
        rules.append(then.provenance != SYNTHETIC)
    if "as_of" in then:
        rules.append(then.as_of <= asked.on)
    if direction:
        about = [version[n] for version in (now, then) for n in SUBJECTS if n in version]
        rules.append(sa.func.coalesce(*about).in_(_codes_of(asked.framework, direction)))
    return sa.and_(*rules)


def _records_differ(versions: _Versions, fields: Sequence[str]) -> sa.ColumnElement[bool]:
    then, now = versions.then.c, versions.now.c
    return sa.or_(sa.false(), *(then[n].is_distinct_from(now[n]) for n in fields))


def _codes_of(framework: Framework, direction: str) -> list[str]:
    """Return the indicators and parts of a direction."""
    codes = {i.code for i in framework.indicators_under(direction)}
    codes |= {n.code for n in framework.nodes if direction in framework.directions_of(n.code)}
    return sorted(codes)
