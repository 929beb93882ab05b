"""One table of activities by row, set of directions and direction, not two by sets of rows.

What stood in the two does not say what stands in the one, so all cells are counted anew from the
log (`store.summaries.count_anew`), as after any change of their layout.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}
COUNTS = ("activities", "participations", "uncounted")


def upgrade() -> None:
    op.drop_table("weight_cell")
    op.drop_table("activity_cell")
    table(
        "activity_cell",
        ("period", "row", "provenance", "directions", "direction"),
        (*COUNTS, "weight"),
    )
    count_anew()


def downgrade() -> None:
    op.drop_table("activity_cell")
    table("activity_cell", ("period", "provenance", "directions", "rows"), COUNTS)
    table("weight_cell", ("period", "provenance", "rows", "direction"), ("weight", "primaries"))
    count_anew()


def table(name: str, keys: tuple[str, ...], measures: tuple[str, ...]) -> None:
    """Make a table of cells."""
    keys = ("framework", "known", *keys)
    op.create_table(
        name,
        *(sa.Column(key, sa.String()) for key in keys),
        *(sa.Column(measure, BIG, nullable=False) for measure in measures),
        sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name=f"fk_{name}_framework"),
        **KEYED,
    )


def count_anew() -> None:
    """Say that no cells are there, so that no program takes the rest of them for all."""
    op.execute("DELETE FROM loaded WHERE part = 'cells'")
