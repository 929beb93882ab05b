"""New rows that are much like an entry of the log: asked about, so that nothing counts twice.

A group that keeps a list of its own sends it again with a number put right; it has no ids.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ifla_metrics.errors import n_
from ifla_metrics.exchange.alike import LEAVE, likeness
from ifla_metrics.exchange.faults import Choice, Fault, Place, Question, because
from ifla_metrics.exchange.merge import Name, Stored
from ifla_metrics.exchange.merge.alike import Alike
from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.text import folded

CHANGE = Choice("change", n_("It is the same activity: change what stands"))
ANOTHER = Choice("another", n_("It is another activity: add it"))
STANDS = n_("The log has “{title}” ({uid}) on this day: is it the same activity?")
LEFT_OUT = because(n_("It is much like an entry of the log; it was left out, as was answered."))
_MOST = 30
"""Entries of one day that a new row whose title none of them has is compared with."""


class _Entry(NamedTuple):
    """What stands: its uid, what spellings of its title have in common, and its version."""

    uid: str
    title: str
    draft: ActivityDraft
    version: int


def beside_stored(
    rows: Iterable[ReadRow],
    stored: Mapping[Name, Stored],
    taken: Container[tuple[str, int]],
    answers: Mapping[str, str],
) -> tuple[list[ReadRow], list[Fault]]:
    """Return the rows and those left out; a new activity like one that stands is asked about.

    Args:
        rows: Rows of a file; those at fault are given back as they are.
        stored: What stands of the groups of the rows.
        taken: The rows that this very file brought before, by sheet and row.
        answers: To questions that were asked before.
    """
    days = _by_day(stored)
    if not days:
        return list(rows), []
    exact = Alike(stored)
    kept: list[ReadRow] = []
    left_out: list[Fault] = []
    for row in rows:
        draft = row.draft
        is_new = isinstance(draft, ActivityDraft) and not row.withdraw and not row.questions
        if not is_new or not isinstance(draft, ActivityDraft) or ("activity", row.uid) in stored:
            kept.append(row)
            continue
        day = days.get(draft.started_on)
        there = None if day is None else _like(draft, day)
        if (
            there is None
            or (row.sheet, row.row) in taken
            or (not row.uid and exact.find(row.kind, draft) is not None)
        ):
            kept.append(row)
            continue
        uid, _, standing, version = there
        place = Place(row.sheet, row.row)
        reason = because(STANDS, title=standing.title, uid=uid)
        question = Question(place, draft.title, (CHANGE, ANOTHER, LEAVE), reason, about=uid)
        answer = answers.get(question.id)
        if answer == LEAVE.value:
            left_out.append(Fault(place, draft.title, LEFT_OUT))
        elif answer == CHANGE.value:
            kept.append(row._replace(uid=uid, base_version=version))
        elif answer == ANOTHER.value:
            kept.append(row)
        else:
            kept.append(row._replace(draft=None, questions=(question,)))
    return kept, left_out


@dataclass
class _Day:
    """The activities of one first day."""

    entries: list[_Entry] = field(default_factory=list)
    by_title: dict[str, list[_Entry]] = field(default_factory=dict)
    """By what spellings of a title have in common."""


def _by_day(stored: Mapping[Name, Stored]) -> dict[date, _Day]:
    """Return the activities that stand by their first day.

    Entries without an exact day share it with all of their month: they are compared like others.
    """
    days: dict[date, _Day] = {}
    for (_, uid), there in stored.items():
        if isinstance(there.draft, ActivityDraft) and not there.withdrawn:
            entry = _Entry(uid, folded(there.draft.title), there.draft, there.version)
            day = days.setdefault(there.draft.started_on, _Day())
            day.entries.append(entry)
            day.by_title.setdefault(entry.title, []).append(entry)
    return days


def _like(draft: ActivityDraft, day: _Day) -> _Entry | None:
    """Return the entry of the same day and place with the same title, else with the likest one."""
    own = folded(draft.title)
    places = set(draft.countries)

    def is_near(entry: _Entry) -> bool:
        there = entry.draft.countries
        return not places or not there or not places.isdisjoint(there)

    same = [entry for entry in day.by_title.get(own, ()) if is_near(entry)]
    if same:
        return min(same, key=lambda entry: entry.draft.countries != draft.countries)
    near = [entry for entry in day.entries[:_MOST] if is_near(entry)]
    likest = max(near, key=lambda entry: likeness(entry.title, own), default=None)
    return likest if likest is not None and likeness(likest.title, own) else None
