"""Frozen editions and report templates."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FROZEN = ("edition", "edition_figure", "edition_file")


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(), nullable=False),
        sa.Column("corrects", sa.String(), nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("uid"),
        sa.UniqueConstraint("idempotency_key"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"]),
        sa.ForeignKeyConstraint(["corrects"], ["edition.uid"]),
        sa.CheckConstraint("length(name) BETWEEN 3 AND 200", name="name_length"),
        sqlite_strict=True,
    )
    op.create_table(
        "edition_figure",
        sa.Column("edition_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("figure_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "position", name="pk_edition_figure"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"]),
        sqlite_strict=True,
    )
    op.create_index("ix_edition_figure_figure_id", "edition_figure", ["figure_id"])
    op.create_table(
        "edition_file",
        sa.Column("edition_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "name", name="pk_edition_file"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"]),
        sa.CheckConstraint("size BETWEEN 1 AND 60000000", name="size_in_bounds"),
        sqlite_strict=True,
    )
    op.create_table(
        "report_template",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_report_template"),
        sa.CheckConstraint("length(text) <= 200000", name="text_length"),
        sqlite_strict=True,
    )
    for table in FROZEN:
        for event in ("UPDATE", "DELETE"):
            _refuse(table, event)


def _refuse(table: str, event: str) -> None:
    """One trigger: what was printed is never changed."""
    if op.get_bind().dialect.name == "postgresql":
        action = " EXECUTE FUNCTION refuse_change()"
    else:
        action = f" BEGIN SELECT RAISE(ABORT, '{table} is never changed or deleted'); END"
    op.execute(
        f"CREATE TRIGGER keep_{table}_{event.lower()} BEFORE {event} ON {table}"
        f" FOR EACH ROW{action}"
    )


def downgrade() -> None:
    for table in ("report_template", *reversed(FROZEN)):
        op.drop_table(table)
