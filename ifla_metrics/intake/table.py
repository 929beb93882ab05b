"""A table of entries that is edited on the screen: which rows it has, and its edits as a file.

Edits travel by the place of a row in the table as it was drawn; ids and versions are taken from
what was drawn, and cells that may not be edited are not looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ifla_metrics.exchange.columns import FORMATS, Column
from ifla_metrics.exchange.lines import Line, activity_line, participation_lines
from ifla_metrics.exchange.sheets import Cell, Sheet
from ifla_metrics.exchange.workbook_lists import Lists
from ifla_metrics.i18n import Translate
from ifla_metrics.intake.known_codes import known_of
from ifla_metrics.intake.preparing import OpenedFile
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.database import reading
from ifla_metrics.store.import_stored import ACTIVITIES, standing
from ifla_metrics.store.search import find

ROWS = 100
"""Entries in a table: more are found by searching."""
SHEET, PEOPLE = FORMATS["activities"], FORMATS["participation"]
SHOWN = (
    "title", "started_on", "ended_on", "countries", "groups", "outcomes", "participants", "women",
    "men", "kind", "level", "mode", "description", "evidence", "withdraw",
)  # fmt: skip
"""Columns of the table, in its order; an entry keeps what its other columns say."""
FIXED = ("id", "version", "framework")
"""Columns that go with a row and are not shown."""
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

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown and may be edited."""
        return tuple(SHEET.by_key[key] for key in SHOWN)


def table_of(
    engine: Any,
    t: Translate,
    *,
    key: str,
    groups: Collection[str],
    typed: str = "",
    framework: str = "",
) -> Table:
    """Return the newest entries of groups in which typed words are found, without withdrawn ones.

    Raises:
        UnknownCode: There is no such framework.
    """
    uids = [entry.uid for entry in find(engine, typed, groups=groups, limit=ROWS)]
    with reading(engine) as connection:
        known = known_of(connection, framework)
        found = standing(connection, ACTIVITIES, uids=uids)
    lists = Lists(known, t)
    rows = []
    for uid in uids:
        one = found.get(uid)
        if one is None or one.withdrawn or not isinstance(one.draft, ActivityDraft):
            continue
        cells = lists.named(SHEET, activity_line(uid, one.version, one.draft))
        people = tuple(lists.line(PEOPLE, ln) for ln in participation_lines(uid, one.draft))
        rows.append(Row(uid, one.version, cells, people))
    return Table(key, tuple(groups), tuple(rows))


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
    keys = (*FIXED, *SHOWN)
    rows: list[list[Cell]] = [[t(SHEET.by_key[key].title) for key in keys]]
    people: list[list[Cell]] = [[t(column.title) for column in PEOPLE.columns]]
    for place, row in enumerate(table.rows):
        cells = _edited(edits.get(place, {}))
        if not cells:
            rows.append([None] * len(keys))
            continue
        own: dict[str, Cell] = {**row.cells, **cells, "id": row.uid, "version": row.version}
        rows.append([own.get(key) for key in keys])
        people += [[line.get(column.key) for column in PEOPLE.columns] for line in row.people]
    for new in added:
        own = _edited(new)
        rows.append([own.get(key) for key in keys])
    sheets = [Sheet(t(SHEET.title), rows)]
    if len(people) > 1:
        sheets.append(Sheet(t(PEOPLE.title), people))
    digest = hashlib.sha256(repr((table.key, rows)).encode()).hexdigest()
    return OpenedFile(t("Table"), digest, tuple(sheets))


def _edited(cells: Mapping[str, object]) -> dict[str, Cell]:
    """Return cells of columns that may be edited, as text: what they say is read like a file."""
    return {
        key: "" if value is None else str(value) for key, value in cells.items() if key in SHOWN
    }

