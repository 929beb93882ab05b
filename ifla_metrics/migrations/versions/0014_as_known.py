"""What past figures are read by: strategies as they stood, dated lists, versions by moment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
LISTS = ("region", "country_list")
MOMENTS = ("known_from", "known_until")
MOMENT = sa.DateTime(timezone=True)
INDEXES = (
    ("first", ("recorded_at", "started_on"), "version = 1"),
    ("amended", ("recorded_at",), "version > 1"),
    ("approved_later", ("approved_at",), "version > 1"),
)


def upgrade() -> None:
    op.create_table(
        "framework_past",
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("known_until", MOMENT, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("framework", "known_until", name="pk_framework_past"),
        sa.ForeignKeyConstraint(
            ["framework"], ["framework.id"], name="fk_framework_past_framework"
        ),
        **STRICT,
    )
    for table in LISTS:
        for name in MOMENTS:
            op.add_column(table, sa.Column(name, MOMENT, nullable=True))
    _denominators(dated=True)
    for name, columns, rule in INDEXES:
        op.create_index(
            f"ix_activity_version_{name}",
            "activity_version",
            list(columns),
            sqlite_where=sa.text(rule),
            postgresql_where=sa.text(rule),
        )


def downgrade() -> None:
    for name, _columns, _rule in INDEXES:
        op.drop_index(f"ix_activity_version_{name}", "activity_version")
    _denominators(dated=False)
    for table in LISTS:
        listed = sa.table(table, sa.column("known_until"))
        op.execute(sa.delete(listed).where(listed.c.known_until.is_not(None)))
        for name in MOMENTS:
            op.drop_column(table, name)
    op.drop_table("framework_past")


def _denominators(*, dated: bool) -> None:
    """Make the table anew: a number and a day may stand in it more than once, or again only once.

    Neither database changes a primary key in place alike.
    """
    op.rename_table("denominator", "denominator_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_denominator RENAME TO pk_denominator_before")
    columns = [
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
    ]
    names = [column.name for column in columns]
    if dated:
        key = sa.PrimaryKeyConstraint("id", name="pk_denominator")
        columns = [
            sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
            *columns,
            *(sa.Column(name, MOMENT, nullable=True) for name in MOMENTS),
        ]
    else:
        key = sa.PrimaryKeyConstraint("code", "as_of", name="pk_denominator")
    op.create_table(
        "denominator",
        *columns,
        key,
        sa.CheckConstraint("value >= 0", name="value_not_negative"),
        **STRICT,
    )
    before = sa.table("denominator_before", *map(sa.column, [*names, "known_until"]))
    kept = sa.select(*(before.c[name] for name in names))
    if not dated:
        kept = kept.where(before.c.known_until.is_(None))
    to = sa.table("denominator", *map(sa.column, names))
    op.execute(sa.insert(to).from_select(names, kept))
    op.drop_table("denominator_before")
