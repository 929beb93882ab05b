"""From a preview to the log: every row that would be written, in one transaction, or none."""

from __future__ import annotations

from functools import partial
from typing import Any

from ifla_metrics.access import Actor
from ifla_metrics.errors import InvalidRecord
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.compare import Compared, Preview, Verdict
from ifla_metrics.imports.rows import Cell
from ifla_metrics.store.imports import Action, Applied, Operation, Source, apply_import

_ACTIONS = {
    Verdict.ADD: Action.ADD,
    Verdict.CHANGE: Action.AMEND,
    Verdict.WITHDRAW: Action.WITHDRAW,
}


def apply(
    target: Any,
    preview: Preview,
    t: Translate,
    *,
    actor: Actor,
    key: str,
    reason: str = "",
    take_valid: bool = False,
) -> Applied:
    """Write what a preview says, all or none.

    Args:
        target: An engine, or a connection that writes.
        preview: With the versions that it was compared with.
        t: The words of its reader, for the place in a refusal.
        actor: Who writes.
        key: Made when the preview was shown: the same key again is the same import.
        reason: Why stored entries change or are withdrawn; needed when any is.
        take_valid: Rows that can be taken are, while the others wait.

    Raises:
        InvalidRecord: The file is another group's, or some row cannot be taken and valid ones
            alone were not asked for.
        Conflict, NotAllowed, UnknownCode: As the store says; nothing was written.
    """
    if blocked_by := preview.what_blocks(take_valid=take_valid):
        raise InvalidRecord(blocked_by.text, **blocked_by.values)
    file = preview.file
    operations = [_operation(row, file.sha256, t) for row in preview.written]
    source = Source(file.name, file.sha256, preview.group, reason)
    return apply_import(target, operations, actor=actor, key=key, source=source)


def _operation(compared: Compared, sha256: str, t: Translate) -> Operation:
    row, action = compared.row, _ACTIONS[compared.verdict]
    return Operation(
        action,
        row.kind,
        compared.draft,
        compared.uid if action is not Action.ADD else "",
        compared.current.version if compared.current and action is not Action.ADD else None,
        f"{sha256}/{row.sheet}/{row.row}",
        partial(Cell(row.sheet, row.row).describe, t),
    )
