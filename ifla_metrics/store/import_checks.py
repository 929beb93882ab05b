"""May this be written? Rights, versions, codes and closed periods of many rows, each asked once.

A log is made of few groups and few codes: what has been asked is not asked again for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require, require_owners
from ifla_metrics.errors import Conflict, IflaMetricsError, InvalidRecord, n_
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft, draft_faults
from ifla_metrics.store.catalogue import Catalogue
from ifla_metrics.store.codes import check_codes
from ifla_metrics.store.import_operations import Action, Operation
from ifla_metrics.store.import_stored import ACTIVITIES, Standing
from ifla_metrics.store.periods import locks, require_open_for
from ifla_metrics.store.rights import name_of

RIGHTS = {
    (True, Action.ADD): Right.LOG_ACTIVITY,
    (True, Action.AMEND): Right.AMEND_ACTIVITY,
    (True, Action.WITHDRAW): Right.WITHDRAW_ACTIVITY,
    (False, Action.ADD): Right.RECORD,
    (False, Action.AMEND): Right.AMEND_RECORD,
    (False, Action.WITHDRAW): Right.WITHDRAW_RECORD,
}
"""The right that a row asks for, by (is an activity, what becomes of it)."""

Stored = Mapping[tuple[str, str], Standing]
"""What stands, by (kind, uid)."""


class RowRefused(InvalidRecord):
    """A row cannot be written: where it stands, and why."""

    def __init__(self, place: str, reason: IflaMetricsError) -> None:
        super().__init__(n_("{place}: {reason}"), place=place, reason=reason)
        self.place, self.reason = place, reason

    def say(self, t: Callable[..., str]) -> str:
        """Return place and reason in the reader's language."""
        return t(self.message, place=self.place, reason=self.reason.say(t))


def right_of(operation: Operation) -> Right:
    """Return the right that a row asks for."""
    return RIGHTS[operation.kind == ACTIVITIES, operation.action]


def check_rights(operations: Iterable[Operation], stored: Stored, actor: Actor) -> None:
    """Ask for the right over each stored thing and over what it becomes.

    Raises:
        NotAllowed: The actor lacks one of them.
    """
    asked: set[tuple[Right, tuple[str, ...]]] = set()
    for operation in operations:
        right = right_of(operation)
        if operation.action is Action.ADD:
            asked.add((right, operation.groups))
            continue
        found = stored[operation.kind, operation.uid]
        if isinstance(found.draft, ActivityDraft):
            owners = found.groups
            require_owners(actor, right, found.draft.title, owners, operation.groups)
            continue
        asked.add((right, found.groups))
        if operation.draft is not None:
            asked.add((right, operation.groups))
    for right, groups in sorted(asked):
        require(actor, right, groups)


def check_versions(connection: Connection, operations: Iterable[Operation], stored: Stored) -> None:
    """Compare the version that each row was compared with against the one that stands.

    Raises:
        Conflict: Somebody recorded a version since; says of the first, and how many more.
        InvalidRecord: A name is there already, stands twice, or is withdrawn already.
    """
    seen: set[tuple[str, str]] = set()
    stale: list[tuple[Operation, Standing]] = []
    for operation in operations:
        name = (operation.kind, operation.uid)
        if operation.action is Action.ADD:
            if operation.uid and (name in stored or name in seen):
                raise InvalidRecord(n_("There is an entry '{uid}' already."), uid=operation.uid)
            if operation.uid:
                seen.add(name)
            continue
        if name in seen:
            raise InvalidRecord(n_("The entry '{uid}' stands in two rows."), uid=operation.uid)
        seen.add(name)
        if stored[name].version != operation.base_version:
            stale.append((operation, stored[name]))
        elif operation.action is Action.WITHDRAW and stored[name].withdrawn:
            raise InvalidRecord(n_("The entry '{uid}' is withdrawn already."), uid=operation.uid)
    if stale:
        operation, found = stale[0]
        raise Conflict(
            n_(
                "{place} was changed by {who} after the preview was shown, and {more} more. "
                "Nothing was saved: look at the preview again."
            )
            if len(stale) > 1
            else n_(
                "{place} was changed by {who} after the preview was shown. "
                "Nothing was saved: look at the preview again."
            ),
            place=operation.stands or operation.uid,
            who=name_of(connection, found.recorded_by),
            more=len(stale) - 1,
        )


