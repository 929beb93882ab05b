"""The words of strategies in other languages, kept with the strategy that they belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "framework_text",
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("framework", "language", "original", name="pk_framework_text"),
        sa.ForeignKeyConstraint(
            ["framework"], ["framework.id"], name="fk_framework_text_framework"
        ),
        sa.CheckConstraint("status IN ('official', 'unofficial')", name="status_known"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("framework_text")
