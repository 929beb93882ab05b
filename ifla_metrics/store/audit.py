"""One entry for each committed write, in its transaction, and one for each refused write.

`writes` declares what every function that writes has: its right, one transaction, the entry of a
refusal.

Entries are a chain: each carries the hash of its content and of the hash before it. The row of the
revision holds the last hash and the number of entries. There is one writer at a time, so no two
continue the same hash.

The entry of a refused write is written after its transaction was rolled back, in one of its own.
Only so many of one actor are listed in a minute, and none of strangers and of visitors of a
read-only server, so that nobody unknown can fill the disk.
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
from ifla_metrics.store.database import Target, insert, next_ids, writing
from ifla_metrics.store.kinds import ALL_KINDS
from ifla_metrics.store.rights import names
from ifla_metrics.text import clean_line

AUDIT = table_of(AuditEntryRow)
_REVISION = table_of(RevisionRow)

LISTED = 10
"""Refusals of one actor in a minute that have an entry each."""
WITHIN = timedelta(minutes=1)
LONGEST = 200
"""Letters that are kept of a refusal's kind, subject and reason each."""
UNLISTED = frozenset({Role.ANONYMOUS, Role.PUBLIC})

WRITES: dict[str, Right] = {}
"""The right that each writing function (`module.function`) asks for; `writes` fills it."""

log = logging.getLogger("ifla_metrics")
P = ParamSpec("P")
R = TypeVar("R")
Write = Callable[Concatenate[Target, P], R]


class AuditEntry(NamedTuple):
    """One entry of the audit; its number, which orders the entries, and its hash come last."""

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
    """Write the entry of the write that this transaction makes."""
    entry = AuditEntry(now(), actor.name, action.value, kind, subject, version, reason)
    audit_all(connection, [entry])


def audit_all(connection: Connection, entries: Sequence[AuditEntry]) -> None:
    """Write entries in their order, each with its number and hash."""
    if not entries:
        return
    previous, count = head(connection)
    rows: list[dict[str, Any]] = []
    for id_, new in zip(next_ids(connection, AUDIT, len(entries)), entries, strict=True):
        entry = new._replace(id=id_)
        previous = _hash_of(previous, entry)
        rows.append(entry._replace(hash=previous)._asdict())
    insert(connection, AUDIT, rows)
    ends = {"audit_hash": previous, "audit_count": count + len(rows)}
    connection.execute(sa.update(_REVISION).values(ends))


