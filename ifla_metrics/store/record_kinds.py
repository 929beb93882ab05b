"""The seven kinds of records: the draft and the table of each, and how one becomes the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

import sqlalchemy as sa

from ifla_metrics.errors import UnknownCode
from ifla_metrics.models import drafts
from ifla_metrics.models import record_tables as tables
from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.models.schema import table_of

NULLABLE_CODES = frozenset({"country", "association", "indicator"})
"""Codes that are NULL in the table where a draft has an empty text: they are foreign keys."""


@dataclass(frozen=True)
class Kind:
    """A kind of record."""

    name: str
    draft: type[RecordDraft]
    table: sa.Table
    frame: str
    """Its name in `reading.NEEDS`."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The draft's fields, in its order."""
        return tuple(self.draft.model_fields)

    @property
    def title(self) -> sa.ColumnElement[str]:
        """The column that a record is called by: its title, or the code of what it speaks of."""
        c = self.table.c
        return next(c[name] for name in ("title", "indicator", "cohort", "subject") if name in c)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("observation", drafts.ObservationDraft, table_of(tables.ObservationRow), "values"),
        Kind("milestone", drafts.MilestoneDraft, table_of(tables.MilestoneRow), "milestones"),
        Kind("cohort_count", drafts.CohortCountDraft, table_of(tables.CohortCountRow), "cohorts"),
        Kind(
            "resource_stage",
            drafts.ResourceStageDraft,
            table_of(tables.ResourceStageRow),
            "resources",
        ),
        Kind(
            "association_outcome",
            drafts.AssociationOutcomeDraft,
            table_of(tables.AssociationOutcomeRow),
            "association_outcomes",
        ),
        Kind("story", drafts.StoryDraft, table_of(tables.StoryRow), "stories"),
        Kind("remark", drafts.RemarkDraft, table_of(tables.RemarkRow), "remarks"),
    )
}


class NewRecord(NamedTuple):
    """A version of a record to be written."""

    id: int
    uid: str
    version: int
    draft: RecordDraft
    recorded_at: datetime
    recorded_by: str
    reason: str = ""
    withdrawn: bool = False
    known_from_assumed: bool = False
    key: str | None = None
    approved_at: datetime | None = None
    """Set for what is approved as it is written: what was documented before this tool."""
    returned_at: datetime | None = None
    """Like `superseded_at` set only when the history of another log is written."""
    superseded_at: datetime | None = None


def kind_of(name: str) -> Kind:
    """Return a kind of record; raises UnknownCode with the nearest one."""
    if name not in KINDS:
        raise UnknownCode("kind of record", name, KINDS)
    return KINDS[name]


def kind_of_draft(draft: RecordDraft) -> Kind:
    """Return the kind that a draft belongs to."""
    return next(kind for kind in KINDS.values() if isinstance(draft, kind.draft))


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the columns that a version is written to, in the order of the table."""
    return tuple(c.name for c in kind.table.columns)


def row_of(kind: Kind, record: NewRecord) -> tuple[Any, ...]:
    """Return the values of a version in the order of `columns_of`."""
    said = {_column(name): _stored(name, value) for name, value in dict(record.draft).items()}
    own = {
        "id": record.id,
        "uid": record.uid,
        "version": record.version,
        "withdrawn": record.withdrawn,
        "known_from_assumed": record.known_from_assumed,
        "recorded_at": record.recorded_at,
        "recorded_by": record.recorded_by,
        "reason": record.reason,
        "idempotency_key": record.key,
        "approved_at": record.approved_at,
        "returned_at": record.returned_at,
        "superseded_at": record.superseded_at,
    }
    values = {**said, **own}
    return tuple(values[name] for name in columns_of(kind))


def record_draft_of(kind: Kind, row: Mapping[str, Any]) -> RecordDraft:
    """Return what a version says; not asked of the rules again, which may have changed since."""
    values: dict[str, Any] = {}
    for name, field in kind.draft.model_fields.items():
        value = row[_column(name)]
        if name in NULLABLE_CODES and value is None:
            value = ""
        annotation: Any = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            value = annotation(value)
        values[name] = value
    return kind.draft.model_construct(**values)


def _column(field: str) -> str:
    return "group_code" if field == "group" else field


def _stored(field: str, value: Any) -> Any:
    if field in NULLABLE_CODES:
        return value or None
    return value.value if isinstance(value, Enum) else value
