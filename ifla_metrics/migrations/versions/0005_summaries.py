"""The cells that the board reads, the audit, the revision, and what nobody may change."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = {"sqlite_strict": True}
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}

LOGS = (
    "audit_entry",
    "activity",
    "activity_group",
    "activity_country",
    "activity_association",
    "contribution",
    "alignment",
    "participation",
    "evidence",
)
"""Tables whose rows nobody may change or delete."""

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
"""Tables of versions: only an open `superseded_at` may be closed, once."""

CLOSED = "OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL"


def columns(table: str) -> str:
    """All columns of a table of versions that never change."""
    found = sa.inspect(op.get_bind()).get_columns(table)
    return ", ".join(f'"{c["name"]}"' for c in found if c["name"] != "superseded_at")


def protect(dialect: str) -> None:
    """Triggers that refuse to change the past."""
    if dialect == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION '% is never changed or deleted', TG_TABLE_NAME"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in LOGS + VERSIONS:
            op.execute(
                f"CREATE TRIGGER keep_{table} BEFORE TRUNCATE ON {table}"
                " EXECUTE FUNCTION refuse_change()"
            )
    for table in LOGS:
        trigger(dialect, f"{table}_update", f"UPDATE ON {table}", table)
        trigger(dialect, f"{table}_delete", f"DELETE ON {table}", table)
    for table in VERSIONS:
        trigger(dialect, f"{table}_update", f"UPDATE OF {columns(table)} ON {table}", table)
        trigger(dialect, f"{table}_closed", f"UPDATE OF superseded_at ON {table}", table, CLOSED)
        trigger(dialect, f"{table}_delete", f"DELETE ON {table}", table)


def trigger(dialect: str, name: str, event: str, table: str, when: str = "") -> None:
    """One trigger that refuses an event on a row."""
    condition = f" WHEN ({when})" if when else ""
    if dialect == "postgresql":
        action = " EXECUTE FUNCTION refuse_change()"
    else:
        action = f" BEGIN SELECT RAISE(ABORT, '{table} is never changed or deleted'); END"
    op.execute(f"CREATE TRIGGER keep_{name} BEFORE {event} FOR EACH ROW{condition}{action}")


def unprotect(dialect: str) -> None:
    """Take the triggers away again; on SQLite they go with their tables."""
    if dialect == "postgresql":
        op.execute("DROP FUNCTION refuse_change() CASCADE")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", BIG),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        **STRICT,
    )
    op.create_table(
        "loaded",
        sa.Column("part", sa.String()),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("part", name="pk_loaded"),
        **STRICT,
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.CheckConstraint("id = 1", name="single"),
        **STRICT,
    )
    op.create_table(
        "activity_cell",
        sa.Column("framework", sa.String()),
        sa.Column("known", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("provenance", sa.String()),
        sa.Column("directions", sa.String()),
        sa.Column("rows", sa.String()),
        sa.Column("activities", BIG, nullable=False),
        sa.Column("participations", BIG, nullable=False),
        sa.Column("uncounted", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "framework",
            "known",
            "period",
            "provenance",
            "directions",
            "rows",
            name="pk_activity_cell",
        ),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_activity_cell_framework"),
        **KEYED,
    )
    op.create_table(
        "association_cell",
        sa.Column("framework", sa.String()),
        sa.Column("known", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("provenance", sa.String()),
        sa.Column("association", sa.String()),
        sa.Column("scope_kind", sa.String()),
        sa.Column("scope", sa.String()),
        sa.Column("activities", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "framework",
            "known",
            "period",
            "provenance",
            "association",
            "scope_kind",
            "scope",
            name="pk_association_cell",
        ),
        sa.ForeignKeyConstraint(
            ["framework"], ["framework.id"], name="fk_association_cell_framework"
        ),
        **KEYED,
    )
    op.create_table(
        "country_cell",
        sa.Column("framework", sa.String()),
        sa.Column("known", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("scope_kind", sa.String()),
        sa.Column("scope", sa.String()),
        sa.Column("provenance", sa.String()),
        sa.Column("country", sa.String()),
        sa.Column("activities", BIG, nullable=False),
        sa.Column("participations", BIG, nullable=False),
        sa.Column("women", BIG, nullable=False),
        sa.Column("gender_known", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "framework",
            "known",
            "period",
            "scope_kind",
            "scope",
            "provenance",
            "country",
            name="pk_country_cell",
        ),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_country_cell_framework"),
        **KEYED,
    )
    op.create_table(
        "month_cell",
        sa.Column("framework", sa.String()),
        sa.Column("known", sa.String()),
        sa.Column("month", sa.Integer()),
        sa.Column("provenance", sa.String()),
        sa.Column("scope_kind", sa.String()),
        sa.Column("scope", sa.String()),
        sa.Column("activities", BIG, nullable=False),
        sa.Column("participations", BIG, nullable=False),
        sa.Column("cascade", BIG, nullable=False),
        sa.Column("women", BIG, nullable=False),
        sa.Column("gender_known", BIG, nullable=False),
        sa.Column("uncounted", BIG, nullable=False),
        sa.Column("inexact", BIG, nullable=False),
        sa.Column("timed", BIG, nullable=False),
        sa.Column("timely", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "framework", "known", "month", "provenance", "scope_kind", "scope", name="pk_month_cell"
        ),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_month_cell_framework"),
        **KEYED,
    )
    op.create_table(
        "profile_cell",
        sa.Column("framework", sa.String()),
        sa.Column("known", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("provenance", sa.String()),
        sa.Column("role", sa.String()),
        sa.Column("mode", sa.String()),
        sa.Column("reach", sa.String()),
        sa.Column("gender", sa.String()),
        sa.Column("scope_kind", sa.String()),
        sa.Column("scope", sa.String()),
        sa.Column("participations", BIG, nullable=False),
        sa.Column("lines", BIG, nullable=False),
        sa.Column("uncounted", BIG, nullable=False),
        sa.Column("inexact", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "framework",
            "known",
            "period",
            "provenance",
            "role",
            "mode",
            "reach",
            "gender",
            "scope_kind",
            "scope",
            name="pk_profile_cell",
        ),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_profile_cell_framework"),
        **KEYED,
    )
    op.create_table(
        "weight_cell",
        sa.Column("framework", sa.String()),
        sa.Column("known", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("provenance", sa.String()),
        sa.Column("rows", sa.String()),
        sa.Column("direction", sa.String()),
        sa.Column("weight", BIG, nullable=False),
        sa.Column("primaries", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "framework", "known", "period", "provenance", "rows", "direction", name="pk_weight_cell"
        ),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_weight_cell_framework"),
        **KEYED,
    )
    op.execute("INSERT INTO revision (id, number, reference) VALUES (1, 0, '')")
    protect(op.get_bind().dialect.name)


def downgrade() -> None:
    unprotect(op.get_bind().dialect.name)
    op.drop_table("weight_cell")
    op.drop_table("profile_cell")
    op.drop_table("month_cell")
    op.drop_table("country_cell")
    op.drop_table("association_cell")
    op.drop_table("activity_cell")
    op.drop_table("revision")
    op.drop_table("loaded")
    op.drop_table("audit_entry")
