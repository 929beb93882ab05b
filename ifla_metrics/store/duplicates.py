"""Likely duplicates: activities in the log that resemble ones which are about to be logged.

Two groups often took part in the same event. Whoever logs it second is asked, never refused.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.store.as_of import was_current
from ifla_metrics.store.versions import read_lists
from ifla_metrics.text import folded

ALIKE = 0.72
"""Titles that are at least so much alike, without case and accents, may be of one activity."""
LONGEST = timedelta(days=366)
"""Activities that began longer before are not compared."""
DAYS_TOGETHER = 31
"""Over a longer time the same kind in the same country is no sign; the titles must be alike."""
SHOWN = 5
NOWHERE = ("",)
"""The place of an activity without a country."""


@dataclass(frozen=True)
class Likely:
    """An activity of the log that may be the same; `likeness` of the titles is 0 to 1."""

    uid: str
    title: str
    kind: str
    started_on: date
    ended_on: date
    date_precision: str
    date_as_stated: str
    groups: tuple[str, ...]
    countries: tuple[str, ...]
    likeness: float = 0


def likely_duplicates(
    connection: Connection, drafts: Sequence[ActivityDraft], *, key: str = ""
) -> list[list[Likely]]:
    """Return for each draft activities that may be the same, the likeliest first, at most 5.

    The days overlap, a country is common (or neither names one), and the titles are alike or,
    within a month, the kind is the same. What was logged with `key` is the draft itself, of which
    the answer was lost on the way.
    """
    if not drafts:
        return []
    v = ACTIVITY_VERSION.c
    first, last = min(d.started_on for d in drafts), max(d.ended_on for d in drafts)
    days = (v.started_on, v.ended_on, v.date_precision, v.date_as_stated)
    rows = connection.execute(
        sa.select(v.id, v.uid, v.title, v.kind, *days)
        .where(
            was_current(ACTIVITY_VERSION, None),
            v.started_on.between(first - LONGEST, last),
            v.ended_on >= first,
            sa.or_(v.idempotency_key.is_(None), v.idempotency_key != key),
        )
        .order_by(v.id)
    ).all()
    ids = [row.id for row in rows]
    groups, countries = (read_lists(connection, name, ids) for name in ("groups", "countries"))
    there: dict[str, list[Likely]] = defaultdict(list)
    for row in rows:
        places = tuple(countries[row.id])
        one = Likely(*row[1:], tuple(groups[row.id]), places)
        for place in places or NOWHERE:
            there[place].append(one)
    return [_most_alike(draft, there) for draft in drafts]


def _most_alike(draft: ActivityDraft, there: Mapping[str, Sequence[Likely]]) -> list[Likely]:
    near = {
        one.uid: one
        for place in draft.countries or NOWHERE
        for one in there.get(place, ())
        if one.started_on <= draft.ended_on and draft.started_on <= one.ended_on
    }
    title, alike = folded(draft.title), []
    for one in near.values():
        likeness = fuzz.ratio(title, folded(one.title)) / 100
        days = max(draft.ended_on, one.ended_on) - min(draft.started_on, one.started_on)
        if likeness >= ALIKE or (one.kind == draft.kind and days.days < DAYS_TOGETHER):
            alike.append(replace(one, likeness=likeness))
    return sorted(alike, key=lambda one: -one.likeness)[:SHOWN]
