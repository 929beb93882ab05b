"""Likely duplicates: activities in the log that resemble ones which are about to be logged.

Two groups often took part in the same event. Whoever logs it second is asked, never refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.models.log_tables import VERSION
from ifla_metrics.store.as_of import was_current
from ifla_metrics.store.kinds import ACTIVITY_KIND, read_lists
from ifla_metrics.text import folded

ALIKE = 0.72
"""Titles that are at least so much alike, without case and accents, may be of one activity."""
LONGEST = timedelta(days=366)
"""Of a longer activity only so many days are compared."""
DAYS_TOGETHER = 31
"""Over a longer time the same kind in the same country is no sign; the titles must be alike."""
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


class _Stored(NamedTuple):
    row: sa.Row[Any]
    title: str
    countries: tuple[str, ...]


def likely_duplicates(
    connection: Connection, drafts: Sequence[ActivityDraft], *, key: str = ""
) -> list[list[Likely]]:
    """Return for each draft activities that may be the same, the likeliest first, at most 5.

    The days overlap, a country is common (or neither names one), and the titles are alike or,
    within a month, the kind is the same. What was logged with `key` is left out, should an answer
    have been lost on the way.
    """
    if not drafts:
        return []
    v = VERSION.c
    first, last = min(d.started_on for d in drafts), max(d.ended_on for d in drafts)
    columns = (v.id, ACTIVITY_KIND.uid, v.title, v.kind, v.started_on, v.ended_on)
    statement = ACTIVITY_KIND.versions().with_only_columns(*columns)
    rows = connection.execute(
        statement.where(
            was_current(VERSION, None),
            v.started_on.between(first - LONGEST, last),
            v.ended_on >= first,
            sa.func.coalesce(v.idempotency_key, "") != (key or "-"),
        ).order_by(v.id)
    ).all()
    countries = read_lists(connection, "countries", [row.id for row in rows])
    stored: dict[tuple[date, str], list[_Stored]] = defaultdict(list)
    for row in rows:
        one = _Stored(row, folded(row.title), tuple(countries[row.id]))
        for place in _places(row.started_on, row.ended_on, one.countries):
            stored[place].append(one)
    found = [_most_alike(draft, stored) for draft in drafts]
    groups = read_lists(connection, "groups", [o.row.id for alike in found for _, o in alike])
    return [[_likely(one, likeness, groups) for likeness, one in alike] for alike in found]


def _places(
    started_on: date, ended_on: date, countries: Iterable[str]
) -> Iterator[tuple[date, str]]:
    """Yield each day in each country; without a country in ""."""
    number = min((ended_on - started_on).days + 1, LONGEST.days)
    return product((started_on + timedelta(days=n) for n in range(number)), countries or ("",))


def _most_alike(
    draft: ActivityDraft, stored: dict[tuple[date, str], list[_Stored]]
) -> list[tuple[float, _Stored]]:
    places = _places(draft.started_on, draft.ended_on, draft.countries)
    there = {one.row.id: one for place in places for one in stored.get(place, ())}
    title, alike = folded(draft.title), []
    for one in there.values():
        likeness = fuzz.ratio(title, one.title) / 100
        if likeness >= ALIKE or (one.row.kind == draft.kind and _within_a_month(draft, one.row)):
            alike.append((likeness, one))
    return sorted(alike, key=lambda pair: -pair[0])[:SHOWN]


def _within_a_month(draft: ActivityDraft, row: sa.Row[Any]) -> bool:
    first: date = min(draft.started_on, row.started_on)
    last: date = max(draft.ended_on, row.ended_on)
    return (last - first).days < DAYS_TOGETHER


def _likely(one: _Stored, likeness: float, groups: dict[int, list[str]]) -> Likely:
    return Likely(
        one.row.uid,
        one.row.title,
        one.row.kind,
        one.row.started_on,
        one.row.ended_on,
        tuple(groups[one.row.id]),
        one.countries,
        likeness,
    )
