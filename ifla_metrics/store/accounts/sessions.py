"""Sign-in by a personal link, which begins a session, or by the account of an identity provider.

Both are checked on every rerun against the stored person. A session that was ended stays ended,
even if somebody still has its cookie.

Links are for organisations without an identity provider. Whoever has the secret of a link is signed
in as its person, so the secret is shown only once and only its hash is stored.
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
from ifla_metrics.store.accounts.people import SIGN_IN, person
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.database import Target, read_transaction, write_transaction
from ifla_metrics.store.rights import PERSON, stored_actor

SESSION_LIFE = timedelta(days=7)
"""Length of a session that a link began."""
ACCOUNT_LIFE = timedelta(hours=12)
"""Length of a sign-in by account, from the provider's confirmation."""
CLOCK_SKEW = timedelta(minutes=2)
"""How far another clock may be ahead of this one."""
DOMAIN_READER = "visitor"
"""Actor name of a viewer who was admitted by the domain of the e-mail address."""
LINK_LIFE = timedelta(days=3)
KIND = "sign-in link"
LINK, SESSION, ACCOUNT = "link", "session", "account"
"""Kinds of rows in the table; a row of kind `account` is a sign-in that was ended."""
EVERYBODY = "everybody"
"""Replaces the hash when the sign-ins of all accounts were ended."""


class Secret(NamedTuple):
    """The secret of a link or of a session cookie, and when it expires."""

    secret: str
    expires_at: datetime


