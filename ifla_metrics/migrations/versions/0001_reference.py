"""The reference data: sources, terms, countries and regions, groups, associations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}


def upgrade() -> None:
    op.create_table(
        "country",
        sa.Column("alpha3", sa.String()),
        sa.Column("alpha2", sa.String(), nullable=False),
        sa.Column("numeric", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("small", sa.Boolean(), nullable=False),
        sa.Column("ldc", sa.Boolean(), nullable=False),
        sa.Column("lldc", sa.Boolean(), nullable=False),
        sa.Column("sids", sa.Boolean(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("alpha3", name="pk_country"),
        sa.CheckConstraint("length(alpha3) = 3", name="alpha3_length"),
        sa.CheckConstraint("ldc IN (true, false)", name="ldc_truth"),
        sa.CheckConstraint("lldc IN (true, false)", name="lldc_truth"),
        sa.CheckConstraint("sids IN (true, false)", name="sids_truth"),
        sa.CheckConstraint("small IN (true, false)", name="small_truth"),
        **STRICT,
    )
    op.create_table(
        "denominator",
        sa.Column("code", sa.String()),
        sa.Column("as_of", sa.Date()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", "as_of", name="pk_denominator"),
        sa.CheckConstraint("value >= 0", name="value_not_negative"),
        **STRICT,
    )
    op.create_table(
        "meeting",
        sa.Column("code", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_meeting"),
        **STRICT,
    )
    op.create_table(
        "region_scheme",
        sa.Column("code", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_region_scheme"),
        **STRICT,
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        **STRICT,
    )
    op.create_table(
        "term",
        sa.Column("list", sa.String()),
        sa.Column("code", sa.String()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("list", "code", name="pk_term"),
        **STRICT,
    )
    op.create_table(
        "working_group",
        sa.Column("code", sa.String()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_working_group"),
        **STRICT,
    )
    op.create_table(
        "association",
        sa.Column("code", sa.String()),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_association"),
        sa.ForeignKeyConstraint(["country"], ["country.alpha3"], name="fk_association_country"),
        **STRICT,
    )
    op.create_table(
        "country_list",
        sa.Column("id", sa.Integer()),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("provenance", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_country_list"),
        sa.ForeignKeyConstraint(["country"], ["country.alpha3"], name="fk_country_list_country"),
        **STRICT,
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Integer()),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_region"),
        sa.ForeignKeyConstraint(["country"], ["country.alpha3"], name="fk_region_country"),
        sa.ForeignKeyConstraint(["scheme"], ["region_scheme.code"], name="fk_region_scheme"),
        **STRICT,
    )
    op.create_index("ix_region_scheme", "region", ["scheme"], unique=False)
    op.create_table(
        "region_name",
        sa.Column("scheme", sa.String()),
        sa.Column("region", sa.String()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scheme", "region", name="pk_region_name"),
        sa.ForeignKeyConstraint(["scheme"], ["region_scheme.code"], name="fk_region_name_scheme"),
        **STRICT,
    )
    op.create_table(
        "association_name",
        sa.Column("id", sa.Integer()),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_association_name"),
        sa.ForeignKeyConstraint(["code"], ["association.code"], name="fk_association_name_code"),
        **STRICT,
    )
    op.create_index("ix_association_name_code", "association_name", ["code"], unique=False)


def downgrade() -> None:
    op.drop_table("association_name")
    op.drop_table("region_name")
    op.drop_table("region")
    op.drop_table("country_list")
    op.drop_table("association")
    op.drop_table("working_group")
    op.drop_table("term")
    op.drop_table("source")
    op.drop_table("region_scheme")
    op.drop_table("meeting")
    op.drop_table("denominator")
    op.drop_table("country")
