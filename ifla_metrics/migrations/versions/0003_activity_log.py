"""The activity log: identities, versions and what belongs to a version."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = {"sqlite_strict": True}
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def where(rule: str) -> dict[str, sa.TextClause]:
    """The condition of a partial index, for both databases."""
    return {"sqlite_where": sa.text(rule), "postgresql_where": sa.text(rule)}


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", BIG),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("logged_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
        sa.UniqueConstraint("uid", name="uq_activity_uid"),
        **STRICT,
    )
    op.create_table(
        "activity_version",
        sa.Column("id", BIG),
        sa.Column("activity_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lifecycle", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("date_precision", sa.String(), nullable=False),
        sa.Column("date_as_stated", sa.String(), nullable=False),
        sa.Column("planned_started_on", sa.Date(), nullable=True),
        sa.Column("planned_ended_on", sa.Date(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("arena", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name="pk_activity_version"),
        sa.CheckConstraint(
            "arena IN ('', 'within_ifla', 'within_association', 'advocate')", name="arena_known"
        ),
        sa.CheckConstraint(
            "date_precision IN ('day', 'month', 'quarter', 'year')", name="date_precision_known"
        ),
        sa.CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        sa.CheckConstraint("known_from_assumed IN (true, false)", name="known_from_assumed_truth"),
        sa.CheckConstraint(
            "level IN ('', 'national', 'regional', 'international')", name="level_known"
        ),
        sa.CheckConstraint(
            "lifecycle IN ('planned', 'under_way', 'completed', 'suspended', 'cancelled')",
            name="lifecycle_known",
        ),
        sa.CheckConstraint("mode IN ('', 'on_site', 'remote', 'mixed')", name="mode_known"),
        sa.CheckConstraint(
            "provenance IN ('documented', 'synthetic', 'reported')", name="provenance_known"
        ),
        sa.CheckConstraint("superseded_at >= recorded_at", name="superseded_after"),
        sa.CheckConstraint("length(title) BETWEEN 3 AND 200", name="title_length"),
        sa.CheckConstraint("version >= 1", name="version_positive"),
        sa.CheckConstraint("withdrawn IN (true, false)", name="withdrawn_truth"),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name="fk_activity_version_activity_id"
        ),
        sa.UniqueConstraint(
            "activity_id", "version", name="uq_activity_version_activity_id_version"
        ),
        **STRICT,
    )
    op.create_index(
        "ix_activity_version_current",
        "activity_version",
        ["activity_id"],
        unique=True,
        **where("superseded_at IS NULL"),
    )
    op.create_index(
        "ix_activity_version_idempotency_key",
        "activity_version",
        ["idempotency_key"],
        unique=True,
        **where("idempotency_key IS NOT NULL"),
    )
    op.create_index(
        "ix_activity_version_started",
        "activity_version",
        ["started_on"],
        unique=False,
        **where("superseded_at IS NULL"),
    )
    op.create_table(
        "activity_association",
        sa.Column("version_id", BIG),
        sa.Column("position", sa.Integer()),
        sa.Column("association", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_activity_association"),
        sa.ForeignKeyConstraint(
            ["association"], ["association.code"], name="fk_activity_association_association"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["activity_version.id"], name="fk_activity_association_version_id"
        ),
        **KEYED,
    )
    op.create_table(
        "activity_country",
        sa.Column("version_id", BIG),
        sa.Column("position", sa.Integer()),
        sa.Column("country", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_activity_country"),
        sa.ForeignKeyConstraint(
            ["country"], ["country.alpha3"], name="fk_activity_country_country"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["activity_version.id"], name="fk_activity_country_version_id"
        ),
        **KEYED,
    )
    op.create_table(
        "activity_group",
        sa.Column("version_id", BIG),
        sa.Column("position", sa.Integer()),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_activity_group"),
        sa.CheckConstraint("lead IN (true, false)", name="lead_truth"),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_activity_group_group_code"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["activity_version.id"], name="fk_activity_group_version_id"
        ),
        **KEYED,
    )
    op.create_table(
        "alignment",
        sa.Column("version_id", BIG),
        sa.Column("position", sa.Integer()),
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_alignment"),
        sa.CheckConstraint("is_primary IN (true, false)", name="is_primary_truth"),
        sa.CheckConstraint("weight BETWEEN 1 AND 1200", name="weight_is_a_part"),
        sa.ForeignKeyConstraint(
            ["framework", "direction"],
            ["node.framework", "node.code"],
            name="fk_alignment_framework_direction",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["activity_version.id"], name="fk_alignment_version_id"
        ),
        **KEYED,
    )
    op.create_table(
        "contribution",
        sa.Column("version_id", BIG),
        sa.Column("position", sa.Integer()),
        sa.Column("framework", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_contribution"),
        sa.ForeignKeyConstraint(
            ["framework", "outcome"],
            ["node.framework", "node.code"],
            name="fk_contribution_framework_outcome",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["activity_version.id"], name="fk_contribution_version_id"
        ),
        **KEYED,
    )
    op.create_table(
        "evidence",
        sa.Column("version_id", BIG),
        sa.Column("position", sa.Integer()),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_evidence"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["activity_version.id"], name="fk_evidence_version_id"
        ),
        **KEYED,
    )
    op.create_table(
        "participation",
        sa.Column("version_id", BIG),
        sa.Column("line", sa.Integer()),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("association", sa.String(), nullable=True),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.Column("dimensions", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "line", name="pk_participation"),
        sa.CheckConstraint("count BETWEEN 0 AND 10000000", name="count_in_bounds"),
        sa.CheckConstraint(
            "gender IN ('woman', 'man', 'other', 'not_stated')", name="gender_known"
        ),
        sa.CheckConstraint("mode IN ('on_site', 'remote', 'not_stated')", name="mode_known"),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'at_least', 'more_than', 'about', "
            "'almost', 'up_to', 'unknown', 'estimated', 'provisional', "
            "'revised', 'break_in_series', 'suppressed')",
            name="qualifier_known",
        ),
        sa.CheckConstraint("reach IN ('direct', 'cascade')", name="reach_known"),
        sa.ForeignKeyConstraint(
            ["association"], ["association.code"], name="fk_participation_association"
        ),
        sa.ForeignKeyConstraint(["country"], ["country.alpha3"], name="fk_participation_country"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["activity_version.id"], name="fk_participation_version_id"
        ),
        **KEYED,
    )


def downgrade() -> None:
    op.drop_table("participation")
    op.drop_table("evidence")
    op.drop_table("contribution")
    op.drop_table("alignment")
    op.drop_table("activity_group")
    op.drop_table("activity_country")
    op.drop_table("activity_association")
    op.drop_table("activity_version")
    op.drop_table("activity")
