"""Apply a framework to the database: a preview first, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework import Framework
from ifla_metrics.models.reference_tables import RegionSchemeRow, WorkingGroupRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import LIVE, now, today
from ifla_metrics.store.audit import audit
from ifla_metrics.store.catalogue import catalogue, fingerprint_of
from ifla_metrics.store.counting_rules import Rules
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.framework_parts import FRAMEWORK, PARTS, Part, Values, head_of
from ifla_metrics.store.framework_past import keep_past
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.store.revision_row import touch_reference
from ifla_metrics.store.summary_cells import frozen, refill

_SCHEME = table_of(RegionSchemeRow)
_GROUP = table_of(WorkingGroupRow)
ADDED, CHANGED, RETIRED = "added", "changed", "retired"
Key = tuple[Any, ...]


class Change(NamedTuple):
    """What applying a framework would do to one field of one row (an empty field: the row)."""

    kind: str
    part: str
    code: str
    field: str
    old: str
    new: str


def preview(connection: Connection, framework: Framework) -> list[Change]:
    """Return what `apply_framework` would add, change or retire, in reading order."""
    found = list(_head_changes(connection, framework))
    for part in PARTS:
        held = _stored(connection, part, framework.id)
        wanted = {_key(part, row): row for row in part.of(framework)}
        for key, row in wanted.items():
            before, code = held.get(key), _code(key)
            if before is None or before["retired_on"] is not None:
                found.append(Change(ADDED, part.name, code, "", "", _title(row)))
                continue
            found += [
                Change(CHANGED, part.name, code, field, _text(before[field]), _text(value))
                for field, value in row.items()
                if field != "sequence" and before[field] != value
            ]
        found += [
            Change(RETIRED, part.name, _code(key), "", _title(row), "")
            for key, row in held.items()
            if key not in wanted and row["retired_on"] is None
        ]
    return found


@refusals_audited(Right.LOAD_FRAMEWORK, "framework", "framework.id")
def apply_framework(target: Target, framework: Framework, *, actor: Actor) -> list[Change]:
    """Bring the tables to what `framework` says and return what was done; nothing on an error.

    Rows that it no longer has are retired, never deleted: activities refer to them. The version
    that stood is kept, and what was known before now goes on being read by it. When what
    activities are counted by has changed, cells are computed anew; those of a meeting only when
    the version of its day, or the periods, are counted by otherwise.

    Raises:
        UnknownCode: It names a region scheme or an owner that reference data do not have.
    """
    require(actor, Right.LOAD_FRAMEWORK)
    with writing(target, actor=actor) as connection:
        _check(connection, framework)
        changes = preview(connection, framework)
        moments: dict[str, datetime | None] = {LIVE: None, **frozen(connection)}
        before = {known: _rules_of(connection, framework.id, m) for known, m in moments.items()}
        _keep_past(connection, framework)
        _write(connection, framework)
        touch_reference(connection)
        for known, until in moments.items():
            old, new = before[known], _rules_of(connection, framework.id, until)
            if new is not None and old != new:
                refill(connection, [new], known, until=until)
        audit(connection, actor, Right.LOAD_FRAMEWORK, "framework", framework.id)
    return changes


def _check(connection: Connection, framework: Framework) -> None:
    schemes = set(connection.execute(sa.select(_SCHEME.c.code)).scalars())
    groups = set(connection.execute(sa.select(_GROUP.c.code)).scalars())
    if framework.region_scheme not in schemes:
        raise UnknownCode("region scheme", framework.region_scheme, schemes)
    owners = [n.owner for n in framework.nodes] + [i.owner for i in framework.indicators]
    for owner in filter(None, owners):
        if owner not in groups:
            raise UnknownCode("working group", owner, groups)


def _keep_past(connection: Connection, framework: Framework) -> None:
    """Keep the version in force, when there is one that says otherwise.

    A translation says the same in other words, and is today's for every day.
    """
    held = catalogue(connection).frameworks.get(framework.id)
    if held is not None and replace(held, texts=()) != replace(framework, texts=()):
        keep_past(connection, held, ended=now())


def _write(connection: Connection, framework: Framework) -> None:
    head = {
        **head_of(framework),
        "fingerprint": fingerprint_of(framework),
        "retired_on": None,
    }
    exists = sa.select(FRAMEWORK.c.id).where(FRAMEWORK.c.id == framework.id)
    if connection.execute(exists).first() is None:
        connection.execute(sa.insert(FRAMEWORK), head)
    else:
        connection.execute(sa.update(FRAMEWORK).where(FRAMEWORK.c.id == framework.id), head)
    for part in PARTS:
        _write_part(connection, part, framework)


def _write_part(connection: Connection, part: Part, framework: Framework) -> None:
    held = _stored(connection, part, framework.id)
    wanted = {
        _key(part, row): {**row, "framework": framework.id, "retired_on": None}
        for row in part.of(framework)
    }
    new = [row for key, row in wanted.items() if key not in held]
    if new:
        connection.execute(sa.insert(part.table), new)
    for key, row in wanted.items():
        if key in held and any(held[key][field] != value for field, value in row.items()):
            connection.execute(
                sa.update(part.table).where(_named(part, framework.id, key)).values(row)
            )
    for key, row in held.items():
        if key not in wanted and row["retired_on"] is None:
            connection.execute(
                sa.update(part.table)
                .where(_named(part, framework.id, key))
                .values(retired_on=today())
            )


def _head_changes(connection: Connection, framework: Framework) -> Iterator[Change]:
    row = (
        connection.execute(sa.select(FRAMEWORK).where(FRAMEWORK.c.id == framework.id))
        .mappings()
        .first()
    )
    if row is None or row["retired_on"] is not None:
        yield Change(ADDED, "framework", framework.id, "", "", framework.title)
        return
    for field, value in head_of(framework).items():
        if row[field] != value:
            yield Change(CHANGED, "framework", framework.id, field, _text(row[field]), _text(value))


def _stored(connection: Connection, part: Part, framework_id: str) -> dict[Key, Values]:
    rows = connection.execute(
        sa.select(part.table)
        .where(part.table.c.framework == framework_id)
        .order_by(part.table.c.sequence)
    ).mappings()
    return {_key(part, dict(row)): dict(row) for row in rows}


def _key(part: Part, row: Values) -> Key:
    return tuple(row[name] for name in part.key)


def _named(part: Part, framework_id: str, key: Key) -> sa.ColumnElement[bool]:
    named = [part.table.c[name] == value for name, value in zip(part.key, key, strict=True)]
    return sa.and_(part.table.c.framework == framework_id, *named)


def _rules_of(connection: Connection, framework_id: str, until: datetime | None) -> Rules | None:
    rules = catalogue(connection).rules_at(until)
    return next((r for r in rules if r.framework == framework_id), None)


def _code(key: Key) -> str:
    return " ".join(_text(value) for value in key if _text(value))


def _title(row: Values) -> str:
    return str(row.get("title") or row.get("name") or row.get("target") or row.get("text") or "")


def _text(value: object) -> str:
    return "" if value is None else str(value)
