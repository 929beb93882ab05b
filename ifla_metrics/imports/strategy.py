"""A strategy as a workbook: written for the secretariat to edit, and read back.

One sheet for the strategy itself, one for its levels and one for each file of
`data/frameworks/`. Written and recognised like a group's workbook: a hidden machine row names the
columns (`ifla:strategy_nodes.code`), so that sheets may be renamed, sorted and rearranged.
"""

import hashlib
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple, get_type_hints

import xlsxwriter

from ifla_metrics.access import Actor
from ifla_metrics.choices import Choices
from ifla_metrics.csv_files import Faults
from ifla_metrics.csv_files import Row as TextRow
from ifla_metrics.errors import Fault, FaultyData, Message, Refused, n_
from ifla_metrics.framework import Cuts, Framework, Level
from ifla_metrics.framework.files import HEADER, PARTS, allowed_values, build_framework
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.imports.columns import Column, SheetFormat
from ifla_metrics.imports.lines import Line, Written
from ifla_metrics.imports.own_workbook import map_sheet
from ifla_metrics.imports.read import Table, shown
from ifla_metrics.imports.row_reader import MappedSheet
from ifla_metrics.imports.rows import Fault as CellFault
from ifla_metrics.imports.rows import Reason
from ifla_metrics.imports.workbook import FIRST_ROW, OPTIONS, PROPERTIES, WorkbookWriter
from ifla_metrics.metrics import rollup
from ifla_metrics.metrics.indicator_status import NEEDS, indicator_status
from ifla_metrics.models.field_titles import TITLES as FIELD_TITLES
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import dry_run, reading
from ifla_metrics.store.frameworks import Change as StrategyChange
from ifla_metrics.store.frameworks import apply_framework, preview, rows_of
from ifla_metrics.store.read import read
from ifla_metrics.text import printable

STAMP = "ifla_strategy"
"""The property of the file that tells which state of the strategy was downloaded."""
FORM = "strategy_"
"""Begins the names of the sheets in their machine rows."""
HEAD_SHEET = "framework"
"""The sheet of the strategy itself."""
LONG = 44
"""Letters from which a text of the strategy is shown on several lines."""
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
"""The title of each sheet, by the field of a strategy that it holds."""

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
"""The title of a column or of a line of the first sheet, by its field."""


# Writing


