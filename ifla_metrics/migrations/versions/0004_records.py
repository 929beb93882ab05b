"""The other records, all versioned alike."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = {"sqlite_strict": True}


def where(rule: str) -> dict[str, sa.TextClause]:
    """The condition of a partial index, for both databases."""
    return {"sqlite_where": sa.text(rule), "postgresql_where": sa.text(rule)}


def upgrade() -> None:
    op.create_table(
        "remark",
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
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_remark"),
        sa.CheckConstraint(
            "known_from_assumed IN (true, false)", name="ck_remark_known_from_assumed_truth"
        ),
        sa.CheckConstraint(
            "provenance IN ('documented', 'synthetic', 'reported')",
            name="ck_remark_provenance_known",
        ),
        sa.CheckConstraint("superseded_at >= recorded_at", name="ck_remark_superseded_after"),
        sa.CheckConstraint("version >= 1", name="ck_remark_version_positive"),
        sa.CheckConstraint("withdrawn IN (true, false)", name="ck_remark_withdrawn_truth"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_remark_framework"),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_remark_group_code"
        ),
        sa.UniqueConstraint("uid", "version", name="uq_remark_uid_version"),
        **STRICT,
    )
    op.create_index(
        "ix_remark_current", "remark", ["uid"], unique=True, **where("superseded_at IS NULL")
    )
    op.create_index(
        "ix_remark_idempotency_key",
        "remark",
        ["idempotency_key"],
        unique=True,
        **where("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "cohort_count",
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
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("cohort", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cohort_count"),
        sa.CheckConstraint("count BETWEEN 0 AND 10000000", name="ck_cohort_count_count_in_bounds"),
        sa.CheckConstraint(
            "gender IN ('woman', 'man', 'other', 'not_stated')", name="ck_cohort_count_gender_known"
        ),
        sa.CheckConstraint(
            "known_from_assumed IN (true, false)", name="ck_cohort_count_known_from_assumed_truth"
        ),
        sa.CheckConstraint(
            "provenance IN ('documented', 'synthetic', 'reported')",
            name="ck_cohort_count_provenance_known",
        ),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'at_least', 'more_than', 'about', "
            "'almost', 'up_to', 'unknown', 'estimated', 'provisional', "
            "'revised', 'break_in_series', 'suppressed')",
            name="ck_cohort_count_qualifier_known",
        ),
        sa.CheckConstraint(
            "stage IN ('nominated', 'selected', 'in_programme', 'completed', 'leadership_role')",
            name="ck_cohort_count_stage_known",
        ),
        sa.CheckConstraint("superseded_at >= recorded_at", name="ck_cohort_count_superseded_after"),
        sa.CheckConstraint("version >= 1", name="ck_cohort_count_version_positive"),
        sa.CheckConstraint("withdrawn IN (true, false)", name="ck_cohort_count_withdrawn_truth"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_cohort_count_framework"),
        sa.ForeignKeyConstraint(
            ["framework", "node"],
            ["node.framework", "node.code"],
            name="fk_cohort_count_framework_node",
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_cohort_count_group_code"
        ),
        sa.UniqueConstraint("uid", "version", name="uq_cohort_count_uid_version"),
        **STRICT,
    )
    op.create_index(
        "ix_cohort_count_current",
        "cohort_count",
        ["uid"],
        unique=True,
        **where("superseded_at IS NULL"),
    )
    op.create_index(
        "ix_cohort_count_idempotency_key",
        "cohort_count",
        ["idempotency_key"],
        unique=True,
        **where("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "resource_stage",
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
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resource_stage"),
        sa.CheckConstraint(
            "known_from_assumed IN (true, false)", name="ck_resource_stage_known_from_assumed_truth"
        ),
        sa.CheckConstraint(
            "provenance IN ('documented', 'synthetic', 'reported')",
            name="ck_resource_stage_provenance_known",
        ),
        sa.CheckConstraint(
            "stage IN ('started', 'drafted', 'released')", name="ck_resource_stage_stage_known"
        ),
        sa.CheckConstraint(
            "superseded_at >= recorded_at", name="ck_resource_stage_superseded_after"
        ),
        sa.CheckConstraint("version >= 1", name="ck_resource_stage_version_positive"),
        sa.CheckConstraint("withdrawn IN (true, false)", name="ck_resource_stage_withdrawn_truth"),
        sa.ForeignKeyConstraint(
            ["framework"], ["framework.id"], name="fk_resource_stage_framework"
        ),
        sa.ForeignKeyConstraint(
            ["framework", "node"],
            ["node.framework", "node.code"],
            name="fk_resource_stage_framework_node",
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_resource_stage_group_code"
        ),
        sa.UniqueConstraint("uid", "version", name="uq_resource_stage_uid_version"),
        **STRICT,
    )
    op.create_index(
        "ix_resource_stage_current",
        "resource_stage",
        ["uid"],
        unique=True,
        **where("superseded_at IS NULL"),
    )
    op.create_index(
        "ix_resource_stage_idempotency_key",
        "resource_stage",
        ["idempotency_key"],
        unique=True,
        **where("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "story",
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
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("association", sa.String(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sa.CheckConstraint(
            "known_from_assumed IN (true, false)", name="ck_story_known_from_assumed_truth"
        ),
        sa.CheckConstraint(
            "provenance IN ('documented', 'synthetic', 'reported')",
            name="ck_story_provenance_known",
        ),
        sa.CheckConstraint("superseded_at >= recorded_at", name="ck_story_superseded_after"),
        sa.CheckConstraint("version >= 1", name="ck_story_version_positive"),
        sa.CheckConstraint("withdrawn IN (true, false)", name="ck_story_withdrawn_truth"),
        sa.ForeignKeyConstraint(["association"], ["association.code"], name="fk_story_association"),
        sa.ForeignKeyConstraint(["country"], ["country.alpha3"], name="fk_story_country"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_story_framework"),
        sa.ForeignKeyConstraint(
            ["framework", "node"], ["node.framework", "node.code"], name="fk_story_framework_node"
        ),
        sa.ForeignKeyConstraint(["group_code"], ["working_group.code"], name="fk_story_group_code"),
        sa.UniqueConstraint("uid", "version", name="uq_story_uid_version"),
        **STRICT,
    )
    op.create_index(
        "ix_story_current", "story", ["uid"], unique=True, **where("superseded_at IS NULL")
    )
    op.create_index(
        "ix_story_idempotency_key",
        "story",
        ["idempotency_key"],
        unique=True,
        **where("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "association_outcome",
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
        sa.PrimaryKeyConstraint("id", name="pk_association_outcome"),
        sa.CheckConstraint(
            "known_from_assumed IN (true, false)",
            name="ck_association_outcome_known_from_assumed_truth",
        ),
        sa.CheckConstraint(
            "provenance IN ('documented', 'synthetic', 'reported')",
            name="ck_association_outcome_provenance_known",
        ),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'at_least', 'more_than', 'about', "
            "'almost', 'up_to', 'unknown', 'estimated', 'provisional', "
            "'revised', 'break_in_series', 'suppressed')",
            name="ck_association_outcome_qualifier_known",
        ),
        sa.CheckConstraint(
            "superseded_at >= recorded_at", name="ck_association_outcome_superseded_after"
        ),
        sa.CheckConstraint("version >= 1", name="ck_association_outcome_version_positive"),
        sa.CheckConstraint(
            "withdrawn IN (true, false)", name="ck_association_outcome_withdrawn_truth"
        ),
        sa.ForeignKeyConstraint(
            ["association"], ["association.code"], name="fk_association_outcome_association"
        ),
        sa.ForeignKeyConstraint(
            ["framework"], ["framework.id"], name="fk_association_outcome_framework"
        ),
        sa.ForeignKeyConstraint(
            ["framework", "indicator"],
            ["indicator.framework", "indicator.code"],
            name="fk_association_outcome_framework_indicator",
        ),
        sa.ForeignKeyConstraint(
            ["framework", "node"],
            ["node.framework", "node.code"],
            name="fk_association_outcome_framework_node",
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_association_outcome_group_code"
        ),
        sa.UniqueConstraint("uid", "version", name="uq_association_outcome_uid_version"),
        **STRICT,
    )
    op.create_index(
        "ix_association_outcome_current",
        "association_outcome",
        ["uid"],
        unique=True,
        **where("superseded_at IS NULL"),
    )
    op.create_index(
        "ix_association_outcome_idempotency_key",
        "association_outcome",
        ["idempotency_key"],
        unique=True,
        **where("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "milestone",
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
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("date_precision", sa.String(), nullable=False),
        sa.Column("date_as_stated", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_milestone"),
        sa.CheckConstraint(
            "date_precision IN ('day', 'month', 'quarter', 'year')",
            name="ck_milestone_date_precision_known",
        ),
        sa.CheckConstraint(
            "known_from_assumed IN (true, false)", name="ck_milestone_known_from_assumed_truth"
        ),
        sa.CheckConstraint(
            "provenance IN ('documented', 'synthetic', 'reported')",
            name="ck_milestone_provenance_known",
        ),
        sa.CheckConstraint("superseded_at >= recorded_at", name="ck_milestone_superseded_after"),
        sa.CheckConstraint("version >= 1", name="ck_milestone_version_positive"),
        sa.CheckConstraint("withdrawn IN (true, false)", name="ck_milestone_withdrawn_truth"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_milestone_framework"),
        sa.ForeignKeyConstraint(
            ["framework", "indicator"],
            ["indicator.framework", "indicator.code"],
            name="fk_milestone_framework_indicator",
        ),
        sa.ForeignKeyConstraint(
            ["framework", "node"],
            ["node.framework", "node.code"],
            name="fk_milestone_framework_node",
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_milestone_group_code"
        ),
        sa.UniqueConstraint("uid", "version", name="uq_milestone_uid_version"),
        **STRICT,
    )
    op.create_index(
        "ix_milestone_current", "milestone", ["uid"], unique=True, **where("superseded_at IS NULL")
    )
    op.create_index(
        "ix_milestone_idempotency_key",
        "milestone",
        ["idempotency_key"],
        unique=True,
        **where("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "observation",
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
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_observation"),
        sa.CheckConstraint("denominator > 0", name="ck_observation_denominator_positive"),
        sa.CheckConstraint(
            "known_from_assumed IN (true, false)", name="ck_observation_known_from_assumed_truth"
        ),
        sa.CheckConstraint(
            "provenance IN ('documented', 'synthetic', 'reported')",
            name="ck_observation_provenance_known",
        ),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'at_least', 'more_than', 'about', "
            "'almost', 'up_to', 'unknown', 'estimated', 'provisional', "
            "'revised', 'break_in_series', 'suppressed')",
            name="ck_observation_qualifier_known",
        ),
        sa.CheckConstraint(
            "state <> 'reported' OR value IS NOT NULL OR (numerator IS NOT "
            "NULL AND denominator IS NOT NULL)",
            name="ck_observation_says_something",
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'nil', 'not_applicable')", name="ck_observation_state_known"
        ),
        sa.CheckConstraint("superseded_at >= recorded_at", name="ck_observation_superseded_after"),
        sa.CheckConstraint("version >= 1", name="ck_observation_version_positive"),
        sa.CheckConstraint("withdrawn IN (true, false)", name="ck_observation_withdrawn_truth"),
        sa.ForeignKeyConstraint(["country"], ["country.alpha3"], name="fk_observation_country"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_observation_framework"),
        sa.ForeignKeyConstraint(
            ["framework", "indicator"],
            ["indicator.framework", "indicator.code"],
            name="fk_observation_framework_indicator",
        ),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_observation_group_code"
        ),
        sa.UniqueConstraint("uid", "version", name="uq_observation_uid_version"),
        **STRICT,
    )
    op.create_index(
        "ix_observation_current",
        "observation",
        ["uid"],
        unique=True,
        **where("superseded_at IS NULL"),
    )
    op.create_index(
        "ix_observation_idempotency_key",
        "observation",
        ["idempotency_key"],
        unique=True,
        **where("idempotency_key IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("observation")
    op.drop_table("milestone")
    op.drop_table("association_outcome")
    op.drop_table("story")
    op.drop_table("resource_stage")
    op.drop_table("cohort_count")
    op.drop_table("remark")
