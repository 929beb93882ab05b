"""What tells a reader which cells and records to read again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    op.create_table(
        "moved",
        sa.Column("framework", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("number", BIG, nullable=False),
        sa.PrimaryKeyConstraint("framework", "period", name="pk_moved"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_moved_framework"),
        **KEYED,
    )
    op.add_column("revision", sa.Column("others", BIG, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("revision", "others")
    op.drop_table("moved")
