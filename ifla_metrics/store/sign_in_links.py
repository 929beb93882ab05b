"""Personal one-time links: issued by the secretariat, used once, kept as a hash.

For organisations without a provider of identities. Whoever holds the secret of a link is the
person it was issued to, so a secret is said once, to who issued it, and stands nowhere.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, Role, require
from ifla_metrics.errors import InvalidRecord, NotAllowed, n_
from ifla_metrics.models.people_tables import SignInLinkRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit
from ifla_metrics.store.current_rights import stored_actor
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.people import person
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.store.sessions import Begun, begin, hash_of

LINK_LIFE = timedelta(days=3)
SECRET_BYTES = 32
KIND = "sign-in link"
_LINK = table_of(SignInLinkRow)


class Issued(NamedTuple):
    """A link as it is told once: its secret, and until when it can be used."""

    secret: str
    expires_at: datetime


@refusals_audited(Right.KEEP_PEOPLE, KIND, "code")
def issue_link(target: Target, code: str, *, actor: Actor, life: timedelta = LINK_LIFE) -> Issued:
    """Issue a link for an active person; links issued before and not used are revoked.

    Raises:
        InvalidRecord: The person is not active.
        NotAllowed, UnknownCode: Nothing was written.
    """
    require(actor, Right.KEEP_PEOPLE)
    with writing(target, actor=actor, moves=False) as connection:
        if not person(connection, code).draft.active:
            raise InvalidRecord(n_("The person is not active, so no link can be issued."))
        _revoke(connection, code)
        secret, at = secrets.token_urlsafe(SECRET_BYTES), now()
        connection.execute(
            sa.insert(_LINK),
            {
                "hash": hash_of(secret),
                "person": code,
                "issued_at": at,
                "issued_by": actor.name,
                "expires_at": at + life,
            },
        )
        audit(connection, actor, Right.KEEP_PEOPLE, KIND, code, reason="issued", at=at)
        return Issued(secret, at + life)


@refusals_audited(Right.KEEP_PEOPLE, KIND, "code")
def revoke_links(target: Target, code: str, *, actor: Actor) -> int:
    """Revoke the links of a person that were not used yet; returns how many."""
    require(actor, Right.KEEP_PEOPLE)
    with writing(target, actor=actor, moves=False) as connection:
        count = _revoke(connection, code)
        if count:
            audit(connection, actor, Right.KEEP_PEOPLE, KIND, code, reason="revoked")
        return count


def is_open(connection: Connection, secret: str) -> bool:
    """Say whether a link can be used now. Looking does not use it."""
    statement = sa.select(_LINK.c.person).where(_usable(secret))
    return connection.execute(statement).first() is not None


def use_link(target: Target, secret: str) -> Begun:
    """Use a link up and begin a session of its person.

    Raises:
        NotAllowed: It was used, revoked, has expired or never was; or its person is not active.
    """
    with writing(target, moves=False) as connection:
        at = now()
        used = connection.execute(
            sa.update(_LINK).where(_usable(secret)).values(used_at=at).returning(_LINK.c.person)
        ).scalar()
        actor = stored_actor(connection, used) if used else None
        if actor is None or actor.role is Role.STRANGER:
            raise NotAllowed(n_("This link is no longer valid. Ask the secretariat for a new one."))
        audit(connection, actor, Right.SIGN_IN, KIND, actor.person, reason="used", at=at)
        return begin(connection, actor.person, at=at)


def _usable(secret: str) -> sa.ColumnElement[bool]:
    c = _LINK.c
    return sa.and_(
        c.hash == hash_of(secret),
        c.used_at.is_(None),
        c.revoked_at.is_(None),
        c.expires_at > now(),
    )


def _revoke(connection: Connection, code: str) -> int:
    c = _LINK.c
    done = connection.execute(
        sa.update(_LINK)
        .where(c.person == code, c.used_at.is_(None), c.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    return done.rowcount
