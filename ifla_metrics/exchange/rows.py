"""From the sheets of a file to rows: drafts, or all that is wrong and doubtful, at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ifla_metrics.errors import n_
from ifla_metrics.exchange.activity_rows import Builder, read_activities
from ifla_metrics.exchange.alike import without_doubles
from ifla_metrics.exchange.cell_lists import Manner
from ifla_metrics.exchange.columns import ACTIVITY, PARTICIPATION
from ifla_metrics.exchange.dropped import Dropped
from ifla_metrics.exchange.examples import without_examples
from ifla_metrics.exchange.faults import Fault, Place, Reason, because
from ifla_metrics.exchange.header_words import EMAIL
from ifla_metrics.exchange.headers import is_turned
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.many_objects import many_objects
from ifla_metrics.exchange.merge import Name
from ifla_metrics.exchange.participation_rows import Lines, lines_by_activity
from ifla_metrics.exchange.record_rows import read_records
from ifla_metrics.exchange.row_reading import Columns, ReadRow, Verdict, columns_of
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.exchange.standing_texts import SaidThen, nothing_stands, take_standing
from ifla_metrics.exchange.tables import Table, table_of
from ifla_metrics.i18n import Translate
from ifla_metrics.text import folded

__all__ = ["Dropped", "ReadFile", "ReadRow", "read_rows"]

NO_TABLE = because(
    n_("No table was found: a row with the names of columns is needed, such as Title, First day.")
)
NOT_READ = because(n_("No names of columns were found on this sheet; it was not read."))
HIDDEN = because(n_("This sheet is hidden; it was not read."))
EMPTY_TABLE = because(n_("There is no row below the header."))
NO_COLUMN = n_("The column “{title}” is needed and was not found.")
WITHOUT_COUNTRIES = because(
    n_("There is no column for countries: the rows come in without one.")
)
TURNED = because(
    n_("The names of columns stand below one another here. Put them into one row, and each"
       " activity into a row of its own.")
)
AS_MEETINGS = because(n_("There is no column for the kind: every row is taken as a meeting."))
PROPOSED = because(
    n_("There is no column for directions: those that the outcomes serve are taken.")
)
AN_ADDRESS = because(n_("An e-mail address stands in this text: please leave persons out."))
_NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
_PLACE_OF = {ACTIVITY: "title"}


@dataclass(frozen=True)
class ReadFile:
    """Everything that a file says, and everything about it that is worth telling."""

    rows: tuple[ReadRow, ...] = field(repr=False)
    dropped_columns: tuple[Dropped, ...] = ()
    left_out: tuple[Fault, ...] = ()
    """Rows and sheets that were not read, each with the reason: totals, comments, hidden sheets."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with the file as a whole."""
    notices: tuple[Fault, ...] = ()
    """What was read in a way worth telling."""
    said: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of each sheet the fields of drafts that it has columns for."""

    @property
    def verdict(self) -> Verdict:
        """`accepted`: every row can be taken."""
        verdicts = {row.verdict for row in self.rows}
        if self.faults or "rejected" in verdicts:
            return "rejected"
        return "asked" if "asked" in verdicts else "accepted"


def read_rows(
    sheets: Sequence[Sheet],
    known: Known,
    answers: Mapping[str, str] = _NO_ANSWERS,
    group: str = "",
    t: Translate | None = None,
    *,
    said_then: SaidThen = nothing_stands,
    travelled: Collection[Name] = (),
) -> ReadFile:
    """Return the rows of a file, all faults and all questions at once.

    Args:
        sheets: As `files.read_file` gives them.
        known: The codes that exist.
        answers: Of questions asked before, by their id, the value of the choice.
        group: The group whose file it is: it stands where a row names none.
        t: The words of the reader, for the nearest right value.
        said_then: What versions in the log say: a text that stands there is not judged again.
        travelled: Entries of an export that fills another log, whose texts are not judged either.
    """
    with many_objects():
        found = _Found()
        tables = _tables(sheets, found)
        manner = Manner(framework=known.framework or _only(known), t=t)
        columns = [columns_of(table, known, answers, manner) for table in tables]
        take_standing(columns, said_then, travelled)
        return _read(
            columns, found, known, answers=answers, group=group, framework=manner.framework
        )


def _read(
    columns: Sequence[Columns],
    found: _Found,
    known: Known,
    *,
    answers: Mapping[str, str],
    group: str,
    framework: str,
) -> ReadFile:
    lines: dict[str, Lines] = {}
    for read in columns:
        if read.table.header.format.record == PARTICIPATION:
            for name, own in lines_by_activity(read, answers).items():
                lines[name] = own
                lines.setdefault(folded(name), own)
    builder = Builder(known, group, lines, has_lines=bool(_of(columns, PARTICIPATION)))
    builder.twice = _twice(_of(columns, ACTIVITY)) if lines else frozenset()
    rows: list[ReadRow] = []
    for read in columns:
        table = read.table
        record = table.header.format.record
        if record == ACTIVITY:
            own_rows = read_activities(read, builder, answers)
        elif record == PARTICIPATION:
            continue
        else:
            own_rows = read_records(read, group=group, framework=framework, answers=answers)
        found.tell(table, read, own_rows)
        rows += own_rows
    for own in {id(own): own for own in lines.values()}.values():
        if id(own) not in builder.used:
            found.faults += [*own.findings.faults, *own.where]
    rows, shown = without_examples(rows, (read.table for read in columns), answers)
    titles = {
        t.sheet.name: t.place(0, _PLACE_OF.get(t.header.format.record, ""))
        for t in (read.table for read in columns)
    }
    kept, left_out = without_doubles(rows, answers, titles)
    return ReadFile(
        tuple(kept),
        tuple(found.dropped),
        (*found.left_out, *shown, *left_out),
        tuple(found.faults),
        tuple(found.notices),
        found.said,
    )


@dataclass
class _Found:
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


def _tables(sheets: Sequence[Sheet], found: _Found) -> list[Table]:
    """Return the tables of a file; what else it holds is told."""
    tables = []
    for sheet in sheets:
        place = Place(sheet.name, 0)
        found.notices += [Fault(place, "", Reason(text, values)) for text, values in sheet.notices]
        if not sheet.rows:
            continue
        table = None if sheet.hidden else table_of(sheet)
        if table is None:
            found.left_out.append(Fault(place, "", HIDDEN if sheet.hidden else NOT_READ))
            continue
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
                reason = because(NO_COLUMN, title=column.title)
                found.faults.append(Fault(Place(sheet.name, number), "", reason))
    if not tables:
        found.left_out = [told for told in found.left_out if told.reason is HIDDEN]
        why = TURNED if any(is_turned(sheet) for sheet in sheets if not sheet.hidden) else NO_TABLE
        found.faults.append(Fault(Place(sheets[0].name if sheets else "", 0), "", why))
    return tables


def _only(known: Known) -> str:
    return next(iter(known.frameworks)) if len(known.frameworks) == 1 else ""


def _of(columns: Sequence[Columns], record: str) -> list[Columns]:
    return [read for read in columns if read.table.header.format.record == record]


def _twice(activities: Sequence[Columns]) -> frozenset[str]:
    titles = Counter(
        folded(title)
        for columns in activities
        for title in columns.values.get("title", ())
        if isinstance(title, str)
    )
    return frozenset(title for title, count in titles.items() if count > 1)
