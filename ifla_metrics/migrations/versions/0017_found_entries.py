"""What finds the entries of the audit by who wrote and by what was written about."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COLUMNS = ("actor", "kind")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(f"ix_audit_entry_{column}_id", "audit_entry", [column, "id"])


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_audit_entry_{column}_id", "audit_entry")
