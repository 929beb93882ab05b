"""Sign-ins by a personal link and its session, or by an account of a provider.

They are checked on every rerun: the person's row is read each time, a session has an end, and what
was ended here stays ended though the browser, or a thief, still holds the cookie.

Links are for organisations without an identity provider. Whoever holds the secret of a link is the
person it was issued to, so it is shown once, to who issued it, and only its hash is stored.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import ANONYMOUS, Actor, AuditAction, Right, Role
from ifla_metrics.errors import NotAllowed, Refused, n_
from ifla_metrics.models.drafts import normalise_email
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.database import Target, reading, writing
from ifla_metrics.store.people import SIGN_IN, person
from ifla_metrics.store.rights import PERSON, stored_actor

SESSION_LIFE = timedelta(days=7)
"""Of a session that a link began: a volunteer without a provider needs a link a week."""
ACCOUNT_LIFE = timedelta(hours=12)
"""Of a sign-in through a provider, from the moment the provider confirmed it."""
SKEW = timedelta(minutes=2)
"""How far the provider's clock, or this one before it was set right, may be ahead."""
DOMAIN_READER = "visitor"
"""Name in the audit of a viewer whom nobody added: admitted by the domain of the address."""
LINK_LIFE = timedelta(days=3)
KIND = "sign-in link"
LINK, SESSION, ACCOUNT = "link", "session", "account"
"""Kinds of rows of the table."""
EVERYBODY = "everybody"
"""Stands for a hash where the sign-ins of all accounts were ended."""


class Secret(NamedTuple):
    """The secret of a link or of a session's cookie, shown once, and until when it is valid."""

    secret: str
    expires_at: datetime


