"""What the rows of an import change in the cells: each cell once, by the sum of all rows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.catalogue import Catalogue
from ifla_metrics.store.contributions import Counted, Tally
from ifla_metrics.store.counted import NOTHING, Parts, Standing, counted
from ifla_metrics.store.import_checks import Stored
from ifla_metrics.store.import_operations import Action, Operation
from ifla_metrics.store.import_rows.steps import Writing, activity_of
from ifla_metrics.store.import_stored import ACTIVITIES, last_approved
from ifla_metrics.store.summaries import LIVE, apply


def move_cells(
    connection: Connection, known: Catalogue, moved: Sequence[tuple[Standing, Standing]]
) -> None:
    """Change each cell once, by the sum of what all rows change in it."""
    signed = {counts: _signed(moved, counts) for counts in {rules.counts for rules in known.rules}}
    for rules in known.rules:
        tally = Tally(rules)
        for activity, sign in signed[rules.counts]:
            tally.add(activity, sign)
        apply(connection, rules.framework, LIVE, tally.cells())


def _signed(
    moved: Sequence[tuple[Standing, Standing]], counts: str
) -> list[tuple[Counted, int]]:
    """Return what comes under a setting with 1, and what goes with -1."""
    every = [(pair[i].of(counts), sign) for pair in moved for i, sign in ((0, -1), (1, 1))]
    return [(activity, sign) for activity, sign in every if activity is not None]


def moved(
    connection: Connection, operations: Sequence[Operation], stored: Stored, writing: Writing
) -> list[tuple[Standing, Standing]]:
    """Return of each row what its activity counted as, and what it counts as now."""
    last = _last_approved(connection, operations, stored, writing.known)
    parts: Parts = {}
    every: list[tuple[Standing, Standing]] = []
    for operation in operations:
        if operation.action is Action.ADD:
            every.append((NOTHING, _begins_as(operation, writing, parts)))
            continue
        found = stored[ACTIVITIES, operation.uid]
        approved = last.get(operation.uid)
        old = counted(approved, found.logged_on, parts) if approved else None
        before = after = NOTHING
        if not found.withdrawn:
            said = counted(activity_of(found.draft), found.logged_on, parts)
            before = Standing(None if found.returned else said, old)
        if operation.action is Action.AMEND:
            after = Standing(counted(activity_of(operation.draft), found.logged_on, parts), old)
        every.append((before, after))
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
