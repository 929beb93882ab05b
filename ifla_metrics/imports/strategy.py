"""A strategy as a workbook: written for the secretariat to edit, and read back.

One sheet for the strategy itself, one for its levels and one for each file of
`data/frameworks/`. The hidden first row of a sheet names its columns for the machine
(`ifla-strategy:nodes.code`), so that sheets may be renamed, sorted and rearranged.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter
from pydantic import TypeAdapter
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.access import Actor
from ifla_metrics.choices import Choices
from ifla_metrics.csv_files import Faults, parse_day, parse_number
from ifla_metrics.csv_files import Row as TextRow
from ifla_metrics.errors import Fault, FaultyData, InvalidRecord, n_
from ifla_metrics.framework import Cuts, Framework, Level
from ifla_metrics.framework.files import ALLOWED, FILES, HEAD, framework_of
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.read import Sheet, Table
from ifla_metrics.imports.rows import Cell, Message, Reason
from ifla_metrics.metrics import rollup
from ifla_metrics.metrics.indicator_status import NEEDS, indicator_status
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import reading, writing
from ifla_metrics.store.frameworks import Change as StrategyChange
from ifla_metrics.store.frameworks import apply_framework, preview
from ifla_metrics.store.read import read
from ifla_metrics.text import drawable

MARK = "ifla-strategy:"
STRATEGY, LEVELS, LEVELS_FILE = "strategy", "levels", "levels.csv"
SPARE = 200
"""Empty rows below the last one in which drop-downs work."""
WIDTH, WIDE = 16, 44
_JSON = TypeAdapter(Framework)

SHEETS = {
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
    "denominator": n_("Denominator"),
    "direction": n_("Direction"),
    "directions": n_("Directions"),
    "disaggregation": n_("Broken down by"),
    "due_days": n_("Days to report"),
    "due_on": n_("Due on"),
    "ends_on": n_("Last day"),
    "frequency": n_("How often reported"),
    "id": n_("Code of the strategy"),
    "indicator": n_("Indicator"),
    "key": n_("Key"),
    "kind": n_("Kind"),
    "language": n_("Language"),
    "least_rated": n_("Least share rated"),
    "level": n_("Level"),
    "means_of_verification": n_("Means of verification"),
    "measure": n_("What is counted"),
    "most_failing": n_("Most share failing"),
    "name": n_("Name"),
    "node": n_("Part of the strategy"),
    "note": n_("Note"),
    "numerator": n_("Numerator"),
    "on_track": n_("On track from"),
    "original": n_("Original words"),
    "owner": n_("Working group responsible"),
    "owner_as_stated": n_("Responsible, as stated"),
    "parent": n_("Belongs to"),
    "period": n_("Period"),
    "place_rule": n_("How countries add up"),
    "plural": n_("Name of several"),
    "position": n_("Position"),
    "provenance": n_("Documented or synthetic"),
    "ratio": n_("Is a ratio"),
    "reason": n_("Reason"),
    "region_scheme": n_("Regions"),
    "scope": n_("Counts only this part"),
    "short_title": n_("Short title"),
    "source": n_("Source"),
    "starts_on": n_("First day"),
    "stated": n_("Stated in the source"),
    "status": n_("Official or not"),
    "target": n_("Target"),
    "target_kind": n_("Kind of target"),
    "text": n_("Translation"),
    "time_rule": n_("How values add up over time"),
    "title": n_("Title"),
    "tolerance": n_("Tolerance"),
    "too_few": n_("Least share with data"),
    "unit": n_("Unit"),
    "valid_from": n_("In force from"),
    "valid_to": n_("In force to"),
    "verified": n_("Verified"),
    "version": n_("Version"),
}
"""The title of a column or of a line of the first sheet, by its field."""

_LISTED = {
    "parent": "nodes.csv",
    "node": "nodes.csv",
    "scope": "nodes.csv",
    "indicator": "indicators.csv",
    "period": "periods.csv",
    "level": LEVELS_FILE,
}
"""Columns that name a row of another sheet, which a drop-down offers."""


@dataclass(frozen=True)
class StrategyFile:
    """A strategy as a workbook says it; `stamp` is of the strategy that was downloaded."""

    framework: Framework
    stamp: str = ""


def stamp_of(framework: Framework) -> str:
    """Return a hash of everything that a strategy says."""
    return hashlib.sha256(_JSON.dump_json(framework.original)).hexdigest()[:16]


# Writing


def strategy_workbook(framework: Framework | None, t: Translate) -> bytes:
    """Return a strategy as an XLSX file; without one an empty template."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDE6F0"}),
        "cell": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    }
    _write_head(book, looks, framework, t)
    for file in SHEETS:
        _write_part(book, looks, file, framework, t)
    book.close()
    return data.getvalue()


