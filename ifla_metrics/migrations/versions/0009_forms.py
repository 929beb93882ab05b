"""Forms that are not finished."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_draft",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_form_draft"),
        sa.CheckConstraint("length(content) <= 200000", name="content_length"),
        sa.CheckConstraint("base_version >= 1", name="base_version_positive"),
        sqlite_strict=True,
    )
    op.create_index("ix_form_draft_person_saved_at", "form_draft", ["person", "saved_at"])


def downgrade() -> None:
    op.drop_table("form_draft")
