"""The audit: one entry for each committed or refused write.

Every function that writes is decorated with `writes`, which checks its right, opens its
transaction and records a refusal.

Entries form a hash chain: each hash covers the entry and the hash before it. The last hash and the
number of entries are kept in the `revision` row. Only one transaction writes at a time, so the
chain cannot fork.

A refusal is recorded in a transaction of its own, after the refused one was rolled back. Refusals
are limited per actor and minute, and people who are not signed in leave none, so that nobody can
fill the disk. A read-only server records none.
"""

import hashlib
import inspect
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.access import Actor, AuditAction, Right, Role, require
from ifla_metrics.errors import NotAllowed, NotReady, Refused, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import AuditEntryRow, RevisionRow
from ifla_metrics.settings import read_only
from ifla_metrics.store.as_of import end_of, now
from ifla_metrics.store.database import Target, insert, next_ids, write_transaction
from ifla_metrics.store.kinds import ALL_KINDS
from ifla_metrics.store.rights import person_names
from ifla_metrics.store.versions import AnyVersion, current_versions
from ifla_metrics.text import clean_line

AUDIT = table_of(AuditEntryRow)
_REVISION = table_of(RevisionRow)

MOST_REFUSALS = 10
"""Refusals of one actor that are recorded within `REFUSAL_WINDOW`."""
REFUSAL_WINDOW = timedelta(minutes=1)
LONGEST_TEXT = 200
"""Maximum characters of the kind, subject and reason of a refusal."""
UNLISTED_ROLES = frozenset({Role.ANONYMOUS, Role.PUBLIC})
"""Roles whose refusals are not recorded."""

WRITES: dict[str, Right] = {}
"""The right that each decorated function (`module.function`) requires."""

log = logging.getLogger("ifla_metrics")
P = ParamSpec("P")
R = TypeVar("R")
Write = Callable[Concatenate[Target, P], R]


class AuditEntry(NamedTuple):
    """One entry of the audit; `id` gives the order."""

    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    version: int | None
    reason: str
    id: int = 0
    hash: str = ""


COLUMNS = tuple(AUDIT.c[name] for name in AuditEntry._fields)


# Write


def audit(
    connection: Connection,
    actor: Actor,
    action: Right | AuditAction,
    kind: str,
    subject: str,
    *,
    version: int | None = None,
    reason: str = "",
) -> None:
    """Record a write of this transaction."""
    entry = AuditEntry(now(), actor.name, action.value, kind, subject, version, reason)
    audit_all(connection, [entry])


def audit_all(connection: Connection, entries: Sequence[AuditEntry]) -> None:
    """Append entries to the chain; their ids and hashes are set here."""
    last_hash, count = chain_end(connection)
    rows: list[dict[str, Any]] = []
    for id_, new in zip(next_ids(connection, AUDIT, len(entries)), entries, strict=True):
        entry = new._replace(id=id_)
        last_hash = _hash_of(last_hash, entry)
        rows.append(entry._replace(hash=last_hash)._asdict())
    insert(connection, AUDIT, rows)
    end = {"audit_hash": last_hash, "audit_count": count + len(rows)}
    connection.execute(sa.update(_REVISION).values(end))


def writes(
    right: Right,
    kind: str | Callable[[Any], str],
    *subject: str,
    groups: str | None = "",
    bump_revision: bool = True,
    own_transaction: bool = False,
) -> Callable[[Callable[Concatenate[Connection, P], R]], Write[P, R]]:
    """Decorate a function that writes: check the right of its `actor`, then call it.

    The decorated function accepts an engine (opens a transaction) or a connection (joins its
    transaction). With an engine, nothing is written on any error, and a refusal is recorded in the
    audit.

    Args:
        right: The right that is required.
        kind: The kind of thing that is written, or a function that derives it from the arguments.
        subject: Parameters, or their attributes, that name the subject of a refusal.
        groups: The parameter or attribute with the group or groups that it writes for, if any;
            None if the function checks the right itself, against the stored entry.
        bump_revision: Whether figures depend on what is written.
        own_transaction: The function opens its transactions itself and takes the engine.
    """

    def decorate(write: Callable[Concatenate[Connection, P], R]) -> Write[P, R]:
        signature = inspect.signature(write)
        WRITES[f"{write.__module__.rpartition('.')[2]}.{write.__name__}"] = right

        @wraps(write)
        def wrapper(target: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(target, *args, **kwargs)
            bound.apply_defaults()
            arguments: Any = SimpleNamespace(**bound.arguments)
            actor = arguments.actor
            try:
                if groups is not None:
                    owners = attrgetter(groups)(arguments) if groups else ()
                    owners = (owners,) if isinstance(owners, str) else owners
                    require(actor, right, filter(None, owners))
                if own_transaction:
                    return write(target, *args, **kwargs)
                with write_transaction(
                    target, actor=actor, bump_revision=bump_revision
                ) as connection:
                    return write(connection, *args, **kwargs)
            except NotAllowed as refusal:
                if isinstance(target, Engine):
                    kind_name = kind if isinstance(kind, str) else kind(arguments)
                    subjects = _join_subjects([attrgetter(name)(arguments) for name in subject])
                    _audit_refusal(
                        target, actor, refusal, right=right, kind=kind_name, subject=subjects
                    )
                raise

        return wrapper

    return decorate


def _join_subjects(value: Any) -> str:
    """Return the uids or codes of one subject, or of nested lists of them, separated by spaces."""
    if isinstance(value, tuple | list | frozenset):
        return " ".join(_join_subjects(getattr(item, "uid", item)) for item in value)
    return str(value)


def _audit_refusal(
    engine: Engine, actor: Actor, refusal: NotAllowed, *, right: Right, kind: str, subject: str
) -> None:
    """Record a refusal; if that fails, log a warning instead."""
    if actor.role in UNLISTED_ROLES or read_only():
        return
    kind, subject = clean_line(kind)[:LONGEST_TEXT], clean_line(subject)[:LONGEST_TEXT]
    # The audit keeps codes only: a title may contain a person's name.
    message = refusal.message
    text = message.text.format(**{**message.values, "title": subject})
    reason = clean_line(f"{right.value}: {text}")[:LONGEST_TEXT]
    try:
        with write_transaction(engine, bump_revision=False) as connection:
            since = now() - REFUSAL_WINDOW
            refusals = sa.select(sa.func.count()).where(
                AUDIT.c.actor == actor.name,
                AUDIT.c.action == AuditAction.REFUSED.value,
                AUDIT.c.at > since,
            )
            if connection.execute(refusals).scalar_one() < MOST_REFUSALS:
                audit(connection, actor, AuditAction.REFUSED, kind, subject, reason=reason)
    except (NotReady, sa.exc.SQLAlchemyError) as error:
        entry = f"{actor.name} {kind} {subject} {reason}"
        log.warning("A refusal has no line in the audit (%s): %s", type(error).__name__, entry)


def required_reason(reason: str) -> str:
    """Return the reason of a change without extra spaces; raises Refused if it is empty."""
    reason = clean_line(reason)
    if not reason:
        raise Refused(n_("A change needs a reason."))
    return reason


# The chain


def _hash_of(previous: str, entry: AuditEntry) -> str:
    """Return the SHA-256 of the previous hash and an entry, in hexadecimal.

    Entries hold a person's code, never a name, so erasing a person keeps the chain valid.
    """
    at, *rest, id_, _hash = entry
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps([previous, id_, moment, *rest]).encode()).hexdigest()


