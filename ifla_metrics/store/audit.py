"""One entry for each committed write, in its transaction: who, what, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.models.history_tables import AuditEntryRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.known import now

AUDIT = table_of(AuditEntryRow)


class Entry(NamedTuple):
    """One entry of the audit; `id` orders them."""

    id: int
    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    version: int | None
    reason: str


def audit(
    connection: Connection,
    actor: Actor,
    action: Right,
    kind: str,
    subject: str,
    *,
    version: int | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Write the entry of the write that this transaction makes."""
    connection.execute(
        sa.insert(AUDIT),
        {
            "at": at or now(),
            "actor": actor.name,
            "action": action.value,
            "kind": kind,
            "subject": subject,
            "version": version,
            "reason": reason,
        },
    )


def entries(connection: Connection, *, subject: str = "", limit: int = 200) -> list[Entry]:
    """Return the newest entries, of one subject when it is given."""
    statement = sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    if subject:
        statement = statement.where(AUDIT.c.subject == subject)
    return [Entry(*row) for row in connection.execute(statement)]
