"""From a preview to the log: each row that was decided becomes one operation of the store."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ifla_metrics.access import Actor
from ifla_metrics.errors import InvalidRecord, n_
from ifla_metrics.exchange.faults import Place
from ifla_metrics.exchange.many_objects import many_objects
from ifla_metrics.exchange.merge import Planned
from ifla_metrics.i18n import Translate
from ifla_metrics.intake.counterparts import row_key
from ifla_metrics.intake.preparing import Preview
from ifla_metrics.store.import_operations import Action, Applied, Operation, Source
from ifla_metrics.store.imports import apply_plan


def apply(
    target: Any,
    preview: Preview,
    t: Translate,
    *,
    actor: Actor,
    key: str,
    take_valid: bool = False,
    reason: str = "",
) -> Applied:
    """Write what a preview says, all or none.

    Args:
        target: An engine, or a connection that writes.
        preview: With the versions that it was compared with.
        t: The words of its reader, for the place in a refusal.
        actor: Who writes.
        key: Made when the preview was shown: the same key again is the same import.
        take_valid: Rows that can be taken are, while the others wait.
        reason: Why stored entries change or are withdrawn; needed when any is.

    Raises:
        InvalidRecord: Some row cannot be taken, and valid ones alone were not asked for.
        Conflict, NotAllowed, UnknownCode: As the store says; nothing was written.
    """
    if not preview.is_whole and not take_valid:
        raise InvalidRecord(
            n_("Some rows cannot be taken yet. Nothing was saved: mend them, or take the others.")
        )
    file = preview.file
    source = Source(file.name, file.hash, preview.group, reason, file.past.frozen)
    with many_objects():
        operations = operations_of(preview, t)
        return apply_plan(target, operations, actor=actor, key=key, source=source)


def operations_of(preview: Preview, t: Translate) -> list[Operation]:
    """Return one operation for each row that is written, in the order of the file's lists."""
    plan = preview.plan
    found = [_operation(preview, p, Action.ADD, t) for p in plan.added]
    found += [_operation(preview, p, Action.AMEND, t) for p in plan.changed]
    found += [_operation(preview, p, Action.WITHDRAW, t) for p in plan.withdrawn]
    return found + list(_over(preview))


def _operation(preview: Preview, planned: Planned, action: Action, t: Translate) -> Operation:
    kind = planned.row.kind
    key, place = row_key(preview.file.hash, planned.place), partial(_place, planned, t)
    if action is not Action.ADD:
        base = planned.stored.version if planned.stored else 0
        draft = None if action is Action.WITHDRAW else planned.draft
        return Operation(action, kind, draft, planned.uid, base, key, place)
    past = preview.file.past.versions.get((kind, planned.uid), ())
    if past and past[-1].withdrawn:
        past = ()  # Withdrawn there, and yet in the file: somebody wants it anew.
    return Operation(action, kind, planned.draft, planned.uid, key=key, place=place, past=past)


def _place(planned: Planned, t: Translate) -> str:
    return Place(*planned.place).words(t)


def _over(preview: Preview) -> Iterator[Operation]:
    """Yield what was withdrawn where the file comes from; a log with something in it passes it."""
    for (kind, uid), past in preview.withdrawn_elsewhere():
        yield Operation(Action.ADD, kind, past[-1].draft, uid, past=past)
