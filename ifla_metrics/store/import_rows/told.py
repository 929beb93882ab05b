"""The audit of an import: an entry for each version and for each decision that came with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from ifla_metrics.access import Right
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import DECISIONS, ReviewRow
from ifla_metrics.store.audit import Written as Entry
from ifla_metrics.store.audit import audit_all
from ifla_metrics.store.bulk import insert_rows
from ifla_metrics.store.import_checks import RIGHTS
from ifla_metrics.store.import_operations import Action, Written
from ifla_metrics.store.import_rows.steps import Step, Writing
from ifla_metrics.store.import_stored import ACTIVITIES
from ifla_metrics.store.kinds import next_ids

REVIEW = table_of(ReviewRow)
DECISION = ("id", "kind", "uid", "version", "decision", "comment", "decided_at", "decided_by")


def told(
    connection: Connection,
    kind: str,
    steps: Sequence[Step],
    writing: Writing,
) -> list[Written]:
    """Write the audit of versions and of decisions on them; return the versions."""
    entries, decisions = [], []
    name = writing.actor.name
    rights = {action: RIGHTS[kind == ACTIVITIES, action].value for action in Action}
    for step in steps:
        uid, number = step.uid, step.version
        action = Action.WITHDRAW if step.withdrawn else Action.AMEND if number > 1 else Action.ADD
        entries.append(Entry(step.at, name, rights[action], kind, uid, number, step.reason))
        decided_at = step.approved_at or step.returned_at
        if step.decided and decided_at is not None:
            decision = DECISIONS[step.approved_at is None]
            decisions.append((kind, uid, number, decision, step.comment, decided_at, name))
            why = f"{decision}: {step.comment}" if step.comment else decision
            entries.append(Entry(decided_at, name, Right.REVIEW.value, kind, uid, number, why))
    if decisions:
        ids = next_ids(connection, REVIEW, len(decisions))
        rows = [(id_, *decision) for id_, decision in zip(ids, decisions, strict=True)]
        insert_rows(connection, REVIEW, DECISION, rows)
    audit_all(connection, entries)
    return [Written(kind, step.uid, step.version) for step in steps]
