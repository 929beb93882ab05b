"""The two cuts that limit the rating of a part of a strategy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CUTS = {"least_rated": "2/3", "most_failing": "1/4"}


def upgrade() -> None:
    for name, value in CUTS.items():
        op.add_column(
            "framework", sa.Column(name, sa.String(), nullable=False, server_default=value)
        )


def downgrade() -> None:
    for name in CUTS:
        op.drop_column("framework", name)
