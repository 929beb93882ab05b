"""Apply a results framework to the database, preview the changes, and change its settings."""

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
from ifla_metrics.models.reference_tables import FRAMEWORK, FRAMEWORK_PAST
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, required_reason, writes
from ifla_metrics.store.catalogue import FRAMEWORK_JSON, read_catalogue
from ifla_metrics.store.database import touch_reference
from ifla_metrics.store.loaded_parts import EDITED_PREFIX, mark_loaded
from ifla_metrics.store.summary_cells import refill_changed_cells

ADDED, CHANGED, RETIRED = "added", "changed", "retired"
MOST_DUE_DAYS = 366
Row = dict[str, Any]


class Change(NamedTuple):
    """A change to one field of one row of a framework; without a field, to the whole row."""

    kind: str
    part: str
    code: str
    field: str
    old: str
    new: str


ROW_KEYS = {
    "framework": ("id",),
    "levels": ("key",),
    "nodes": ("code",),
    "links": ("node", "direction"),
    "indicators": ("code",),
    "targets": ("indicator", "period", "due_on", "decided_on"),
    "periods": ("code",),
    "texts": ("language", "original"),
}
"""The parts of a framework with the columns that identify their rows, in reading order."""


def preview_changes(connection: Connection, framework: Framework) -> list[Change]:
    """Return the changes that `apply_framework` would make, in reading order."""
    current = read_catalogue(connection).frameworks.get(framework.id)
    return [change for part in ROW_KEYS for change in _part_changes(part, current, framework)]


@writes(Right.LOAD_FRAMEWORK, "framework", "framework.id")
def apply_framework(
    connection: Connection, framework: Framework, *, actor: Actor, reason: str = ""
) -> list[Change]:
    """Put a framework in force and return the changes.

    The previous version is kept for figures of past days. Cells are recomputed if the counting
    rules have changed.
    """
    _check_references(connection, framework)
    changes = preview_changes(connection, framework)
    before = read_catalogue(connection).rules
    _store(connection, framework)
    touch_reference(connection)
    refill_changed_cells(connection, before)
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
    """Apply a framework that was edited in the tool; shipped files no longer change it.

    Raises Conflict if the changes are not those of the preview (`expected`).
    """
    reason = required_reason(reason)
    changes = apply_framework(connection, framework, actor=actor, reason=reason)
    if expected is not None and changes != [*expected]:
        raise Conflict(
            n_(
                "The strategy was changed after the preview was shown. "
                "Nothing was saved: look at the preview again."
            )
        )
    mark_loaded(connection, EDITED_PREFIX + framework.id, "")
    return changes


def settings_of(connection: Connection, framework: str) -> FrameworkSettings:
    """Return the settings of a framework."""
    catalogue = read_catalogue(connection)
    return catalogue.settings[catalogue.framework(framework).id]


@writes(Right.CHANGE_SETTINGS, "framework", "framework")
def change_settings(
    connection: Connection, framework: str, settings: FrameworkSettings, *, actor: Actor
) -> None:
    """Change the settings of a framework.

    If `counts` changes, all cells of the framework are recomputed, also those of meetings, so that
    figures of two dates are comparable.
    """
    if settings.counts not in COUNTED_ENTRIES:
        raise UnknownCode(n_("way of counting"), settings.counts, COUNTED_ENTRIES)
    if not 0 <= settings.due_days <= MOST_DUE_DAYS:
        raise Refused(n_("Reports are due 0 to {most} days after."), most=MOST_DUE_DAYS)
    before = settings_of(connection, framework)
    if settings == before:
        return
    rules = read_catalogue(connection).rules
    same = FRAMEWORK.c.id == framework
    connection.execute(sa.update(FRAMEWORK).where(same).values(**asdict(settings)))
    touch_reference(connection)
    refill_changed_cells(connection, rules)
    since = settings.asked_from or "-"
    reason = f"counts={settings.counts} due_days={settings.due_days} asked_from={since}"
    audit(connection, actor, Right.CHANGE_SETTINGS, "framework", framework, reason=reason)


def _check_references(connection: Connection, framework: Framework) -> None:
    """Raise UnknownCode for an unknown region scheme or owner.

    References within the framework are checked in `framework.checks`.
    """
    catalogue = read_catalogue(connection)
    if framework.region_scheme not in catalogue.regions:
        raise UnknownCode(n_("region scheme"), framework.region_scheme, catalogue.regions)
    owners = [n.owner for n in framework.nodes] + [i.owner for i in framework.indicators]
    for owner in filter(None, owners):
        catalogue.require_group(owner)


def _part_changes(part: str, current: Framework | None, new: Framework) -> Iterator[Change]:
    before = _by_key(part, current) if current else {}
    for code, row in _by_key(part, new).items():
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
    """Return the rows of a part; the part `framework` has one row, with the cuts."""
    if part != "framework":
        return list(map(asdict, getattr(framework, part)))
    return [{name: getattr(framework, name) for name in HEADER} | asdict(framework.cuts)]


def _by_key(part: str, framework: Framework) -> dict[str, Row]:
    return {
        " ".join(_text(row[name]) for name in ROW_KEYS[part] if row[name]): row
        for row in rows_of(part, framework)
    }


def _title(row: Row) -> str:
    return _text(row.get("title") or row.get("name") or row.get("target") or row.get("text"))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, float):
        return f"{value:.15g}"  # 45, not 45.0.
    return "" if value is None else str(value)


def _store(connection: Connection, framework: Framework) -> None:
    """Store a framework; keep the previous version if more than translations changed."""
    id_, before = framework.id, read_catalogue(connection).frameworks.get(framework.id)
    if before is not None and replace(before, texts=()) != replace(framework, texts=()):
        past = {"framework": id_, "known_until": now(), "content": _json(before)}
        connection.execute(sa.insert(FRAMEWORK_PAST), past)
    content = {"content": _json(framework)}
    if before is None:
        settings = asdict(FrameworkSettings())
        connection.execute(sa.insert(FRAMEWORK), {"id": id_, **content, **settings})
    else:
        connection.execute(sa.update(FRAMEWORK).where(FRAMEWORK.c.id == id_).values(content))


def _json(framework: Framework) -> str:
    return FRAMEWORK_JSON.dump_json(framework).decode()