def strategy_workbook(framework: Framework | None, t: Translate) -> bytes:
    """Return a strategy as an XLSX file; without one an empty template."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties(PROPERTIES)
    book.set_custom_property(STAMP, stamp_of(framework), "text")
    lines = {part: _lines(part, framework) for part in SHEETS}
    lists = {
        f"{part}_{name}": [word for word in words if word]
        for part in SHEETS
        for name, words in allowed_values(_kind(part)).items()
    }
    writer = WorkbookWriter(book, lists, t)
    for part in SHEETS:
        writer.write(_form(part, lines[part]), lines[part])
    writer.write_codes()
    book.close()
    return data.getvalue()


def stamp_of(framework: Framework | None) -> str:
    """Return a hash of everything that a strategy says."""
    lines = [_lines(part, framework) for part in SHEETS]
    return hashlib.sha256(repr(lines).encode()).hexdigest()


def _form(part: str, lines: Sequence[Line] = ()) -> SheetFormat:
    """Return the columns of a sheet; whatever is typed is taken, and checked when it comes back."""
    columns = []
    for name in _columns(part):
        listed = f"{part}_{name}" if name in allowed_values(_kind(part)) else ""
        is_day = any(isinstance(line.get(name), date) for line in lines)
        is_long = any(len(str(line.get(name, ""))) > LONG for line in lines)
        kind = "code" if listed else "prose" if is_long else "text"
        columns.append(
            Column(name, TITLES[name], "day" if is_day else kind, codes=listed, open=True)
        )
    return SheetFormat(f"{FORM}{part}", SHEETS[part], tuple(columns), part)


def _lines(part: str, framework: Framework | None) -> list[Line]:
    rows = rows_of(part, framework) if framework else []
    return [{name: _cell(row[name]) for name in _columns(part)} for row in rows]


def _cell(value: Any) -> Written:
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and float(f"{value:.15g}") != value:
        return str(value)  # A spreadsheet keeps 15 digits: a number with more goes as text.
    return value if value is None or isinstance(value, str | int | float | date) else str(value)


def _columns(part: str) -> list[str]:
    return [*HEADER, *CUTS] if part == HEAD_SHEET else [field.name for field in fields(_kind(part))]


def _kind(part: str) -> type:
    return {"levels": Level, HEAD_SHEET: Framework}.get(part) or PARTS[part]


# Reading


def read_strategy(table: Table) -> Framework:
    """Return the strategy that a workbook says.

    Raises:
        FaultyData: with every fault; `file` is the sheet, `row` as the spreadsheet counts,
            `column` the field (see `reasons`).
        Refused: A sheet or its first row is missing.
    """
    sheets = _sheets(table, translate("en"))
    if missing := [part for part in SHEETS if part not in sheets]:
        text = n_(
            "This is not a strategy workbook, or its hidden first row is missing in: {sheets}."
        )
        raise Refused(text, sheets=", ".join(missing))
    faults = Faults()
    rows = {part: _rows(sheets[part], faults) for part in SHEETS}
    head = _read_head(rows.pop(HEAD_SHEET), sheets[HEAD_SHEET], faults)
    levels = rows.pop("levels")
    head["levels"] = tuple(Level(**level.cells) for level in levels)
    if not levels:
        empty = sheets["levels"].sheet.name
        faults.items.append(Fault(empty, None, None, "", n_("a strategy needs a level")))
    return build_framework(head, rows, faults)


def reasons(faulty: FaultyData, table: Table, t: Translate) -> list[Reason]:
    """Return the faults of a strategy at the cells of its workbook."""
    sheets = _sheets(table, t)
    by_name = {one.sheet.name: one for one in sheets.values()}
    found = []
    for fault in faulty.faults:
        sheet, column = by_name.get(fault.file, sheets[HEAD_SHEET]), fault.column or ""
        cell, message = sheet.cell(fault.row or 0, column), Message(fault.reason)
        found.append(Reason(cell, "strategy", message, column, fault.value, fault.nearest or ""))
    return found


def _sheets(table: Table, t: Translate) -> dict[str, MappedSheet]:
    """Return the sheets of a strategy by the field that they hold."""
    forms = {form.name: form for form in map(_form, SHEETS)}
    found = {}
    for sheet in table.sheets:
        with suppress(CellFault):  # A sheet without its machine row is missing.
            if mapped := map_sheet(sheet, forms, t):
                found[mapped.form.record] = mapped
    return found


def _rows(mapped: MappedSheet, faults: Faults) -> list[TextRow]:
    """Return the rows of a sheet, every cell as the text that a file would have."""
    name, wanted = mapped.sheet.name, mapped.form.by_key
    faults.items += [
        Fault(name, mapped.header_row, column, "", n_("the column is missing"))
        for column in wanted
        if column not in mapped.columns
    ]
    return [
        TextRow(name, row.number, {column: _text(mapped.value(row, column)) for column in wanted})
        for row in mapped.rows
    ]


def _read_head(rows: Sequence[TextRow], mapped: MappedSheet, faults: Faults) -> dict[str, Any]:
    row = rows[0] if rows else TextRow(mapped.sheet.name, mapped.header_row + FIRST_ROW, {})
    for further in rows[1:]:
        column = next(name for name, text in further.cells.items() if text)
        faults.add(further, column, n_("there is one strategy in a workbook: delete this row"))
    head: dict[str, Any] = dict.fromkeys((*HEADER, *CUTS), "")
    types = get_type_hints(Framework) | get_type_hints(Cuts)
    for name in head:
        if row.cells.get(name) or name == "source":
            head[name] = faults.parse(row, name, types[name])
        else:
            faults.add(row, name, n_("is empty"))
    return {**{name: head[name] for name in HEADER}, "cuts": Cuts(**{n: head[n] for n in CUTS})}


def _text(cell: Any) -> str:
    """Return a cell as the text that a file of the strategy would have."""
    if isinstance(cell, datetime):
        cell = cell.date()
    return printable(shown(cell)).strip()


# What it would change


class RatingChange(NamedTuple):
    """An indicator or a direction whose status would be another one; "" where there is none."""

    code: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class StrategyPreview:
    """What applying a strategy would do to the database as it stood when it was compared."""

    changes: tuple[StrategyChange, ...]
    ratings: tuple[RatingChange, ...]
    is_new: bool
    is_outdated: bool
    """Whether the strategy was changed after the workbook was downloaded."""


def compare_strategy(
    target: Any, framework: Framework, *, actor: Actor, stamp: str = ""
) -> StrategyPreview:
    """Return what a strategy would change, by applying it in a dry run.

    Args:
        target: An engine, or a connection that writes.
        framework: What the workbook says.
        actor: Who would apply it.
        stamp: That of the strategy that was downloaded, as the file says; "" when it does not.

    Raises:
        NotAllowed, UnknownCode: As `store.frameworks.edit_framework` says.
    """
    with reading(target) as connection:
        known = catalogue(connection).frameworks.get(framework.id)
        changes = tuple(preview(connection, framework))
        before = _ratings(connection, known) if known else {}
    after: dict[str, tuple[str, str]] = {}
    with dry_run(target, actor=actor) as connection:
        apply_framework(connection, framework, actor=actor)
        after = _ratings(connection, framework)
    ratings = []
    for code, (title, _) in {**before, **after}.items():
        (_, old), (_, new) = before.get(code, ("", "")), after.get(code, ("", ""))
        if old != new:
            ratings.append(RatingChange(code, title, old, new))
    is_outdated = known is not None and stamp not in ("", stamp_of(None), stamp_of(known))
    return StrategyPreview(changes, tuple(ratings), known is None, is_outdated)


def _ratings(connection: Any, framework: Framework) -> dict[str, tuple[str, str]]:
    """Return title and status of every direction and indicator in the strategy's first period."""
    choices = Choices(framework=framework.id, period=framework.default_period)
    found = indicator_status(read(connection, choices, NEEDS))
    directions = rollup.by_node(found, framework, [d.code for d in framework.directions])
    titles = {d.code: d.short_title for d in framework.directions}
    ratings = {
        node: (titles[node], status)
        for node, status in zip(directions["node"], directions["status"], strict=True)
    }
    titles = {i.code: i.short_title for i in framework.indicators}
    return ratings | {
        code: (titles[code], status)
        for code, status in zip(found["indicator"], found["status"], strict=True)
    }
