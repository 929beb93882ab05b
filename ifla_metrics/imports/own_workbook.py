"""Our own workbook as it comes back: a table whose columns are known by its machine row.

Rows may be sorted, the machine row and the titles with them; columns may be moved, inserted or
deleted. A field without a column keeps what stands. Edits of a table on the screen become the
sheets of such a workbook (`edited_table`), so that they are checked, compared with the log and
previewed like any import.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ifla_metrics.errors import Message, n_
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.imports.cells import Context
from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.imports.columns import (
    ACTIVITY,
    FORMATS,
    MACHINE,
    PARTICIPATION,
    Column,
    SheetFormat,
)
from ifla_metrics.imports.lines import Line, LineWriter
from ifla_metrics.imports.read import Sheet, SheetRow, Table, Value, is_empty, shown
from ifla_metrics.imports.row_reader import Lines, MappedSheet, RowReader, is_placeholder
from ifla_metrics.imports.rows import STRAY_LINE, Cell, Fault, ReadFile, Reason, Row, SheetFound
from ifla_metrics.imports.workbook import GROUP_PROPERTY, IDS
from ifla_metrics.store.database import reading
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS
from ifla_metrics.store.search import find
from ifla_metrics.store.versions import Version, current_versions
from ifla_metrics.text import clean_line, folded, unescape_formula

_LEAST = 3
"""Cells that a machine row has at least."""
_MACHINE_CELL = re.compile(rf"{MACHINE}(?P<sheet>\w+)\.(?P<key>\w+)")


def is_ours(table: Table) -> bool:
    """Say whether a file is a workbook of ours, or was one."""
    return GROUP_PROPERTY in table.properties or any(map(machine_row, table.sheets))


def read_workbook(table: Table, context: Context, t: Translate) -> ReadFile:
    """Return what a workbook of ours says."""
    readers: list[RowReader] = []
    reasons: list[Reason] = []
    for sheet in table.sheets:
        try:
            if mapped := map_sheet(sheet, FORMATS, t):
                readers.append(RowReader(mapped, context))
        except Fault as fault:
            reasons.append(Reason(Cell(sheet.name), fault.code, fault.message))
    group, owner = context.group, table.properties.get(GROUP_PROPERTY, "-")
    if group and owner not in ("-", group):
        text = n_("This is the workbook of {owner}; you are importing for {group}.")
        message = Message(text, {"owner": owner, "group": group})
        reasons.append(Reason(Cell(table.name), "other_group", message))
    written = _written_entries(table)
    lines, stray = _participation(readers, {one.uid for one in written})
    rows = [
        reader.row(row, *_parse(reader, row), lines.get(_place(reader, row)))
        for reader in readers
        if reader.kind != PARTICIPATION
        for row in reader.mapped.rows
    ]
    # Entries may stand in the file unread: then none of them is missing.
    has_lost_ids = bool(reasons) or any(r.field == "id" for row in rows for r in row.reasons)
    present = {(row.kind, row.uid) for row in rows}
    missing = [one for one in written if (one.kind, one.uid) not in present]
    return ReadFile(
        kind="workbook",
        sheets=tuple(
            SheetFound(m.sheet.name, m.header_row, len(m.rows))
            for m in (reader.mapped for reader in readers)
        ),
        rows=tuple(rows),
        reasons=(*reasons, *stray),
        missing=() if has_lost_ids else tuple(missing),
    )


def machine_row(sheet: Sheet) -> SheetRow | None:
    """Return the row that names the columns for the machine, wherever sorting put it."""
    for row in sheet.rows:
        cells = [cell for cell in row.values if isinstance(cell, str) and cell.startswith(MACHINE)]
        if len(cells) >= _LEAST:
            return row
    return None


def _written_entries(table: Table) -> list[Row]:
    """Return the entries that the workbook had when it was downloaded, as to be withdrawn."""
    found = []
    for row in next((sheet.rows for sheet in table.sheets if sheet.name == IDS), ()):
        kind, uid, version = (*map(shown, row.values), "", "", "")[:3]
        if uid and kind in ALL_KINDS:
            known = int(version) if version.isdecimal() else None
            listed = Row(IDS, row.number, kind, uid=uid, base_version=known, withdraw=True)
            found.append(listed)
    return found


def _parse(reader: RowReader, row: SheetRow) -> tuple[dict[str, Any], list[Reason]]:
    """Return the values of a row, and what is wrong with them: a new entry needs a title."""
    parsed, reasons = reader.parse(row)
    if not parsed.get("id") and is_placeholder(parsed):
        text = n_("This is a placeholder. Write a title that says what it is.")
        reasons.append(reader.reason(row, "title", Fault("no_title", text)))
    return parsed, reasons


# Sheets

_HIDDEN_PARTS = n_(
    "The hidden row and columns that identify your entries were deleted, copied or changed. "
    "Download the workbook again and enter your changes there."
)


def map_sheet(sheet: Sheet, formats: Mapping[str, SheetFormat], t: Translate) -> MappedSheet | None:
    """Return the columns of a sheet that we wrote; None for any other sheet.

    Raises:
        Fault: The sheet held entries, and its hidden parts were deleted or copied.
    """
    machine = machine_row(sheet)
    every = [translate(language) for language in LANGUAGES]
    if machine is None:
        if sheet.rows and sheet.name in {t(f.title)[:31] for t in every for f in formats.values()}:
            raise Fault("hidden_parts", _HIDDEN_PARTS)
        return None
    found = [_MACHINE_CELL.fullmatch(shown(cell)) for cell in machine.values]
    form = next((formats.get(match["sheet"]) for match in found if match), None)
    if form is None:
        raise Fault("hidden_parts", _HIDDEN_PARTS)
    named = {
        place: match["key"]
        for place, match in enumerate(found, start=1)
        if match and match["sheet"] == form.name
    }
    columns = {key: place for place, key in named.items() if key in form.by_key}
    hidden = [c.key for c in form.columns if c.kind in ("id", "version") or c.key == "activity"]
    if len(set(named.values())) < len(named) or any(key not in columns for key in hidden):
        raise Fault("hidden_parts", _HIDDEN_PARTS)
    titles = {place: form.by_key[key].title for key, place in columns.items()}
    headers = {place: t(title) for place, title in titles.items()}
    words = {place: {t(title) for t in every} for place, title in titles.items()}
    rows = [row for row in sheet.rows if _is_entry(row, words)]
    if sheet.is_text:  # An apostrophe before a formula's sign is ours.
        rows = [
            replace(row, values=tuple(map(unescape_formula, map(shown, row.values))))
            for row in rows
        ]
    return MappedSheet(sheet, form, columns, headers, tuple(rows), machine.number)


def _is_entry(row: SheetRow, titles: Mapping[int, set[str]]) -> bool:
    """Say whether a row says something, and is neither the machine's nor that of the titles."""
    cells = {place: value for place, value in enumerate(row.values, start=1) if place in titles}
    filled = {place: shown(value) for place, value in cells.items() if not is_empty(value)}
    if not filled or any(text.startswith(MACHINE) for text in filled.values()):
        return False
    return not all(text.removesuffix(" *").strip() in titles[p] for p, text in filled.items())