def _hash_of(secret: str) -> str:
    """Return the stored hash of a secret; it is long and random, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _issue(connection: Connection, kind: str, person: str, life: timedelta) -> Secret:
    secret = secrets.token_urlsafe(32)
    return Secret(secret, _insert(connection, _hash_of(secret), kind, life, person=person))


def _insert(connection: Connection, hash_: str, kind: str, life: timedelta, **row: str) -> datetime:
    """Insert a row and return when it expires."""
    at = now()
    times = {"issued_at": at, "expires_at": at + life}
    connection.execute(sa.insert(SIGN_IN), {"hash": hash_, "kind": kind, **times, **row})
    return at + life


def _is_valid(kind: str, secret: str) -> sa.ColumnElement[bool]:
    c = SIGN_IN.c
    return sa.and_(
        c.hash == _hash_of(secret),
        c.kind == kind,
        c.expires_at > now(),
        c.issued_at <= now() + CLOCK_SKEW,
    )


# Links and sessions


@writes(Right.MANAGE_PEOPLE, KIND, "code", bump_revision=False)
def issue_link(
    connection: Connection, code: str, *, actor: Actor, life: timedelta = LINK_LIFE
) -> Secret:
    """Issue a link for a person and revoke earlier unused links."""
    if not person(connection, code).draft.active:
        raise Refused(n_("This person has no access, so no link can be made."))
    c = SIGN_IN.c
    connection.execute(sa.delete(SIGN_IN).where(c.person == code, c.kind == LINK))
    audit(connection, actor, Right.MANAGE_PEOPLE, KIND, code, reason="made")
    return _issue(connection, LINK, code, life)


def is_link_valid(connection: Connection, secret: str) -> bool:
    """Return whether a link can be used now, without using it."""
    statement = sa.select(SIGN_IN.c.person).where(_is_valid(LINK, secret))
    return connection.execute(statement).first() is not None


def use_link(target: Target, secret: str) -> Secret:
    """Use a link once and begin a session of its person."""
    with write_transaction(target, bump_revision=False) as connection:
        use = sa.delete(SIGN_IN).where(_is_valid(LINK, secret)).returning(SIGN_IN.c.person)
        code = connection.execute(use).scalar()
        actor = stored_actor(connection, code) if code else ANONYMOUS
        if actor.role is Role.ANONYMOUS:
            raise NotAllowed(n_("This link is no longer valid. Ask the secretariat for a new one."))
        audit(connection, actor, AuditAction.SIGN_IN, KIND, actor.person, reason="used")
        return _issue(connection, SESSION, actor.person, SESSION_LIFE)


def actor_of_session(target: Target, secret: str) -> Actor:
    """Return the person of a session with the stored rights; anonymous if it is not valid."""
    statement = sa.select(SIGN_IN.c.person).where(_is_valid(SESSION, secret))
    with read_transaction(target) as connection:
        code = connection.execute(statement).scalar()
        return stored_actor(connection, code) if code else ANONYMOUS


def end_session(target: Target, secret: str) -> None:
    """End a session when its person signs out."""
    with write_transaction(target, bump_revision=False) as connection:
        connection.execute(sa.delete(SIGN_IN).where(_is_valid(SESSION, secret)))


# Accounts of an identity provider


@dataclass(frozen=True)
class Account:
    """A sign-in that an identity provider confirmed."""

    issuer: str
    subject: str
    confirmed_at: datetime
    email: str = ""
    """The address, if the provider has verified it."""
    name: str = ""


def actor_of_account(target: Target, account: Account, *, domains: Collection[str] = ()) -> Actor:
    """Return the person of an account, with the stored rights.

    On its first sign-in an account is bound to the person with its verified address; afterwards the
    address no longer matters. An account without a person is a viewer if its verified address is in
    one of `domains`, and otherwise anonymous. So is an account whose sign-in is too old, in the
    future or ended, or whose person is not active.
    """
    with read_transaction(target) as connection:
        is_recent = -CLOCK_SKEW <= now() - account.confirmed_at <= ACCOUNT_LIFE
        if not is_recent or _was_ended(connection, account):
            return ANONYMOUS
        actor, is_first = _person_of(connection, account)
    if is_first:
        actor = _bind_account(target, account)
    name, at, domain = normalise_email(account.email).partition("@")
    if actor is None and name and at and domain in domains:
        return Actor(DOMAIN_READER, Role.VIEWER, display_name=account.name or account.email)
    return actor or ANONYMOUS


def end_account(target: Target, account: Account) -> None:
    """End this sign-in of an account when its person signs out."""
    with write_transaction(target, bump_revision=False) as connection:
        connection.execute(sa.delete(SIGN_IN).where(SIGN_IN.c.expires_at < now()))
        if not _was_ended(connection, account):
            _insert(connection, _hash_of_account(account), ACCOUNT, 2 * ACCOUNT_LIFE)


def end_all_sign_ins(connection: Connection) -> None:
    """End all sessions and sign-ins and revoke all links."""
    connection.execute(sa.delete(SIGN_IN))
    _insert(connection, EVERYBODY, ACCOUNT, 2 * ACCOUNT_LIFE)


def _was_ended(connection: Connection, account: Account) -> bool:
    c = SIGN_IN.c
    all_ended = sa.and_(c.hash == EVERYBODY, c.issued_at >= account.confirmed_at)
    ended = sa.select(c.hash).where(sa.or_(c.hash == _hash_of_account(account), all_ended))
    return connection.execute(ended).first() is not None


def _person_of(connection: Connection, account: Account) -> tuple[Actor | None, bool]:
    """Return the person of an account, and whether the account has yet to be bound.

    That is the person it is bound to, or else an unbound person with its address.
    """
    c = PERSON.c
    rules = [sa.and_(c.issuer == account.issuer, c.subject == account.subject)]
    if account.email:
        rules.append(sa.and_(c.email == normalise_email(account.email), c.subject.is_(None)))
    statement = sa.select(c.code, c.subject, c.not_before).where(sa.or_(*rules))
    row = connection.execute(statement.order_by(c.subject.is_(None))).first()
    if row is None:
        return None, False
    # Providers give whole seconds, so a sign-in in the same second counts as ended.
    if row.not_before is not None and account.confirmed_at <= row.not_before:
        return ANONYMOUS, False
    actor = stored_actor(connection, row.code)
    return actor, row.subject is None and actor.role is not Role.ANONYMOUS


def _bind_account(target: Target, account: Account) -> Actor | None:
    """Bind an account to the person with its address; None if another account was quicker."""
    with write_transaction(target, bump_revision=False) as connection:
        actor, is_first = _person_of(connection, account)
        if actor is not None and is_first:
            binding = {"issuer": account.issuer, "subject": account.subject}
            same = PERSON.c.code == actor.person
            connection.execute(sa.update(PERSON).where(same).values(binding))
            audit(
                connection, actor, AuditAction.SIGN_IN, "person", actor.person, reason="first use"
            )
        return actor


def _hash_of_account(account: Account) -> str:
    moment = int(account.confirmed_at.timestamp())
    return _hash_of(f"{account.issuer}|{account.subject}|{moment}")
