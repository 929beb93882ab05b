"""Editions and drafts against the log, as the page asks: figures from its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ifla_metrics.models.editions import FrozenFigure
from ifla_metrics.report import drift_causes, drift_check
from ifla_metrics.report.drift import Drift
from ifla_metrics.report.drift_causes import Behind
from ifla_metrics.report.drift_check import Check
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.editions import Changed, Edition
from ifla_metrics.ui import sources


def check(figures: Iterable[FrozenFigure]) -> Check:
    """Compare frozen figures with the same figures as known now."""
    return drift_check.check(figures, sources.figure)


def check_ids(ids: Iterable[str]) -> Check:
    """Compare figures by their ids, as the newest edition that has each printed them."""
    wanted = tuple(dict.fromkeys(ids))
    with reading(engine_of(database_url())) as connection:
        printed = editions.printed(connection, wanted)
    figures = [printed[one] for one in wanted if one in printed]
    unknown = tuple(one for one in wanted if one not in printed)
    return replace(check(figures), unknown=unknown)


def causes(edition: Edition) -> list[Changed]:
    """Return the entries that bear on an edition and were recorded after what it speaks of."""
    with reading(engine_of(database_url())) as connection:
        return editions.since_edition(connection, edition)


def behind(drifts: Sequence[Drift]) -> Behind:
    """Return the entries behind each changed cell of each figure that has changed."""
    with reading(engine_of(database_url())) as connection:
        since = editions.since_printed(connection, [one.figure_id for one in drifts])
    return drift_causes.behind(drifts, since, sources.figure, _needs)


def _needs(name: str, framework: str) -> Iterable[str]:
    from ifla_metrics.figures import registry

    return registry.find(name, sources.plan().frameworks[framework]).needs
