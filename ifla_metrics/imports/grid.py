"""The table on the page "Edit in a table".

Edits become the sheet of an uploaded workbook, so that they are checked, compared and previewed
like any file.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.imports.columns import ACTIVITY, PARTICIPATION, SHEET_FORMATS, Column, SheetFormat
from ifla_metrics.imports.entry_rows import EntryFormatter, EntryRow
from ifla_metrics.imports.read import Sheet, SheetRow, Table, Value, cell_text
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS
from ifla_metrics.store.read.search import find_activities
from ifla_metrics.store.versions import Version, current_versions

MAX_ROWS = 100
"""Entries in the table; search finds older ones."""
SHEETS = {name: f for name, f in SHEET_FORMATS.items() if f.kind != PARTICIPATION}
"""What the table can show, by the name of the sheet."""
HIDDEN_COLUMNS = ("id", "version", "framework")


@dataclass(frozen=True)
class Grid:
    """Entries of some groups, newest first, loaded under a unique key.

    Rows are identified by their position.
    """

    key: str
    groups: tuple[str, ...]
    rows: tuple[EntryRow, ...]
    sheet: SheetFormat = SHEETS["activities"]

    @property
    def columns(self) -> list[Column]:
        """The columns shown, which are editable."""
        return [c for c in self.sheet.columns if c.editable and c.key not in HIDDEN_COLUMNS]

    @property
    def texts(self) -> list[dict[str, str]]:
        """The cells of all rows as text."""
        return [{c.key: cell_text(row.get(c.key)) for c in self.columns} for row in self.rows]

    def changes(self, edited: Iterable[Mapping[str, Any]]) -> dict[int, dict[str, str]]:
        """Return the changed cells by row position. New rows come after the loaded ones.

        Keys that are not columns of the table are ignored.
        """
        loaded = chain(self.texts, repeat({column.key: "" for column in self.columns}))
        changes = (
            {k: text for k, old in row.items() if (text := cell_text(cells.get(k, old))) != old}
            for row, cells in zip(loaded, edited, strict=False)
        )
        return {position: cells for position, cells in enumerate(changes) if cells}


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
    """Return the newest entries of groups, without withdrawn ones.

    Activities are searched for the `typed` words; records are those of the framework.

    Raises:
        UnknownCode: The framework does not exist.
    """
    sheet_format = SHEETS[sheet]
    with read_transaction(engine) as connection:
        formatter = EntryFormatter(load_code_book(connection, framework), t)
        if sheet_format.kind == ACTIVITY:
            uids = find_activities(connection, typed, groups=groups, limit=MAX_ROWS)
            stored = current_versions(connection, ACTIVITY_KIND, uids=uids)
            versions: Sequence[Version[Any]] = [stored[uid] for uid in uids]
        else:
            stored = current_versions(connection, ALL_KINDS[sheet_format.kind], groups=groups)
            versions = [v for v in reversed(stored.values()) if v.framework == framework]
    rows = [
        row
        for version in versions
        if not version.withdrawn
        for row in formatter.rows(sheet_format, version)
    ]
    return Grid(key, tuple(groups), tuple(rows[:MAX_ROWS]), sheet_format)


def edited_table(grid: Grid, changes: Mapping[int, Mapping[str, str]], t: Translate) -> Table:
    """Return changed and new rows as a sheet of an uploaded workbook, numbered from 1."""
    keys = (*(column.key for column in grid.columns), *HIDDEN_COLUMNS)
    rows = [SheetRow(0, grid.sheet.machine_row(keys), hidden=True)]
    for position, cells in sorted(changes.items()):
        row: Mapping[str, Value] = cells
        if position < len(grid.rows):
            row = {**grid.rows[position], **cells}
        rows.append(SheetRow(position + 1, tuple(row.get(key) for key in keys)))
    digest = hashlib.sha256(repr((grid.key, rows)).encode()).hexdigest()
    return Table(t("Table"), digest, (Sheet(t(grid.sheet.title), tuple(rows)),))