def _write_head(book: Any, looks: Any, framework: Framework | None, t: Translate) -> None:
    sheet = book.add_worksheet(t(n_("Strategy"))[:31])
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_column(1, 2, WIDE)
    mark = f"{MARK}{STRATEGY}={stamp_of(framework) if framework else ''}"
    for row, (name, value) in enumerate([(mark, ""), *_head_values(framework)]):
        sheet.write_string(row, 0, name)
        if row:
            sheet.write_string(row, 1, t(TITLES[name]), looks["head"])
            _write(sheet, row, 2, value, looks)
    sheet.write_string(0, 1, t(n_("What")), looks["head"])
    sheet.write_string(0, 2, t(n_("Value")), looks["head"])
    sheet.freeze_panes(1, 0)


def _head_values(framework: Framework | None) -> Iterator[tuple[str, Any]]:
    for name in HEAD:
        yield name, getattr(framework, name) if framework else ""
    yield from asdict(framework.cuts if framework else Cuts()).items()


def _write_part(
    book: Any, looks: Any, file: str, framework: Framework | None, t: Translate
) -> None:
    kind = _kind(file)
    columns = [field.name for field in fields(kind)]
    values = getattr(framework, _field(file)) if framework else ()
    sheet = book.add_worksheet(t(SHEETS[file])[:31])
    sheet.set_row(0, None, None, {"hidden": True})
    for place, name in enumerate(columns):
        sheet.write_string(0, place, f"{MARK}{file.removesuffix('.csv')}.{name}")
        sheet.write_string(1, place, t(TITLES[name]), looks["head"])
        longest = max((len(str(getattr(v, name))) for v in values), default=0)
        sheet.set_column(place, place, WIDE if longest > WIDE else WIDTH)
        if offered := _offered(file, name, framework, t):
            sheet.data_validation(2, place, len(values) + SPARE, place, offered)
    for row, value in enumerate(values, start=2):
        for place, name in enumerate(columns):
            _write(sheet, row, place, getattr(value, name), looks)
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, max(2, len(values) + 1), len(columns) - 1)


def _offered(file: str, name: str, framework: Framework | None, t: Translate) -> dict[str, Any]:
    """Return the drop-down of a column; what is typed is checked when the file comes back."""
    rule = {"validate": "list", "ignore_blank": True, "show_error": False}
    allowed = ALLOWED.get(_kind(file), {}).get(name)
    if allowed:
        return {**rule, "source": [word for word in allowed if word]}
    other = _LISTED.get(name)
    if other is None or (other == file and name != "parent"):
        return {}
    values = getattr(framework, _field(other)) if framework else ()
    letter = xl_col_to_name([f.name for f in fields(_kind(other))].index(_key(other)))
    sheet = t(SHEETS[other])[:31].replace("'", "''")
    return {**rule, "source": f"='{sheet}'!${letter}$3:${letter}${len(values) + SPARE}"}


