"""What finds the entries that changed between two moments, whatever became of them since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RECORDS = (
    "observation",
    "milestone",
    "cohort_count",
    "resource_stage",
    "association_outcome",
    "story",
    "remark",
)
AMENDED = ("amended", "recorded_at", "version > 1")
APPROVED = ("approved_later", "approved_at", "version > 1")
RETURNED = ("sent_back", "returned_at", "returned_at IS NOT NULL")
INDEXES = (
    ("activity_version", RETURNED),
    *((table, found) for table in RECORDS for found in (AMENDED, APPROVED, RETURNED)),
)


def upgrade() -> None:
    for table, (name, column, rule) in INDEXES:
        op.create_index(
            f"ix_{table}_{name}",
            table,
            [column],
            sqlite_where=sa.text(rule),
            postgresql_where=sa.text(rule),
        )


def downgrade() -> None:
    for table, (name, _column, _rule) in reversed(INDEXES):
        op.drop_index(f"ix_{table}_{name}", table)
