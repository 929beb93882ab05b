"""Search the audit by person, group, kind and day, the newest entries first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.models.base import table_of
from ifla_metrics.models.editions import EditionRow
from ifla_metrics.models.log_tables import EvidenceFileRow
from ifla_metrics.models.system_tables import AppliedImportRow
from ifla_metrics.store.as_of import end_of
from ifla_metrics.store.audit import AUDIT, Entry
from ifla_metrics.store.kinds import ACTIVITY, ALL_KINDS, GROUP, KINDS, VERSION

NAMED_LAST = ("nil_return", "period")
"""Kinds whose subject ends with the group it speaks of."""
AT_ONCE = 5_000
"""Entries that are read at once when all are asked for."""
_EVIDENCE = table_of(EvidenceFileRow)
_IMPORT = table_of(AppliedImportRow)
_EDITION = table_of(EditionRow)
_NO_VERSION = sa.cast(sa.null(), sa.Integer).label("version")
_NO_STRATEGY = sa.literal("").label("framework")


@dataclass(frozen=True)
class Wanted:
    """Which entries are searched for; an empty field does not filter."""

    person: str = ""
    """As the audit names who wrote: a person's code, `local`, `loader`."""
    group: str = ""
    """Entries about what this working group owns."""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    """Days in UTC, both included."""


@dataclass(frozen=True)
class Known:
    """What occurs in the audit, to choose from."""

    persons: tuple[str, ...]
    kinds: tuple[str, ...]


class Called(NamedTuple):
    """What the subject of an entry is called."""

    name: str
    framework: str = ""
    """The strategy that a record speaks of, which its codes are codes of; else empty."""


Key = tuple[str, str, int | None]
"""Kind, subject and version: two kinds may have a record of the same uid."""


def key_of(entry: Entry) -> Key:
    """Return what the subject of an entry is looked up by in `titles`."""
    return entry.kind, entry.subject, entry.version


def entries(
    connection: Connection, wanted: Wanted, *, actor: Actor, before: int = 0, limit: int
) -> list[Entry]:
    """Return entries, the newest first; `before` an entry, by its id, when that is given.

    Raises:
        NotAllowed: The actor is not of the secretariat.
    """
    require(actor, Right.READ_AUDIT)
    statement = sa.select(AUDIT).where(*_conditions(wanted)).order_by(AUDIT.c.id.desc())
    if before:
        statement = statement.where(AUDIT.c.id < before)
    statement = statement.limit(limit)
    return [Entry(*row) for row in connection.execute(statement)]


def every_entry(connection: Connection, wanted: Wanted, *, actor: Actor) -> Iterator[Entry]:
    """Yield all entries, the newest first; raises NotAllowed as `entries` does."""
    before = 0
    while found := entries(connection, wanted, actor=actor, before=before, limit=AT_ONCE):
        yield from found
        before = found[-1].id


def known(connection: Connection, *, actor: Actor) -> Known:
    """Return who wrote and what was written about.

    Raises:
        NotAllowed: The actor is not of the secretariat.
    """
    require(actor, Right.READ_AUDIT)
    columns = (AUDIT.c.actor, AUDIT.c.kind)
    persons, kinds = (
        tuple(connection.execute(sa.select(c).distinct().order_by(c)).scalars()) for c in columns
    )
    return Known(persons, kinds)


def titles(connection: Connection, found: list[Entry]) -> dict[Key, Called]:
    """Return what the subjects of entries are called, by `key_of` the entry.

    Activities and records as they were called then, and in an entry without a version as they are
    called now (a record that has no title, by the code of what it speaks of); editions, files of
    evidence and imports, which have no versions, by their name.
    """
    of_kind: dict[str, set[str]] = {}
    for entry in found:
        of_kind.setdefault(entry.kind, set()).add(entry.subject)
    named: dict[Key, Called] = {}
    for kind, statement in _named():
        if kind in of_kind:
            asked = statement.subquery()
            rows = connection.execute(sa.select(asked).where(asked.c[0].in_(of_kind[kind])))
            named |= {
                (kind, subject, version): Called(title, framework)
                for subject, version, title, framework in rows
            }
    for kind, subject, version in {key_of(entry) for entry in found} - named.keys():
        versions = [key[2] or 0 for key in named if key[:2] == (kind, subject)]
        if version is None and versions:
            named[kind, subject, None] = named[kind, subject, max(versions)]
    return named


def _named() -> Iterator[tuple[str, sa.Select[Any]]]:
    """Give by kind the subjects with their version, their name and their strategy."""
    for name, kind in ALL_KINDS.items():
        c = kind.table.c
        strategy = c.framework if "framework" in c else _NO_STRATEGY
        columns = (kind.uid, c.version, kind.title.label("name"), strategy)
        yield name, kind.versions().with_only_columns(*columns)
    yield "edition", sa.select(_EDITION.c.uid, _NO_VERSION, _EDITION.c.name, _NO_STRATEGY)
    yield "evidence_file", sa.select(_EVIDENCE.c.id, _NO_VERSION, _EVIDENCE.c.name, _NO_STRATEGY)
    number = sa.cast(_IMPORT.c.id, sa.String).label("number")
    yield "import", sa.select(number, _NO_VERSION, _IMPORT.c.file_name, _NO_STRATEGY)


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
    if wanted.group:
        yield sa.or_(*_of_group(wanted.group))


def _of_group(group: str) -> Iterator[sa.ColumnElement[bool]]:
    """Give the ways in which an entry is about what a group owns, or once owned."""
    kind, subject = AUDIT.c.kind, AUDIT.c.subject
    owned = (
        sa.select(ACTIVITY.c.uid)
        .join(VERSION, VERSION.c.activity_id == ACTIVITY.c.id)
        .join(GROUP, GROUP.c.version_id == VERSION.c.id)
        .where(GROUP.c.group_code == group)
    )
    yield sa.and_(kind == "activity", subject.in_(owned))
    for name, record in KINDS.items():
        c = record.table.c
        yield sa.and_(kind == name, subject.in_(sa.select(c.uid).where(c.group_code == group)))
    files = sa.select(_EVIDENCE.c.id).where(_EVIDENCE.c.group_code == group)
    yield sa.and_(kind == "evidence_file", subject.in_(files))
    imports = sa.select(sa.cast(_IMPORT.c.id, sa.String)).where(_IMPORT.c.group_code == group)
    yield sa.and_(kind == "import", subject.in_(imports))
    yield sa.and_(kind.in_(NAMED_LAST), subject.endswith(f" {group}", autoescape=True))
