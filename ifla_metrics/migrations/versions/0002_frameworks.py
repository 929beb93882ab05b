"""The results frameworks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}


def upgrade() -> None:
    op.create_table(
        "framework",
        sa.Column("id", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("default_period", sa.String(), nullable=False),
        sa.Column("counting", sa.String(), nullable=False),
        sa.Column("region_scheme", sa.String(), nullable=False),
        sa.Column("ahead", sa.Double(), nullable=False),
        sa.Column("on_track", sa.Double(), nullable=False),
        sa.Column("behind", sa.Double(), nullable=False),
        sa.Column("too_few", sa.Double(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_framework"),
        sa.CheckConstraint("counting IN ('full', 'fractional', 'primary')", name="counting_known"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        **STRICT,
    )
    op.create_table(
        "framework_level",
        sa.Column("framework", sa.String()),
        sa.Column("key", sa.String()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("plural", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("framework", "key", name="pk_framework_level"),
        sa.ForeignKeyConstraint(
            ["framework"], ["framework.id"], name="fk_framework_level_framework"
        ),
        **STRICT,
    )
    op.create_table(
        "node",
        sa.Column("framework", sa.String()),
        sa.Column("code", sa.String()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_as_stated", sa.String(), nullable=False),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("framework", "code", name="pk_node"),
        sa.ForeignKeyConstraint(["framework"], ["framework.id"], name="fk_node_framework"),
        **STRICT,
    )
    op.create_table(
        "reporting_period",
        sa.Column("framework", sa.String()),
        sa.Column("code", sa.String()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("framework", "code", name="pk_reporting_period"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.CheckConstraint(
            "kind IN ('strategy', 'biennium', 'year', 'quarter')", name="kind_known"
        ),
        sa.ForeignKeyConstraint(
            ["framework"], ["framework.id"], name="fk_reporting_period_framework"
        ),
        **STRICT,
    )
    op.create_table(
        "crosswalk",
        sa.Column("from_framework", sa.String()),
        sa.Column("from_node", sa.String()),
        sa.Column("to_framework", sa.String()),
        sa.Column("to_node", sa.String()),
        sa.Column("stated", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "from_framework", "from_node", "to_framework", "to_node", name="pk_crosswalk"
        ),
        sa.CheckConstraint("stated IN ('stated', 'proposed', 'not_stated')", name="stated_known"),
        sa.ForeignKeyConstraint(
            ["from_framework", "from_node"],
            ["node.framework", "node.code"],
            name="fk_crosswalk_from_framework_from_node",
        ),
        sa.ForeignKeyConstraint(
            ["to_framework", "to_node"],
            ["node.framework", "node.code"],
            name="fk_crosswalk_to_framework_to_node",
        ),
        **STRICT,
    )
    op.create_table(
        "indicator",
        sa.Column("framework", sa.String()),
        sa.Column("code", sa.String()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("directions", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("tolerance", sa.Double(), nullable=True),
        sa.Column("time_rule", sa.String(), nullable=False),
        sa.Column("place_rule", sa.String(), nullable=False),
        sa.Column("ratio", sa.Boolean(), nullable=False),
        sa.Column("data_source", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("disaggregation", sa.String(), nullable=False),
        sa.Column("means_of_verification", sa.String(), nullable=False),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("baseline", sa.Double(), nullable=True),
        sa.Column("baseline_numerator", sa.Double(), nullable=True),
        sa.Column("baseline_denominator", sa.Double(), nullable=True),
        sa.Column("baseline_note", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("framework", "code", name="pk_indicator"),
        sa.CheckConstraint(
            "data_source IN ('log', 'records', 'observed')", name="data_source_known"
        ),
        sa.CheckConstraint(
            "direction IN ('increase', 'decrease', 'maintain')", name="direction_known"
        ),
        sa.CheckConstraint("ratio IN (true, false)", name="ratio_truth"),
        sa.CheckConstraint(
            "target_kind IN ('at_least', 'at_most', 'exactly')", name="target_kind_known"
        ),
        sa.ForeignKeyConstraint(
            ["framework", "node"],
            ["node.framework", "node.code"],
            name="fk_indicator_framework_node",
        ),
        **STRICT,
    )
    op.create_table(
        "node_link",
        sa.Column("framework", sa.String()),
        sa.Column("node", sa.String()),
        sa.Column("direction", sa.String()),
        sa.Column("since", sa.String()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stated", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("framework", "node", "direction", "since", name="pk_node_link"),
        sa.CheckConstraint("stated IN ('stated', 'proposed', 'not_stated')", name="stated_known"),
        sa.ForeignKeyConstraint(
            ["framework", "node"],
            ["node.framework", "node.code"],
            name="fk_node_link_framework_node",
        ),
        **STRICT,
    )
    op.create_table(
        "target",
        sa.Column("framework", sa.String()),
        sa.Column("indicator", sa.String()),
        sa.Column("period", sa.String()),
        sa.Column("due_on", sa.Date()),
        sa.Column("decided_on", sa.Date()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("target", sa.Double(), nullable=False),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint(
            "framework", "indicator", "period", "due_on", "decided_on", name="pk_target"
        ),
        sa.ForeignKeyConstraint(
            ["framework", "indicator"],
            ["indicator.framework", "indicator.code"],
            name="fk_target_framework_indicator",
        ),
        **STRICT,
    )


def downgrade() -> None:
    op.drop_table("target")
    op.drop_table("node_link")
    op.drop_table("indicator")
    op.drop_table("crosswalk")
    op.drop_table("reporting_period")
    op.drop_table("node")
    op.drop_table("framework_level")
    op.drop_table("framework")