# People


def _place(reader: RowReader, row: SheetRow) -> tuple[str, int]:
    return reader.mapped.sheet.name, row.number


def _participation(
    readers: list[RowReader], written: Collection[str]
) -> tuple[dict[tuple[str, int], Lines], list[Reason]]:
    """Return the lines of each activity's row, by sheet and row, and those of no activity.

    Lines of an activity whose row was deleted stay as they are; a copied row, which has the id of
    the other, has its lines, too.
    """
    sheets = [reader for reader in readers if reader.kind == PARTICIPATION]
    by_id: dict[str, list[tuple[str, int]]] = defaultdict(list)
    by_title: dict[str, list[tuple[str, int]]] = defaultdict(list)
    found: dict[tuple[str, int], Lines] = {}
    stray: list[Reason] = []
    for reader in (reader for reader in readers if sheets and reader.kind == ACTIVITY):
        for row in reader.mapped.rows:
            place = _place(reader, row)
            found[place] = Lines()
            by_id[clean_line(shown(reader.mapped.value(row, "id")))].append(place)
            by_title[folded(shown(reader.mapped.value(row, "title")))].append(place)
    for reader in sheets:
        for row in reader.mapped.rows:
            name = clean_line(shown(reader.mapped.value(row, "activity")))
            named = by_title.get(folded(name), [])
            places = by_id.get(name, []) if name else []
            if places or len(named) == 1:
                for place in places or named:
                    _add_line(reader, row, found[place])
            elif named or name not in written:
                text = n_(
                    "It is not clear which activity this row belongs to. Give its id, or a "
                    "title that only one activity in this file has."
                )
                stray.append(reader.reason(row, "activity", Fault(STRAY_LINE, text)))
    return found, stray


