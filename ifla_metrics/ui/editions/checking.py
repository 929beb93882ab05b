"""Editions and drafts against the log, as the page asks: figures from its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ifla_metrics.choices import Choices
from ifla_metrics.figures.figure import Figure
from ifla_metrics.models.edition_drafts import FrozenFigure
from ifla_metrics.report import drift_causes, drift_check
from ifla_metrics.report.drift import Drift
from ifla_metrics.report.drift_causes import Cell, Entry
from ifla_metrics.report.drift_check import Check
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.changes import Changed, changes_since
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.editions import Edition
from ifla_metrics.store.known import end_of
from ifla_metrics.store.record_kinds import KINDS
from ifla_metrics.ui import sources


def check(figures: Iterable[FrozenFigure]) -> Check:
    """Compare frozen figures with the same figures as known now."""
    return drift_check.check(figures, _now)


def _now(name: str, choices: Choices) -> Figure:
    return sources.figure(name, choices)[0]


def check_ids(ids: Iterable[str]) -> Check:
    """Compare figures by their ids, as the newest edition that has each printed them."""
    wanted = tuple(dict.fromkeys(ids))
    with reading(engine_of(database_url())) as connection:
        printed = editions.printed(connection, wanted)
    found = check(printed[one] for one in wanted if one in printed)
    return replace(found, unknown=tuple(one for one in wanted if one not in printed))


def causes(edition: Edition) -> list[Changed]:
    """Return the entries that bear on an edition and were recorded after what it speaks of."""
    moment = min(edition.frozen_at, end_of(edition.known_on))
    period = sources.plan().frameworks[edition.framework].period(edition.period)
    with reading(engine_of(database_url())) as connection:
        return changes_since(
            connection, moment, framework=edition.framework,
            starts_on=period.starts_on, ends_on=period.ends_on,
        )  # fmt: skip


Behind = Mapping[str, Mapping[Cell, tuple[Changed, ...]]]
"""By figure id and changed cell the entries behind the change."""


def behind(
    drifts: Iterable[Drift], figures: Sequence[FrozenFigure], changes: Sequence[Changed],
    *, framework: str,
) -> Behind:
    """Return the entries behind each changed cell of each figure that has changed."""
    from ifla_metrics.figures import catalogue

    plan = sources.plan().frameworks[framework]
    known = {f"{one.kind} {one.uid} {one.version}": one for one in changes}
    entries = [
        Entry(
            key, one.kind, one.recorded_at.date(),
            KINDS[one.kind].frame if one.kind in KINDS else "",
        )
        for key, one in known.items()
    ]
    printed = {one.id: one for one in figures}
    found = {}
    for one in drifts:
        cells = drift_causes.causes(
            printed[one.figure_id], one.moved, entries, _now,
            lambda name: catalogue.find(name, plan).needs,
        )
        found[one.figure_id] = {
            cell: tuple(known[key] for key in keys) for cell, keys in cells.items()
        }
    return found
