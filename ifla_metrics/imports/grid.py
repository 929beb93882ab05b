"""A table of entries that is edited on the screen, and its edits as if a workbook was uploaded.

The edits become the sheets of a returned workbook (`edited_table`), so that they are checked,
compared with the log and previewed like any import. A row is named by its place in the table as it
was shown. Ids and versions are taken from what was shown, and cells that cannot be edited are not
looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.imports.columns import ACTIVITY, FORMATS, PARTICIPATION, Column, SheetFormat
from ifla_metrics.imports.lines import Line, Words, line_of, lines_of_people
from ifla_metrics.imports.read import Sheet, SheetRow, Table, Value
from ifla_metrics.store.database import reading
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.search import find
from ifla_metrics.store.versions import Version, current_versions, own_records
from ifla_metrics.text import folded

ROWS = 100
"""Entries in a table: more are found by searching."""
SHEETS = {name: sheet for name, sheet in FORMATS.items() if sheet.record != PARTICIPATION}
"""What a table can hold, by the name of its sheet."""
PEOPLE = FORMATS["participation"]
FIXED = ("id", "version", "framework")
"""Columns that go with a row and are not shown."""
SELDOM = frozenset(
    {
        *("date_precision", "date_as_stated", "planned_started_on", "planned_ended_on"),
        *("directions", "primary_direction", "other", "associations", "arena", "language"),
        *("source", "note"),
    }
)
"""Columns of activities that are left out of the table: an entry keeps what they say."""
MOST = 2_000
"""Records that are looked through for words."""
Cells = Mapping[str, str]


class GridRow(NamedTuple):
    """An entry as it was shown; `people` are lines that plain numbers cannot say."""

    uid: str
    version: int
    cells: Line
    people: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Entries of some groups, the newest entered first; `key` is made when it is shown."""

    key: str
    groups: tuple[str, ...]
    rows: tuple[GridRow, ...]
    sheet: SheetFormat = SHEETS["activities"]

    @property
    def columns(self) -> list[Column]:
        """The columns that are shown and may be edited."""
        hidden = {*FIXED, *(SELDOM if self.sheet.record == ACTIVITY else ())}
        return [c for c in self.sheet.columns if c.editable and c.key not in hidden]

    @property
    def texts(self) -> list[dict[str, str]]:
        """The texts of all cells, row by row."""
        return [{c.key: _text(row.cells.get(c.key)) for c in self.columns} for row in self.rows]

    def changes(self, edited: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, str]]:
        """Return the cells that differ, by the place of their row; new rows follow the others.

        Columns that the table does not have are left out.
        """
        before = dict(enumerate(self.texts))
        found = {}
        for place, cells in edited.items():
            old = before.get(place, {c.key: "" for c in self.columns})
            texts = {key: _text(cells.get(key, text)) for key, text in old.items()}
            found[place] = {key: text for key, text in texts.items() if text != old[key]}
        return {place: cells for place, cells in found.items() if cells}


def load_grid(
    engine: Any,
    t: Translate,
    *,
    key: str,
    groups: Sequence[str],
    typed: str = "",
    framework: str = "",
    sheet: str = "activities",
) -> Grid:
    """Return the newest entries of groups in which typed words are found, without withdrawn ones.

    Raises:
        UnknownCode: There is no such framework.
    """
    of, is_activities = SHEETS[sheet], SHEETS[sheet].record == ACTIVITY
    uids = []
    if is_activities:
        uids = [entry.uid for entry in find(engine, typed, groups=groups, limit=ROWS)]
    with reading(engine) as connection:
        words = Words(load_code_book(connection, framework), t)
        if is_activities:
            stored = current_versions(connection, ACTIVITY_KIND, uids=uids)
            found = [stored[uid] for uid in uids if uid in stored]
            rows = [_row(one, of, words) for one in found if not one.withdrawn]
        else:
            records = own_records(
                connection, of.record, framework=framework, groups=groups, limit=MOST
            )
            rows = [_row(one, of, words) for one in records if not one.withdrawn]
    if not is_activities:
        rows = [row for row in rows if _has_words(row, folded(typed).split())][:ROWS]
    return Grid(key, tuple(groups), tuple(rows), of)


def _row(one: Version[Any], of: SheetFormat, words: Words) -> GridRow:
    cells = words.line(of, line_of(of, one.uid, one.version, one.draft), every=True)
    people = lines_of_people(PEOPLE, one.uid, one.draft) if of.record == ACTIVITY else ()
    lines = tuple(words.line(PEOPLE, line) for line in people)
    return GridRow(one.uid, one.version, cells, lines)


def _has_words(row: GridRow, beginnings: Sequence[str]) -> bool:
    words = folded(" ".join(map(str, row.cells.values()))).split()
    return all(any(word.startswith(part) for word in words) for part in beginnings)


def edited_table(grid: Grid, changes: Mapping[int, Cells], name: str) -> Table:
    """Return changed and new rows as the sheets of an uploaded workbook; they keep their places."""
    keys = (*FIXED, *(column.key for column in grid.columns))
    rows = [SheetRow(0, grid.sheet.machine_row(keys), hidden=True)]
    people: list[Line] = []
    for place, cells in sorted(changes.items()):
        own: Mapping[str, Value] = cells
        if place < len(grid.rows):
            row = grid.rows[place]
            own = {**row.cells, **cells, "id": row.uid, "version": row.version}
            people += row.people
        rows.append(_sheet_row(place + 1, own, keys))
    sheets = [Sheet(grid.sheet.name, tuple(rows))]
    if people:
        keys = tuple(PEOPLE.by_key)
        lines = (_sheet_row(place, line, keys) for place, line in enumerate(people, 1))
        head = SheetRow(0, PEOPLE.machine_row(), hidden=True)
        sheets.append(Sheet(PEOPLE.name, (head, *lines)))
    content = (grid.key, *(sheet.rows for sheet in sheets))
    digest = hashlib.sha256(repr(content).encode()).hexdigest()
    return Table(name, digest, tuple(sheets))


def _sheet_row(number: int, cells: Mapping[str, Value], keys: Sequence[str]) -> SheetRow:
    return SheetRow(number, tuple(cells.get(key) for key in keys))


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
