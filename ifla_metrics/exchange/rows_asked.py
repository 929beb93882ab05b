"""Rows that may be no entries, or none that took place: asked about, never decided unasked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ifla_metrics.errors import n_
from ifla_metrics.exchange.alike import LEAVE, TAKE
from ifla_metrics.exchange.dated_totals import dated_totals
from ifla_metrics.exchange.faults import Choice, Fault, Question, Reason, because
from ifla_metrics.exchange.not_held import held_up, not_held, said_no
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.exchange.rows_aside import A_TOTAL, AN_EXAMPLE, is_empty
from ifla_metrics.exchange.tables import Table
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.models.drafts import ActivityDraft

HAS_A_DAY = because(n_("It begins like an example, but has a day: is it an entry?"))
SUM_WITH_A_DAY = because(n_("It is called like a total, but has a day: is it an entry?"))
NOT_HELD = because(n_("The title says that it did not take place as planned. Did it?"))
NOT_HELD_NOTE = because(n_("The note says that it did not take place as planned. Did it?"))
SAID_NO = because(n_("A column that is not read says that it did not take place. Did it?"))
STRUCK = because(n_("The title is struck through. Did it take place?"))
STRUCK_OUT = because(n_("It is struck through; it was left out, as was answered."))
NO_EVENT = because(n_("It did not take place; it was left out, as was answered."))
STATES = {
    "completed": Choice("completed", n_("Completed")),
    "cancelled": Choice("cancelled", n_("Cancelled")),
    "suspended": Choice("suspended", n_("Suspended")),
    "planned": Choice("planned", n_("Planned")),
}
"""What may be said of the state of such an activity."""


class _Asked(NamedTuple):
    """What is asked about a row, and why the row is left out if that is the answer."""

    why: Reason
    choices: tuple[Choice, ...]
    about: str
    left: Reason = AN_EXAMPLE


def without_doubtful(
    rows: Sequence[ReadRow], tables: Iterable[Table], answers: Mapping[str, str]
) -> tuple[list[ReadRow], list[Fault]]:
    """Return the rows and those left out; what else is wrong with one of these is not told before.

    Args:
        rows: Of all tables of a file, in their order.
        tables: Those tables.
        answers: To questions that were asked before.
    """
    doubtful = {
        (table.sheet.name, table.numbers[i]): (table, i, asked)
        for table in tables
        for i, asked in _asked_of(table)
    }
    if not doubtful:
        return list(rows), []
    kept: list[ReadRow] = []
    left_out: list[Fault] = []
    for row in rows:
        found = doubtful.get((row.sheet, row.row))
        if found is None or (row.uid and row.base_version):  # Of a log.
            kept.append(row)
            continue
        table, i, asked = found
        place, title = table.place(row.row, "title"), str(table.cells["title"][i])[:200]
        question = Question(place, title, asked.choices, asked.why, about=asked.about)
        answer = answers.get(question.id)
        if answer == LEAVE.value:
            left_out.append(Fault(place, title, asked.left))
        elif answer not in {choice.value for choice in asked.choices}:
            kept.append(row._replace(draft=None, faults=(), questions=(question,)))
        elif answer in STATES and isinstance(row.draft, ActivityDraft):
            state = {"lifecycle": Lifecycle(answer)}
            kept.append(row._replace(draft=row.draft.model_copy(update=state)))
        else:
            kept.append(row)
    return kept, left_out


def _asked_of(table: Table) -> Iterator[tuple[int, _Asked]]:
    """Yield the rows (from 0) that are asked about."""
    if table.header.format.record == ACTIVITY:
        states = table.cells.get("lifecycle", (None,) * len(table.numbers))
        titles = (t for t in table.cells.get("title", ()) if isinstance(t, str))
        every = "\n".join(["", *titles, ""]).lower()
        for i, asked in _not_held(table, every):
            if is_empty(states[i]):
                yield i, asked
        days = [table.cells[key] for key in ("started_on", "ended_on") if key in table.cells]
        for i in dated_totals(table, every):
            if all(is_empty(cells[i]) for cells in days):
                continue  # A day is missing: that is told.
            yield i, _Asked(SUM_WITH_A_DAY, (LEAVE, TAKE), "total", A_TOTAL)
    if table.may_show and table.numbers:
        yield 0, _Asked(HAS_A_DAY, (LEAVE, TAKE), "example")


def _not_held(table: Table, every: str) -> Iterator[tuple[int, _Asked]]:
    """Yield the rows (from 0) that may not have taken place; of several reasons the last counts."""
    completed = STATES["completed"]
    for i in said_no(table):
        choices = STATES["cancelled"], STATES["planned"], completed, LEAVE
        yield i, _Asked(SAID_NO, choices, "state", NO_EVENT)
    for i in _struck(table):
        yield i, _Asked(STRUCK, (STATES["cancelled"], completed, LEAVE), "struck", STRUCK_OUT)
    for i, state in held_up(table):
        yield i, _Asked(NOT_HELD_NOTE, (STATES[state], completed, LEAVE), "state", NO_EVENT)
    for i, state in not_held(table, every):
        yield i, _Asked(NOT_HELD, (STATES[state], completed, LEAVE), "state", NO_EVENT)


def _struck(table: Table) -> list[int]:
    """Return the rows (from 0) whose title is struck through."""
    if not table.sheet.struck or "title" not in table.header.columns:
        return []
    place = table.header.columns["title"].place
    rows = {row + 1 for row, column in table.sheet.struck if column == place}
    return [i for i, number in enumerate(table.numbers) if number in rows]