def check_open(
    connection: Connection, operations: Iterable[Operation], stored: Stored, actor: Actor
) -> None:
    """Ask whether the periods are open that rows touch, with what stands and what is said.

    Raises:
        PeriodLocked: One is locked.
    """
    held = locks(connection)
    if not held:
        return
    for operation in operations:
        found = stored.get((operation.kind, operation.uid))
        versions = [found.draft] if found is not None else []
        versions += operation.said
        require_open_for(connection, actor, *versions, held=held)


def check_said(operations: Sequence[Operation], stored: Stored, known: Catalogue) -> None:
    """Check the codes of what is said, and the rules of what changes something stored.

    The rules of a new thing were asked when its draft was built; a change is put together from
    the file and from what stands, so its rules are asked here.

    Raises:
        UnknownCode, InvalidRecord: The first fault, with the place of its row.
    """
    new = [o for o in operations if o.action is Action.ADD and o.kind == ACTIVITIES]
    together = _known_together([o.draft for o in new if isinstance(o.draft, ActivityDraft)], known)
    for operation in operations:
        draft = operation.draft
        if draft is None:
            continue
        if operation.action is Action.ADD:
            for earlier in operation.earlier:
                _at(operation, partial(check_codes, earlier, known, kept=earlier))
            if operation.kind != ACTIVITIES or not together:
                kept = draft if operation.past else None
                _at(operation, partial(check_codes, draft, known, kept=kept))
            continue
        before = stored[operation.kind, operation.uid].draft
        _at(operation, partial(_check_rules, draft))
        _at(operation, partial(check_codes, draft, known, kept=before))


def _known_together(new: Sequence[ActivityDraft], known: Catalogue) -> bool:
    """Say whether all codes of new activities are known, asking for each code once."""
    if not new:
        return True
    lines = {(p.country, p.association, p.role): p for p in _all(new, "participation")}
    served = {(x.framework, x.direction): x for x in _all(new, "alignments")}
    partners = {p.kind: p for p in _all(new, "partners")}
    claimed = {(c.framework, c.outcome): c for c in _all(new, "contributions")}
    everything = new[0].model_copy(
        update={
            "groups": tuple(dict.fromkeys(_all(new, "groups"))),
            "countries": tuple(dict.fromkeys(_all(new, "countries"))),
            "associations": tuple(dict.fromkeys(_all(new, "associations"))),
            "partners": tuple(partners.values()),
            "contributions": tuple(claimed.values()),
            "alignments": tuple(served.values()),
            "participation": tuple(lines.values()),
        }
    )
    try:
        check_codes(everything, known)
        for kind, provenance, source in {(a.kind, a.provenance, a.source) for a in new}:
            said = {"kind": kind, "provenance": provenance, "source": source}
            check_codes(_BARE.model_copy(update=said), known)
    except IflaMetricsError:
        return False  # Asked one by one then, so that the row can be named.
    return True


_BARE = ActivityDraft(
    title="---", groups=("-",), started_on=date(2000, 1, 1), ended_on=date(2000, 1, 1)
).model_copy(update={"groups": ()})
"""An activity that says nothing but what it is given."""


def _all(new: Sequence[ActivityDraft], field: str) -> Iterator[Any]:
    """Yield what the lists of a field hold; a list that rows share is gone through once."""
    lists = [draft.__dict__[field] for draft in new]
    return chain.from_iterable({id(held): held for held in lists}.values())


def _check_rules(draft: ActivityDraft | RecordDraft) -> None:
    try:
        type(draft).model_validate(dict(draft))
    except ValidationError as fault:
        raise draft_faults(fault)[0].error from fault


def _at(operation: Operation, check: Callable[[], None]) -> None:
    """Ask, and say where the row stands when it is refused."""
    try:
        check()
    except IflaMetricsError as fault:
        place = operation.stands
        if not place:
            raise
        raise RowRefused(place, fault) from fault
