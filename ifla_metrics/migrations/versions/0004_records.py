"""The other records, all versioned alike."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def versions(name: str, *own: sa.schema.SchemaItem) -> None:
    """A table of versions: what all have, then its own columns and constraints."""
    op.create_table(
        name,
        sa.Column("id", BIG),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("known_from_assumed", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        *own,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("uid", "version", name=f"uq_{name}_uid_version"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name=f"fk_{name}_framework"),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name=f"fk_{name}_group_code"
        ),
        check("version_positive", "version >= 1"),
        check("superseded_after", "superseded_at >= recorded_at"),
        one_of("provenance", "documented", "synthetic", "reported"),
        check("withdrawn_truth", "withdrawn IN (true, false)"),
        check("known_from_assumed_truth", "known_from_assumed IN (true, false)"),
        sqlite_strict=True,
    )
    for index, column, rule in (
        ("current", "uid", "superseded_at IS NULL"),
        ("idempotency_key", "idempotency_key", "idempotency_key IS NOT NULL"),
    ):
        op.create_index(
            f"ix_{name}_{index}",
            name,
            [column],
            unique=True,
            sqlite_where=sa.text(rule),
            postgresql_where=sa.text(rule),
        )


def check(name: str, rule: str) -> sa.CheckConstraint:
    """A CHECK; the naming convention adds the table."""
    return sa.CheckConstraint(rule, name=name)


def one_of(column: str, *words: str) -> sa.CheckConstraint:
    """The CHECK that a column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return check(f"{column}_known", f"{column} IN ({listed})")


def refers(table: str, columns: list[str], target: list[str]) -> sa.ForeignKeyConstraint:
    """A foreign key, named for its table and columns."""
    return sa.ForeignKeyConstraint(columns, target, name=f"fk_{table}_{'_'.join(columns)}")


QUALIFIERS = (
    "exact",
    "at_least",
    "more_than",
    "about",
    "almost",
    "up_to",
    "unknown",
    "estimated",
    "provisional",
    "revised",
    "break_in_series",
    "suppressed",
)


def upgrade() -> None:
    versions(
        "remark",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
    )
    versions(
        "cohort_count",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("cohort", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=False),
        check("count_in_bounds", "count BETWEEN 0 AND 10000000"),
        one_of("gender", "woman", "man", "other", "not_stated"),
        one_of("qualifier", *QUALIFIERS),
        one_of("stage", "nominated", "selected", "in_programme", "completed", "leadership_role"),
        refers("cohort_count", ["framework", "node"], ["node.framework", "node.code"]),
    )
    versions(
        "resource_stage",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        one_of("stage", "started", "drafted", "released"),
        refers("resource_stage", ["framework", "node"], ["node.framework", "node.code"]),
    )
    versions(
        "story",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("association", sa.String(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        refers("story", ["association"], ["association.code"]),
        refers("story", ["country"], ["country.alpha3"]),
        refers("story", ["framework", "node"], ["node.framework", "node.code"]),
    )
    versions(
        "association_outcome",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("association", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("before", sa.Double(), nullable=True),
        sa.Column("after", sa.Double(), nullable=True),
        sa.Column("change_percent", sa.Double(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        one_of("qualifier", *QUALIFIERS),
        refers("association_outcome", ["association"], ["association.code"]),
        refers(
            "association_outcome",
            ["framework", "indicator"],
            ["indicator.framework", "indicator.code"],
        ),
        refers("association_outcome", ["framework", "node"], ["node.framework", "node.code"]),
    )
    versions(
        "milestone",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("date_precision", sa.String(), nullable=False),
        sa.Column("date_as_stated", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        one_of("date_precision", "day", "month", "quarter", "year"),
        refers("milestone", ["framework", "indicator"], ["indicator.framework", "indicator.code"]),
        refers("milestone", ["framework", "node"], ["node.framework", "node.code"]),
    )
    versions(
        "observation",
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=False),
        check("denominator_positive", "denominator > 0"),
        one_of("qualifier", *QUALIFIERS),
        check(
            "says_something",
            "state <> 'reported' OR value IS NOT NULL OR (numerator IS NOT "
            "NULL AND denominator IS NOT NULL)",
        ),
        one_of("state", "reported", "nil", "not_applicable"),
        refers("observation", ["country"], ["country.alpha3"]),
        refers(
            "observation", ["framework", "indicator"], ["indicator.framework", "indicator.code"]
        ),
    )


def downgrade() -> None:
    op.drop_table("observation")
    op.drop_table("milestone")
    op.drop_table("association_outcome")
    op.drop_table("story")
    op.drop_table("resource_stage")
    op.drop_table("cohort_count")
    op.drop_table("remark")