def _hash_of(secret: str) -> str:
    """Return what is kept of a secret. It is random and long, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _issue(connection: Connection, kind: str, person: str, life: timedelta) -> Secret:
    secret, at = secrets.token_urlsafe(32), now()
    connection.execute(
        sa.insert(SIGN_IN).values(
            hash=_hash_of(secret),
            kind=kind,
            person=person,
            issued_at=at,
            expires_at=at + life,
        )
    )
    return Secret(secret, at + life)


def _is_valid(kind: str, secret: str) -> sa.ColumnElement[bool]:
    c = SIGN_IN.c
    return sa.and_(
        c.hash == _hash_of(secret),
        c.kind == kind,
        c.expires_at > now(),
        c.issued_at <= now() + SKEW,
    )


# Links and the sessions that they begin


@writes(Right.MANAGE_PEOPLE, KIND, "code", bump_revision=False)
def issue_link(
    connection: Connection, code: str, *, actor: Actor, life: timedelta = LINK_LIFE
) -> Secret:
    """Issue a link for an active person; links issued before and not used are revoked.

    Raises:
        Refused: The person is not active.
    """
    if not person(connection, code).draft.active:
        raise Refused(n_("The person is not active, so no link can be issued."))
    c = SIGN_IN.c
    connection.execute(sa.delete(SIGN_IN).where(c.person == code, c.kind == LINK))
    audit(connection, actor, Right.MANAGE_PEOPLE, KIND, code, reason="issued")
    return _issue(connection, LINK, code, life)


def is_open(connection: Connection, secret: str) -> bool:
    """Say whether a link can be used now. Looking does not use it."""
    statement = sa.select(SIGN_IN.c.person).where(_is_valid(LINK, secret))
    return connection.execute(statement).first() is not None


def use_link(target: Target, secret: str) -> Secret:
    """Use a link up and begin a session of its person.

    Raises:
        NotAllowed: It was used, revoked, has expired or never was; or its person is not active.
    """
    with writing(target, bump_revision=False) as connection:
        used = sa.delete(SIGN_IN).where(_is_valid(LINK, secret))
        code = connection.execute(used.returning(SIGN_IN.c.person)).scalar()
        actor = stored_actor(connection, code) if code else ANONYMOUS
        if actor.role is Role.ANONYMOUS:
            raise NotAllowed(n_("This link is no longer valid. Ask the secretariat for a new one."))
        audit(connection, actor, AuditAction.SIGN_IN, KIND, actor.person, reason="used")
        return _issue(connection, SESSION, actor.person, SESSION_LIFE)


def actor_of_session(target: Target, secret: str) -> Actor:
    """Return the person of a session as stored now; a stranger when the session does not stand."""
    statement = sa.select(SIGN_IN.c.person).where(_is_valid(SESSION, secret))
    with reading(target) as connection:
        code = connection.execute(statement).scalar()
        return stored_actor(connection, code) if code else ANONYMOUS


def end_session(target: Target, secret: str) -> None:
    """End a session: its holder has signed out."""
    with writing(target, bump_revision=False) as connection:
        connection.execute(sa.delete(SIGN_IN).where(_is_valid(SESSION, secret)))


# Accounts of a provider


@dataclass(frozen=True)
class Account:
    """What a provider confirmed: who (issuer and subject), when, and under which address."""

    issuer: str
    subject: str
    confirmed_at: datetime
    email: str = ""
    """Only when the provider has verified it."""
    name: str = ""


def actor_of_account(target: Target, account: Account, *, domains: Collection[str] = ()) -> Actor:
    """Return who a provider's account is here, as stored now.

    The account that once signed in as a person is that person, whatever its address is now; before
    that, the verified address decides. Whom nobody added is a viewer when the verified address is
    of one of `domains`, else a stranger: anybody can have an account of a public provider.
    Strangers are also those whose sign-in is too old, lies in the future or was ended, and a
    person who is not active.
    """
    with reading(target) as connection:
        in_time = -SKEW <= now() - account.confirmed_at <= ACCOUNT_LIFE
        if not in_time or _was_ended(connection, account):
            return ANONYMOUS
        actor, is_first = _person_of(connection, account)
    if is_first:
        actor = _link_account(target, account)
    return actor or _domain_reader(account, domains)


def end_account(target: Target, account: Account) -> None:
    """End this sign-in of an account: its holder has signed out."""
    with writing(target, bump_revision=False) as connection:
        c, at = SIGN_IN.c, now()
        connection.execute(sa.delete(SIGN_IN).where(c.expires_at < at))
        if not _was_ended(connection, account):
            until = {"issued_at": at, "expires_at": at + 2 * ACCOUNT_LIFE}
            ended = {"hash": _hash_of_account(account), "kind": ACCOUNT, **until}
            connection.execute(sa.insert(SIGN_IN).values(ended))


def end_everything(connection: Connection) -> None:
    """End all links, sessions and sign-ins of accounts: everybody signs in again."""
    at = now()
    until = {"issued_at": at, "expires_at": at + 2 * ACCOUNT_LIFE}
    connection.execute(sa.delete(SIGN_IN))
    connection.execute(sa.insert(SIGN_IN).values(hash=EVERYBODY, kind=ACCOUNT, **until))


def _was_ended(connection: Connection, account: Account) -> bool:
    c = SIGN_IN.c
    is_of_all = sa.and_(c.hash == EVERYBODY, c.issued_at >= account.confirmed_at)
    ended = sa.select(c.hash).where(sa.or_(c.hash == _hash_of_account(account), is_of_all))
    return connection.execute(ended).first() is not None


def _person_of(connection: Connection, account: Account) -> tuple[Actor | None, bool]:
    """Return who an account is, and whether it signs in for the first time.

    That is the person whom it has been, else the one with its address whom no account has been.
    """
    c = PERSON.c
    rules = [sa.and_(c.issuer == account.issuer, c.subject == account.subject)]
    if account.email:
        rules.append(sa.and_(c.email == normalise_email(account.email), c.subject.is_(None)))
    statement = sa.select(c.code, c.subject, c.not_before).where(sa.or_(*rules))
    found = connection.execute(statement.order_by(c.subject.is_(None))).first()
    if found is None:
        return None, False
    # Providers say whole seconds: one that may lie before the end of all sign-ins does.
    if found.not_before is not None and account.confirmed_at <= found.not_before:
        return ANONYMOUS, False
    actor = stored_actor(connection, found.code)
    return actor, found.subject is None and actor.role is not Role.ANONYMOUS


def _link_account(target: Target, account: Account) -> Actor | None:
    """Make the account that of the person with its address; None when another was quicker."""
    with writing(target, bump_revision=False) as connection:
        actor, is_first = _person_of(connection, account)
        if actor is not None and is_first:
            own = {"issuer": account.issuer, "subject": account.subject}
            same = PERSON.c.code == actor.person
            connection.execute(sa.update(PERSON).where(same).values(own))
            audit(connection, actor, AuditAction.SIGN_IN, "person", actor.person, reason="bound")
        return actor


def _domain_reader(account: Account, domains: Collection[str]) -> Actor:
    name, at, domain = normalise_email(account.email).partition("@")
    if not (name and at and domain in domains):
        return ANONYMOUS
    return Actor(DOMAIN_READER, Role.VIEWER, display_name=account.name or account.email)


def _hash_of_account(account: Account) -> str:
    moment = int(account.confirmed_at.timestamp())
    return _hash_of(f"{account.issuer}|{account.subject}|{moment}")