def writes(
    right: Right,
    kind: str | Callable[[Any], str],
    *about: str,
    groups: str | None = "",
    bump_revision: bool = True,
    begins: bool = True,
) -> Callable[[Callable[Concatenate[Connection, P], R]], Write[P, R]]:
    """Decorate a function that writes in one transaction, which it is given.

    It is called with an engine, or with a connection whose transaction goes on. The right of its
    `actor` is asked for first: without it NotAllowed is raised, and the refusal has an entry in the
    audit, unless it was called with a connection: that transaction is not over. Whatever is raised,
    nothing was written.

    Args:
        right: The right that it asks for.
        kind: The kind of thing it writes, or a function that gives it from the call's arguments.
        about: Parameters of the function, or attributes of them, that name what it is about.
        groups: The parameter or attribute that holds the groups, or the group, that it writes for;
            None when it asks for its right itself, by what is stored.
        bump_revision: Whether figures depend on what it writes.
        begins: False when it is given what it was called with, and begins transactions itself.
    """

    def decorate(write: Callable[Concatenate[Connection, P], R]) -> Write[P, R]:
        WRITES[f"{write.__module__.rpartition('.')[2]}.{write.__name__}"] = right

        @wraps(write)
        def call(target: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
            given = _arguments(write, target, *args, **kwargs)
            try:
                if groups is not None:
                    owners = attrgetter(groups)(given) if groups else ()
                    owners = (owners,) if isinstance(owners, str) else owners
                    require(given.actor, right, filter(None, owners))
                if not begins:
                    return write(target, *args, **kwargs)
                with writing(target, actor=given.actor, bump_revision=bump_revision) as connection:
                    return write(connection, *args, **kwargs)
            except NotAllowed as refusal:
                if isinstance(target, Engine):
                    what = kind if isinstance(kind, str) else kind(given)
                    subject = _subject([attrgetter(name)(given) for name in about])
                    _audit_refusal(target, given.actor, (right, what, subject), refusal)
                raise

        return call

    return decorate


def _arguments(write: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    bound = inspect.signature(write).bind(*args, **kwargs)
    bound.apply_defaults()
    return SimpleNamespace(**bound.arguments)


def _subject(value: Any) -> str:
    """Return the names of one thing or of several."""
    if isinstance(value, tuple | list | frozenset):
        return " ".join(_subject(getattr(one, "uid", one)) for one in value)
    return str(value)


def _audit_refusal(
    engine: Engine, actor: Actor, asked: tuple[Right, str, str], refusal: NotAllowed
) -> None:
    """Write the entry; when it cannot be written, log that; the write stays refused."""
    if actor.role in UNLISTED or read_only():
        return
    right, kind, subject = asked
    kind, subject = clean_line(kind)[:LONGEST], clean_line(subject)[:LONGEST]
    # Codes alone: a title may be that of a person, and is looked up by the uid.
    message = refusal.message
    why = message.text.format(**{**message.values, "title": subject})
    reason = clean_line(f"{right.value}: {why}")[:LONGEST]
    try:
        with writing(engine, bump_revision=False) as connection:
            if _refusals(connection, actor) < LISTED:
                audit(connection, actor, AuditAction.REFUSED, kind, subject, reason=reason)
    except (NotReady, sa.exc.SQLAlchemyError) as fault:
        what = f"{actor.name} {kind} {subject} {reason}"
        log.warning("A refusal has no line in the audit (%s): %s", type(fault).__name__, what)


def _refusals(connection: Connection, actor: Actor) -> int:
    """Return how many refusals of an actor were listed within the last minute."""
    c = AUDIT.c
    rules = (c.actor == actor.name, c.action == AuditAction.REFUSED.value, c.at > now() - WITHIN)
    return connection.execute(sa.select(sa.func.count()).where(*rules)).scalar_one()


def required_reason(reason: str) -> str:
    """Return the reason of a change; raises Refused when none is given."""
    why = clean_line(reason)
    if not why:
        raise Refused(n_("A change needs a reason."))
    return why


# The chain


def _hash_of(previous: str, entry: AuditEntry) -> str:
    """Return the SHA-256 of an entry and of the hash before it, in hexadecimal.

    Nothing in it changes when a person is erased: entries hold a code, never a name.
    """
    at, *rest, id_, _hash = entry
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps([previous, id_, moment, *rest]).encode()).hexdigest()


def head(connection: Connection) -> tuple[str, int]:
    """Return where the chain ends: the last hash, and the number of entries."""
    statement = sa.select(_REVISION.c.audit_hash, _REVISION.c.audit_count)
    last, entries = connection.execute(statement).one()
    return last, entries


class Chain(NamedTuple):
    """The chain as it was found."""

    entries: int
    hash: str
    """The last one: who keeps it elsewhere can tell later that nothing before it was changed."""
    broken: AuditEntry | None = None
    """The first entry that is not as it was written, or does not follow the one before it."""
    missing: int = 0
    """Entries that were written last and are gone."""


def check_chain(connection: Connection) -> Chain:
    """Compute every hash anew, from the first entry on."""
    (last, entries), previous, count = head(connection), "", 0
    statement = sa.select(*COLUMNS).order_by(AUDIT.c.id).execution_options(yield_per=5_000)
    with connection.execute(statement) as rows:
        for row in rows:
            entry, count = AuditEntry(*row), count + 1
            following = _hash_of(previous, entry)
            too_many = count > entries or (count == entries and following != last)
            if entry.hash != following or too_many:
                return Chain(count, previous, broken=entry)
            previous = following
    return Chain(count, previous, missing=entries - count)


# Read


@dataclass(frozen=True)
class Wanted:
    """Which entries are searched for; an empty field does not filter."""

    person: str = ""
    """As the audit names who wrote: a person's code, `local`, `loader`."""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    """Days in UTC, both included."""


class Called(NamedTuple):
    """What the subject of an entry is called."""

    name: str
    framework: str = ""
    """The strategy that a record speaks of, which its codes are codes of; else empty."""


def entries(
    connection: Connection, wanted: Wanted, *, actor: Actor, limit: int | None = None
) -> list[AuditEntry]:
    """Return entries, the newest first.

    Raises:
        NotAllowed: The actor is not of the secretariat.
    """
    require(actor, Right.READ_AUDIT)
    statement = sa.select(*COLUMNS).where(*_conditions(wanted)).order_by(AUDIT.c.id.desc())
    return [AuditEntry(*row) for row in connection.execute(statement.limit(limit))]


def rows(connection: Connection, wanted: Wanted, *, actor: Actor) -> list[dict[str, Any]]:
    """Return entries for a file, the newest first, as `entries`.

    Each has the fields of `AuditEntry`, with its moment as text (ISO 8601, UTC), the `name` of the
    person where it is known, and `who`: the name, else the code.
    """
    people = names(connection)
    return [
        {
            **entry._asdict(),
            "at": entry.at.astimezone(UTC).isoformat(timespec="seconds"),
            "name": people.get(entry.actor, ""),
            "who": people.get(entry.actor, entry.actor),
        }
        for entry in entries(connection, wanted, actor=actor)
    ]


def titles(connection: Connection, found: list[AuditEntry]) -> dict[tuple[str, str], Called]:
    """Return what activities and records among the subjects are called now, by kind and subject.

    A record that has no title is called by the code of what it speaks of.
    """
    named: dict[tuple[str, str], Called] = {}
    for name in ALL_KINDS.keys() & {entry.kind for entry in found}:
        kind = ALL_KINDS[name]
        c, uids = kind.table.c, {entry.subject for entry in found if entry.kind == name}
        columns = [c.uid, kind.title, *([c.framework] if "framework" in c else [])]
        rows = sa.select(*columns).where(c.uid.in_(uids), c.superseded_at.is_(None))
        named |= {(name, uid): Called(*called) for uid, *called in connection.execute(rows)}
    return named


def _conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    c = AUDIT.c
    if wanted.person:
        yield c.actor == wanted.person
    if wanted.kind:
        yield c.kind == wanted.kind
    if wanted.first is not None:
        yield c.at >= datetime.combine(wanted.first, time(), tzinfo=UTC)
    if wanted.last is not None:
        yield c.at < end_of(wanted.last)
