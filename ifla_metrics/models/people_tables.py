"""Tables of people: who may do what, the links they were sent, and their sign-ins."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import STRICT, Stored, check, one_of, truth
from ifla_metrics.models.columns import StoredRole


class PersonRow(Stored, table=True):
    """A person whom the secretariat knows. Other tables have the code only, so a name can go."""

    __table_args__ = (
        one_of("role", StoredRole),
        *truth("active"),
        check("version_positive", "version >= 1"),
        check("email_lower", "email = lower(email)"),
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
    """Normalised; compared with the verified address of a provider at the first sign-in."""
    name: str
    role: str
    active: bool
    issuer: str | None = None
    subject: str | None = None
    """Who the provider says this is; set at the first sign-in, and decisive from then on."""
    not_before: datetime | None = None
    """Sign-ins up to this moment are no longer valid."""
    version: int
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    erased_at: datetime | None = None


class PersonGroupRow(Stored, table=True):
    """A person works for a group."""

    person: str = Field(primary_key=True, foreign_key="person.code")
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")


class Secret(Stored):
    """Something that a person presents to sign in; only the hash of it is kept."""

    hash: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.code", index=True)
    expires_at: datetime


class SignInLinkRow(Secret, table=True):
    """A personal link that signs in once."""

    __table_args__ = (check("expires_after", "expires_at > issued_at"), STRICT)

    issued_at: datetime
    issued_by: str
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class SignInSessionRow(Secret, table=True):
    """A sign-in by a link, known by the secret of a cookie."""

    __table_args__ = (check("expires_after", "expires_at > started_at"), STRICT)

    started_at: datetime
    ended_at: datetime | None = None


class EndedSignInRow(Stored, table=True):
    """A sign-in through a provider that was ended here before its cookie expires."""

    hash: str = Field(primary_key=True)
    ended_at: datetime
