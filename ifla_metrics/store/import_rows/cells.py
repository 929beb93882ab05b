"""What the rows of an import change in the cells: each cell once, by the sum of all rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.catalogue import Catalogue
from ifla_metrics.store.contributions import Tally
from ifla_metrics.store.counted import NOTHING, Parts, Standing, counted
from ifla_metrics.store.import_checks import Stored
from ifla_metrics.store.import_operations import Action, Operation
from ifla_metrics.store.import_rows.steps import Writing, activity_of
from ifla_metrics.store.import_stored import ACTIVITIES, last_approved
from ifla_metrics.store.summaries import LIVE, apply


def move_cells(
    connection: Connection, known: Catalogue, moved: Sequence[tuple[Standing, int]]
) -> None:
    """Change each cell once, by the sum of what all rows change in it."""
    days = {counts.started_on for standing, _ in moved for counts in standing if counts}
    for rules in known.rules:
        if not any(map(rules.finest_of, days)):
            continue
        tally = Tally(rules)
        for standing, sign in moved:
            activity = standing.of(rules.counts)
            if activity is not None:
                tally.add(activity, sign)
        apply(connection, rules.framework, LIVE, tally.cells())


def moved(
    connection: Connection, operations: Sequence[Operation], stored: Stored, writing: Writing
) -> list[tuple[Standing, int]]:
    """Return what activities count as now, with 1, and what they counted as before, with -1."""
    last = _last_approved(connection, operations, stored, writing.known)
    parts: Parts = {}
    every: list[tuple[Standing, int]] = []
    for operation in operations:
        if operation.action is Action.ADD:
            every.append((_begins_as(operation, writing, parts), 1))
            continue
        found = stored[ACTIVITIES, operation.uid]
        approved = last.get(operation.uid)
        old = counted(approved, found.logged_on, parts) if approved else None
        if not found.withdrawn:
            said = counted(activity_of(found.draft), found.logged_on, parts)
            every.append((Standing(None if found.returned else said, old), -1))
        if operation.action is Action.AMEND:
            now = counted(activity_of(operation.draft), found.logged_on, parts)
            every.append((Standing(now, old), 1))
    return every


def _begins_as(operation: Operation, writing: Writing, parts: Parts) -> Standing:
    """Return what an added activity counts as, by its history where it brings one."""
    logged_on, said = writing.logged_on(operation), activity_of(operation.draft)
    past = operation.past if writing.restores else ()
    if not past:
        return Standing(counted(said, logged_on, parts))
    if past[-1].withdrawn:
        return NOTHING
    approved = next((p.draft or said for p in reversed(past) if p.approved_at), None)
    return Standing(
        None if past[-1].returned_at else counted(said, logged_on, parts),
        counted(activity_of(approved), logged_on, parts) if approved else None,
    )


def _last_approved(
    connection: Connection, operations: Sequence[Operation], stored: Stored, known: Catalogue
) -> dict[str, ActivityDraft]:
    """Return what was approved last of each stored activity, where some strategy counts that."""
    if all(rules.counts == "sent" for rules in known.rules):
        return {}
    found = [stored[ACTIVITIES, o.uid] for o in operations if o.action is not Action.ADD]
    return last_approved(connection, found)
