"""From the sheets of a file to rows: drafts, or all that is wrong and doubtful, at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ifla_metrics.exchange.activity_rows import Builder, read_activities
from ifla_metrics.exchange.alike import without_doubles
from ifla_metrics.exchange.cell_lists import Manner
from ifla_metrics.exchange.dropped import Dropped
from ifla_metrics.exchange.faults import Fault
from ifla_metrics.exchange.found import Told, tables_of
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.many_objects import many_objects
from ifla_metrics.exchange.merge import Name
from ifla_metrics.exchange.participation_rows import Lines, lines_by_activity
from ifla_metrics.exchange.record_rows import read_records
from ifla_metrics.exchange.repeated_sheets import without_repeated
from ifla_metrics.exchange.row_reading import Columns, ReadRow, Verdict, columns_of
from ifla_metrics.exchange.rows_asked import without_doubtful
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.exchange.standing_texts import SaidThen, nothing_stands, take_standing
from ifla_metrics.exchange.told_apart import telling_apart
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, PARTICIPATION
from ifla_metrics.text import folded

__all__ = ["Dropped", "ReadFile", "ReadRow", "read_rows"]

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
        found = Told()
        manner = Manner(framework=known.framework or _only(known), t=t)
        tables = tables_of(sheets, found, known, manner.framework)
        columns = [columns_of(table, known, answers, manner) for table in tables]
        take_standing(columns, said_then, travelled)
        return _read(
            columns, found, known, answers=answers, group=group, framework=manner.framework
        )


def _read(
    columns: Sequence[Columns],
    found: Told,
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
    rows, shown = without_doubtful(rows, (read.table for read in columns), answers)
    rows, repeated = without_repeated(rows, [read.table for read in columns], answers)
    titles = {
        t.sheet.name: t.place(0, _PLACE_OF.get(t.header.format.record, ""))
        for t in (read.table for read in columns)
    }
    apart = telling_apart(read.table for read in columns)
    kept, left_out = without_doubles(rows, answers, titles, apart)
    return ReadFile(
        tuple(kept),
        tuple(found.dropped),
        (*found.left_out, *shown, *repeated, *left_out),
        tuple(found.faults),
        tuple(found.notices),
        found.said,
    )


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