def _write(sheet: Any, row: int, place: int, value: Any, looks: Any) -> None:
    if isinstance(value, tuple):
        value = "|".join(value)
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, place, "yes" if value else "no", looks["cell"])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, looks["day"])
    elif isinstance(value, int | float) and float(f"{value:.15g}") == value:
        sheet.write_number(row, place, value, looks["cell"])
    else:  # A spreadsheet keeps 15 digits: a number with more goes as text.
        sheet.write_string(row, place, drawable(str(value)), looks["cell"])


def _kind(file: str) -> type:
    return Level if file == LEVELS_FILE else FILES[file]


def _key(file: str) -> str:
    return "key" if file == LEVELS_FILE else "code"


def _field(file: str) -> str:
    """Return the field of a framework that has the rows of a file."""
    return "texts" if file == "translations.csv" else file.removesuffix(".csv")


# Reading


def is_strategy(table: Table) -> bool:
    """Say whether a file is a strategy's workbook."""
    return any(_marked(line) for sheet in table.sheets for _, line in _lines(sheet))


def read_strategy(table: Table) -> StrategyFile:
    """Return the strategy that a workbook says.

    Raises:
        FaultyData: with every fault; `file` is the sheet, `row` as the spreadsheet counts,
            `column` the field (see `reasons`).
        InvalidRecord: A sheet or its first row is missing.
    """
    found = {name: (sheet, row, line) for name, sheet, row, line in _marked_sheets(table)}
    missing = [name for name in (STRATEGY, *map(_stem, SHEETS)) if name not in found]
    if missing:
        raise InvalidRecord(
            n_("The workbook lacks its first, hidden row in: {sheets}. Download it again."),
            sheets=", ".join(missing),
        )
    faults = Faults()
    rows = {file: _rows(*found[_stem(file)], file, faults) for file in SHEETS}
    sheet, row, line = found[STRATEGY]
    head = _read_head(sheet, row, faults)
    levels = rows.pop(LEVELS_FILE)
    head["levels"] = tuple(Level(**level.cells) for level in levels)
    if not levels:
        empty = found[_stem(LEVELS_FILE)][0].name
        faults.found.append(Fault(empty, None, None, "", n_("a strategy needs a level")))
    stamp = str(line[0]).partition("=")[2]
    return StrategyFile(framework_of(head, rows, faults), stamp)


def reasons(faulty: FaultyData, table: Table, t: Translate) -> list[Reason]:
    """Return the faults of a strategy at the cells of its workbook."""
    columns: dict[str, dict[str, str]] = {}
    head = ""
    for name, sheet, _, line in _marked_sheets(table):
        columns[sheet.name] = {_name(cell): xl_col_to_name(n) for n, cell in enumerate(line)}
        head = sheet.name if name == STRATEGY else head
    return [_reason(fault, columns, head, t) for fault in faulty.faults]


def _reason(
    fault: Fault, columns: Mapping[str, Mapping[str, str]], head: str, t: Translate
) -> Reason:
    sheet = fault.file if fault.file in columns else head
    column = fault.column or ""
    letter = "C" if sheet == head else columns[sheet].get(column, "")
    header = t(TITLES[column]) if column in TITLES else column
    return Reason(
        cell=Cell(sheet, fault.row or 0, letter, header),
        code="strategy",
        message=Message(fault.reason),
        field=column,
        value=fault.value,
        suggestion=fault.nearest or "",
    )


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
    outdated: bool
    """Whether the strategy was changed after the workbook was downloaded."""
    is_new: bool


