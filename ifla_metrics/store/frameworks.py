"""Apply a framework to the database, all of it or nothing; and decide how it is reported.

`preview` says what applying would change. The organisation decides which items of a strategy count
and when reports on it are due (`set_framework`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.choices import COUNTS
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.framework import Framework
from ifla_metrics.models.base import table_of
from ifla_metrics.models.reference_tables import RegionSchemeRow, WorkingGroupRow
from ifla_metrics.models.system_tables import FrameworkSettingRow
from ifla_metrics.store.as_of import LIVE, now
from ifla_metrics.store.audit import audit, audit_refusals, required_reason
from ifla_metrics.store.bulk import merge
from ifla_metrics.store.catalogue import Rules, Setting, catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.framework_rows import (
    FRAMEWORK,
    PARTS,
    Part,
    Row,
    head_row,
    keep_past,
    part_rows,
)
from ifla_metrics.store.loaded import EDITED, set_loaded
from ifla_metrics.store.revisions import touch_reference
from ifla_metrics.store.summary_cells import frozen, refill, refill_all

ADDED, CHANGED, RETIRED = "added", "changed", "retired"
MOST_DUE_DAYS = 366
Key = tuple[Any, ...]
_SCHEME = table_of(RegionSchemeRow)
_GROUP = table_of(WorkingGroupRow)
_SETTING = table_of(FrameworkSettingRow)


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
        found += _part_changes(connection, part, framework)
    return found


@audit_refusals(Right.LOAD_FRAMEWORK, "framework", "framework.id")
def apply_framework(
    target: Target, framework: Framework, *, actor: Actor, reason: str = ""
) -> list[Change]:
    """Bring the tables to what `framework` says and return what was done; nothing on an error.

    Rows that it no longer has are retired, never deleted: activities refer to them. The version
    in force before is kept, so that figures of past days use it. Cells are counted again when the
    rules that they depend on have changed; those of a meeting only when the version of its day has.

    Raises:
        UnknownCode: It names a region scheme or an owner that reference data do not have.
    """
    require(actor, Right.LOAD_FRAMEWORK)
    with writing(target, actor=actor) as connection:
        _check_references(connection, framework)
        changes = preview(connection, framework)
        moments: dict[str, datetime | None] = {LIVE: None, **frozen(connection)}
        before = {
            known: _rules(connection, framework.id, until) for known, until in moments.items()
        }
        _keep_replaced(connection, framework)
        merge(connection, FRAMEWORK, ("id",), [head_row(framework)], FRAMEWORK.c.id == framework.id)
        for part in PARTS:
            own = [{"framework": framework.id, **row} for row in part_rows(part, framework)]
            among = part.table.c.framework == framework.id
            merge(connection, part.table, ("framework", *part.key), own, among)
        touch_reference(connection)
        for known, until in moments.items():
            rules = _rules(connection, framework.id, until)
            if rules is not None and rules != before[known]:
                refill(connection, [rules], known, until=until)
        audit(connection, actor, Right.LOAD_FRAMEWORK, "framework", framework.id, reason=reason)
    return changes


@audit_refusals(Right.LOAD_FRAMEWORK, "framework", "framework.id")
def edit_framework(
    target: Target, framework: Framework, *, actor: Actor, reason: str
) -> list[Change]:
    """Apply a framework that somebody edited; from now on shipped files leave it alone.

    Raises:
        InvalidRecord: No reason is given.
        NotAllowed, UnknownCode: As `apply_framework`; nothing was written.
    """
    require(actor, Right.LOAD_FRAMEWORK)
    why = required_reason(reason)
    with writing(target, actor=actor) as connection:
        changes = apply_framework(connection, framework, actor=actor, reason=why)
        set_loaded(connection, EDITED + framework.id, "")
    return changes


def setting_of(connection: Connection, framework: str) -> Setting:
    """Return what is decided about a framework; raises UnknownCode when there is none."""
    known = catalogue(connection)
    return known.settings[known.framework(framework).id]


@audit_refusals(Right.SET_FRAMEWORK, "framework", "framework")
def set_framework(
    target: Target,
    framework: str,
    *,
    actor: Actor,
    counts: str | None = None,
    due_days: int | None = None,
    asked_from: date | None = None,
    asked_from_start: bool = False,
) -> Setting:
    """Decide about a framework and return the setting; what is not given stays as it is.

    When what counts changes, all cells of the framework are counted again, those of meetings too:
    two dates are compared by one rule, and every figure says by which.

    Args:
        target: An engine or a connection.
        framework: The strategy.
        actor: One of the secretariat.
        counts: `sent` (all that was not returned) or `approved` (only what was approved).
        due_days: Days after the end of a period by which a report on activities is due.
        asked_from: Reports are asked for from periods that end on this day or later.
        asked_from_start: Ask from the first period on again.

    Raises:
        NotAllowed, UnknownCode, InvalidRecord: Nothing was written.
    """
    require(actor, Right.SET_FRAMEWORK)
    if counts is not None and counts not in COUNTS:
        raise UnknownCode("way of counting", counts, COUNTS)
    if due_days is not None and not 0 <= due_days <= MOST_DUE_DAYS:
        raise InvalidRecord(n_("Reports are due 0 to {most} days after."), most=MOST_DUE_DAYS)
    with writing(target, actor=actor) as connection:
        before = setting_of(connection, framework)
        after = Setting(
            counts if counts is not None else before.counts,
            due_days if due_days is not None else before.due_days,
            None if asked_from_start else asked_from or before.asked_from,
        )
        if after == before:
            return before
        connection.execute(sa.delete(_SETTING).where(_SETTING.c.framework == framework))
        connection.execute(
            sa.insert(_SETTING).values(
                framework=framework,
                counts=after.counts,
                due_days=after.due_days,
                asked_from=after.asked_from,
            )
        )
        touch_reference(connection)
        if after.counts != before.counts:
            rules = catalogue(connection).rules
            refill_all(connection, [rule for rule in rules if rule.framework == framework])
        since = after.asked_from.isoformat() if after.asked_from else "-"
        reason = f"counts={after.counts} due_days={after.due_days} asked_from={since}"
        audit(connection, actor, Right.SET_FRAMEWORK, "framework", framework, reason=reason)
        return after


def _check_references(connection: Connection, framework: Framework) -> None:
    schemes = set(connection.execute(sa.select(_SCHEME.c.code)).scalars())
    groups = set(connection.execute(sa.select(_GROUP.c.code)).scalars())
    if framework.region_scheme not in schemes:
        raise UnknownCode("region scheme", framework.region_scheme, schemes)
    owners = [n.owner for n in framework.nodes] + [i.owner for i in framework.indicators]
    for owner in filter(None, owners):
        if owner not in groups:
            raise UnknownCode("working group", owner, groups)


def _keep_replaced(connection: Connection, framework: Framework) -> None:
    """Keep the version in force when the new one differs in more than translations."""
    held = catalogue(connection).frameworks.get(framework.id)
    if held is not None and replace(held, texts=()) != replace(framework, texts=()):
        keep_past(connection, held, ended=now())


def _head_changes(connection: Connection, framework: Framework) -> Iterator[Change]:
    statement = sa.select(FRAMEWORK).where(FRAMEWORK.c.id == framework.id)
    row = connection.execute(statement).mappings().first()
    if row is None or row["retired_on"] is not None:
        yield Change(ADDED, "framework", framework.id, "", "", framework.title)
        return
    for field, value in head_row(framework).items():
        if row[field] != value:
            yield Change(CHANGED, "framework", framework.id, field, _text(row[field]), _text(value))


def _part_changes(connection: Connection, part: Part, framework: Framework) -> Iterator[Change]:
    held = _stored(connection, part, framework.id)
    for row in part_rows(part, framework):
        key = _key(part, row)
        before, code = held.pop(key, None), _code(key)
        if before is None or before["retired_on"] is not None:
            yield Change(ADDED, part.name, code, "", "", _title(row))
            continue
        for field, value in row.items():
            if field != "sequence" and before[field] != value:
                yield Change(CHANGED, part.name, code, field, _text(before[field]), _text(value))
    for key, row in held.items():
        if row["retired_on"] is None:
            yield Change(RETIRED, part.name, _code(key), "", _title(row), "")


def _stored(connection: Connection, part: Part, framework: str) -> dict[Key, Row]:
    """Return the rows of one kind of part by key, retired ones too."""
    c = part.table.c
    statement = sa.select(part.table).where(c.framework == framework).order_by(c.sequence)
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    return {_key(part, row): row for row in rows}


def _rules(connection: Connection, framework: str, until: datetime | None) -> Rules | None:
    rules = catalogue(connection).rules_at(until)
    return next((rule for rule in rules if rule.framework == framework), None)


def _key(part: Part, row: Row) -> Key:
    return tuple(row[name] for name in part.key)


def _code(key: Key) -> str:
    return " ".join(_text(value) for value in key if _text(value))


def _title(row: Row) -> str:
    return str(row.get("title") or row.get("name") or row.get("target") or row.get("text") or "")


def _text(value: object) -> str:
    return "" if value is None else str(value)
