"""Find likely duplicates: activities in the log that resemble new ones.

Two groups often take part in the same event. The second group is asked, never refused.
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

MIN_LIKENESS = 0.72
"""Titles are similar from this likeness on, ignoring case and accents."""
LONGEST_SPAN = timedelta(days=366)
"""Activities that began more than this before the new ones are not compared."""
DAYS_TOGETHER = 31
"""Within this span, the same kind in the same country is enough; beyond it, titles count too."""
SHOWN = 5
NO_COUNTRY = ("",)
"""The countries of an activity that names none."""


@dataclass(frozen=True)
class LikelyDuplicate:
    """An activity that may be the same. The `likeness` of the titles is 0 to 1."""

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
) -> list[list[LikelyDuplicate]]:
    """Return at most 5 likely duplicates of each draft, most similar titles first.

    A duplicate overlaps in days and shares a country (or neither names one), and has a similar
    title or, within a month, the same kind. An activity logged with `key` is left out: it is the
    draft itself, saved by a request whose response was lost.
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
            v.started_on.between(first - LONGEST_SPAN, last),
            v.ended_on >= first,
            sa.or_(v.idempotency_key.is_(None), v.idempotency_key != key),
        )
        .order_by(v.id)
    ).all()
    ids = [row.id for row in rows]
    groups, countries = (read_lists(connection, name, ids) for name in ("groups", "countries"))
    by_country: dict[str, list[LikelyDuplicate]] = defaultdict(list)
    for row in rows:
        activity = LikelyDuplicate(*row[1:], tuple(groups[row.id]), tuple(countries[row.id]))
        for country in activity.countries or NO_COUNTRY:
            by_country[country].append(activity)
    return [_most_similar(draft, by_country) for draft in drafts]


def _most_similar(
    draft: ActivityDraft, by_country: Mapping[str, Sequence[LikelyDuplicate]]
) -> list[LikelyDuplicate]:
    overlapping = {
        activity.uid: activity
        for country in draft.countries or NO_COUNTRY
        for activity in by_country.get(country, ())
        if activity.started_on <= draft.ended_on and draft.started_on <= activity.ended_on
    }
    title, similar = folded(draft.title), []
    for activity in overlapping.values():
        likeness = fuzz.ratio(title, folded(activity.title)) / 100
        first = min(draft.started_on, activity.started_on)
        days = (max(draft.ended_on, activity.ended_on) - first).days
        if likeness >= MIN_LIKENESS or (activity.kind == draft.kind and days < DAYS_TOGETHER):
            similar.append(replace(activity, likeness=likeness))
    return sorted(similar, key=lambda activity: -activity.likeness)[:SHOWN]
