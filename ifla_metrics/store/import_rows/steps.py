"""The versions that an import writes, in their order: of each row, and of the history it brings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import zip_longest
from operator import attrgetter
from typing import NamedTuple

from ifla_metrics.access import Actor
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.catalogue import Catalogue
from ifla_metrics.store.import_checks import Stored
from ifla_metrics.store.import_operations import Action, Operation


@dataclass(frozen=True)
class Writing:
    """What all rows of one import share."""

    at: datetime
    """The moment at which it is recorded, of rows that keep an order the first one."""
    actor: Actor
    reason: str
    known: Catalogue
    restores: bool
    """The log was empty: what is added brings its whole history."""
    trusts: bool
    """What the file says of days is believed: a secretariat brings it."""
    turns: Mapping[datetime, datetime] = field(default_factory=dict)
    """Of rows that another log knew one after the other: the moment of each moment there."""

    def moment(self, operation: Operation) -> datetime:
        """Return the moment at which a row is recorded."""
        past = operation.past
        return self.turns[past[-1].recorded_at] if self.turns and past else self.last

    @property
    def last(self) -> datetime:
        """The moment of what the file says of itself: new rows, and changes."""
        return self.at + timedelta(microseconds=len(self.turns))

    def logged_on(self, operation: Operation) -> date | None:
        """Return the day on which an added row was first logged; None when it is assumed."""
        if self.trusts and operation.past:
            return operation.past[-1].logged_on
        return self.day

    @cached_property
    def day(self) -> date:
        """The day on which it is recorded."""
        return self.at.date()

    def began(self, operation: Operation) -> datetime:
        """Return the moment from which an added row is known."""
        if self.restores and operation.past:
            return min(operation.past[0].recorded_at, self.at)
        return self.moment(operation)

    def not_after(self, moment: datetime | None) -> datetime | None:
        """Return a moment of another log; what would be to come is now."""
        return moment if moment is None else min(moment, self.at)


class Step(NamedTuple):
    """One version to be written: of a row, or of the history that comes with it."""

    uid: str
    version: int
    draft: ActivityDraft | RecordDraft | None
    at: datetime
    reason: str = ""
    withdrawn: bool = False
    assumed: bool = False
    key: str | None = None
    superseded_at: datetime | None = None
    approved_at: datetime | None = None
    returned_at: datetime | None = None
    decided: bool = False
    comment: str = ""
    order: int = sys.maxsize


def in_sequence(
    operations: Sequence[Operation], uids: Sequence[str], stored: Stored, writing: Writing
) -> list[Step]:
    """Return what is written, in the order in which it became known; else as the file has it.

    Args:
        operations: The rows.
        uids: What each of them speaks of, new names among them.
        stored: What stands.
        writing: What all share.
    """
    steps = [
        step
        for operation, uid in zip(operations, uids, strict=True)
        for step in _steps(operation, uid, stored, writing)
    ]
    if writing.restores:
        return sorted(steps, key=attrgetter("order"))
    return sorted(steps, key=attrgetter("at")) if writing.turns else steps


def turns_of(operations: Sequence[Operation], at: datetime) -> dict[datetime, datetime]:
    """Return the moments of rows that another log knew one after the other, from `at` on.

    A microsecond each, which is less than it takes to write one, so none of them is to come: of
    two records of one fact the one that was recorded later there is so here.
    """
    known = sorted({o.past[-1].recorded_at for o in operations if o.past})
    return {then: at + timedelta(microseconds=n) for n, then in enumerate(known)}


def _steps(operation: Operation, uid: str, stored: Stored, writing: Writing) -> Iterable[Step]:
    """Return the versions of a row, the last one with what it says."""
    past = operation.past
    if operation.action is not Action.ADD:
        found = stored[operation.kind, uid]
        return (
            Step(
                uid,
                found.version + 1,
                operation.draft or found.draft,
                writing.last,
                writing.reason,
                operation.action is Action.WITHDRAW,
                found.assumed,
                operation.key,
            ),
        )
    if not (writing.restores and past):
        assumed = bool(writing.trusts and past and past[-1].assumed)
        at = writing.moment(operation)
        return (Step(uid, 1, operation.draft, at, "", False, assumed, operation.key),)
    moment = writing.not_after
    return [
        Step(
            uid,
            version.version,
            version.draft or operation.draft,
            min(version.recorded_at, writing.at),
            version.reason,
            version.withdrawn,
            version.assumed,
            None if following else operation.key,
            moment(following.recorded_at) if following else None,
            moment(version.approved_at),
            moment(version.returned_at),
            version.decided,
            version.comment,
            version.order,
        )
        for version, following in zip_longest(past, past[1:])
    ]
