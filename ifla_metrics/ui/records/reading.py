"""From what stands in a record's form to a draft: every fault at its field, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from ifla_metrics.exchange.columns import OF_RECORD, RECORD_DRAFTS, Column
from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Precision, Provenance, Qualifier
from ifla_metrics.models.drafts import RecordDraft, draft_faults

NOT_ASKED = ("id", "version", "withdraw", "provenance", "framework")
"""Columns of a sheet that a form does not show: fixed when it is opened."""
FURTHER = ("source", "note", "qualifier", "date_precision", "date_as_stated", "period", "state")
"""Fields that most records leave as they are: shown behind a heading."""
STARTS = {
    "qualifier": Qualifier.EXACT.value,
    "date_precision": Precision.DAY.value,
    "gender": "not_stated",
    "state": "reported",
}
"""What a new form says before anybody has typed."""


class Read(NamedTuple):
    """A draft, or what is wrong with it, by field; "" for what concerns no one field."""

    draft: RecordDraft | None
    faults: Mapping[str, tuple[str, ...]]


def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns that a form of this kind shows, what is needed first."""
    shown = [c for c in OF_RECORD[kind].columns if c.key not in NOT_ASKED]
    return tuple(sorted(shown, key=lambda c: c.key in FURTHER))


def values_of(draft: RecordDraft | None, kind: str) -> dict[str, Any]:
    """Return what the fields of a form show: of a stored draft, or of a new one."""
    if draft is None:
        return {c.key: STARTS.get(c.key) for c in columns_of(kind)}
    return {c.key: getattr(draft, c.key) for c in columns_of(kind)}


def read_record(
    kind: str,
    values: Mapping[str, Any],
    *,
    framework: str,
    before: RecordDraft | None = None,
    t: Translate,
) -> Read:
    """Return what stands in a form as a draft.

    Args:
        kind: The kind of record.
        values: By field, as the widgets give them; None and "" are left out.
        framework: The strategy in whose terms it speaks.
        before: The stored draft that it amends: says where the record came from.
        t: The reader's words.
    """
    said = {name: value for name, value in values.items() if value is not None and value != ""}
    said["framework"] = framework
    said["provenance"] = before.provenance if before else Provenance.REPORTED
    try:
        return Read(RECORD_DRAFTS[kind](**said), {})
    except ValidationError as error:
        faults: dict[str, list[str]] = {}
        for fault in draft_faults(error):
            faults.setdefault(fault.field, []).append(fault.error.say(t))
        return Read(None, {name: tuple(told) for name, told in faults.items()})
