"""What was recorded since something was printed: the entries that may be behind a change of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection

from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.changes import Changed, changes_since
from ifla_metrics.store.editions import Edition, printed_in
from ifla_metrics.store.known import end_of

MOST = 20_000
"""So many, that none is left out: a change would be told as one without an entry."""


def since_edition(connection: Connection, edition: Edition) -> list[Changed]:
    """Return what bears on an edition and was recorded after what it speaks of, newest first."""
    moment = min(edition.frozen_at, end_of(edition.known_on))
    known = catalogue(connection)
    period = known.framework_at(edition.framework, moment).period(edition.period)
    return changes_since(
        connection,
        moment,
        framework=edition.framework,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        counts=known.settings[edition.framework].counts,
        most=MOST,
    )


def since_printed(connection: Connection, figure_ids: Sequence[str]) -> dict[str, list[Changed]]:
    """Return by figure id what was recorded since the newest edition that has printed it.

    An id that no edition has printed is not in it.
    """

    @cache
    def since(edition: Edition) -> list[Changed]:
        return since_edition(connection, edition)

    return {one: since(edition) for one, edition in printed_in(connection, figure_ids).items()}
