"""Rows of one file that say the same, or nearly the same."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Choice, Fault, Place, Question, because
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.text import folded

TAKE = Choice("take", n_("Take this row too"))
LEAVE = Choice("leave", n_("Leave this row out"))
SAME_ROW = n_("Row {row} says the same, word for word.")
NEAR_ROW = n_("Row {row} is much like this one: is it the same activity?")
SAME_ID = n_("The id stands in row {row} already.")
LEFT_OUT = because(n_("It says the same as another row; it was left out, as was answered."))
_ALIKE = 0.85
_NUMBERS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W_]+")
_PLAIN = {i: chr(i).lower() if chr(i).isalnum() else None for i in range(128)}
_MOST = 6
"""Rows of the same days and places that are compared with each other."""
_MOST_SAME = 24
"""Rows of one title, day and place with which a further one is compared."""


def without_doubles(
    rows: Sequence[ReadRow],
    answers: Mapping[str, str],
    titles: Mapping[str, Place],
    apart: Callable[[ReadRow, ReadRow], bool],
) -> tuple[list[ReadRow], list[Fault]]:
    """Return the rows and those left out; equal new rows are asked about, like ones are told.

    Rows of one title, day and place that differ otherwise are asked about too, unless a column
    that is not read tells them apart, as that of the town does.

    Args:
        rows: In the order of the file.
        answers: To questions that were asked before.
        titles: Of each sheet the place of its titles; a question is asked there.
        apart: Says whether what is not read tells two rows apart.
    """
    kept: list[ReadRow] = []
    left_out: list[Fault] = []
    ids: dict[tuple[str, str], int] = {}
    said: dict[Any, dict[str, int]] = {}
    again: dict[Any, list[int]] = {}
    spelt: dict[Any, dict[str, str]] = {}
    for row in rows:
        draft = row.draft
        checked = row
        if row.uid:
            first = ids.setdefault((row.kind, row.uid), row.row)
            if first != row.row:
                fault = Fault(Place(row.sheet, row.row), row.uid, because(SAME_ID, row=first))
                checked = row._replace(draft=None, faults=(*row.faults, fault))
        elif draft is not None:
            where, words = _mark(draft)
            shown = words[:200]
            group = said.get(where)
            if group is not None and words not in group and isinstance(draft, ActivityDraft):
                words = _as_spelt_before(words, group, spelt.setdefault(where, {}))
            if group is None:
                said[where] = {words: len(kept)}
                again[where, words] = [len(kept)]
            elif words in group and (same := _same(kept, again[where, words], row, apart)):
                reason = because(same[0], row=same[1])
                here = _title_of(row, titles)
                question = Question(here, shown, (LEAVE, TAKE), reason)
                answer = answers.get(question.id)
                if answer == LEAVE.value:
                    left_out.append(Fault(here, shown, LEFT_OUT))
                    continue
                if answer != TAKE.value:
                    checked = row._replace(draft=None, questions=(*row.questions, question))
            else:
                like = group.get(words) if words in group else _like(words, group)
                like = like if isinstance(draft, ActivityDraft) else None
                if like is not None:
                    reason = because(NEAR_ROW, row=kept[like].row)
                    notice = Fault(_title_of(row, titles), shown, reason)
                    checked = row._replace(notices=(*row.notices, notice))
                group.setdefault(words, len(kept))
                again.setdefault((where, words), []).append(len(kept))
        kept.append(checked)
    return kept, left_out


def _as_spelt_before(title: str, group: Mapping[str, int], spelt: dict[str, str]) -> str:
    """Return the title of the same days and places that has the same letters and numbers, or it.

    Case, accents, spaces and points make no other activity of one.

    Args:
        title: Of a row.
        group: The titles before it.
        spelt: Of the letters of each title of the group the title; filled here.
    """
    if not spelt:
        spelt.update({_letters(other): other for other in group})
    return spelt.setdefault(_letters(title), title)


def _letters(title: str) -> str:
    if title.isascii():  # Ten times as fast.
        return title.translate(_PLAIN) or title
    return "".join(_LETTERS.findall(folded(title))) or title


def _same(
    kept: Sequence[ReadRow],
    places: Sequence[int],
    row: ReadRow,
    apart: Callable[[ReadRow, ReadRow], bool],
) -> tuple[str, int] | None:
    """Return what to ask of a row, and about which one of those of its title, day and place."""
    for place in places[:_MOST_SAME]:
        other = kept[place]
        if other.draft == row.draft:
            return SAME_ROW, other.row
        like = other.draft is not None and isinstance(row.draft, ActivityDraft)
        if like and not apart(other, row):
            return NEAR_ROW, other.row
    return None


def _title_of(row: ReadRow, titles: Mapping[str, Place]) -> Place:
    place = titles.get(row.sheet, Place(row.sheet, 0))
    return Place(row.sheet, row.row, place.column, place.header)


def _mark(draft: Any) -> tuple[Any, str]:
    """Return when and where it was, and what it is called: equal drafts share both."""
    if isinstance(draft, ActivityDraft):
        return (draft.started_on, draft.ended_on, draft.countries), draft.title
    values = [v for v in dict(draft).values() if isinstance(v, (str, float, int))]
    return type(draft), " ".join(str(v) for v in values)


def _like(title: str, group: Mapping[str, int]) -> int | None:
    """Return the row of a like title; numbers in titles tell activities of a series apart."""
    if len(group) >= _MOST:
        return None
    for other, place in group.items():
        if likeness(title.casefold(), other.casefold()):
            return place
    return None


def likeness(title: str, other: str) -> float:
    """Return how like two titles in small letters are, up to 1; 0 where they are not nearly one.

    Their numbers must be the same: they tell activities of a series apart.
    """
    if _NUMBERS.findall(title) != _NUMBERS.findall(other):
        return 0.0
    pair = difflib.SequenceMatcher(None, title, other)
    ratio = pair.ratio() if pair.real_quick_ratio() >= _ALIKE else 0.0
    return ratio if ratio >= _ALIKE else 0.0
