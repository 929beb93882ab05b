"""Our own workbook as it comes back: recognised by its machine row, read to drafts and reasons.

Rows may be sorted, the machine row and the titles with them; columns may be moved, inserted or
deleted. A field without a column keeps what stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import n_
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.imports.cells import is_empty, shown
from ifla_metrics.imports.columns import (
    ACTIVITY,
    FORMATS,
    MACHINE,
    PARTICIPATION,
    RECORD_DRAFTS,
    Column,
    SheetFormat,
    draft_of,
)
from ifla_metrics.imports.known import Known
from ifla_metrics.imports.read import Sheet, SheetRow, Table, Value
from ifla_metrics.imports.returned_cells import parse_cell
from ifla_metrics.imports.returned_drafts import (
    Lines,
    Parsed,
    entry_values,
    given_fields,
    line_values,
)
from ifla_metrics.imports.rows import (
    STRAY_LINE,
    Cell,
    Fault,
    Message,
    ReadFile,
    Reason,
    Row,
    SheetFound,
)
from ifla_metrics.imports.workbook import CODES, GROUP_PROPERTY, IDS, INSTRUCTIONS
from ifla_metrics.models.drafts import ParticipationDraft, draft_faults
from ifla_metrics.text import clean_line, folded

LEAST = 3
"""Cells that a machine row has at least."""
_MACHINE_CELL = re.compile(rf"{MACHINE}(?P<sheet>\w+)\.(?P<key>\w+)")
_COLUMN_OF_FIELD = {
    "contributions": "outcomes",
    "alignments": "directions",
    "participation": "participants",
}
"""The column at which a fault of a field is shown that has not one of its own name."""
_BEGINS_FORMULA = re.compile(r"'[=+\-@\t\r]")
_UNFINISHED = n_(
    "The cell holds a formula without its result. Open and save the file in a spreadsheet program."
)


def is_ours(table: Table) -> bool:
    """Say whether a file is a workbook of ours, or was one."""
    return GROUP_PROPERTY in table.properties or any(map(_machine_row, table.sheets))


def read_returned(
    table: Table, known: Known, answers: Mapping[str, str], *, group: str, t: Translate
) -> ReadFile:
    """Return what a workbook of ours says.

    Args:
        table: The file as read.
        known: The codes that exist.
        answers: Not looked at: what is doubtful in a cell of ours is corrected there.
        group: The group whose file it is; "" when each row names its own.
        t: The reader's words, for the titles of columns.
    """
    reader = _Reader(known, group, t)
    for sheet in table.sheets:
        reader.add(sheet)
    owner = table.properties.get(GROUP_PROPERTY, "-")
    if group and owner not in ("-", group):
        text = n_("This is the workbook of {owner}; you are importing for {group}.")
        message = Message(text, {"owner": owner, "group": group})
        reader.reasons.append(Reason(Cell(table.name), "other_group", message))
    rows = reader.rows()
    uids = {(row.kind, row.uid) for row in rows}
    missing = [entry for entry in _written_entries(table) if entry not in uids]
    return ReadFile(
        kind="workbook",
        sheets=tuple(reader.found),
        rows=tuple(rows),
        reasons=tuple(reader.reasons),
        notes=tuple(reader.notes),
        missing=() if reader.has_lost_ids(rows) else tuple(missing),
        name=table.name,
        sha256=table.sha256,
    )


def _machine_row(sheet: Sheet) -> SheetRow | None:
    """Return the row that names the columns for the machine, wherever sorting put it."""
    for row in sheet.rows:
        cells = [cell for cell in row.values if isinstance(cell, str) and cell.startswith(MACHINE)]
        if len(cells) >= LEAST:
            return row
    return None


def _written_entries(table: Table) -> list[tuple[str, str]]:
    """Return the entries (kind, uid) that the workbook had when it was downloaded."""
    for sheet in table.sheets:
        if sheet.name == IDS:
            rows = [(*map(shown, row.values), "", "")[:2] for row in sheet.rows]
            kinds = {ACTIVITY, *RECORD_DRAFTS}
            return [(kind, uid) for kind, uid in rows if kind in kinds and uid]
    return []


@dataclass(frozen=True)
class _Columns:
    """A sheet, what it is a sheet of, and the places of its columns (from 1) by key."""

    sheet: Sheet
    form: SheetFormat
    places: Mapping[str, int]
    t: Translate
    rows: tuple[SheetRow, ...] = ()

    def cell(self, row: int, key: str = "") -> Cell:
        """Return the place of a cell; of the whole row for a key without a column."""
        if key not in self.places:
            return Cell(self.sheet.name, row)
        letters = xl_col_to_name(self.places[key] - 1)
        return Cell(self.sheet.name, row, letters, self.t(self.form.by_key[key].title))

    def value(self, row: SheetRow, key: str) -> Value:
        """Return what stands in a cell; an apostrophe before a formula's sign in CSV is ours."""
        place = self.places.get(key, 0)
        value = row.values[place - 1] if 0 < place <= len(row.values) else None
        if self.sheet.is_text and isinstance(value, str) and _BEGINS_FORMULA.match(value):
            return value[1:]
        return value


