"""People, their roles and groups, their one-time links, and the sign-ins that stand."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A moment in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column:
    """A text."""
    return sa.Column(name, sa.String(), nullable=nullable)


def check(name: str, rule: str) -> sa.CheckConstraint:
    """A CHECK that both databases understand."""
    return sa.CheckConstraint(rule, name=name)


def upgrade() -> None:
    op.create_table(
        "person",
        text("code"),
        text("email", nullable=True),
        text("name"),
        text("role"),
        sa.Column("active", sa.Boolean(), nullable=False),
        text("issuer", nullable=True),
        text("subject", nullable=True),
        moment("not_before", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        moment("created_at"),
        text("created_by"),
        moment("changed_at"),
        text("changed_by"),
        moment("erased_at", nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
        sa.UniqueConstraint("issuer", "subject", name="uq_person_issuer_subject"),
        check("role_known", "role IN ('viewer', 'editor', 'secretariat')"),
        check("active_truth", "active IN (true, false)"),
        check("version_positive", "version >= 1"),
        check("email_lower", "email = lower(email)"),
        check(
            "erased_is_nobody",
            "erased_at IS NULL OR (email IS NULL AND name = '' AND subject IS NULL"
            " AND active = false)",
        ),
        **STRICT,
    )
    op.create_table(
        "person_group",
        text("person"),
        text("group_code"),
        sa.PrimaryKeyConstraint("person", "group_code", name="pk_person_group"),
        sa.ForeignKeyConstraint(["person"], ["person.code"], name="fk_person_group_person"),
        sa.ForeignKeyConstraint(
            ["group_code"], ["working_group.code"], name="fk_person_group_group_code"
        ),
        **STRICT,
    )
    op.create_table(
        "sign_in_link",
        text("hash"),
        text("person"),
        moment("issued_at"),
        text("issued_by"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_sign_in_link"),
        sa.ForeignKeyConstraint(["person"], ["person.code"], name="fk_sign_in_link_person"),
        check("expires_after", "expires_at > issued_at"),
        **STRICT,
    )
    op.create_index("ix_sign_in_link_person", "sign_in_link", ["person"])
    op.create_table(
        "sign_in_session",
        text("hash"),
        text("person"),
        moment("started_at"),
        moment("expires_at"),
        moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_sign_in_session"),
        sa.ForeignKeyConstraint(["person"], ["person.code"], name="fk_sign_in_session_person"),
        check("expires_after", "expires_at > started_at"),
        **STRICT,
    )
    op.create_index("ix_sign_in_session_person", "sign_in_session", ["person"])
    op.create_table(
        "ended_sign_in",
        text("hash"),
        moment("ended_at"),
        sa.PrimaryKeyConstraint("hash", name="pk_ended_sign_in"),
        **STRICT,
    )


def downgrade() -> None:
    op.drop_table("ended_sign_in")
    op.drop_table("sign_in_session")
    op.drop_table("sign_in_link")
    op.drop_table("person_group")
    op.drop_table("person")
