"""Likely duplicates: activities in the log that resemble one which is about to be logged.

Two groups often took part in the same event. Whoever logs it second is asked, never refused.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz
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
    return [_likely(likeness, row, groups, countries) for likeness, row in best]


def likely_duplicates_of(
    connection: Connection, drafts: Sequence[ActivityDraft]
) -> list[list[Likely]]:
    """Return for each draft the activities of the log that may be the same, the likeliest first.

    As `likely_duplicates`, for thousands at once: the titles are alike, cancelled ones are among
    them, and of a long one only its first month is looked at.
    """
    if not drafts:
        return []
    v = VERSION.c
    first, last = min(d.started_on for d in drafts), max(d.ended_on for d in drafts)
    near = v.started_on.between(first - LONGEST, last)
    columns = (v.id, ACTIVITY_KIND.uid, v.title, v.kind, v.started_on, v.ended_on)
    statement = ACTIVITY_KIND.versions().with_only_columns(*columns)
    by_day: dict[date, list[tuple[str, sa.Row[Any]]]] = defaultdict(list)
    for row in connection.execute(statement.where(stood(VERSION, None), near).order_by(v.id)):
        titled = (folded(row.title), row)
        for day in _first_days(row.started_on, row.ended_on):
            by_day[day].append(titled)
    found: list[list[tuple[float, sa.Row[Any]]]] = []
    for draft in drafts:
        title = folded(draft.title)
        there: dict[int, tuple[float, sa.Row[Any]]] = {}
        for day in _first_days(draft.started_on, draft.ended_on):
            for other, row in by_day[day]:
                likeness = fuzz.ratio(title, other, score_cutoff=100 * ALIKE) / 100
                if likeness:
                    there[row.id] = (likeness, row)
        found.append(list(there.values()))
    ids = sorted({row.id for rows in found for _, row in rows})
    groups, countries = (
        read_lists(connection, "groups", ids),
        read_lists(connection, "countries", ids),
    )
    likely = []
    for draft, rows in zip(drafts, found, strict=True):
        own = set(draft.countries)
        alike = [
            _likely(ratio, row, groups, countries)
            for ratio, row in sorted(rows, key=lambda pair: -pair[0])
            if own & set(countries[row.id]) or not (own or countries[row.id])
        ]
        likely.append(alike[:SHOWN])
    return likely


def _first_days(started_on: date, ended_on: date) -> list[date]:
    days = min((ended_on - started_on).days + 1, DAYS_TOGETHER)
    return [started_on + timedelta(days=n) for n in range(days)]


def _likely(
    likeness: float,
    row: sa.Row[Any],
    groups: Mapping[int, Sequence[str]],
    countries: Mapping[int, Sequence[str]],
) -> Likely:
    return Likely(
        row.uid,
        row.title,
        row.kind,
        row.started_on,
        row.ended_on,
        tuple(groups[row.id]),
        tuple(countries[row.id]),
        likeness,
    )


def _near(draft: ActivityDraft, started_on: date, ended_on: date) -> bool:
    first, last = min(draft.started_on, started_on), max(draft.ended_on, ended_on)
    return (last - first).days < DAYS_TOGETHER
