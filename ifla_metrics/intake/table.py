"""A table of entries that is edited on the screen: which rows it has, and its edits as a file.

It holds activities, or the records of one kind: values, milestones, stories and the like.

Edits travel by the place of a row in the table as it was drawn; ids and versions are taken from
what was drawn, and cells that may not be edited are not looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ifla_metrics.exchange.sheets import Cell, Sheet
from ifla_metrics.exchange.workbook_lists import Lists
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, FORMATS, PARTICIPATION, Column, SheetFormat
from ifla_metrics.imports.lines import Line, activity_line, participation_lines, record_line
from ifla_metrics.intake.known_codes import known_of
from ifla_metrics.intake.preparing import OpenedFile
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.database import reading
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.search import find
from ifla_metrics.store.versions import current_versions, own_records
from ifla_metrics.text import folded

ROWS = 100
"""Entries in a table: more are found by searching."""
SHEETS = {name: sheet for name, sheet in FORMATS.items() if sheet.record != PARTICIPATION}
"""What a table can hold, by the name of its sheet."""
PEOPLE = FORMATS["participation"]
OF_ACTIVITIES = (
    "title",
    "started_on",
    "ended_on",
    "countries",
    "groups",
    "outcomes",
    "partners",
    "participants",
    "women",
    "men",
    "kind",
    "level",
    "mode",
    "description",
    "evidence",
    "withdraw",
)
"""Columns of a table of activities, in its order; an entry keeps what its other columns say."""
FIXED = ("id", "version", "framework")
"""Columns that go with a row and are not shown."""
MOST = 2_000
"""Records that are looked through for words."""
Edits = Mapping[int, Mapping[str, object]]
"""Changed cells by the place of their row and the key of their column."""


@dataclass(frozen=True)
class Row:
    """An entry as it was drawn; `people` are lines that plain numbers cannot say."""

    uid: str
    version: int
    cells: Line
    people: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Table:
    """Entries of some groups, the newest entered first; `key` is made when it is drawn."""

    key: str
    groups: tuple[str, ...]
    rows: tuple[Row, ...]
    sheet: SheetFormat = SHEETS["activities"]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown and may be edited."""
        if self.sheet.record == ACTIVITY:
            return tuple(self.sheet.by_key[key] for key in OF_ACTIVITIES)
        return tuple(c for c in self.sheet.columns if c.editable and c.key not in FIXED)


def table_of(
    engine: Any,
    t: Translate,
    *,
    key: str,
    groups: Collection[str],
    typed: str = "",
    framework: str = "",
    sheet: str = "activities",
) -> Table:
    """Return the newest entries of groups in which typed words are found, without withdrawn ones.

    Raises:
        UnknownCode: There is no such framework.
    """
    of = SHEETS[sheet]
    if of.record == ACTIVITY:
        rows = _activities(engine, t, groups=groups, typed=typed, framework=framework)
    else:
        rows = _records(engine, t, of, groups=groups, typed=typed, framework=framework)
    return Table(key, tuple(groups), tuple(rows), of)


def _activities(
    engine: Any, t: Translate, *, groups: Collection[str], typed: str, framework: str
) -> list[Row]:
    uids = [entry.uid for entry in find(engine, typed, groups=groups, limit=ROWS)]
    with reading(engine) as connection:
        known = known_of(connection, framework)
        found = current_versions(connection, ACTIVITY_KIND, uids=uids)
    lists = Lists(known, t)
    rows = []
    for uid in uids:
        one = found.get(uid)
        if one is None or one.withdrawn or not isinstance(one.draft, ActivityDraft):
            continue
        cells = lists.named(SHEETS["activities"], activity_line(uid, one.version, one.draft))
        people = tuple(lists.line(PEOPLE, ln) for ln in participation_lines(uid, one.draft))
        rows.append(Row(uid, one.version, cells, people))
    return rows


def _records(
    engine: Any,
    t: Translate,
    of: SheetFormat,
    *,
    groups: Collection[str],
    typed: str,
    framework: str,
) -> list[Row]:
    with reading(engine) as connection:
        lists = Lists(known_of(connection, framework), t)
        found = own_records(connection, of.record, framework=framework, groups=groups, limit=MOST)
    wanted, rows = folded(typed).split(), []
    for one in found:
        if one.withdrawn:
            continue
        cells = lists.named(of, record_line(of.record, one.uid, one.version, one.draft))
        words = folded(" ".join(map(str, cells.values()))).split()
        if all(any(word.startswith(part) for word in words) for part in wanted):
            rows.append(Row(one.uid, one.version, cells))
    return rows[:ROWS]


def file_of(
    table: Table, edits: Edits, added: Sequence[Mapping[str, object]], t: Translate
) -> OpenedFile:
    """Return what was edited as a file is read: changed rows and new ones, where they stood.

    Args:
        table: As it was drawn.
        edits: Changed cells; a place that the table does not have is not looked at.
        added: Cells of new rows, in their order.
        t: The words of the reader, in which titles stand.
    """
    shown = [column.key for column in table.columns]
    keys = (*FIXED, *shown)
    rows: list[list[Cell]] = [[t(table.sheet.by_key[key].title) for key in keys]]
    people: list[list[Cell]] = [[t(column.title) for column in PEOPLE.columns]]
    for place, row in enumerate(table.rows):
        cells = _edited(edits.get(place, {}), shown)
        if not cells:
            rows.append([None] * len(keys))
            continue
        own: dict[str, Cell] = {**row.cells, **cells, "id": row.uid, "version": row.version}
        rows.append([own.get(key) for key in keys])
        people += [[line.get(column.key) for column in PEOPLE.columns] for line in row.people]
    for new in added:
        own = _edited(new, shown)
        rows.append([own.get(key) for key in keys])
    sheets = [Sheet(t(table.sheet.title), rows)]
    if len(people) > 1:
        sheets.append(Sheet(t(PEOPLE.title), people))
    digest = hashlib.sha256(repr((table.key, rows)).encode()).hexdigest()
    return OpenedFile(t("Table"), digest, tuple(sheets))


def _edited(cells: Mapping[str, object], shown: Collection[str]) -> dict[str, Cell]:
    """Return cells of columns that may be edited, as text: what they say is read like a file."""
    return {
        key: "" if value is None else str(value) for key, value in cells.items() if key in shown
    }
