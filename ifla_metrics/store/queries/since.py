"""What came between two states of the log: activities first recorded, entries that say otherwise.

Activities are found by indexes on the moment of recording, and told with an end and their true
number. Of records, which are few, those that stood in both states are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period
from ifla_metrics.store import activity_rows as tables
from ifla_metrics.store import known
from ifla_metrics.store.queries.activities import COUNTED, activity_frame
from ifla_metrics.store.queries.endings import REVIEW, ended, last_known, returns
from ifla_metrics.store.queries.frames_of import frame_of
from ifla_metrics.store.queries.moments import State
from ifla_metrics.store.record_kinds import KINDS, Kind

MOST_NEW = 100
MOST_AMENDED = 200
FIELDS = {
    "activity": (
        "lifecycle", "started_on", "countries", "participations", "directions", "outcomes",
    ),
    "observation": (
        "value", "numerator", "denominator", "state", "qualifier", "as_of", "country",
    ),
    "cohort_count": ("count", "stage", "gender", "as_of"),
    "resource_stage": ("stage", "language", "as_of"),
    "association_outcome": ("before", "after", "change_percent", "as_of"),
    "story": (),
}
"""What numbers are made of, by kind; milestones are told apart, as steps reached or moved."""
ONE: sa.ColumnElement[int] = sa.literal_column("1")
"""Written out, because an index of some rows is not sought for a value that comes later."""
WITHDRAWN, RETURNED = "withdrawn", "returned"
Row = dict[str, Any]


@dataclass(frozen=True)
class Between:
    """Two states of the log, and whose entries are asked for."""

    framework: Framework
    period: Period
    before: State
    now: State
    on: date
    counts: str
    direction: str = ""
    documented_only: bool = False

    def came(self, moment: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Return the condition that a moment lies between the two states."""
        since = self.before.until
        after = moment >= since if since is not None else sa.false()
        return after if self.now.until is None else sa.and_(after, moment < self.now.until)


def newly_logged(connection: Connection, asked: Between) -> pd.DataFrame:
    """Return activities that were first recorded between the states and counted at the later."""
    v, first = tables.VERSION.c, tables.VERSION.alias("first_version")
    days = (asked.period.starts_on, asked.period.ends_on)
    rules = [
        first.c.version == ONE,
        known.counts(tables.VERSION, asked.now.until, asked.counts, identity="activity_id"),
        v.lifecycle.in_(COUNTED),
        _unsought(v.started_on).between(*days),
        *_wanted(asked),
    ]
    # First days are rarely amended, so the index of first versions finds nearly all; the others
    # have a later version, which was recorded between the states as well.
    said_at_first = sa.and_(
        first.c.started_on.between(*days), asked.came(first.c.recorded_at)
    )
    said_later = sa.and_(
        sa.not_(_unsought(first.c.started_on).between(*days)), v.version > ONE,
        asked.came(v.recorded_at), asked.came(_unsought(first.c.recorded_at)),
    )  # fmt: skip
    joined = sa.join(first, tables.VERSION, v.activity_id == first.c.activity_id)
    total, newest = 0, []
    for which in (said_at_first, said_later):
        chosen = [*rules, which]
        total += connection.execute(
            sa.select(sa.func.count()).select_from(joined).where(*chosen)
        ).scalar_one()
        statement = sa.select(first.c.recorded_at, first.c.id, v.id).select_from(joined)
        latest = statement.where(*chosen).order_by(first.c.recorded_at.desc(), first.c.id.desc())
        newest += [tuple(row) for row in connection.execute(latest.limit(MOST_NEW))]
    ids = [row[2] for row in sorted(newest, reverse=True)[:MOST_NEW]]
    found = _versions(connection, ids, asked)
    rows = [tuple({**row, "total": total}[n] for n in frames.NEWLY_LOGGED) for row in found]
    return frame_of(
        frames.NEWLY_LOGGED, rows, whole=("total",), numbers=("participations",)
    )


def amended(connection: Connection, asked: Between) -> pd.DataFrame:
    """Return what entries that were in the figures of the earlier state say otherwise now."""
    told, more = _amended_activities(connection, asked)
    for name, fields in FIELDS.items():
        if name in KINDS:
            told += _amended_records(connection, KINDS[name], fields, asked)
    told.sort(key=lambda row: row["known_on"], reverse=True)
    rows = [tuple({**row, "more": more}[n] for n in frames.AMENDED) for row in told]
    return frame_of(frames.AMENDED, rows, whole=("version", "more"))


