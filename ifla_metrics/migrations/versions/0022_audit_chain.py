"""Entries of the audit as a chain: each carries the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SAID = ("id", "at", "actor", "action", "kind", "subject", "version", "reason")
ENTRY = sa.table(
    "audit_entry",
    *(sa.column(name) for name in SAID if name != "at"),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("hash"),
)


def upgrade() -> None:
    connection = op.get_bind()
    kind = sa.String().compile(connection.dialect)
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite").compile(connection.dialect)
    op.execute(f"ALTER TABLE audit_entry ADD COLUMN hash {kind} NOT NULL DEFAULT ''")
    op.execute(f"ALTER TABLE revision ADD COLUMN audit_hash {kind} NOT NULL DEFAULT ''")
    op.execute(f"ALTER TABLE revision ADD COLUMN audit_count {big} NOT NULL DEFAULT 0")
    on_sqlite = connection.dialect.name == "sqlite"
    keep = "keep_audit_entry_update"
    if on_sqlite:
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_schema WHERE name = ?", (keep,)
        ).scalar_one()
        op.execute(f"DROP TRIGGER {keep}")
    else:
        op.execute(f"ALTER TABLE audit_entry DISABLE TRIGGER {keep}")
    chain(connection)
    op.execute(made if on_sqlite else f"ALTER TABLE audit_entry ENABLE TRIGGER {keep}")


def chain(connection: sa.Connection) -> None:
    """Give every entry its hash (`store.audit.entry_hash`), and keep the last one."""
    last, changes = "", []
    rows = connection.execute(sa.select(*(ENTRY.c[n] for n in SAID)).order_by(ENTRY.c.id))
    for id_, at, *rest in rows:
        moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        said = [last, id_, moment.isoformat(timespec="microseconds"), *rest]
        last = hashlib.sha256(json.dumps(said).encode()).hexdigest()
        changes.append({"row": id_, "own": last})
    if changes:
        statement = sa.update(ENTRY).where(ENTRY.c.id == sa.bindparam("row"))
        connection.execute(statement.values(hash=sa.bindparam("own")), changes)
    connection.execute(
        sa.text("UPDATE revision SET audit_hash = :hash, audit_count = :count"),
        {"hash": last, "count": len(changes)},
    )


def downgrade() -> None:
    op.drop_column("revision", "audit_count")
    op.drop_column("revision", "audit_hash")
    op.drop_column("audit_entry", "hash")
