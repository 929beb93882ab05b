"""Read a database in tests."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import summary_cells
from ifla_metrics.store.audit import AUDIT, COLUMNS, AuditEntry, check_chain
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.versions import versions_of


def query(engine: Engine, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a function of the store in a read transaction."""
    with read_transaction(engine) as connection:
        return function(connection, *args, **kwargs)


def sql(engine: Engine, statement: str) -> list[Any]:
    """Return the first column of the rows that a statement selects."""
    with read_transaction(engine) as connection:
        return list(connection.exec_driver_sql(statement).scalars())


def versions(engine: Engine, uid: str, kind: str = "activity") -> list[Any]:
    return list(query(engine, versions_of, kind, uid))


def audit_entries(engine: Engine, subject: str = "") -> list[AuditEntry]:
    """Return the audit entries about a subject, or all, newest first."""
    statement = sa.select(*COLUMNS).order_by(AUDIT.c.id.desc())
    if subject:
        statement = statement.where(AUDIT.c.subject == subject)
    with read_transaction(engine) as connection:
        return [AuditEntry(*row) for row in connection.execute(statement)]


def verify(engine: Engine) -> list[object]:
    """Return the summary cells that differ from the log, and the audit chain if it is broken."""
    chain = query(engine, check_chain)
    broken = [chain] if chain.broken or chain.missing else []
    return [*summary_cells.verify(engine), *broken]


def stored_rows(engine: Engine, skip: Collection[str] = ()) -> dict[str, list[str]]:
    """Return the sorted rows of each table, with times in UTC."""
    with read_transaction(engine) as connection:
        return {
            name: sorted(
                repr([v.astimezone(UTC) if isinstance(v, datetime) else v for v in row])
                for row in connection.execute(table.select())
            )
            for name, table in METADATA.tables.items()
            if name not in skip
        }
