"""Write a strategy as a workbook that the secretariat can edit, and read it back.

It has one sheet for the strategy itself, one for its levels and one for each file of
`data/frameworks/`. As in a group's workbook, a hidden machine row names the columns
(`ifla:strategy_nodes.code`), so that sheets may be renamed, sorted and rearranged.
"""

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple, get_type_hints

import xlsxwriter

from ifla_metrics.access import Actor
from ifla_metrics.choices import Choices
from ifla_metrics.csv_files import Faults
from ifla_metrics.csv_files import Row as TextRow
from ifla_metrics.errors import Fault, FaultyData, Message, Refused, n_
from ifla_metrics.framework import Cuts, Framework, Level
from ifla_metrics.framework.files import HEADER, PARTS, allowed_values, build_framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import Column, SheetFormat
from ifla_metrics.imports.entry_rows import CellValue, EntryRow
from ifla_metrics.imports.own_workbook import STRATEGY_PREFIX, map_sheet
from ifla_metrics.imports.read import Table, cell_text
from ifla_metrics.imports.row_reader import SheetMapping
from ifla_metrics.imports.rows import CellError, Reason
from ifla_metrics.imports.workbook import FIRST_ROW, OPTIONS, PROPERTIES, WorkbookWriter
from ifla_metrics.metrics import rollup
from ifla_metrics.metrics.indicator_status import NEEDS, indicator_status
from ifla_metrics.models.field_titles import TITLES as FIELD_TITLES
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import dry_run, read_transaction
from ifla_metrics.store.read.reading import read
from ifla_metrics.store.write.frameworks import Change as StrategyChange
from ifla_metrics.store.write.frameworks import apply_framework, rows_of
from ifla_metrics.text import printable

HEAD_SHEET = "framework"
"""The sheet of the strategy itself, which has one row."""
MAX_LINE_LENGTH = 44
"""Characters above which a text gets several lines."""
CUTS = tuple(cut.name for cut in fields(Cuts))

SHEETS = {
    HEAD_SHEET: n_("Strategy"),
    "levels": n_("Levels"),
    "nodes": n_("Parts"),
    "links": n_("Directions served"),
    "indicators": n_("Indicators"),
    "targets": n_("Targets"),
    "periods": n_("Reporting periods"),
    "texts": n_("Translations"),
}
"""The titles of sheets, by the field of a strategy that they hold."""

TITLES = {
    **FIELD_TITLES,
    "ahead": n_("Ahead from"),
    "baseline": n_("Baseline"),
    "baseline_denominator": n_("Denominator of the baseline"),
    "baseline_note": n_("Note on the baseline"),
    "baseline_numerator": n_("Numerator of the baseline"),
    "baseline_on": n_("Day of the baseline"),
    "behind": n_("Behind from"),
    "code": n_("Code"),
    "counting": n_("Counting rule"),
    "data_source": n_("Where the value comes from"),
    "decided_on": n_("Decided on"),
    "default_period": n_("Period shown first"),
    "definition": n_("Definition"),
    "direction": n_("Direction"),
    "directions": n_("Directions"),
    "disaggregation": n_("Broken down by"),
    "due_days": n_("Days to report"),
    "due_on": n_("Due on"),
    "ends_on": n_("Last day"),
    "frequency": n_("How often reported"),
    "id": n_("Code of the strategy"),
    "key": n_("Key"),
    "least_rated": n_("Minimum share rated"),
    "means_of_verification": n_("Means of verification"),
    "measure": n_("What is counted"),
    "most_failing": n_("Maximum share failing"),
    "name": n_("Name"),
    "on_track": n_("On track from"),
    "original": n_("Original words"),
    "owner": n_("Working group responsible"),
    "owner_as_stated": n_("Responsible, as stated"),
    "parent": n_("Belongs to"),
    "place_rule": n_("How countries add up"),
    "plural": n_("Plural name"),
    "provenance": n_("Documented or synthetic"),
    "ratio": n_("Is a ratio"),
    "reason": n_("Reason"),
    "region_scheme": n_("Regions"),
    "scope": n_("Counts only this part"),
    "short_title": n_("Short title"),
    "starts_on": n_("First day"),
    "stated": n_("Stated in the source"),
    "status": n_("Official or not"),
    "target": n_("Target"),
    "target_kind": n_("Kind of target"),
    "text": n_("Translation"),
    "time_rule": n_("How values add up over time"),
    "tolerance": n_("Tolerance"),
    "too_few": n_("Minimum share with data"),
    "unit": n_("Unit"),
    "verified": n_("Verified"),
}
"""The titles of columns, by field."""


