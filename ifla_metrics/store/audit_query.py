"""Search the audit by person, kind and day, the newest entries first."""

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
from ifla_metrics.store.audit import AUDIT, COLUMNS, AuditEntry
from ifla_metrics.store.kinds import ALL_KINDS
from ifla_metrics.store.rights import names

_EVIDENCE = table_of(EvidenceFileRow)
_IMPORT = table_of(AppliedImportRow)
_EDITION = table_of(EditionRow)


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


def known(connection: Connection, *, actor: Actor) -> tuple[list[str], list[str]]:
    """Return who wrote and the kinds of things written about; raises NotAllowed as `entries`."""
    require(actor, Right.READ_AUDIT)
    persons, kinds = (
        list(connection.execute(sa.select(c).distinct().order_by(c)).scalars())
        for c in (AUDIT.c.actor, AUDIT.c.kind)
    )
    return persons, kinds


def titles(connection: Connection, found: list[AuditEntry]) -> dict[tuple[str, str], Called]:
    """Return what the subjects of entries are called now, by kind and subject.

    A record that has no title is called by the code of what it speaks of.
    """
    of_kind: dict[str, set[str]] = {}
    for entry in found:
        of_kind.setdefault(entry.kind, set()).add(entry.subject)
    named: dict[tuple[str, str], Called] = {}
    for kind, statement in _named():
        if kind in of_kind:
            asked = statement.subquery()
            rows = connection.execute(sa.select(asked).where(asked.c[0].in_(of_kind[kind])))
            named |= {(kind, subject): Called(*called) for subject, *called in rows}
    return named


def _named() -> Iterator[tuple[str, sa.Select[Any]]]:
    """Give by kind the subjects with their name and, of records, their strategy."""
    for name, kind in ALL_KINDS.items():
        c = kind.table.c
        columns = [c.uid, kind.title, *([c.framework] if "framework" in c else [])]
        yield name, sa.select(*columns).where(c.superseded_at.is_(None))
    yield "edition", sa.select(_EDITION.c.uid, _EDITION.c.name)
    yield "evidence_file", sa.select(_EVIDENCE.c.id, _EVIDENCE.c.name)
    number = sa.cast(_IMPORT.c.id, sa.String).label("number")
    yield "import", sa.select(number, _IMPORT.c.file_name)


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