def compare_strategy(target: Any, file: StrategyFile, *, actor: Actor) -> StrategyPreview:
    """Return what a strategy would change, by applying it in a transaction that is undone.

    Raises:
        NotAllowed, UnknownCode: As `store.frameworks.edit_framework` says.
    """
    framework = file.framework
    with reading(target) as connection:
        known = catalogue(connection).frameworks.get(framework.id)
        changes = tuple(preview(connection, framework))
        before = _ratings(connection, known) if known else {}
    after: dict[str, tuple[str, str]] = {}
    with suppress(_Undone), writing(target, actor=actor) as connection:
        apply_framework(connection, framework, actor=actor)
        after = _ratings(connection, framework)
        raise _Undone
    codes = dict.fromkeys((*after, *before))
    none = ("", "")
    return StrategyPreview(
        changes=changes,
        ratings=tuple(
            RatingChange(
                code,
                after.get(code, none)[0] or before.get(code, none)[0],
                before.get(code, none)[1],
                after.get(code, none)[1],
            )
            for code in codes
            if before.get(code, none)[1] != after.get(code, none)[1]
        ),
        outdated=known is not None and bool(file.stamp) and file.stamp != stamp_of(known),
        is_new=known is None,
    )


class _Undone(Exception):
    """Ends the transaction of a preview without writing anything."""


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


def _lines(sheet: Sheet) -> Iterator[tuple[int, Sequence[Any]]]:
    return ((row.number, row.values) for row in sheet.rows)


def _stem(file: str) -> str:
    return file.removesuffix(".csv")


def _marked_sheets(table: Table) -> Iterator[tuple[str, Sheet, int, Sequence[Any]]]:
    """Yield what each marked sheet holds, the sheet, and its machine row with its number."""
    for sheet in table.sheets:
        for row, line in _lines(sheet):
            if name := _marked(line):
                yield name, sheet, row, line
                break


def _marked(line: Sequence[Any]) -> str:
    """Return what a machine row says its sheet holds; empty for any other row."""
    cell = next((str(c) for c in line if str(c).startswith(MARK)), "")
    return cell.removeprefix(MARK).partition(".")[0].partition("=")[0]


def _name(cell: Any) -> str:
    """Return the field that a cell of a machine row names."""
    return str(cell).removeprefix(MARK).partition(".")[2] if str(cell).startswith(MARK) else ""


def _rows(
    sheet: Sheet, machine_row: int, line: Sequence[Any], file: str, faults: Faults
) -> list[TextRow]:
    names = [_name(cell) for cell in line]
    wanted = [field.name for field in fields(_kind(file))]
    for name in wanted:
        if name not in names:
            faults.found.append(
                Fault(sheet.name, machine_row, name, "", n_("the column is missing"))
            )
    titles = True
    found = []
    for row, cells in _lines(sheet):
        if row == machine_row or not any(_text(cell) for cell in cells):
            continue
        if row > machine_row and titles:
            titles = False  # The row of titles follows the machine row.
            continue
        texts = {name: _text(cell) for name, cell in zip(names, cells, strict=False) if name}
        found.append(TextRow(sheet.name, row, {name: texts.get(name, "") for name in wanted}))
    return found


def _read_head(sheet: Sheet, machine_row: int, faults: Faults) -> dict[str, Any]:
    texts = {
        str(cells[0]): (row, _text(cells[2]) if len(cells) > 2 else "")
        for row, cells in _lines(sheet)
        if cells and row != machine_row
    }
    head: dict[str, Any] = {}
    for name in (*HEAD, *(cut.name for cut in fields(Cuts))):
        row, text = texts.get(name, (machine_row, ""))
        line = TextRow(sheet.name, row, {name: text})
        if not text and name not in ("source",):
            faults.add(line, name, n_("is empty"))
        elif name in ("starts_on", "ends_on"):
            head[name] = faults.cell(line, name, parse_day, date.min)
        else:
            head[name] = text
    cuts = {cut.name: head.pop(cut.name, "") for cut in fields(Cuts)}
    for name in ("ahead", "on_track", "behind", "too_few"):
        row = texts.get(name, (machine_row, ""))[0]
        cuts[name] = faults.cell(
            TextRow(sheet.name, row, {name: cuts[name]}), name, parse_number, 0.0
        )
    return {**head, "cuts": Cuts(**cuts)}


def _text(cell: Any) -> str:
    """Return a cell as the text that a file of the strategy would have."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return drawable(str(cell)).strip()
