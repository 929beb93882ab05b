"""Read our own workbook when it comes back. Its machine row names the columns.

Rows may be sorted, even the machine row and the titles; columns may be moved, added or deleted.
A field without a column keeps its stored value.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from ifla_metrics.errors import Message, n_
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate, translate
from ifla_metrics.imports.cells import Context
from ifla_metrics.imports.columns import MACHINE_PREFIX, PARTICIPATION, SHEET_FORMATS, SheetFormat
from ifla_metrics.imports.headers import Source
from ifla_metrics.imports.read import Sheet, SheetRow, Table, cell_text, is_empty
from ifla_metrics.imports.row_reader import RowReader, SheetMapping
from ifla_metrics.imports.rows import (
    OTHER_GROUP,
    STRAY_LINE,
    Cell,
    CellError,
    Preview,
    Reason,
    Row,
)
from ifla_metrics.imports.workbook import GROUP_PROPERTY, IDS_SHEET
from ifla_metrics.store.kinds import ACTIVITY, ALL_KINDS
from ifla_metrics.text import clean_line, folded, unescape_formula

STRATEGY_PREFIX = "strategy_"
"""The prefix of names of sheets in the machine rows of a strategy workbook."""
_MIN_MACHINE_CELLS = 3
_MACHINE_CELL = re.compile(rf"{MACHINE_PREFIX}(?P<sheet>\w+)\.(?P<key>\w+)")


def is_own_workbook(table: Table) -> bool:
    """Return whether a file is, or once was, a workbook written by us."""
    return GROUP_PROPERTY in table.properties or any(map(machine_row, table.sheets))


def read_workbook(table: Table, context: Context) -> Preview:
    """Return the contents of our own workbook."""
    readers: list[RowReader] = []
    reasons: list[Reason] = []
    for sheet in table.sheets:
        try:
            if mapping := map_sheet(sheet, SHEET_FORMATS, context.t):
                readers.append(RowReader(mapping, context))
        except CellError as error:
            reasons.append(Reason(Cell(sheet.name), error.code, error.message))
    group, owner = context.group, table.properties.get(GROUP_PROPERTY, "-")
    if group and owner not in ("-", group):
        text = n_("This is the workbook of {owner}; you are importing for {group}.")
        message = Message(text, {"owner": owner, "group": group})
        reasons.append(Reason(Cell(table.name), OTHER_GROUP, message))
    downloaded = _downloaded_entries(table)
    lines, stray = _participation(readers, {row.uid for row in downloaded})
    rows = [
        reader.entry(row, *reader.parse(row), lines.get(reader.mapping.cell(row.number)))
        for reader in readers
        if reader.kind != PARTICIPATION
        for row in reader.mapping.rows
    ]
    return Preview(
        kind="workbook",
        sheets=tuple(reader.mapping for reader in readers),
        rows=tuple(rows),
        reasons=(*reasons, *stray),
        missing=() if reasons else tuple(downloaded),
    )


def machine_row(sheet: Sheet) -> SheetRow | None:
    """Return the row that names the columns, wherever sorting has moved it."""
    for row in sheet.rows:
        cells = [v for v in row.values if isinstance(v, str) and v.startswith(MACHINE_PREFIX)]
        if len(cells) >= _MIN_MACHINE_CELLS:
            return row
    return None


def _downloaded_entries(table: Table) -> list[Row]:
    """Return a withdrawal for each entry that the workbook had when it was downloaded."""
    entries = []
    for row in next((sheet.rows for sheet in table.sheets if sheet.name == IDS_SHEET), ()):
        kind, uid, version = (*map(cell_text, row.values), "", "", "")[:3]
        if uid and kind in ALL_KINDS:
            base = int(version) if version.isdecimal() else None
            entries.append(Row("", row.number, kind, uid=uid, base_version=base))
    return entries


# Sheets

_HIDDEN_PARTS = n_(
    "The hidden row and columns that identify the entries of a group are missing, copied or "
    "changed. Download the workbook again and enter your changes there."
)


def map_sheet(
    sheet: Sheet, formats: Mapping[str, SheetFormat], t: Translate
) -> SheetMapping | None:
    """Return the columns of a sheet that we wrote, None for any other sheet.

    Raises:
        CellError: The hidden parts of the sheet were deleted or copied.
    """
    machine = machine_row(sheet)
    translations = [translate(language) for language in FIGURE_LANGUAGES]
    if machine is None:
        names = {t(f.title)[:31] for t in translations for f in formats.values()}
        if sheet.rows and sheet.name in names:
            raise CellError("hidden_parts", _HIDDEN_PARTS)
        return None
    matches = [_MACHINE_CELL.fullmatch(cell_text(value)) for value in machine.values]
    sheet_format = next((formats.get(match["sheet"]) for match in matches if match), None)
    if sheet_format is None:
        raise CellError("hidden_parts", _HIDDEN_PARTS)
    keys = {
        number: match["key"]
        for number, match in enumerate(matches, start=1)
        if match and match["sheet"] == sheet_format.name
    }
    columns = {key: number for number, key in keys.items() if key in sheet_format.by_key}
    needed = [c.key for c in sheet_format.columns if c.kind in ("id", "version")]
    needed += [key for key in sheet_format.by_key if key == "activity"]
    if len(set(keys.values())) < len(keys) or any(key not in columns for key in needed):
        raise CellError("hidden_parts", _HIDDEN_PARTS)
    titles = {key: sheet_format.by_key[key].title for key in columns}
    sources = {key: Source(number, t(titles[key])) for key, number in columns.items()}
    all_headers = {columns[key]: {t(title) for t in translations} for key, title in titles.items()}
    rows = [row for row in sheet.rows if _is_entry(row, all_headers)]
    if sheet.is_csv:  # `write_csv` puts an apostrophe before the signs of formulas.
        rows = [
            replace(row, values=tuple(map(unescape_formula, map(cell_text, row.values))))
            for row in rows
        ]
    return SheetMapping(sheet, sheet_format, sources, tuple(rows), machine.number)


def _is_entry(row: SheetRow, headers: Mapping[int, set[str]]) -> bool:
    """Return whether a row has values and is neither the machine row nor the row of titles."""
    texts = {
        number: cell_text(value)
        for number, value in enumerate(row.values, start=1)
        if number in headers and not is_empty(value)
    }
    if not texts or any(text.startswith(MACHINE_PREFIX) for text in texts.values()):
        return False
    titles = sum(text.removesuffix(" *").strip() in headers[n] for n, text in texts.items())
    return titles * 2 <= len(texts)  # Most are titles; a few may have been reworded since.


# Participation


def _participation(
    readers: list[RowReader], downloaded: Collection[str]
) -> tuple[dict[Cell, list[Row]], list[Reason]]:
    """Return the lines of each activity by the place of its row, and the faults of stray lines.

    Lines of an activity whose row was deleted are ignored. A copied row has the id of the
    original, and so its lines, too.
    """
    sheets = [reader for reader in readers if reader.kind == PARTICIPATION]
    by_id: dict[str, list[Cell]] = defaultdict(list)
    by_title: dict[str, list[Cell]] = defaultdict(list)
    lines: dict[Cell, list[Row]] = {}
    stray: list[Reason] = []
    for reader in (reader for reader in readers if sheets and reader.kind == ACTIVITY):
        for row in reader.mapping.rows:
            place = reader.mapping.cell(row.number)
            lines[place] = []
            by_id[clean_line(cell_text(reader.mapping.value(row, "id")))].append(place)
            by_title[folded(cell_text(reader.mapping.value(row, "title")))].append(place)
    for reader in sheets:
        for row in reader.mapping.rows:
            name = clean_line(cell_text(reader.mapping.value(row, "activity")))
            with_id = by_id.get(name, []) if name else []
            with_title = by_title.get(folded(name), [])
            if with_id or len(with_title) == 1:
                line = reader.entry(row, *reader.parse(row))
                for place in with_id or with_title:
                    lines[place].append(line)
            elif with_title or name not in downloaded:
                text = n_(
                    "It is not clear which activity this row belongs to. Give its id, or a "
                    "title that only one activity in this file has."
                )
                stray.append(reader.reason(row, "activity", CellError(STRAY_LINE, text)))
    return lines, stray
