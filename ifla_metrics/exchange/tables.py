"""A sheet as columns of cells under its header: which rows are read, and which are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import SHOWN, shown
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.header_rows import COUNTS
from ifla_metrics.exchange.header_weak import as_months
from ifla_metrics.exchange.headers import LONGEST, Header, find_header
from ifla_metrics.exchange.hidden_told import told_hidden
from ifla_metrics.exchange.joined_columns import alone_apart, joined_columns, not_exact
from ifla_metrics.exchange.merged_cells import fill_down, headings_of
from ifla_metrics.exchange.named import Named, letters
from ifla_metrics.exchange.parts_alone import parts_alone
from ifla_metrics.exchange.rows_aside import aside, is_empty, like_example, only_shows
from ifla_metrics.exchange.sheets import Cell, Sheet
from ifla_metrics.exchange.side_tables import people_alone
from ifla_metrics.exchange.split_days import joined_day
from ifla_metrics.exchange.totals import MAY_BE_ANOTHER, SEXES, doubtful_totals, is_sum
from ifla_metrics.imports.columns import FORMATS, SheetFormat

ANOTHER_TABLE = because(
    n_("Another table begins above, with other columns. Put it on a sheet of its own.")
)
UNFINISHED = because(
    n_("The file holds a formula without its value. Open and save it in a spreadsheet program.")
)
OF_AN_ANSWER = n_(
    "“{name}” may be when the form was answered, not when the activity was; it was not read."
)
BESIDE = because(n_("Another table stands beside this one from here on; it was not read."))


@dataclass
class Table:
    """The rows of a sheet that are read. All lists have one entry a row, in the same order."""

    sheet: Sheet
    header: Header
    numbers: list[int] = field(default_factory=list)
    """Row numbers as a spreadsheet counts."""
    cells: dict[str, Sequence[Cell]] = field(default_factory=dict)
    """Of each column its cells, by key."""
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    """Faults found already, by row number."""
    left_out: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    may_show: bool = False
    """Whether the first row that is read begins like an example."""

    def place(self, number: int, key: str = "") -> Place:
        """Return the place of a cell, or of a row."""
        named = self.header.columns.get(key)
        if named is None:
            return Place(self.sheet.name, number)
        return Place(self.sheet.name, number, named.letters, named.header)


def table_of(sheet: Sheet, formats: Iterable[SheetFormat] = FORMATS.values()) -> Table | None:
    """Return the table of a sheet; None when it has no header that is known."""
    header = find_header(sheet, formats)
    if header is None or not _needed(header):
        return None
    table = Table(sheet, header)
    headings = headings_of(sheet)
    table.faults, filled = fill_down(sheet, header)
    table.notices += filled
    body = sheet.rows[header.row + 1 :]
    kept = _kept_rows(table, body, headings)
    table.may_show = kept[:1] == [0] and like_example(header, body[0])
    table.numbers = [header.row + 2 + i for i in kept]
    rows = body if len(kept) == len(body) else [body[i] for i in kept]
    columns = list(zip_longest(*rows)) if rows else []
    empty: Sequence[Cell] = (None,) * len(rows)
    for key, named in header.columns.items():
        several = (named, *header.doubled.get(key, ()))
        own = [columns[n.place] if n.place < len(columns) else empty for n in several]
        if header.format.by_key[key].kind == "count":
            own = not_exact(several, own)
        if len(several) > 1:
            _join(table, key, several, own)
        else:
            table.cells[key] = own[0]
    if "started_on" in table.cells and not header.day_parts:
        first = header.columns["started_on"]
        table.cells["started_on"] = as_months(first.header, table.cells["started_on"])
    if header.day_parts:
        parts = {p: columns[i] for p, i in header.day_parts.items() if i < len(columns)}
        table.cells["started_on"] = [
            joined_day(dict(zip(parts, cells, strict=True)))
            for cells in zip(*parts.values(), strict=True)
        ]
    if header.beside:
        place = Place(sheet.name, header.row + 1, letters(header.beside))
        table.notices.append(Fault(place, "", BESIDE))
        for number in table.numbers if not COUNTS & header.columns.keys() else ():
            beside = people_alone(sheet, header.people_beside, number)
            if beside is not None:
                table.faults.setdefault(number, []).append(beside)
    _check_formulas(table)
    _check_further(table)
    _check_total(table)
    for number in table.numbers if header.of_parts else ():
        alone = parts_alone(sheet, header, number)
        if alone:
            table.faults.setdefault(number, []).extend(alone)
    if "started_on" not in header.columns:
        for named in header.of_answers:
            place = Place(sheet.name, header.row + 1, named.letters, named.header)
            reason = because(OF_AN_ANSWER, name=named.header)
            table.notices.append(Fault(place, "", reason))
    table.notices += told_hidden(sheet, header, table.numbers)
    return table


def _needed(header: Header) -> list[int]:
    """Return the places of the columns without which there is no entry."""
    return [
        header.columns[c.key].place
        for c in header.format.columns
        if c.required and c.key in header.columns and c.key not in ("groups", "group", "framework")
    ]


def _kept_rows(table: Table, body: Sequence[Sequence[Cell]], headings: frozenset[int]) -> list[int]:
    """Return the rows (from 0 below the header) that hold an entry."""
    header = table.header
    doubled = [named for several in header.doubled.values() for named in several]
    places = [named.place for named in (*header.columns.values(), *doubled)]
    needed = _needed(header)
    widest = max(places, default=0)
    first, second = needed[0], needed[min(1, len(needed) - 1)]
    kept: list[int] = []
    last: int | None = None
    example = only_shows(header, body[0]) if body else None
    again = table.sheet.rows[header.row][first]
    for i, row in enumerate(body):
        if example is not None and i == 0:
            said = next((str(cell) for cell in row if not is_empty(cell)), "")
            place = Place(table.sheet.name, header.row + 2)
            table.left_out.append(Fault(place, said[:SHOWN], example))
            continue
        if len(row) > widest and row[first] and row[second] and row[first].__class__ is str:
            start = str(row[first])[0]
            if start not in "#*/([" and first != second and row[first] != again:
                kept.append(i)
                continue
        filled = [p for p, cell in enumerate(row) if not is_empty(cell)]
        if not filled:
            continue
        number = header.row + 2 + i
        if last is None:
            last = _last_entry(body, (first, second))
        reason = aside(header, row, filled, heading=number - 1 in headings, last=i > last)
        if reason is not None:
            value = shown(row[filled[0]])
            table.left_out.append(Fault(Place(table.sheet.name, number), value, reason))
        elif any(p in places for p in filled):
            kept.append(i)
    return kept


def _last_entry(body: Sequence[Sequence[Cell]], needed: Collection[int]) -> int:
    """Return the last row (from 0) with all that is needed; -1 for none."""
    widest = max(needed)
    for i in range(len(body) - 1, -1, -1):
        if len(body[i]) > widest and not any(is_empty(body[i][place]) for place in needed):
            return i
    return -1


def _join(table: Table, key: str, several: Sequence[Named], own: list[Sequence[Cell]]) -> None:
    """Put the columns of one meaning together; a row in which they do not fit is at fault."""
    found = joined_columns(table.header.format.by_key[key], several, own)
    table.cells[key] = found.cells
    sheet = Place(table.sheet.name, 0)
    table.notices += [Fault(sheet, "", reason) for reason in found.told]
    for i, (value, reason) in found.faults.items():
        number = table.numbers[i]
        fault = Fault(table.place(number, key), value[:SHOWN], reason)
        table.faults.setdefault(number, []).append(fault)
    title = table.header.columns.get("title")
    for i, (value, reason) in alone_apart(several, own).items() if key == "countries" else ():
        number = table.numbers[i]
        row = table.sheet.rows[number - 1]
        if title is not None and title.place < len(row) and not is_empty(row[title.place]):
            fault = Fault(table.place(number, key), value[:SHOWN], reason)
            table.faults.setdefault(number, []).append(fault)


def _check_further(table: Table) -> None:
    """Refuse the rows below a second header that names other columns than the first.

    What stands there belongs to other columns: it would be read as what it is not.
    """
    again: Counter[int] = Counter()
    for key, named in table.header.columns.items():
        typed = str(table.sheet.rows[table.header.row][named.place]).strip().casefold()
        alike = {
            cell
            for cell in set(table.cells[key])
            if cell.__class__ is str and len(cell) < LONGEST and cell.strip().casefold() == typed
        }
        if alike:
            again.update(i for i, cell in enumerate(table.cells[key]) if cell in alike)
    begins = min((i for i, times in again.items() if times > 1), default=len(table.numbers))
    for number in table.numbers[begins:]:
        fault = Fault(table.place(number), "", ANOTHER_TABLE)
        table.faults.setdefault(number, []).append(fault)


def _check_total(table: Table) -> None:
    """Refuse the rows whose total may be one of money."""
    header = table.header
    total = header.columns.get("participants")
    if total is None or not is_sum(total):
        return
    sexes = [
        named
        for key in SEXES
        if key in header.columns
        for named in (header.columns[key], *header.doubled.get(key, ()))
    ]
    unread = [named for named, _ in header.unknown]
    rows = [table.sheet.rows[number - 1] for number in table.numbers]
    for i in doubtful_totals(total, sexes, unread, rows):
        number = table.numbers[i]
        value = shown(rows[i][total.place])
        fault = Fault(table.place(number, "participants"), value, MAY_BE_ANOTHER)
        table.faults.setdefault(number, []).append(fault)


def _check_formulas(table: Table) -> None:
    keys = {named.place: key for key, named in table.header.columns.items()}
    present = set(table.numbers) if table.sheet.unfinished else set()
    for row, column in table.sheet.unfinished:
        if row + 1 in present and column in keys:
            fault = Fault(table.place(row + 1, keys[column]), "", UNFINISHED)
            table.faults.setdefault(row + 1, []).append(fault)