def _unsought(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return a column in a form that no index is sought for: another one finds fewer rows."""
    return sa.func.coalesce(column, column)


def _wanted(asked: Between, table: sa.FromClause = tables.VERSION) -> Iterator[Any]:
    if asked.documented_only:
        yield table.c.provenance != "synthetic"
    if asked.direction:
        served = tables.ALIGNMENT.c
        yield sa.exists().where(
            served.version_id == table.c.id, served.framework == asked.framework.id,
            served.direction == asked.direction,
        )  # fmt: skip


def _versions(connection: Connection, ids: list[int], asked: Between) -> list[Row]:
    """Return versions of activities with all that belongs to them, in the order of `ids`."""
    held = connection.execute(
        sa.select(tables.VERSION, tables.ACTIVITY.c.uid)
        .join_from(
            tables.VERSION, tables.ACTIVITY, tables.ACTIVITY.c.id == tables.VERSION.c.activity_id
        )
        .where(tables.VERSION.c.id.in_(ids))
    ).mappings()
    by_id = {row["id"]: dict(row) for row in held}
    found = [by_id[i] for i in ids]
    frame = activity_frame(connection, found, asked.framework.id)
    names = [str(c) for c in frame.columns]
    columns = (frame[c].tolist() for c in names)
    whole = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return [{**row, **more} for row, more in zip(found, whole, strict=True)]


def _amended_activities(connection: Connection, asked: Between) -> tuple[list[Row], int]:
    pairs = _changed(connection, asked)
    ids = [i for pair in pairs[:MOST_AMENDED] for i in pair if i is not None]
    held = {row["id"]: row for row in _versions(connection, ids, asked)} if ids else {}
    told: list[Row] = []
    for old, new in pairs[:MOST_AMENDED]:
        before, now = held[old], held.get(new)
        last = now or ended(
            connection, "activity", before["uid"],
            last_known(
                connection, tables.VERSION, "activity_id", before["activity_id"], asked.now.until
            ),
            asked.now.until,
        )  # fmt: skip
        told += _differences("activity", before, now, _said(last, asked), FIELDS["activity"])
    return told, max(0, len(pairs) - MOST_AMENDED)


def _changed(connection: Connection, asked: Between) -> list[tuple[int, int | None]]:
    """Return (version then, version now) of the activities that were decided otherwise since.

    Those that counted in the period then, the newest change first.
    """
    later = tables.VERSION.alias("later_version")
    moments = [later.c.recorded_at, later.c.returned_at]
    if asked.counts == "approved":
        moments.append(later.c.approved_at)
    touched: dict[int, Any] = {}
    came: list[Any] = [*returns(connection, asked.came(REVIEW.c.decided_at))]
    for moment in moments:
        rules = [asked.came(moment)]
        if moment is later.c.returned_at:  # Those amended since are known by their decision.
            rules.append(later.c.superseded_at.is_(None))
        else:
            rules.append(later.c.version > ONE)
        came += connection.execute(sa.select(later.c.activity_id, moment).where(*rules))
    for activity, at in came:
        touched[activity] = max(touched.get(activity, at), at)
    newest = sorted(touched, key=lambda activity: touched[activity], reverse=True)
    before = _counted(connection, newest, asked, asked.before, wanted=True)
    now = _counted(connection, newest, asked, asked.now, wanted=False)
    pairs = ((before[a], now.get(a)) for a in newest if a in before)
    return [(old, new) for old, new in pairs if old != new]


def _counted(
    connection: Connection, activities: list[int], asked: Between, state: State, *, wanted: bool
) -> dict[int, int]:
    """Return the version of each activity that counted in a state; `wanted`: of those asked for."""
    v = tables.VERSION.c
    rules = [known.counts(tables.VERSION, state.until, asked.counts, identity="activity_id")]
    if wanted:
        days = asked.period
        rules += [
            v.lifecycle.in_(COUNTED), v.started_on.between(days.starts_on, days.ends_on),
            *_wanted(asked),
        ]  # fmt: skip
    found: dict[int, int] = {}
    for some in _in_parts(activities):
        statement = sa.select(v.activity_id, v.id).where(v.activity_id.in_(some), *rules)
        found |= {row[0]: row[1] for row in connection.execute(statement)}
    return found


def _in_parts(ids: list[int], size: int = 5_000) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _said(last: Row, asked: Between) -> Row:
    """Return a version with the moment since which it counts: its approval, where that does."""
    if asked.counts == "approved" and not last["withdrawn"] and last["approved_at"]:
        return {**last, "recorded_at": last["approved_at"]}
    return last


def _amended_records(
    connection: Connection, kind: Kind, fields: tuple[str, ...], asked: Between
) -> list[Row]:
    c = kind.table.c
    rules = [c.framework == asked.framework.id]
    if asked.documented_only:
        rules.append(c.provenance != "synthetic")
    if "as_of" in c:
        rules.append(c.as_of <= asked.on)

    def stood(state: State) -> dict[str, Row]:
        counted = known.counts(kind.table, state.until, asked.counts, identity="uid")
        statement = sa.select(kind.table).where(*rules, counted).order_by(c.id)
        rows = connection.execute(statement).mappings()
        return {row["uid"]: dict(row) for row in rows}

    before, now = stood(asked.before), stood(asked.now)
    told: list[Row] = []
    for uid, old in before.items():
        new = now.get(uid)
        if new is not None and new["id"] == old["id"]:
            continue
        last = new or ended(
            connection, kind.name, uid,
            last_known(connection, kind.table, "uid", uid, asked.now.until), asked.now.until,
        )  # fmt: skip
        told += _differences(kind.name, old, new, _said(last, asked), fields)
    return told


def _differences(
    kind: str, old: Row, new: Row | None, last: Row, fields: tuple[str, ...]
) -> Iterator[Row]:
    """Yield a row for each field that says otherwise; one alone, where nothing counts any more."""
    shown = new or old
    about = {
        "kind": kind, "uid": old["uid"], "version": last["version"],
        "title": next((shown[n] for n in ("title", "cohort") if shown.get(n)), ""),
        "subject": shown.get("indicator") or shown.get("node") or "",
        "as_of": shown.get("as_of") or shown.get("started_on"),
        "group": shown.get("group_code") or str(shown.get("groups", "")).partition("|")[0],
        "reason": last["reason"], "provenance": shown["provenance"],
        "known_on": last["recorded_at"].date(),
    }
    if new is None:
        gone = WITHDRAWN if last["withdrawn"] else RETURNED
        first = fields[0] if fields and kind != "activity" else ""
        yield {**about, "field": gone, "old": _text(old.get(first)), "new": ""}
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
