"""Likely duplicates: activities in the log that resemble one which is about to be logged.

Two groups often took part in the same event. Whoever logs it second is asked, never refused.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.as_of import stood
from ifla_metrics.store.kinds import ACTIVITY_KIND, COUNTRY, VERSION, read_lists
from ifla_metrics.text import folded

ALIKE = 0.72
"""Titles with at least this ratio of difflib, without case and accents, are alike."""
LONGEST = timedelta(days=366)
"""How long before it an overlapping activity may have begun; longer ones are projects."""
DAYS_TOGETHER = 31
"""Over a longer time the same kind in the same country is no sign; the titles must be alike."""
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
    """Return activities of the log that may be the same as `draft`, the likeliest first, at most 5.

    The days overlap, a country is common (or neither names one), and the titles are alike or,
    within a month, the kind is the same. Left out are the activity `uid` itself, when it is
    amended, and what was logged with `key`, should an answer have been lost on the way.
    """
    v, uids = VERSION.c, ACTIVITY_KIND.uid
    there = sa.exists().where(COUNTRY.c.version_id == v.id)
    statement = (
        ACTIVITY_KIND.versions()
        .where(
            stood(VERSION, None),
            v.started_on.between(draft.started_on - LONGEST, draft.ended_on),
            v.ended_on >= draft.started_on,
            v.lifecycle != "cancelled",
            uids != uid,
            sa.func.coalesce(v.idempotency_key, "") != (key or "-"),
            there.where(COUNTRY.c.country.in_(draft.countries)) if draft.countries else ~there,
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
    groups = read_lists(connection, "groups", ids)
    countries = read_lists(connection, "countries", ids)
    return [
        Likely(
            row.uid,
            row.title,
            row.kind,
            row.started_on,
            row.ended_on,
            tuple(groups[row.id]),
            tuple(countries[row.id]),
            likeness,
        )
        for likeness, row in best
    ]


def _near(draft: ActivityDraft, started_on: date, ended_on: date) -> bool:
    first, last = min(draft.started_on, started_on), max(draft.ended_on, ended_on)
    return (last - first).days < DAYS_TOGETHER
