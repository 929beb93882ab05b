"""Is it in the log already? Activities that look like one which is about to be logged.

Two groups often took part in the same thing. Whoever logs it second is asked, never refused.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.as_of import stood
from ifla_metrics.store.kinds import ACTIVITY, COUNTRY, GROUP, VERSION
from ifla_metrics.text import folded

ALIKE = 0.72
"""Titles at least so like (difflib's ratio, without case and accents) are alike."""
LONGEST = timedelta(days=366)
"""How long before it an activity may have begun that still overlaps: longer ones are projects."""
DAYS_TOGETHER = 31
"""Over a longer time the same kind in the same country says nothing; the titles must be alike."""
LOOKED_AT = 300
SHOWN = 5


@dataclass(frozen=True)
class Likely:
    """An activity of the log that may be the same; `likeness` of the titles is 0 to 1."""

    uid: str
    title: str
    kind: str
    started_on: date
    ended_on: date
    groups: tuple[str, ...]
    countries: tuple[str, ...]
    likeness: float


def likely_duplicates(
    connection: Connection, draft: ActivityDraft, *, uid: str = "", key: str = ""
) -> list[Likely]:
    """Return what the log has that may be `draft`, the likest first, five at most.

    The days overlap, a country is common (or neither names one), and the titles are alike or,
    within a month, the kind is the same. `uid` is the activity itself when it is amended; `key` is
    the one that it was logged with, should an answer have been lost on the way.
    """
    v, a, p = VERSION.c, ACTIVITY.c, COUNTRY.c
    there = sa.exists().where(p.version_id == v.id)
    statement = (
        sa.select(v.id, a.uid, v.title, v.kind, v.started_on, v.ended_on)
        .join_from(VERSION, ACTIVITY, a.id == v.activity_id)
        .where(
            stood(VERSION, None),
            v.started_on.between(draft.started_on - LONGEST, draft.ended_on),
            v.ended_on >= draft.started_on,
            v.lifecycle != "cancelled",
            a.uid != uid,
            sa.func.coalesce(v.idempotency_key, "") != (key or "-"),
            there.where(p.country.in_(draft.countries)) if draft.countries else ~there,
        )
        .order_by(v.started_on.desc(), v.id.desc())
        .limit(LOOKED_AT)
    )
    title = folded(draft.title)
    found = []
    for row in connection.execute(statement):
        likeness = difflib.SequenceMatcher(None, title, folded(row.title)).ratio()
        same_kind = row.kind == draft.kind and _near(draft, row.started_on, row.ended_on)
        if likeness >= ALIKE or same_kind:
            found.append((likeness, row))
    found.sort(key=lambda pair: -pair[0])
    best = found[:SHOWN]
    ids = [row.id for _, row in best]
    groups = _codes(connection, GROUP, "group_code", ids)
    countries = _codes(connection, COUNTRY, "country", ids)
    return [
        Likely(
            row.uid,
            row.title,
            row.kind,
            row.started_on,
            row.ended_on,
            groups.get(row.id, ()),
            countries.get(row.id, ()),
            likeness,
        )
        for likeness, row in best
    ]


def _near(draft: ActivityDraft, started_on: date, ended_on: date) -> bool:
    first, last = min(draft.started_on, started_on), max(draft.ended_on, ended_on)
    return (last - first).days < DAYS_TOGETHER


def _codes(
    connection: Connection, table: sa.Table, column: str, ids: list[int]
) -> dict[int, tuple[str, ...]]:
    c = table.c
    statement = (
        sa.select(c.version_id, c[column])
        .where(c.version_id.in_(ids))
        .order_by(c.version_id, c.position)
    )
    found: dict[int, tuple[str, ...]] = {}
    for key, code in connection.execute(statement):
        found[key] = (*found.get(key, ()), code)
    return found
