"""A strategy as a workbook: written for the secretariat to edit, and read back.

One sheet for the strategy itself, one for its levels and one for each file of
`data/frameworks/`. Written and recognised like a group's workbook: a hidden machine row names the
columns (`ifla:strategy_nodes.code`), so that sheets may be renamed, sorted and rearranged.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.access import Actor
from ifla_metrics.choices import Choices
from ifla_metrics.csv_files import Faults
from ifla_metrics.csv_files import Row as TextRow
from ifla_metrics.errors import Fault, FaultyData, InvalidRecord, n_
from ifla_metrics.framework import Cuts, Framework, Level
from ifla_metrics.framework.files import FILES, HEAD, allowed, framework_of
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import TITLES as FIELD_TITLES
from ifla_metrics.imports.columns import Column, SheetFormat
from ifla_metrics.imports.lines import Line, Written
from ifla_metrics.imports.own_workbook import entry_rows, machine_columns, machine_row
from ifla_metrics.imports.read import Sheet, Table, shown
from ifla_metrics.imports.rows import Cell, Message, Reason
from ifla_metrics.imports.workbook import FIRST_ROW, OPTIONS, PROPERTIES, WorkbookWriter
from ifla_metrics.metrics import rollup
from ifla_metrics.metrics.indicator_status import NEEDS, indicator_status
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import dry_run, reading
from ifla_metrics.store.frameworks import Change as StrategyChange
from ifla_metrics.store.frameworks import apply_framework, preview
from ifla_metrics.store.read import read
from ifla_metrics.text import drawable

STAMP = "ifla_strategy"
"""The property of the file that tells which state of the strategy was downloaded."""
FORM = "strategy_"
"""Begins the names of the sheets in their machine rows."""
LEVELS_FILE, HEAD_FILE = "levels.csv", "strategy.csv"
LONG = 44
"""Letters from which a text of the strategy is shown on several lines."""
CUTS = tuple(cut.name for cut in fields(Cuts))
_NUMBERS = ("ahead", "on_track", "behind", "too_few")

SHEETS = {
    HEAD_FILE: n_("Strategy"),
    LEVELS_FILE: n_("Levels"),
    "nodes.csv": n_("Parts"),
    "links.csv": n_("Directions served"),
    "indicators.csv": n_("Indicators"),
    "targets.csv": n_("Targets"),
    "periods.csv": n_("Reporting periods"),
    "translations.csv": n_("Translations"),
}
"""The title of each sheet, by the file that says the same."""

TITLES = {
    **FIELD_TITLES,
    "actual": n_("Value"),
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
    "position": n_("Position"),
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
    "too_few": n_("Least share with data"),
    "unit": n_("Unit"),
    "valid_from": n_("In force from"),
    "valid_to": n_("In force to"),
    "verified": n_("Verified"),
}
"""The title of a column or of a line of the first sheet, by its field."""


# Writing


def strategy_workbook(framework: Framework | None, t: Translate) -> bytes:
    """Return a strategy as an XLSX file; without one an empty template."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties(PROPERTIES)
    book.set_custom_property(STAMP, stamp_of(framework) if framework else "-", "text")
    lines = {file: _lines(file, framework) for file in SHEETS}
    lists = {
        f"{_stem(file)}_{name}": [word for word in words if word]
        for file in SHEETS
        for name, words in allowed(_kind(file)).items()
    }
    writer = WorkbookWriter(book, lists, t)
    for file in SHEETS:
        writer.write(_form(file, lines[file]), lines[file])
    writer.write_codes()
    book.close()
    return data.getvalue()


def stamp_of(framework: Framework) -> str:
    """Return a hash of everything that a strategy says."""
    lines = [_lines(file, framework) for file in SHEETS]
    return hashlib.sha256(repr(lines).encode()).hexdigest()[:16]


def _form(file: str, lines: Sequence[Line] = ()) -> SheetFormat:
    """Return the columns of a sheet; whatever is typed is taken, and checked when it comes back."""
    columns = []
    for name in _columns(file):
        listed = f"{_stem(file)}_{name}" if name in allowed(_kind(file)) else ""
        is_day = any(isinstance(line.get(name), date) for line in lines)
        is_long = any(len(str(line.get(name, ""))) > LONG for line in lines)
        kind = "code" if listed else "prose" if is_long else "text"
        columns.append(
            Column(name, TITLES[name], "day" if is_day else kind, codes=listed, open=True)
        )
    return SheetFormat(f"{FORM}{_stem(file)}", SHEETS[file], tuple(columns), _stem(file))


def _lines(file: str, framework: Framework | None) -> list[Line]:
    if framework is None:
        return []
    values: Sequence[Any] = (framework,)
    if file != HEAD_FILE:
        values = getattr(framework, "texts" if file == "translations.csv" else _stem(file))
    return [
        {
            name: _cell(getattr(value if hasattr(value, name) else framework.cuts, name))
            for name in _columns(file)
        }
        for value in values
    ]


