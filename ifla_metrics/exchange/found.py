"""The tables of a file's sheets, and what is told of the sheets besides their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ifla_metrics.errors import n_
from ifla_metrics.exchange.activity_rows import NO_COLUMN
from ifla_metrics.exchange.cell_extras import take_extras
from ifla_metrics.exchange.dropped import Dropped
from ifla_metrics.exchange.faults import Fault, Place, Reason, Word, because
from ifla_metrics.exchange.header_weak import of_projects, only_weakly
from ifla_metrics.exchange.header_words import EMAIL
from ifla_metrics.exchange.headers import is_turned, names_of_others
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.other_senses import leave_other_senses
from ifla_metrics.exchange.persons import refuse_persons
from ifla_metrics.exchange.row_reading import Columns, ReadRow
from ifla_metrics.exchange.row_sums import leave_sums_out
from ifla_metrics.exchange.sections import place_countries
from ifla_metrics.exchange.sexes_in_cells import spread_sexes
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.exchange.tables import Table, table_of
from ifla_metrics.exchange.unnamed_columns import check_unnamed
from ifla_metrics.imports.columns import ACTIVITY, FORMATS, PARTICIPATION

NO_TABLE = because(
    n_("No table was found: a row with the names of columns is needed, such as Title, First day.")
)
NOT_READ = because(n_("No names of columns were found on this sheet; it was not read."))
NO_NEEDED = n_(
    "Columns are named here ({listed}), but none for a title or a first day; the sheet was not"
    " read."
)
OF_PROJECTS = because(n_("This sheet names projects, and another one activities; it was not read."))
OF_PERIODS = because(
    n_("This sheet names no title or no day for its rows, and another one both; it was not read.")
)
WITHOUT_NUMBERS = because(
    n_("This sheet names activities, but no numbers of people and no days; it was not read.")
)
HIDDEN = because(n_("This sheet is hidden; it was not read."))
EMPTY_TABLE = because(n_("There is no row below the header."))
WITHOUT_COUNTRIES = because(n_("There is no column for countries: the rows come in without one."))
TURNED = because(
    n_(
        "The names of columns stand below one another here. Put them into one row, and each"
        " activity into a row of its own."
    )
)
AS_MEETINGS = because(n_("There is no column for the kind: every row is taken as a meeting."))
PROPOSED = because(
    n_("There is no column for directions: those that the outcomes serve are taken.")
)
AN_ADDRESS = because(n_("An e-mail address stands in this text: please leave persons out."))


_MOST = 6
"""Names of columns that are told."""


@dataclass
class Told:
    """What is told of a file besides its rows, collected while it is read."""

    dropped: list[Dropped] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    said: dict[str, frozenset[str]] = field(default_factory=dict)

    def tell(self, table: Table, columns: Columns, rows: Sequence[ReadRow]) -> None:
        """Keep what a sheet speaks of, and what was supplied for it."""
        place = Place(table.sheet.name, 0)
        spoken = [row.said for row in rows]
        self.said[table.sheet.name] = frozenset().union(*spoken) if spoken else frozenset()
        if table.header.format.record == ACTIVITY and rows:
            if "countries" not in columns.values and table.header.columns.get("id") is None:
                self.notices.append(Fault(place, "", WITHOUT_COUNTRIES))
            if "kind" not in columns.values:
                self.notices.append(Fault(place, "", AS_MEETINGS))
            if "outcomes" in columns.values and "directions" not in columns.values:
                self.notices.append(Fault(place, "", PROPOSED))
        for key in ("title", "description", "note", "why", "ask", "change"):
            for i, cell in enumerate(table.cells.get(key, ())):
                if isinstance(cell, str) and "@" in cell and EMAIL.search(cell):
                    address = Fault(table.place(table.numbers[i], key), cell[:200], AN_ADDRESS)
                    self.notices.append(address)


def tables_of(sheets: Sequence[Sheet], found: Told, known: Known, framework: str) -> list[Table]:
    """Return the tables of a file; what else it holds is told."""
    tables = []
    shown = [not sheet.hidden and bool(sheet.rows) for sheet in sheets]
    read = [(s, table_of(s) if seen else None) for s, seen in zip(sheets, shown, strict=True)]
    if not any(_is_of_activities(t) for _, t in read):
        read = [(sheet, _of_activities(sheet, table)) for sheet, table in read]
    many = any(_is_of_activities(t) for _, t in read)
    whole = any(t is not None and _is_whole(t) for _, t in read)
    projects = any(_is_of_activities(t) and not _is_of_projects(t) for _, t in read)
    for sheet, table in read:
        place = Place(sheet.name, 0)
        found.notices += [Fault(place, "", Reason(text, values)) for text, values in sheet.notices]
        if not sheet.rows:
            continue
        if table is None:
            found.left_out.append(Fault(place, "", HIDDEN if sheet.hidden else _why_not(sheet)))
            continue
        if many and _names_without_numbers(table):
            found.left_out.append(Fault(place, "", WITHOUT_NUMBERS))
            continue
        if whole and _is_of_activities(table) and only_weakly(table.header.columns):
            found.left_out.append(Fault(place, "", OF_PERIODS))
            continue
        if projects and _is_of_projects(table):
            found.left_out.append(Fault(place, "", OF_PROJECTS))
            continue
        check_unnamed(table)
        take_extras(table)
        leave_sums_out(table)
        leave_other_senses(table, known, framework)
        place_countries(table, known)
        refuse_persons(table)
        spread_sexes(table)
        tables.append(table)
        found.left_out += table.left_out
        found.notices += table.notices
        header = table.header
        number = header.row + 1
        for named in header.personal:
            where = Place(sheet.name, number, named.letters, named.header)
            found.dropped.append(Dropped(where, personal=True))
        for named, near in header.unknown:
            where = Place(sheet.name, number, named.letters, named.header)
            found.dropped.append(Dropped(where, nearest=near))
        if not table.numbers and header.format.record == ACTIVITY:
            found.notices.append(Fault(place, "", EMPTY_TABLE))
        for column in header.format.columns:
            optional = column.key in ("groups", "group", "framework")
            if column.required and not optional and column.key not in header.columns:
                reason = because(NO_COLUMN, title=Word(column.title))
                found.faults.append(Fault(Place(sheet.name, number), "", reason))
    if not tables:
        found.left_out = [told for told in found.left_out if told.reason is HIDDEN]
        why = TURNED if any(is_turned(sheet) for sheet in sheets if not sheet.hidden) else NO_TABLE
        at = sheets[0] if sheets else Sheet("", [])
        if why is NO_TABLE:
            at = next((s for s in sheets if not s.hidden and names_of_others(s)), at)
            why = _why_not(at, NO_TABLE)
        found.faults.append(Fault(Place(at.name, 0), "", why))
    return tables


def _why_not(sheet: Sheet, nameless: Reason = NOT_READ) -> Reason:
    """Return why a sheet is not read: its columns are not those that are needed, or nameless."""
    others = names_of_others(sheet)
    return because(NO_NEEDED, listed=", ".join(others[:_MOST])) if others else nameless


def _is_of_activities(table: Table | None) -> bool:
    return table is not None and table.header.format.record == ACTIVITY


def _is_whole(table: Table) -> bool:
    return _is_of_activities(table) and {"title", "started_on"} <= table.header.columns.keys()


def _is_of_projects(table: Table | None) -> bool:
    named = table.header.columns.get("title") if table and _is_of_activities(table) else None
    return named is not None and of_projects(named.header)


def _names_without_numbers(table: Table) -> bool:
    """Say whether a sheet looks like one of people counted, but lists persons and counts none."""
    header = table.header
    counts = "count" in header.columns
    return header.format.record == PARTICIPATION and not counts and bool(header.personal)


def _of_activities(sheet: Sheet, table: Table | None) -> Table | None:
    """Return a table of people as one of activities, where the file has no other one of them.

    Activities without a day look like it; what it says of who they were is kept apart.
    """
    if table is None or table.header.format.record != PARTICIPATION:
        return table
    if {"gender", "role", "reach", "qualifier"} & table.header.columns.keys():
        return table
    return table_of(sheet, [FORMATS["activities"]]) or table
