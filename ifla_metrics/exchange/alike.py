"""Rows of one file that say the same, or nearly the same."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Choice, Fault, Place, Question, because
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.models.drafts import ActivityDraft

TAKE = Choice("take", n_("Take this row too"))
LEAVE = Choice("leave", n_("Leave this row out"))
SAME_ROW = n_("Row {row} says the same, word for word.")
NEAR_ROW = n_("Row {row} is much like this one: is it the same activity?")
SAME_ID = n_("The id stands in row {row} already.")
LEFT_OUT = because(n_("It says the same as another row; it was left out, as was answered."))
_ALIKE = 0.85
_MOST = 6
"""Rows of the same days and places that are compared with each other."""


def without_doubles(
    rows: Sequence[ReadRow], answers: Mapping[str, str], titles: Mapping[str, Place]
) -> tuple[list[ReadRow], list[Fault]]:
    """Return the rows and those left out; equal new rows are asked about, like ones are told.

    Args:
        rows: In the order of the file.
        answers: To questions that were asked before.
        titles: Of each sheet the place of its titles; a question is asked there.
    """
    kept: list[ReadRow] = []
    left_out: list[Fault] = []
    ids: dict[tuple[str, str], int] = {}
    said: dict[Any, list[int]] = {}
    near: dict[Any, list[int]] = {}
    for row in rows:
        draft = row.draft
        place = titles.get(row.sheet, Place(row.sheet, 0))
        here = Place(row.sheet, row.row, place.column, place.header)
        checked = row
        if row.uid:
            first = ids.setdefault((row.kind, row.uid), row.row)
            if first != row.row:
                fault = Fault(Place(row.sheet, row.row), row.uid, because(SAME_ID, row=first))
                checked = row._replace(draft=None, faults=(*row.faults, fault))
        elif draft is not None:
            mark = _mark(draft)
            double = next((kept[i] for i in said.get(mark, ()) if kept[i].draft == draft), None)
            if double is not None:
                reason = because(SAME_ROW, row=double.row)
                question = Question(here, str(mark[0])[:200], (LEAVE, TAKE), reason)
                answer = answers.get(question.id)
                if answer == LEAVE.value:
                    left_out.append(Fault(here, str(mark[0])[:200], LEFT_OUT))
                    continue
                if answer != TAKE.value:
                    checked = row._replace(draft=None, questions=(*row.questions, question))
            else:
                said.setdefault(mark, []).append(len(kept))
        if isinstance(draft, ActivityDraft) and checked.draft is not None:
            group = near.setdefault((draft.started_on, draft.ended_on, draft.countries), [])
            like = _like(draft, group, kept)
            if like is not None:
                notice = Fault(here, draft.title[:200], because(NEAR_ROW, row=like.row))
                checked = checked._replace(notices=(*checked.notices, notice))
            group.append(len(kept))
        kept.append(checked)
    return kept, left_out


def _mark(draft: Any) -> tuple[Any, ...]:
    """Return a part of what is said that equal drafts share and few others do."""
    if isinstance(draft, ActivityDraft):
        return (draft.title, draft.started_on, draft.ended_on, draft.countries)
    values = dict(draft)
    return tuple(v for v in values.values() if isinstance(v, (str, float, int)))[:12]


def _like(draft: ActivityDraft, group: Sequence[int], kept: Sequence[ReadRow]) -> ReadRow | None:
    if len(group) >= _MOST:
        return None
    for i in group:
        other = kept[i].draft
        if isinstance(other, ActivityDraft):
            pair = difflib.SequenceMatcher(None, draft.title.casefold(), other.title.casefold())
            if pair.real_quick_ratio() >= _ALIKE and pair.ratio() >= _ALIKE:
                return kept[i]
    return None
