"""One table of summary cells in place of five."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = ("framework", "known", "dimension", "scope_kind", "scope", "period", "provenance", "code")
MEASURES = (
    "activities",
    "participations",
    "cascade",
    "women",
    "gender_known",
    "uncounted",
    "inexact",
    "timed",
    "timely",
    "weight",
    "primaries",
    "alignments",
    "lines",
)


def upgrade() -> None:
    for name in (
        "activity_cell",
        "country_cell",
        "association_cell",
        "month_cell",
        "profile_cell",
        "moved",
    ):
        op.drop_table(name)
    op.create_table(
        "summary_cell",
        *(sa.Column(key, sa.String(), nullable=False) for key in KEYS),
        *(sa.Column(measure, BIG, nullable=False) for measure in MEASURES),
        sa.PrimaryKeyConstraint(*KEYS, name="pk_summary_cell"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_summary_cell_framework"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("revision") as table:
        table.drop_column("others")
    op.execute("DELETE FROM loaded WHERE part = 'cells'")


def downgrade() -> None:
    op.drop_table("summary_cell")
    op.add_column("revision", sa.Column("others", BIG, nullable=False, server_default="0"))
    for name in (
        "activity_cell",
        "country_cell",
        "association_cell",
        "month_cell",
        "profile_cell",
        "moved",
    ):
        op.create_table(name, sa.Column("framework", sa.String(), primary_key=True))
