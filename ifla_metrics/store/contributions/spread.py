"""Over which cells an activity, or a sum of such that served the same, is spread, table by table.

Keys are in the order of `columns.COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ifla_metrics.store.contributions.columns import Key
from ifla_metrics.store.contributions.facts import Amounts, Profile
from ifla_metrics.store.contributions.served import Scope, Served

Finest = tuple[str, ...]
"""The periods in which it counts: one quarter, as a rule."""


def activities(
    finest: Finest, provenance: str, served: Served, counts: Amounts
) -> dict[Key, Amounts]:
    """Return how many activities there are of a set of directions, and what they weigh in each.

    Args:
        finest: The periods.
        provenance: Of the activities.
        served: What all of them served.
        counts: Activities, participations, uncounted. They stand at the main direction, so that
            the cells of a set add up to its activities.
    """
    number = counts[0]
    shares = [
        (direction, (*(counts if direction == served.primary else (0, 0, 0)), weight * number))
        for direction, weight in served.weights.items()
    ]
    return {
        (period, row, provenance, served.directions, direction): amounts
        for period in finest
        for row in served.rows
        for direction, amounts in shares
    }


def country_keys(
    finest: Finest, provenance: str, scopes: Iterable[Scope], country: str
) -> list[Key]:
    """Return the cells of a country in scopes."""
    return [
        (period, kind, scope, provenance, country) for period in finest for kind, scope in scopes
    ]


def association_keys(
    finest: Finest, provenance: str, served: Served, association: str
) -> list[Key]:
    """Return the cells of an association: in the whole and in the directions."""
    return [
        (period, provenance, association, kind, scope)
        for period in finest
        for kind, scope in served.drawn
    ]


def month_keys(month: int, provenance: str, served: Served, apart: Iterable[Scope]) -> list[Key]:
    """Return the cells of a month: in every scope, and those of groups, level and arena."""
    return [(month, provenance, kind, scope) for kind, scope in (*served.scopes, *apart)]


def profile_keys(finest: Finest, provenance: str, served: Served, profile: Profile) -> list[Key]:
    """Return the cells of attendances of one kind: in the whole and in the directions."""
    return [
        (period, provenance, *profile, kind, scope)
        for period in finest
        for kind, scope in served.drawn
    ]
