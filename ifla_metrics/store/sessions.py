"""Sign-ins that stand: a cookie's session, or an account of a provider; asked on every rerun.

Neither is believed for its own sake: the person's row is read each time, a session has an end, and
what was ended here stays ended though the browser, or a thief, still holds the cookie.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, Role
from ifla_metrics.models.people_drafts import normalised
from ifla_metrics.models.people_tables import EndedSignInRow, SignInSessionRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit
from ifla_metrics.store.current_rights import PERSON, stored_actor
from ifla_metrics.store.database import Target, reading, writing

SESSION_LIFE = timedelta(days=7)
"""Of a session that a link began: a volunteer without a provider needs a link a week."""
ACCOUNT_LIFE = timedelta(hours=12)
"""Of a sign-in through a provider, from the moment the provider confirmed it."""
SKEW = timedelta(minutes=2)
"""How far the provider's clock, or this one before it was set right, may be ahead."""
NOBODY = Actor("nobody", Role.STRANGER)
VISITOR = "visitor"
_SESSION = table_of(SignInSessionRow)
_ENDED = table_of(EndedSignInRow)


class Begun(NamedTuple):
    """A session as it is told once: the secret for the cookie, and its end."""

    secret: str
    expires_at: datetime


@dataclass(frozen=True)
class Account:
    """What a provider confirmed: who (issuer and subject), when, and under which address."""

    issuer: str
    subject: str
    confirmed_at: datetime
    email: str = ""
    """Only when the provider has verified it."""
    name: str = ""


def begin(connection: Connection, code: str, *, at: datetime) -> Begun:
    """Begin a session of a person; whoever calls has made sure of the person."""
    secret = secrets.token_urlsafe(32)
    connection.execute(
        sa.insert(_SESSION),
        {
            "hash": hash_of(secret),
            "person": code,
            "started_at": at,
            "expires_at": at + SESSION_LIFE,
        },
    )
    return Begun(secret, at + SESSION_LIFE)


def actor_of_session(target: Target, secret: str) -> Actor:
    """Return the person of a session as stored now; a stranger when the session does not stand."""
    c = _SESSION.c
    statement = sa.select(c.person).where(
        c.hash == hash_of(secret),
        c.ended_at.is_(None),
        c.expires_at > now(),
        c.started_at <= now() + SKEW,
    )
    with reading(target) as connection:
        code = connection.execute(statement).scalar()
        return stored_actor(connection, code) if code else NOBODY


def end_session(target: Target, secret: str) -> None:
    """End a session: its holder has signed out."""
    c = _SESSION.c
    with writing(target, moves=False) as connection:
        connection.execute(
            sa.update(_SESSION)
            .where(c.hash == hash_of(secret), c.ended_at.is_(None))
            .values(ended_at=now())
        )


def actor_of_account(target: Target, account: Account, *, domains: Collection[str] = ()) -> Actor:
    """Return who a provider's account is here, as stored now.

    The account that once signed in as a person is that person, whatever its address is now; before
    that, the verified address decides. Whom nobody added is a viewer when the verified address is
    of one of `domains`, else a stranger: anybody can have an account of a public provider.
    Strangers are also those whose sign-in is too old, lies in the future or was ended, and a
    person who is not active.
    """
    with reading(target) as connection:
        if _is_over(connection, account):
            return NOBODY
        found = _bound(connection, account)
        waiting = None if found else _awaited(connection, account)
        if found:
            return _since(connection, found, account)
    actor = _bind(target, account) if waiting else None
    return actor or _visitor(account, domains)


def end_account(target: Target, account: Account) -> None:
    """End this sign-in of an account: its holder has signed out."""
    with writing(target, moves=False) as connection:
        connection.execute(sa.delete(_ENDED).where(_ENDED.c.ended_at < now() - 2 * ACCOUNT_LIFE))
        known = sa.select(_ENDED.c.hash).where(_ENDED.c.hash == _hash_of_account(account))
        if connection.execute(known).first() is None:
            connection.execute(
                sa.insert(_ENDED), {"hash": _hash_of_account(account), "ended_at": now()}
            )


def _is_over(connection: Connection, account: Account) -> bool:
    if not -SKEW <= now() - account.confirmed_at <= ACCOUNT_LIFE:
        return True
    ended = sa.select(_ENDED.c.hash).where(_ENDED.c.hash == _hash_of_account(account))
    return connection.execute(ended).first() is not None


def _bound(connection: Connection, account: Account) -> str | None:
    c = PERSON.c
    return connection.execute(
        sa.select(c.code).where(c.issuer == account.issuer, c.subject == account.subject)
    ).scalar()


def _awaited(connection: Connection, account: Account) -> str | None:
    """Return the person with this address whom no account has been yet."""
    if not account.email:
        return None
    c = PERSON.c
    return connection.execute(
        sa.select(c.code).where(c.email == normalised(account.email), c.subject.is_(None))
    ).scalar()


def _since(connection: Connection, code: str, account: Account) -> Actor:
    limit = connection.execute(sa.select(PERSON.c.not_before).where(PERSON.c.code == code)).scalar()
    # Providers say whole seconds: one that may lie before the end of all sign-ins does.
    if limit is not None and account.confirmed_at <= limit:
        return NOBODY
    return stored_actor(connection, code)


def _bind(target: Target, account: Account) -> Actor | None:
    """Make the account that of the person with its address; None when somebody was quicker."""
    with writing(target, moves=False) as connection:
        code = _awaited(connection, account)
        if code is None:
            found = _bound(connection, account)
            return _since(connection, found, account) if found else None
        actor = _since(connection, code, account)
        if actor.role is Role.STRANGER:
            return actor
        c = PERSON.c
        bound = connection.execute(
            sa.update(PERSON)
            .where(c.code == code, c.subject.is_(None))
            .values(issuer=account.issuer, subject=account.subject)
        ).rowcount
        if not bound:
            return None
        audit(connection, actor, Right.SIGN_IN, "person", code, reason="bound")
        return actor


def _visitor(account: Account, domains: Collection[str]) -> Actor:
    name, at, domain = normalised(account.email).partition("@")
    if not (name and at and domain in domains):
        return NOBODY
    return Actor(VISITOR, Role.VIEWER, shown=account.name or account.email)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret. It is random and long, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _hash_of_account(account: Account) -> str:
    moment = int(account.confirmed_at.timestamp())
    return hash_of(f"{account.issuer}|{account.subject}|{moment}")
