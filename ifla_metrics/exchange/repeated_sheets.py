"""Sheets that name activities of another sheet once more: what they cost, who was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ifla_metrics.errors import n_
from ifla_metrics.exchange.alike import LEAVE, LEFT_OUT, NEAR_ROW, TAKE
from ifla_metrics.exchange.faults import Fault, Place, Question, because
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.exchange.tables import Table
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.text import folded

REPEATS = because(
    n_(
        "This sheet names activities of another sheet and nothing new that is read; it was left"
        " out."
    )
)
_NOTHING_NEW = frozenset({"title", "started_on", "ended_on", "framework"})
Name = tuple[str, date, date]


def without_repeated(
    rows: Sequence[ReadRow], tables: Iterable[Table], answers: Mapping[str, str]
) -> tuple[list[ReadRow], list[Fault]]:
    """Return the rows and what is left out of sheets without countries that repeat another sheet.

    Where such a sheet says nothing else that is read, and of no other activity, it is left out as
    a whole; otherwise its rows are asked about that have title and days of a row elsewhere.
    """
    own = [t for t in tables if t.header.format.record == ACTIVITY]
    bare = {t.sheet.name: t for t in own if not {"countries", "id"} & t.header.columns.keys()}
    if not bare or len(bare) == len(own):
        return list(rows), []
    first = {name: row.row for row in rows if row.sheet not in bare and (name := _name(row))}
    again = {
        (r.sheet, r.row): n
        for r in rows
        if r.sheet in bare and (n := _name(r)) in first and not _has_a_country(r)
    }
    if not again:
        return list(rows), []
    silent = {
        sheet
        for sheet, table in bare.items()
        if table.header.columns.keys() <= _NOTHING_NEW
        and all((sheet, number) in again for number in table.numbers)
    }
    kept: list[ReadRow] = []
    left_out = [Fault(Place(sheet, 0), "", REPEATS) for sheet in bare if sheet in silent]
    for row in rows:
        name = again.get((row.sheet, row.row))
        if row.sheet in silent or name is None:
            kept += [] if row.sheet in silent else [row]
            continue
        place, title = bare[row.sheet].place(row.row, "title"), name[0][:200]
        question = Question(place, title, (LEAVE, TAKE), because(NEAR_ROW, row=first[name]))
        answer = answers.get(question.id)
        if answer == LEAVE.value:
            left_out.append(Fault(place, title, LEFT_OUT))
        elif answer == TAKE.value:
            kept.append(row)
        else:
            kept.append(row._replace(draft=None, questions=(*row.questions, question)))
    return kept, left_out


def _has_a_country(row: ReadRow) -> bool:
    """Say whether a heading or the sheet's name gave one: the same activity was held there too."""
    return isinstance(row.draft, ActivityDraft) and bool(row.draft.countries)


def _name(row: ReadRow) -> Name | None:
    draft = row.draft
    if row.uid or not isinstance(draft, ActivityDraft):
        return None
    return folded(draft.title), draft.started_on, draft.ended_on
