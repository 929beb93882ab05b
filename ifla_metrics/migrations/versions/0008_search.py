"""A group's own log, newest entered first; the index of words is made when it is first asked."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_activity_group_group_code_version_id", "activity_group", ["group_code", "version_id"]
    )


def downgrade() -> None:
    for table in ("search_index", "search_reach"):
        op.execute(f"DROP TABLE IF EXISTS {table}")
    op.drop_index("ix_activity_group_group_code_version_id", "activity_group")
