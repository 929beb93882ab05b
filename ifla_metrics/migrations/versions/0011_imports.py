"""Imports that were applied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "applied_import",
        sa.Column("id", BIG),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.String(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applied_import"),
        sa.UniqueConstraint("key", name="uq_applied_import_key"),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_applied_import_group_code"
        ),
        sa.CheckConstraint(
            "added >= 0 AND changed >= 0 AND withdrawn >= 0", name="counts_positive"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_applied_import_file_hash", "applied_import", ["file_hash"])


def downgrade() -> None:
    op.drop_table("applied_import")
