"""Tables of people: who may do what, the links they were sent, and their sign-ins."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import STRICT, Stored, check, one_of, truth
from ifla_metrics.models.columns import SignInKind, StoredRole


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


class SignInRow(Stored, table=True):
    """A personal link that signs in once, a session that it began, or an ended sign-in.

    Known by the hash of a secret; of a sign-in through a provider only its end is kept, without a
    person, before the provider's cookie expires.
    """

    __table_args__ = (
        one_of("kind", SignInKind),
        check("expires_after", "expires_at > issued_at"),
        STRICT,
    )

    hash: str = Field(primary_key=True)
    kind: str
    person: str | None = Field(default=None, foreign_key="person.code", index=True)
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    ended_at: datetime | None = None
    """When it was used (a link), left or revoked."""