# Writing


def write_strategy(framework: Framework | None, t: Translate) -> bytes:
    """Return a strategy, or an empty template, as an XLSX file."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties(PROPERTIES)
    rows = {part: _rows_of(part, framework) for part in SHEETS}
    lists = {
        f"{part}_{name}": [word for word in words if word]
        for part in SHEETS
        for name, words in allowed_values(_class_of(part)).items()
    }
    writer = WorkbookWriter(book, lists, t)
    for part in SHEETS:
        writer.write(_sheet_format(part, rows[part]), rows[part])
    writer.write_codes()
    book.close()
    return data.getvalue()


def _sheet_format(part: str, rows: Sequence[EntryRow] = ()) -> SheetFormat:
    """Return the columns of a sheet. They accept any value, which is checked on reading."""
    columns = []
    for name in _columns(part):
        codes = f"{part}_{name}" if name in allowed_values(_class_of(part)) else ""
        is_day = any(isinstance(row.get(name), date) for row in rows)
        is_long = any(len(str(row.get(name, ""))) > MAX_LINE_LENGTH for row in rows)
        kind = "day" if is_day else "code" if codes else "prose" if is_long else "text"
        columns.append(Column(name, TITLES[name], kind, codes=codes, allows_other=True))
    return SheetFormat(f"{STRATEGY_PREFIX}{part}", SHEETS[part], tuple(columns), part)


def _rows_of(part: str, framework: Framework | None) -> list[EntryRow]:
    rows = rows_of(part, framework) if framework else []
    return [{name: _cell(row[name]) for name in _columns(part)} for row in rows]


def _cell(value: Any) -> CellValue:
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and float(f"{value:.15g}") != value:
        return str(value)  # A spreadsheet keeps only 15 digits of a number.
    return value if value is None or isinstance(value, str | int | float | date) else str(value)


def _columns(part: str) -> list[str]:
    return [*HEADER, *CUTS] if part == HEAD_SHEET else [f.name for f in fields(_class_of(part))]


def _class_of(part: str) -> type:
    return {"levels": Level, HEAD_SHEET: Framework}.get(part) or PARTS[part]


# Reading


def read_strategy(table: Table, t: Translate) -> tuple[Framework | None, list[Reason]]:
    """Return the strategy in a workbook, or None and all faults at their cells.

    Raises:
        Refused: A sheet or its machine row is missing.
    """
    sheets = _sheets(table, t)
    if missing := [t(title) for part, title in SHEETS.items() if part not in sheets]:
        text = n_(
            "This is not a strategy workbook, or its hidden first row is missing in: {sheets}."
        )
        raise Refused(text, sheets=", ".join(missing))
    faults = Faults()
    rows = {part: _text_rows(sheets[part], faults) for part in SHEETS}
    head = _read_head(rows.pop(HEAD_SHEET), sheets[HEAD_SHEET], faults)
    levels = rows.pop("levels")
    head["levels"] = tuple(Level(**level.cells) for level in levels)
    if not levels:
        sheet = sheets["levels"].sheet.name
        faults.add(TextRow(sheet, None, {}), None, n_("a strategy needs a level"))
    try:
        return build_framework(head, rows, faults), []
    except FaultyData as error:
        return None, [_reason(fault, sheets, t) for fault in error.faults]


def _reason(fault: Fault, sheets: Mapping[str, SheetMapping], t: Translate) -> Reason:
    """Return a fault at its cell. One of no sheet is about the strategy itself."""
    head, column = sheets[HEAD_SHEET], fault.column or ""
    sheet = next((each for each in sheets.values() if each.sheet.name == fault.file), head)
    row = fault.row or (head.rows[0].number if sheet is head and head.rows else 0)
    is_missing = column and column not in sheet.sources
    value = t(TITLES[column]) if is_missing else fault.value
    message, nearest = Message(fault.reason), fault.nearest or ""
    return Reason(sheet.cell(row, column), "strategy", message, column, value, nearest)


def _sheets(table: Table, t: Translate) -> dict[str, SheetMapping]:
    """Return the sheets of a strategy, by the field that they hold."""
    formats = {sheet_format.name: sheet_format for sheet_format in map(_sheet_format, SHEETS)}
    sheets = {}
    for sheet in table.sheets:
        with suppress(CellError):  # Without its machine row the sheet is missing.
            if mapping := map_sheet(sheet, formats, t):
                sheets[mapping.format.kind] = mapping
    return sheets


def _text_rows(mapping: SheetMapping, faults: Faults) -> list[TextRow]:
    """Return the rows of a sheet with all cells as text, as in the CSV file of the strategy."""
    name, columns = mapping.sheet.name, mapping.format.by_key
    faults.items += [
        Fault(name, mapping.header_row, column, "", n_("the column is missing"))
        for column in columns
        if column not in mapping.sources
    ]
    return [
        TextRow(name, row.number, {column: _text(mapping.value(row, column)) for column in columns})
        for row in mapping.rows
    ]


def _read_head(rows: Sequence[TextRow], mapping: SheetMapping, faults: Faults) -> dict[str, Any]:
    row = rows[0] if rows else TextRow(mapping.sheet.name, mapping.header_row + FIRST_ROW, {})
    for extra in rows[1:]:
        column = next((name for name, text in extra.cells.items() if text), None)
        faults.add(extra, column, n_("a workbook has only one strategy: delete this row"))
    head: dict[str, Any] = dict.fromkeys((*HEADER, *CUTS), "")
    types = get_type_hints(Framework) | get_type_hints(Cuts)
    for name in head:
        if row.cells.get(name) or name == "source":
            head[name] = faults.parse(row, name, types[name])
        else:
            faults.add(row, name, n_("is empty"))
    return {**{name: head[name] for name in HEADER}, "cuts": Cuts(**{n: head[n] for n in CUTS})}


def _text(cell: Any) -> str:
    return printable(cell_text(cell)).strip()


# Preview


class RatingChange(NamedTuple):
    """An indicator or direction whose status would change; "" stands for no status."""

    code: str
    title: str
    before: str
    after: str


class StrategyPreview(NamedTuple):
    """What applying a strategy would change in the database as it was when compared."""

    changes: list[StrategyChange]
    ratings: list[RatingChange]
    is_new: bool


def compare_strategy(target: Any, framework: Framework, *, actor: Actor) -> StrategyPreview:
    """Return what a strategy would change, by applying it in a dry run.

    Args:
        target: An engine, or a connection that writes.
        framework: The strategy as read from the workbook.
        actor: Who would apply it.

    Raises:
        NotAllowed, UnknownCode: From `store.write.frameworks.edit_framework`.
    """
    with read_transaction(target) as connection:
        current = read_catalogue(connection).frameworks.get(framework.id)
        before = _ratings(connection, current) if current else {}
    with dry_run(target, actor=actor) as connection:
        changes = apply_framework(connection, framework, actor=actor)
        after = _ratings(connection, framework)
    titles: dict[str, str] = {}
    for strategy in filter(None, (current, framework)):
        titles |= {direction.code: direction.short_title for direction in strategy.directions}
        titles |= {indicator.code: indicator.short_title for indicator in strategy.indicators}
    ratings = [
        RatingChange(code, title, before.get(code, ""), after.get(code, ""))
        for code, title in titles.items()
        if before.get(code, "") != after.get(code, "")
    ]
    return StrategyPreview(changes, ratings, current is None)


def _ratings(connection: Any, framework: Framework) -> dict[str, str]:
    """Return the status of all directions and indicators in the default period."""
    choices = Choices(framework=framework.id, period=framework.default_period)
    statuses = indicator_status(read(connection, choices, NEEDS))
    nodes = rollup.by_node(statuses, framework, [d.code for d in framework.directions])
    by_node = zip(nodes["node"], nodes["status"], strict=True)
    by_indicator = zip(statuses["indicator"], statuses["status"], strict=True)
    return {**dict(by_node), **dict(by_indicator)}