def _cell(value: Any) -> Written:
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and float(f"{value:.15g}") != value:
        return str(value)  # A spreadsheet keeps 15 digits: a number with more goes as text.
    return value if value is None or isinstance(value, str | int | float | date) else str(value)


def _columns(file: str) -> list[str]:
    return [*HEAD, *CUTS] if file == HEAD_FILE else [field.name for field in fields(_kind(file))]


def _kind(file: str) -> type:
    return {LEVELS_FILE: Level, HEAD_FILE: Framework}.get(file) or FILES[file]


def _stem(file: str) -> str:
    return file.removesuffix(".csv")


# Reading


class _Part(NamedTuple):
    """A sheet of the workbook: the number of its machine row, the places of its columns."""

    sheet: Sheet
    machine_row: int
    places: Mapping[str, int]


def read_strategy(table: Table) -> Framework:
    """Return the strategy that a workbook says.

    Raises:
        FaultyData: with every fault; `file` is the sheet, `row` as the spreadsheet counts,
            `column` the field (see `reasons`).
        InvalidRecord: A sheet or its first row is missing.
    """
    parts = _parts(table)
    if missing := [_stem(file) for file in SHEETS if file not in parts]:
        text = n_("This is no strategy workbook, or lacks its first, hidden row in: {sheets}.")
        raise InvalidRecord(text, sheets=", ".join(missing))
    faults = Faults()
    rows = {file: _rows(parts[file], file, faults) for file in SHEETS}
    head = _read_head(rows.pop(HEAD_FILE), parts[HEAD_FILE], faults)
    levels = rows.pop(LEVELS_FILE)
    head["levels"] = tuple(Level(**level.cells) for level in levels)
    if not levels:
        empty = parts[LEVELS_FILE].sheet.name
        faults.found.append(Fault(empty, None, None, "", n_("a strategy needs a level")))
    return framework_of(head, rows, faults)


def reasons(faulty: FaultyData, table: Table, t: Translate) -> list[Reason]:
    """Return the faults of a strategy at the cells of its workbook."""
    parts = _parts(table)
    by_sheet = {part.sheet.name: part for part in parts.values()}
    found = []
    for fault in faulty.faults:
        part, column = by_sheet.get(fault.file, parts[HEAD_FILE]), fault.column or ""
        letter = xl_col_to_name(part.places[column] - 1) if column in part.places else ""
        header = t(TITLES[column]) if column in TITLES else column
        cell = Cell(part.sheet.name, fault.row or 0, letter, header)
        message, nearest = Message(fault.reason), fault.nearest or ""
        found.append(Reason(cell, "strategy", message, column, fault.value, nearest))
    return found


def _parts(table: Table) -> dict[str, _Part]:
    """Return the sheets of a strategy by the file that says the same."""
    found = {}
    for sheet in table.sheets:
        machine = machine_row(sheet)
        name, places = machine_columns(machine) if machine else ("", {})
        if machine and name.startswith(FORM):
            found[f"{name.removeprefix(FORM)}.csv"] = _Part(sheet, machine.number, places)
    return found


def _rows(part: _Part, file: str, faults: Faults) -> list[TextRow]:
    """Return the rows of a sheet, every cell as the text that a file would have."""
    name, wanted = part.sheet.name, _columns(file)
    faults.found += [
        Fault(name, part.machine_row, column, "", n_("the column is missing"))
        for column in wanted
        if column not in part.places
    ]
    titles = {part.places[column]: TITLES[column] for column in wanted if column in part.places}
    found = []
    for row in entry_rows(part.sheet, titles):
        cells = dict(enumerate(row.values, start=1))
        texts = {column: _text(cells.get(part.places.get(column, 0))) for column in wanted}
        found.append(TextRow(name, row.number, texts))
    return found


def _read_head(rows: Sequence[TextRow], part: _Part, faults: Faults) -> dict[str, Any]:
    row = rows[0] if rows else TextRow(part.sheet.name, part.machine_row + FIRST_ROW, {})
    for further in rows[1:]:
        column = next(name for name, text in further.cells.items() if text)
        faults.add(further, column, n_("there is one strategy in a workbook: delete this row"))
    head: dict[str, Any] = {name: row.cells.get(name, "") for name in (*HEAD, *CUTS)}
    for name, text in head.items():
        if not text and name != "source":
            faults.add(row, name, n_("is empty"))
        elif name in ("starts_on", "ends_on"):
            head[name] = faults.value(row, name, date)
    for name in _NUMBERS:
        head[name] = faults.value(row, name, float)
    return {**{name: head[name] for name in HEAD}, "cuts": Cuts(**{n: head[n] for n in CUTS})}


def _text(cell: Any) -> str:
    """Return a cell as the text that a file of the strategy would have."""
    if isinstance(cell, datetime):
        cell = cell.date()
    return drawable(shown(cell)).strip()


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
    is_outdated = known is not None and stamp not in ("", "-", stamp_of(known))
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
