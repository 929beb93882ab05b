"""Keep the cells true: add in the write's transaction, recompute, compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.choices import COUNTS
from ifla_metrics.models.reference_tables import MeetingRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.models.summary_tables import CELLS as ROWS
from ifla_metrics.models.summary_tables import MovedRow
from ifla_metrics.store.audit import audit
from ifla_metrics.store.bulk import Amounts, delete_empty, fetch, insert_rows, upsert_cells
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.contributions import COLUMNS, Cells, Key, Sums, Tally, add, contributions
from ifla_metrics.store.counted import Standing, counted_versions
from ifla_metrics.store.counting_rules import Rules
from ifla_metrics.store.database import Target, reading, writing
from ifla_metrics.store.loaded import loaded, set_loaded
from ifla_metrics.store.readiness import CELLS, LAYOUT
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.store.revision_row import touch_reference

LIVE = ""
"""The `known` of the cells that follow the log."""

TABLES = {name: table_of(rows) for name, rows in ROWS.items()}
MEETING, _MOVED = table_of(MeetingRow), table_of(MovedRow)


@dataclass(frozen=True)
class Difference:
    """A cell whose stored amounts are not those of the log; None where the cell is missing."""

    table: str
    framework: str
    known: str
    key: Key
    stored: tuple[int, ...] | None
    computed: tuple[int, ...] | None


def change(connection: Connection, rules: Iterable[Rules], *, old: Standing, new: Standing) -> None:
    """Take what an activity counted as out of the live cells and put in what it counts as now."""
    for rule in rules:
        before, after = old.of(rule.counts), new.of(rule.counts)
        if before == after:
            continue
        given = contributions(after, rule) if after is not None else {}
        taken = contributions(before, rule) if before is not None else {}
        if not taken:
            apply(connection, rule.framework, LIVE, given)
            continue
        sums: Sums = {}
        add(sums, taken, -1)
        add(sums, given)
        apply(connection, rule.framework, LIVE, sums)


def apply(
    connection: Connection,
    framework: str,
    known: str,
    cells: Mapping[str, Mapping[Key, Sequence[int]]],
) -> None:
    """Add amounts to stored cells; a cell in which nothing is left goes."""
    changes = []
    for name, (_keys, measures) in COLUMNS.items():
        found = cells.get(name)
        if found:
            told = sorted([(framework, known, *k, *v) for k, v in found.items() if any(v)])
            changes.append(Amounts(TABLES[name], measures, told))
    if not changes:
        return
    moved = []
    if known == LIVE:
        periods = sorted({key[0] for key in cells["activity_cells"]})
        moved = [Amounts(_MOVED, ("number",), [(framework, p, 1) for p in periods])]
    upsert_cells(connection, [*changes, *moved])
    for table, measures, rows in changes:
        n = -len(measures)
        fallen = [row[:n] for row in rows if min(row[n:]) < 0]
        if fallen:
            delete_empty(connection, table, measures, fallen)


def computed(
    connection: Connection, rules: Sequence[Rules], *, until: datetime | None = None
) -> dict[str, Sums]:
    """Return all cells, by framework, of the versions that counted before a moment (None: now)."""
    found = {rule.framework: Tally(rule) for rule in rules}
    for counts in COUNTS:
        chosen = [rule for rule in rules if rule.counts == counts]
        if not chosen:
            continue
        for activity in counted_versions(connection, until=until, counts=counts):
            for rule in chosen:
                found[rule.framework].add(activity)
    return {framework: tally.cells() for framework, tally in found.items()}


def stored(connection: Connection, framework: str, known: str) -> Cells:
    """Return all cells of a framework as they are stored."""
    found: Cells = {}
    for name, (keys, measures) in COLUMNS.items():
        c = TABLES[name].c
        statement = sa.select(*(c[n] for n in (*keys, *measures))).where(
            c.framework == framework, c.known == known
        )
        n = len(keys)
        cells = {tuple(r[:n]): tuple(r[n:]) for r in fetch(connection, statement)}
        if cells:
            found[name] = cells
    return found


def refill(
    connection: Connection,
    rules: Sequence[Rules],
    known: str = LIVE,
    *,
    until: datetime | None = None,
) -> None:
    """Replace the cells of frameworks by those of the versions that counted before a moment."""
    for framework, sums in computed(connection, rules, until=until).items():
        clear(connection, framework, known)
        _fill(connection, framework, known, sums)
    touch_reference(connection)


def _fill(connection: Connection, framework: str, known: str, cells: Sums) -> None:
    """Insert cells where there are none."""
    for name, found in cells.items():
        table = TABLES[name]
        rows = [(framework, known, *k, *v) for k, v in sorted(found.items()) if any(v)]
        insert_rows(connection, table, [c.name for c in table.columns], rows)


def refill_all(connection: Connection, rules: Sequence[Rules]) -> None:
    """Replace the cells of frameworks, the live ones and those of every frozen meeting.

    A meeting is counted by the versions of the frameworks that stood on its day.
    """
    refill(connection, rules)
    asked = {rule.framework for rule in rules}
    for code, until in frozen(connection).items():
        then = [r for r in catalogue(connection).rules_at(until) if r.framework in asked]
        refill(connection, then, code, until=until)


def count_anew(connection: Connection) -> None:
    """Count all cells anew where those there are come from a program that kept others, or none."""
    if loaded(connection).get(CELLS) != LAYOUT:
        refill_all(connection, catalogue(connection).rules)
        set_loaded(connection, CELLS, LAYOUT)


def clear(connection: Connection, framework: str, known: str) -> None:
    """Delete the cells of a framework of one `known`."""
    for table in TABLES.values():
        connection.execute(
            sa.delete(table).where(table.c.framework == framework, table.c.known == known)
        )


def frozen(connection: Connection) -> dict[str, datetime]:
    """Return the meetings that have a frozen summary, with the moment it reaches to, in order."""
    c = MEETING.c
    statement = (
        sa.select(c.code, c.known_until).where(c.known_until.is_not(None)).order_by(c.held_on)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


@refusals_audited(Right.REBUILD, "summaries")
def rebuild(target: Target, *, actor: Actor) -> None:
    """Recompute all cells from the log: the live ones and those of every frozen meeting."""
    require(actor, Right.REBUILD)
    with writing(target, actor=actor, alone=True) as connection:
        refill_all(connection, catalogue(connection).rules)
        touch_reference(connection)
        audit(connection, actor, Right.REBUILD, "summaries", "all")


def verify(target: Target) -> list[Difference]:
    """Recompute all cells, live and frozen, and return those that are not equal; none is right."""
    found: list[Difference] = []
    with reading(target) as connection:
        moments: dict[str, datetime | None] = {LIVE: None, **frozen(connection)}
        for known, until in moments.items():
            rules = catalogue(connection).rules_at(until)
            for framework, right in computed(connection, rules, until=until).items():
                held = stored(connection, framework, known)
                found += _differences(framework, known, held, right)
    return found


def _differences(framework: str, known: str, held: Cells, right: Sums) -> list[Difference]:
    found = []
    for name in COLUMNS:
        stored_cells = held.get(name, {})
        cells = {k: tuple(v) for k, v in right.get(name, {}).items() if any(v)}
        if stored_cells == cells:
            continue
        for key in sorted(stored_cells.keys() | cells.keys()):
            before, now = stored_cells.get(key), cells.get(key)
            if before != now:
                found.append(Difference(name, framework, known, key, before, now))
    return found
