"""Tables of people: who may do what, the links they were sent, and the sign-ins that stand."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import STRICT, Stored, check, one_of, truth
from ifla_metrics.models.columns import UtcTime

ROLES = ("viewer", "editor", "secretariat")
"""What a stored person can be: the roles of `access.Role` that have rights."""


class PersonRow(Stored, table=True):
    """A person whom the secretariat knows. Elsewhere only the code stands, so a name can go."""

    __tablename__ = "person"
    __table_args__ = (
        one_of("role", ROLES),
        *truth("active"),
        check("version_positive", "version >= 1"),
        check("email_lower", "email = lower(email)"),
        check("language_lower", "language = lower(language)"),
        check(
            "erased_is_nobody",
            "erased_at IS NULL OR (email IS NULL AND name = '' AND subject IS NULL"
            " AND active = false)",
        ),
        sa.UniqueConstraint("email", name="uq_person_email"),
        sa.UniqueConstraint("issuer", "subject", name="uq_person_issuer_subject"),
        STRICT,
    )

    code: str = Field(primary_key=True)
    email: str | None = None
    """Normalised; what a provider's verified address is compared with at the first sign-in."""
    name: str
    role: str
    active: bool
    issuer: str | None = None
    subject: str | None = None
    """Who the provider says this is; set at the first sign-in, and from then on what counts."""
    not_before: datetime | None = Field(default=None, sa_type=UtcTime)
    """Sign-ins up to this moment no longer stand."""
    version: int
    created_at: datetime = Field(sa_type=UtcTime)
    created_by: str
    changed_at: datetime = Field(sa_type=UtcTime)
    changed_by: str
    erased_at: datetime | None = Field(default=None, sa_type=UtcTime)
    language: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """What the person chose to read in (`fr`), found again on every device; "" until then."""


class PersonGroupRow(Stored, table=True):
    """A person works for a group."""

    __tablename__ = "person_group"
    __table_args__ = (STRICT,)

    person: str = Field(primary_key=True, foreign_key="person.code")
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")


class SignInLinkRow(Stored, table=True):
    """A personal link that signs in once. Only the hash of its secret is kept."""

    __tablename__ = "sign_in_link"
    __table_args__ = (check("expires_after", "expires_at > issued_at"), STRICT)

    hash: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.code", index=True)
    issued_at: datetime = Field(sa_type=UtcTime)
    issued_by: str
    expires_at: datetime = Field(sa_type=UtcTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class SignInSessionRow(Stored, table=True):
    """A sign-in that a link began. Only the hash of the cookie's secret is kept."""

    __tablename__ = "sign_in_session"
    __table_args__ = (check("expires_after", "expires_at > started_at"), STRICT)

    hash: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.code", index=True)
    started_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)


class EndedSignInRow(Stored, table=True):
    """A sign-in through a provider that was ended here, though its cookie would still hold."""

    __tablename__ = "ended_sign_in"
    __table_args__ = (STRICT,)

    hash: str = Field(primary_key=True)
    ended_at: datetime = Field(sa_type=UtcTime)
