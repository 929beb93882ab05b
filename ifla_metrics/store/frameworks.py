"""Apply a framework to the database, all of it or nothing; and decide how it is reported.

`preview` says what applying would change. The organisation decides which items of a strategy count
and when reports on it are due (`set_framework`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.choices import COUNTED_ENTRIES
from ifla_metrics.errors import Conflict, Refused, UnknownCode, n_
from ifla_metrics.framework import Framework
from ifla_metrics.framework.files import HEADER
from ifla_metrics.models.reference_tables import FRAMEWORK, FRAMEWORK_PAST, GROUP, SCHEME
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, required_reason, writes
from ifla_metrics.store.catalogue import FRAMEWORK_JSON, catalogue
from ifla_metrics.store.database import touch_reference
from ifla_metrics.store.migrate import EDITED, set_loaded
from ifla_metrics.store.summary_cells import refill_changed

ADDED, CHANGED, RETIRED = "added", "changed", "retired"
MOST_DUE_DAYS = 366
Row = dict[str, Any]


class Change(NamedTuple):
    """What applying a framework would do to one field of one row (an empty field: the row)."""

    kind: str
    part: str
    code: str
    field: str
    old: str
    new: str


KEYS = {
    "framework": ("id",),
    "levels": ("key",),
    "nodes": ("code",),
    "links": ("node", "direction"),
    "indicators": ("code",),
    "targets": ("indicator", "period", "due_on", "decided_on"),
    "periods": ("code",),
    "texts": ("language", "original"),
}
"""What tells the rows of a part from each other, by the field that holds them; the framework
itself first."""


def preview(connection: Connection, framework: Framework) -> list[Change]:
    """Return what `apply_framework` would add, change or retire, in reading order."""
    held = catalogue(connection).frameworks.get(framework.id)
    return [change for part in KEYS for change in _part_changes(part, held, framework)]


@writes(Right.LOAD_FRAMEWORK, "framework", "framework.id")
def apply_framework(
    connection: Connection, framework: Framework, *, actor: Actor, reason: str = ""
) -> list[Change]:
    """Bring the tables to what `framework` says and return what was done; nothing on an error.

    Codes that it no longer has are kept: activities refer to them. The version
    in force before is kept, so that figures of past days use it. Cells are counted again when the
    rules that they depend on have changed.

    Raises:
        UnknownCode: It names a part, a region scheme or an owner that there is not.
    """
    _check_references(connection, framework)
    changes = preview(connection, framework)
    before = catalogue(connection).rules
    _store(connection, framework)
    touch_reference(connection)
    refill_changed(connection, before)
    audit(connection, actor, Right.LOAD_FRAMEWORK, "framework", framework.id, reason=reason)
    return changes


@writes(Right.LOAD_FRAMEWORK, "framework", "framework.id")
def edit_framework(
    connection: Connection,
    framework: Framework,
    *,
    actor: Actor,
    reason: str,
    expected: Sequence[Change] | None = None,
) -> list[Change]:
    """Apply a framework that somebody edited; from now on shipped files leave it alone.

    Raises:
        Refused: No reason is given.
        Conflict: It would change something else than `expected`, which somebody looked at.
    """
    why = required_reason(reason)
    changes = apply_framework(connection, framework, actor=actor, reason=why)
    if expected is not None and changes != [*expected]:
        raise Conflict(
            n_(
                "The strategy was changed after the preview was shown. "
                "Nothing was saved: look at the preview again."
            )
        )
    set_loaded(connection, EDITED + framework.id, "")
    return changes


def setting_of(connection: Connection, framework: str) -> FrameworkSettings:
    """Return what is decided about a framework; raises UnknownCode when there is none."""
    known = catalogue(connection)
    return known.settings[known.framework(framework).id]


@writes(Right.SET_FRAMEWORK, "framework", "framework")
def set_framework(
    connection: Connection,
    framework: str,
    setting: FrameworkSettings,
    *,
    actor: Actor,
) -> None:
    """Decide about a framework.

    When what counts changes, all cells of the framework are counted again, those of meetings too:
    two dates are compared by one rule, and every figure says by which.
    """
    if setting.counts not in COUNTED_ENTRIES:
        raise UnknownCode(n_("way of counting"), setting.counts, COUNTED_ENTRIES)
    if not 0 <= setting.due_days <= MOST_DUE_DAYS:
        raise Refused(n_("Reports are due 0 to {most} days after."), most=MOST_DUE_DAYS)
    before = setting_of(connection, framework)
    if setting == before:
        return
    rules = catalogue(connection).rules
    same = FRAMEWORK.c.id == framework
    connection.execute(sa.update(FRAMEWORK).where(same).values(**asdict(setting)))
    touch_reference(connection)
    refill_changed(connection, rules)
    since = setting.asked_from or "-"
    reason = f"counts={setting.counts} due_days={setting.due_days} asked_from={since}"
    audit(connection, actor, Right.SET_FRAMEWORK, "framework", framework, reason=reason)


def _check_references(connection: Connection, framework: Framework) -> None:
    """Raise UnknownCode for a region scheme or an owner that there is not.

    That its parts refer to each other is checked where it is read (`framework.checks`).
    """
    schemes = set(connection.execute(sa.select(SCHEME.c.code)).scalars())
    groups = set(connection.execute(sa.select(GROUP.c.code)).scalars())
    if framework.region_scheme not in schemes:
        raise UnknownCode(n_("region scheme"), framework.region_scheme, schemes)
    owners = [n.owner for n in framework.nodes] + [i.owner for i in framework.indicators]
    for owner in filter(None, owners):
        if owner not in groups:
            raise UnknownCode(n_("working group"), owner, groups)


def _part_changes(part: str, held: Framework | None, framework: Framework) -> Iterator[Change]:
    before = _by_key(part, held) if held else {}
    for code, row in _by_key(part, framework).items():
        old = before.pop(code, None)
        if old is None:
            yield Change(ADDED, part, code, "", "", _title(row))
            continue
        for field, value in row.items():
            if old[field] != value:
                yield Change(CHANGED, part, code, field, _text(old[field]), _text(value))
    for code, row in before.items():
        yield Change(RETIRED, part, code, "", _title(row), "")


def rows_of(part: str, framework: Framework) -> list[Row]:
    """Return the values of a part of KEYS row by row; the framework itself is one with its cuts."""
    if part != "framework":
        return list(map(asdict, getattr(framework, part)))
    return [{name: getattr(framework, name) for name in HEADER} | asdict(framework.cuts)]


def _by_key(part: str, framework: Framework) -> dict[str, Row]:
    return {
        " ".join(_text(row[name]) for name in KEYS[part] if row[name]): row
        for row in rows_of(part, framework)
    }


def _title(row: Row) -> str:
    return str(row.get("title") or row.get("name") or row.get("target") or row.get("text") or "")


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    return "" if value is None else str(value)


def _store(connection: Connection, framework: Framework) -> None:
    """Put a framework in force; the version before is kept when more than translations differ."""
    id_, before = framework.id, catalogue(connection).frameworks.get(framework.id)
    if before is not None and replace(before, texts=()) != replace(framework, texts=()):
        past = {"framework": id_, "known_until": now(), "content": _json(before)}
        connection.execute(sa.insert(FRAMEWORK_PAST), past)
    content = {"content": _json(framework)}
    if before is None:
        connection.execute(
            sa.insert(FRAMEWORK), {"id": id_, **content, **asdict(FrameworkSettings())}
        )
    else:
        connection.execute(sa.update(FRAMEWORK).where(FRAMEWORK.c.id == id_).values(content))


def _json(framework: Framework) -> str:
    return FRAMEWORK_JSON.dump_json(framework).decode()