@dataclass
class _Reader:
    """Reads the sheets of one workbook; equal cells of a column are parsed once."""

    known: Known
    group: str
    t: Translate
    sheets: list[_Columns] = field(default_factory=list)
    found: list[SheetFound] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)
    _cache: dict[tuple[Column, type, Value, str, bool], Any] = field(default_factory=dict)

    # Sheets

    def add(self, sheet: Sheet) -> None:
        """Take a sheet of entries; others are named, or are why the file is refused."""
        machine = _machine_row(sheet)
        if machine is None:
            self._not_read(sheet)
            return
        named = [_MACHINE_CELL.fullmatch(shown(cell)) for cell in machine.values]
        name = next((m["sheet"] for m in named if m and m["sheet"] in FORMATS), "")
        if not name:
            self._refuse_sheet(sheet, "unknown_sheet", n_("This sheet is of another version."))
            return
        form = FORMATS[name]
        places: dict[str, int] = {}
        for place, match in enumerate(named, start=1):
            if match and match["sheet"] == name and match["key"] in form.by_key:
                if match["key"] in places:
                    text = n_("A column stands twice: delete the copy, and check the other one.")
                    self._refuse_sheet(sheet, "column_twice", text)
                    return
                places[match["key"]] = place
        needed = ("activity",) if form.record == PARTICIPATION else ("id", "version")
        if any(key not in places for key in needed):
            text = n_(
                "The hidden columns by which the tool knows your rows were deleted."
                " Download the workbook anew and enter your changes there."
            )
            self._refuse_sheet(sheet, "no_id_column", text)
            return
        titles = {
            key: {translate(language)(form.by_key[key].title) for language in LANGUAGES}
            for key in places
        }
        columns = _Columns(sheet, form, places, self.t)
        rows = tuple(row for row in sheet.rows if _is_entry(row, columns, titles))
        self.sheets.append(replace(columns, rows=rows))
        self.found.append(SheetFound(sheet.name, machine.number, len(rows)))

    def _not_read(self, sheet: Sheet) -> None:
        every = [translate(language) for language in LANGUAGES]
        if sheet.name == IDS or sheet.name in {
            t(name)[:31] for t in every for name in (CODES, INSTRUCTIONS)
        }:
            return
        titles = {t(form.title)[:31] for t in every for form in FORMATS.values()}
        if sheet.name in titles and sheet.rows:
            text = n_(
                "The hidden row by which the tool knows the columns was deleted."
                " Download the workbook anew and enter your changes there."
            )
            self._refuse_sheet(sheet, "no_machine_row", text)
        elif sheet.rows:
            message = Message(n_("This sheet is none of ours; it is not read."))
            self.notes.append(Reason(Cell(sheet.name), "not_read", message))

    def _refuse_sheet(self, sheet: Sheet, code: str, text: str) -> None:
        self.reasons.append(Reason(Cell(sheet.name), code, Message(text)))

    # Rows

    def rows(self) -> list[Row]:
        """Return the rows of all sheets, lines of participation with their activities."""
        by_record: dict[str, list[_Columns]] = defaultdict(list)
        for columns in self.sheets:
            by_record[columns.form.record].append(columns)
        lines = self._participation(by_record[PARTICIPATION], by_record[ACTIVITY])
        return [
            self._row(columns, row, lines.get((columns.sheet.name, row.number)))
            for columns in self.sheets
            if columns.form.record != PARTICIPATION
            for row in columns.rows
        ]

    def has_lost_ids(self, rows: Iterable[Row]) -> bool:
        """Say whether entries may stand in the file unread: then none of them is missing."""
        whole_sheets = (reason for reason in self.reasons if not reason.cell.row)
        ids = (reason for row in rows for reason in row.reasons if reason.field == "id")
        return any(whole_sheets) or any(ids)

    def _row(self, columns: _Columns, row: SheetRow, lines: Lines | None) -> Row:
        kind = columns.form.record
        typed = clean_line(shown(columns.value(row, "framework")))
        framework = self.known.find("frameworks", typed) or self.known.framework
        parsed, reasons = self._parse(columns, row, framework)
        uid, version = parsed.get("id", ""), parsed.get("version")
        withdraw = parsed.get("withdraw") == "yes"
        made = Row(columns.sheet.name, row.number, kind, None, uid, version, withdraw)
        if withdraw and not reasons:
            return made
        values, faults = entry_values(
            kind, columns.places, parsed, framework=framework, group=self.group, lines=lines
        )
        if not reasons:
            reasons = [self._reason(columns, row, key, fault) for key, fault in faults]
        reasons += lines.reasons if lines is not None else []
        if reasons:
            return replace(made, reasons=tuple(reasons))
        try:
            draft: Any = draft_of(kind)(**values)
        except ValidationError as error:
            return replace(made, reasons=tuple(self._broken_rules(columns, row, error)))
        given = given_fields(kind, columns.places, parsed, has_lines=lines is not None)
        return replace(made, draft=draft, given=given)

    def _broken_rules(
        self, columns: _Columns, row: SheetRow, error: ValidationError
    ) -> list[Reason]:
        reasons = []
        for found in draft_faults(error):
            key = _COLUMN_OF_FIELD.get(found.field, found.field)
            message = Message(found.error.message, found.error.values)
            typed = shown(columns.value(row, key))[:200]
            reasons.append(Reason(columns.cell(row.number, key), "rule", message, key, typed))
        return reasons

    def _parse(
        self, columns: _Columns, row: SheetRow, framework: str
    ) -> tuple[Parsed, list[Reason]]:
        """Return the values of the filled cells of a row by column, and what is wrong with them."""
        parsed: Parsed = {}
        reasons = []
        # A line of people has no id: it belongs to an entry that may stand.
        is_new = "id" in columns.places and is_empty(columns.value(row, "id"))
        for key, place in columns.places.items():
            value = columns.value(row, key)
            try:
                if (row.number, place) in columns.sheet.unfinished:
                    raise Fault("no_result", _UNFINISHED)
                if not is_empty(value):
                    column = columns.form.by_key[key]
                    parsed[key] = self._cell(column, value, framework, is_new=is_new)
            except Fault as fault:
                reasons.append(self._reason(columns, row, key, fault))
        return parsed, reasons

    def _cell(self, column: Column, value: Value, framework: str, *, is_new: bool) -> Any:
        key = (column, type(value), value, framework, is_new)
        if key not in self._cache:
            try:
                found = parse_cell(column, value, self.known, framework, is_new=is_new)
            except Fault as fault:
                found = fault
            self._cache[key] = found
        if isinstance(self._cache[key], Fault):
            raise self._cache[key]
        return self._cache[key]

    def _reason(self, columns: _Columns, row: SheetRow, key: str, fault: Fault) -> Reason:
        return Reason(
            columns.cell(row.number, key),
            fault.code,
            fault.message,
            key,
            shown(columns.value(row, key))[:200],
            fault.suggestion,
        )

    # Participation

    def _participation(
        self, sheets: Iterable[_Columns], activities: Iterable[_Columns]
    ) -> dict[tuple[str, int], Lines]:
        """Return the lines of each activity's row, by sheet and row."""
        by_name: dict[str, list[tuple[str, int]]] = defaultdict(list)
        found: dict[tuple[str, int], Lines] = {}
        sheets = list(sheets)
        for columns in activities:
            for row in columns.rows:
                place = (columns.sheet.name, row.number)
                by_name[clean_line(shown(columns.value(row, "id")))].append(place)
                by_name[folded(shown(columns.value(row, "title")))].append(place)
                if sheets:
                    found[place] = Lines()
        for columns in sheets:
            for row in columns.rows:
                name = clean_line(shown(columns.value(row, "activity")))
                places = by_name.get(name) or by_name.get(folded(name)) or []
                line, reasons = self._line(columns, row)
                if len(places) != 1:
                    text = n_("No activity of this file has this id or title.")
                    if places:
                        text = n_("Several activities of this file have this title; write the id.")
                    fault = Fault(STRAY_LINE, text)
                    self.reasons.append(self._reason(columns, row, "activity", fault))
                    continue
                own = found[places[0]]
                own.reasons += reasons
                if line is not None:
                    own.lines.append(line)
        return found

    def _line(
        self, columns: _Columns, row: SheetRow
    ) -> tuple[ParticipationDraft | None, list[Reason]]:
        parsed, reasons = self._parse(columns, row, self.known.framework)
        if reasons:
            return None, reasons
        try:
            return ParticipationDraft(**line_values(parsed)), []
        except ValidationError as error:
            return None, self._broken_rules(columns, row, error)


def _is_entry(row: SheetRow, columns: _Columns, titles: Mapping[str, set[str]]) -> bool:
    """Say whether a row says something and is neither the machine's nor that of the titles."""
    cells = ((key, columns.value(row, key)) for key in columns.places)
    filled = [(key, value) for key, value in cells if not is_empty(value)]
    if not filled or any(isinstance(v, str) and v.startswith(MACHINE) for _, v in filled):
        return False
    return not all(shown(value).removesuffix(" *").strip() in titles[key] for key, value in filled)
