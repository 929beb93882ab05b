"""From a preview to the log: each row that was decided becomes one operation of the store."""

from __future__ import annotations

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
from ifla_metrics.store.imports import Action, Applied, Operation, Source, apply_import


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
    source = Source(file.name, file.hash, preview.group, reason)
    with many_objects():
        operations = operations_of(preview, t)
        return apply_import(target, operations, actor=actor, key=key, source=source)


def operations_of(preview: Preview, t: Translate) -> list[Operation]:
    """Return one operation for each row that is written, in the order of the file's lists."""
    plan = preview.plan
    found = [_operation(preview, p, Action.ADD, t) for p in plan.added]
    found += [_operation(preview, p, Action.AMEND, t) for p in plan.changed]
    found += [_operation(preview, p, Action.WITHDRAW, t) for p in plan.withdrawn]
    return found


def _operation(preview: Preview, planned: Planned, action: Action, t: Translate) -> Operation:
    kind = planned.row.kind
    key, place = row_key(preview.file.hash, planned.place), partial(_place, planned, t)
    if action is not Action.ADD:
        base = planned.stored.version if planned.stored else 0
        draft = None if action is Action.WITHDRAW else planned.draft
        return Operation(action, kind, draft, planned.uid, base, key, place)
    return Operation(action, kind, planned.draft, key=key, place=place)


def _place(planned: Planned, t: Translate) -> str:
    return Place(*planned.place).words(t)