def chain_end(connection: Connection) -> tuple[str, int]:
    """Return the last hash and the number of entries."""
    statement = sa.select(_REVISION.c.audit_hash, _REVISION.c.audit_count)
    last_hash, count = connection.execute(statement).one()
    return last_hash, count


class Chain(NamedTuple):
    """The result of checking the chain."""

    entries: int
    hash: str
    """The last hash. Keep a copy elsewhere to prove later that no entry before it was changed."""
    broken: AuditEntry | None = None
    """The first entry that was changed or does not follow the entry before it."""
    missing: int = 0
    """Entries deleted from the end."""


def check_chain(connection: Connection) -> Chain:
    """Recompute every hash from the first entry."""
    expected_hash, expected_count = chain_end(connection)
    last_hash, count = "", 0
    statement = sa.select(*COLUMNS).order_by(AUDIT.c.id).execution_options(yield_per=5_000)
    with connection.execute(statement) as rows:
        for row in rows:
            entry, count = AuditEntry(*row), count + 1
            entry_hash = _hash_of(last_hash, entry)
            is_wrong_end = count == expected_count and entry_hash != expected_hash
            if entry.hash != entry_hash or count > expected_count or is_wrong_end:
                return Chain(count, last_hash, broken=entry)
            last_hash = entry_hash
    return Chain(count, last_hash, missing=expected_count - count)


# Read


@dataclass(frozen=True)
class AuditFilters:
    """Filters for audit entries; an empty field matches everything."""

    person: str = ""
    """The actor as recorded: a person's code, `local` or `loader`."""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    """First and last day in UTC, both included."""


def entries(
    connection: Connection, filters: AuditFilters, *, actor: Actor, limit: int | None = None
) -> list[AuditEntry]:
    """Return entries, newest first."""
    require(actor, Right.READ_AUDIT)
    statement = sa.select(*COLUMNS).where(*_conditions(filters)).order_by(AUDIT.c.id.desc())
    return [AuditEntry(*row) for row in connection.execute(statement.limit(limit))]


def entries_for_file(
    connection: Connection, filters: AuditFilters, *, actor: Actor
) -> list[dict[str, Any]]:
    """Return entries for a file, newest first.

    Each has the fields of `AuditEntry` with `at` as ISO 8601 text (UTC), the `name` of the person
    (empty if unknown), and `who`: the name or else the code.
    """
    names = person_names(connection)
    return [
        {
            **entry._asdict(),
            "at": entry.at.astimezone(UTC).isoformat(timespec="seconds"),
            "name": names.get(entry.actor, ""),
            "who": names.get(entry.actor, entry.actor),
        }
        for entry in entries(connection, filters, actor=actor)
    ]


def subjects(
    connection: Connection, entries: list[AuditEntry]
) -> dict[tuple[str, str], AnyVersion]:
    """Return the current versions of the entries of the log among the subjects, by kind and uid."""
    return {
        (name, uid): version
        for name in ALL_KINDS.keys() & {entry.kind for entry in entries}
        for uids in [{entry.subject for entry in entries if entry.kind == name}]
        for uid, version in current_versions(connection, ALL_KINDS[name], uids=uids).items()
    }


def _conditions(filters: AuditFilters) -> Iterator[sa.ColumnElement[bool]]:
    c = AUDIT.c
    if filters.person:
        yield c.actor == filters.person
    if filters.kind:
        yield c.kind == filters.kind
    if filters.first is not None:
        yield c.at >= datetime.combine(filters.first, time(), tzinfo=UTC)
    if filters.last is not None:
        yield c.at < end_of(filters.last)
