"""Review of versions, locked periods, nil returns, settings of a strategy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = {"sqlite_strict": True}

VERSIONS = (
    "activity_version",
    "observation",
    "milestone",
    "cohort_count",
    "resource_stage",
    "association_outcome",
    "story",
    "remark",
)
"""Tables of versions: each version may be decided upon once, while it stands."""

MOMENTS = ("approved_at", "returned_at")

DECIDED = (
    "OLD.superseded_at IS NOT NULL OR OLD.approved_at IS NOT NULL OR OLD.returned_at IS NOT NULL"
    " OR OLD.withdrawn"
    " OR (NEW.approved_at IS NULL) = (NEW.returned_at IS NULL)"
    " OR NEW.approved_at < OLD.recorded_at OR NEW.returned_at < OLD.recorded_at"
)
"""When a change of the two moments is refused."""

INDEXES = (
    (
        "waiting",
        "recorded_at",
        "superseded_at IS NULL AND approved_at IS NULL AND returned_at IS NULL",
    ),
    ("returned", "returned_at", "superseded_at IS NULL AND returned_at IS NOT NULL"),
)
BESIDE = {("activity_version", "waiting"): ("started_on", "lifecycle", "provenance", "withdrawn")}
"""Further columns of an index, so that what waits is counted without the table."""


def trigger(dialect: str, name: str, event: str, table: str, when: str = "") -> None:
    """One trigger that refuses an event on a row."""
    condition = f" WHEN ({when})" if when else ""
    if dialect == "postgresql":
        action = " EXECUTE FUNCTION refuse_change()"
    else:
        action = f" BEGIN SELECT RAISE(ABORT, '{table} is never changed or deleted'); END"
    op.execute(f"CREATE TRIGGER keep_{name} BEFORE {event} FOR EACH ROW{condition}{action}")


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in VERSIONS:
        for moment in MOMENTS:
            op.add_column(table, sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
        # What was documented before this tool has been approved by those who published it.
        versions = sa.table(table, *map(sa.column, ("approved_at", "recorded_at", "recorded_by")))
        op.execute(
            sa.update(versions)
            .where(versions.c.recorded_by == "loader")
            .values(approved_at=versions.c.recorded_at)
        )
        for name, column, rule in INDEXES:
            op.create_index(
                f"ix_{table}_{name}",
                table,
                [column, *BESIDE.get((table, name), ())],
                sqlite_where=sa.text(rule),
                postgresql_where=sa.text(rule),
            )
        trigger(
            dialect,
            f"{table}_decided",
            f"UPDATE OF {', '.join(MOMENTS)} ON {table}",
            table,
            DECIDED,
        )
    op.create_table(
        "review",
        sa.Column("id", BIG),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("kind", "uid", "version", name="uq_review_kind_uid_version"),
        sa.CheckConstraint("decision IN ('approved', 'returned')", name="decision_known"),
        sa.CheckConstraint("decision <> 'returned' OR comment <> ''", name="return_says_why"),
        **STRICT,
    )
    for event in ("update", "delete"):
        trigger(dialect, f"review_{event}", f"{event.upper()} ON review", "review")
    if dialect == "postgresql":
        op.execute(
            "CREATE TRIGGER keep_review BEFORE TRUNCATE ON review EXECUTE FUNCTION refuse_change()"
        )
    op.create_table(
        "period_lock",
        sa.Column("framework", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("framework", "period", name="pk_period_lock"),
        sa.ForeignKeyConstraint(
            ["framework", "period"],
            ["reporting_period.framework", "reporting_period.code"],
            name="fk_period_lock_framework_period",
        ),
        **STRICT,
    )
    op.create_table(
        "period_opening",
        sa.Column("framework", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("group_code", sa.String()),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("framework", "period", "group_code", name="pk_period_opening"),
        sa.ForeignKeyConstraint(
            ["framework", "period"],
            ["period_lock.framework", "period_lock.period"],
            name="fk_period_opening_framework_period",
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_period_opening_group_code"
        ),
        **STRICT,
    )
    op.create_table(
        "nil_return",
        sa.Column("framework", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("group_code", sa.String()),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("framework", "period", "group_code", name="pk_nil_return"),
        sa.ForeignKeyConstraint(
            ["framework", "period"],
            ["reporting_period.framework", "reporting_period.code"],
            name="fk_nil_return_framework_period",
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_nil_return_group_code"
        ),
        **STRICT,
    )
    op.create_table(
        "framework_setting",
        sa.Column("framework", sa.String()),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("asked_from", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("framework", name="pk_framework_setting"),
        sa.ForeignKeyConstraint(
            ["framework"], ["framework.id"], name="fk_framework_setting_framework"
        ),
        sa.CheckConstraint("counts IN ('sent', 'approved')", name="counts_known"),
        sa.CheckConstraint("due_days BETWEEN 0 AND 366", name="due_days_in_bounds"),
        **STRICT,
    )


def downgrade() -> None:
    on_table = op.get_bind().dialect.name == "postgresql"
    for table in ("framework_setting", "nil_return", "period_opening", "period_lock", "review"):
        op.drop_table(table)
    for table in VERSIONS:
        op.execute(f"DROP TRIGGER keep_{table}_decided" + (f" ON {table}" if on_table else ""))
        for name, *_ in INDEXES:
            op.drop_index(f"ix_{table}_{name}", table)
        for moment in MOMENTS:
            op.drop_column(table, moment)
