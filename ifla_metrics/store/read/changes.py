"""Read what changed between two states of the log: new activities and corrected entries.

Indexes find what was recorded or decided in between, so the cost grows with the changes and not
with the log. Lists are limited, but the total is always returned.
"""

from collections.abc import Iterator
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
from ifla_metrics.store.kinds import ACTIVITY, ACTIVITY_KIND, ALL_KINDS, RECORD_KINDS
from ifla_metrics.store.read.request import COUNTED, Request
from ifla_metrics.store.versions import AnyVersion, read_versions

MOST_LOGGED = 100
"""Maximum newly logged activities in the list."""
MOST_AMENDED = 200
"""Maximum amended entries of each kind in the list."""
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
    listed, roles = ids[:MOST_LOGGED], request.catalogue.counting_roles
    versions_read = read_versions(connection, ACTIVITY_KIND, v.id.in_(listed))
    activities = {version.id: version for version in versions_read}
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
    entry_kind, before = ALL_KINDS[kind], request.previous.until if request.previous else None
    c, until, counts = entry_kind.table.c, request.state.until, request.counts
    touched = c.uid.in_(_touched(request, c))

    def by_uid(*rules: sa.ColumnElement[bool]) -> dict[str, AnyVersion]:
        versions = read_versions(connection, entry_kind, touched, *rules, order=[c.id.desc()])
        return {version.uid: version for version in versions}

    counted_then = as_of.was_counted(entry_kind.table, before, counts)
    old = by_uid(counted_then, *_conditions(kind, request))
    new = by_uid(as_of.was_counted(entry_kind.table, until, counts))
    last = by_uid(as_of.was_last(entry_kind.table, until)) | new
    direction = request.choices.direction
    changes: list[tuple[datetime, list[Row]]] = []
    for uid, version in old.items():
        now = new.get(uid)
        is_served = kind == ACTIVITY or not direction or _serves(now or version, request)
        if is_served and (now is None or now.id != version.id):
            change = _differences(version, now, last[uid], request)
            changes += [change] if change[1] else []
    changes.sort(key=lambda change: change[0], reverse=True)
    more = max(len(changes) - MOST_AMENDED, 0)
    for _, rows in changes[:MOST_AMENDED]:
        yield from ({**row, "more": more} for row in rows)


def _touched(request: Request, c: Any) -> sa.CompoundSelect[Any]:
    """Return the SELECT for entries that were amended or decided on between the two states."""
    is_later = c.version > _LITERAL_1
    approved = request.counts == "approved"
    decided = (c.approved_at, is_later) if approved else (c.returned_at, sa.true())
    return sa.union(
        *(
            sa.select(c.uid).where(request.between(at), condition)
            for at, condition in ((c.recorded_at, is_later), decided)
        )
    )


def _conditions(kind: str, request: Request) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions of the choices, except that of the direction for records."""
    if kind != ACTIVITY:
        yield from request.record_conditions(RECORD_KINDS[kind])
        return
    versions = log_tables.ACTIVITY_VERSION
    yield versions.c.lifecycle.in_(COUNTED)
    yield request.in_period(versions.c.started_on)
    yield from request.activity_conditions(versions)


def _serves(record: AnyVersion, request: Request) -> bool:
    """Return whether a record is about an indicator or node of the chosen direction."""
    direction, framework = request.choices.direction, request.framework
    codes = {i.code for i in framework.indicators_under(direction)}
    return _subject(record) in codes | framework.nodes_under(direction)


def _subject(entry: AnyVersion) -> str:
    """Return the indicator or node of a record; empty for an activity."""
    return next((getattr(entry.draft, n) for n in SUBJECTS if getattr(entry.draft, n, "")), "")


# Differences


def _differences(
    old: AnyVersion, new: AnyVersion | None, last: AnyVersion, request: Request
) -> tuple[datetime, list[Row]]:
    """Return when an entry changed, and one row per changed field.

    `old` counted then, `new` counts now, if any. `last` is `new` or the latest version and gives
    time and reason. An entry that no longer counts has one row.
    """
    draft = (new or old).draft
    changed_at, reason, field = last.recorded_at, last.reason, WITHDRAWN
    if new is None and not last.withdrawn and last.returned_at:
        # The comment of a reviewer is for the group alone.
        changed_at, reason, field = last.returned_at, "", RETURNED
    elif request.counts == "approved" and not last.withdrawn and last.approved_at:
        changed_at = last.approved_at  # It counts from its approval.
    about = {
        "kind": old.kind,
        "uid": old.uid,
        "title": (new or old).title,
        "subject": _subject(new or old),
        "as_of": getattr(draft, "as_of", None) or getattr(draft, "started_on", None),
        "group": draft.owners[0],
        "reason": reason,
        "provenance": draft.provenance,
        "known_on": changed_at.date(),
    }
    names = COMPARED_FIELDS[old.kind]
    then = {name: _value(old.draft, name, request) for name in names}
    if new is None:
        first = None if old.kind == ACTIVITY else next(iter(then.values()), None)
        return changed_at, [{**about, "field": field, "old": first, "new": None}]
    now = {name: _value(new.draft, name, request) for name in names}
    return changed_at, [
        {**about, "field": name, "old": then[name], "new": now[name]}
        for name in names
        if then[name] != now[name]
    ]


def _value(draft: Any, name: str, request: Request) -> Any:
    """Return the value of a field, as it counts in a strategy."""
    framework = request.framework.id
    if name == "participations":
        return draft.participations(request.catalogue.counting_roles)
    if name == "directions":
        aligned = (a for a in draft.alignments if a.framework == framework)
        return tuple((a.direction, a.weight, a.is_primary) for a in aligned)
    if name == "outcomes":
        return tuple(c.outcome for c in draft.contributions if c.framework == framework)
    return getattr(draft, name)
