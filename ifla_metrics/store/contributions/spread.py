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


def activity_keys(finest: Finest, provenance: str, served: Served) -> list[Key]:
    """Return the cells of the sets of directions and rows."""
    return [(period, provenance, served.directions, served.rows) for period in finest]


def weights(
    finest: Finest, provenance: str, served: Served, activities: int
) -> dict[Key, Amounts]:
    """Return what so many activities weigh for each direction."""
    return {
        (period, provenance, served.rows, direction): (
            weight * activities,
            activities if direction == served.primary else 0,
        )
        for period in finest
        for direction, weight in served.weights.items()
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


def month_keys(
    month: int, provenance: str, served: Served, apart: Iterable[Scope]
) -> list[Key]:
    """Return the cells of a month: in every scope, and those of groups, level and arena."""
    return [(month, provenance, kind, scope) for kind, scope in (*served.scopes, *apart)]


def profile_keys(
    finest: Finest, provenance: str, served: Served, profile: Profile
) -> list[Key]:
    """Return the cells of attendances of one kind: in the whole and in the directions."""
    return [
        (period, provenance, *profile, kind, scope)
        for period in finest
        for kind, scope in served.drawn
    ]