def _add_line(reader: RowReader, row: SheetRow, lines: Lines) -> None:
    parsed, reasons = reader.parse(row)
    if not reasons:
        draft, reasons = reader.draft(row, parsed)
        lines.lines += [draft] if draft is not None else []
    lines.reasons += reasons


# The table on the screen: a row is named by its place in the table as it was shown

ROWS = 100
"""Entries in a table: more are found by searching."""
SHEETS = {name: sheet for name, sheet in FORMATS.items() if sheet.record != PARTICIPATION}
"""What a table can hold, by the name of its sheet."""
FIXED = ("id", "version", "framework")
"""Columns that go with a row and are not shown."""
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Grid:
    """Entries of some groups, the newest entered first; `key` is made when it is shown."""

    key: str
    groups: tuple[str, ...]
    rows: tuple[Line, ...]
    sheet: SheetFormat = SHEETS["activities"]

    @property
    def columns(self) -> list[Column]:
        """The columns that are shown and may be edited."""
        return [c for c in self.sheet.columns if c.editable and c.key not in FIXED]

    @property
    def texts(self) -> list[dict[str, str]]:
        """The texts of all cells, row by row."""
        return [{c.key: _text(row.get(c.key)) for c in self.columns} for row in self.rows]

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
    """Return the newest entries of groups, without withdrawn ones.

    Of activities those in which the `typed` words are found.

    Raises:
        UnknownCode: There is no such framework.
    """
    of = SHEETS[sheet]
    with reading(engine) as connection:
        writer = LineWriter(load_code_book(connection, framework), t)
        if of.record == ACTIVITY:
            uids = find(connection, typed, groups=groups, limit=ROWS)
            stored = current_versions(connection, ACTIVITY_KIND, uids=uids)
            found: Sequence[Version[Any]] = [stored[uid] for uid in uids]
        else:
            stored = current_versions(connection, ALL_KINDS[of.record], groups=groups)
            found = [one for one in reversed(stored.values()) if one.framework == framework]
    rows = [
        line
        for one in found
        if not one.withdrawn
        for line in writer.lines(of, one.uid, one.version, one.draft)
    ]
    return Grid(key, tuple(groups), tuple(rows[:ROWS]), of)


def edited_table(grid: Grid, changes: Mapping[int, Cells], name: str) -> Table:
    """Return changed and new rows as the sheet of an uploaded workbook; they keep their places."""
    keys = (*FIXED, *(column.key for column in grid.columns))
    rows = [SheetRow(0, grid.sheet.machine_row(keys), hidden=True)]
    for place, cells in sorted(changes.items()):
        own: Mapping[str, Value] = cells
        if place < len(grid.rows):
            own = {**grid.rows[place], **cells}
        rows.append(SheetRow(place + 1, tuple(own.get(key) for key in keys)))
    digest = hashlib.sha256(repr((grid.key, rows)).encode()).hexdigest()
    return Table(name, digest, (Sheet(grid.sheet.name, tuple(rows)),))


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
