"""The kinds of entries, activities and seven kinds of records, and their drafts as rows of tables.

Which fields are columns is read from the drafts and the tables, so a new field needs no line here.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy import Connection

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.models import drafts, log_tables
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.models.log_tables import GROUP, LISTS, VERSION, column_of
from ifla_metrics.store.database import insert
from ifla_metrics.store.search import index

Draft_co = TypeVar("Draft_co", bound=ActivityDraft | RecordDraft, covariant=True)


@dataclass(frozen=True)
class Kind(Generic[Draft_co]):
    """A kind of entry: its draft, the table of its versions, and its frame in a reading."""

    name: str
    draft: type[Draft_co]
    table: sa.Table
    frame: str

    @property
    def title(self) -> sa.ColumnElement[str]:
        """The column that an entry is called by: its title, or the code of what it is about."""
        c = self.table.c
        return next(c[name] for name in ("title", "indicator", "cohort", "subject") if name in c)

    @property
    def day(self) -> sa.ColumnElement[date]:
        """The first day of an activity, the day of a record; of a milestone reached, or planned."""
        c = self.table.c
        if "actual_on" in c:
            return sa.func.coalesce(c.actual_on, c.planned_on)
        return c.as_of if "as_of" in c else c.started_on


ACTIVITY_KIND = Kind("activity", ActivityDraft, VERSION, "activities")

RecordKind = Kind[RecordDraft]
AnyKind = Kind[ActivityDraft | RecordDraft]

_RECORDS: tuple[tuple[type[RecordDraft], sa.Table, str], ...] = (
    (drafts.ObservationDraft, log_tables.OBSERVATION, "values"),
    (drafts.MilestoneDraft, log_tables.MILESTONE, "milestones"),
    (drafts.CohortCountDraft, log_tables.COHORT_COUNT, "cohorts"),
    (drafts.ResourceStageDraft, log_tables.RESOURCE_STAGE, "resources"),
    (drafts.AssociationOutcomeDraft, log_tables.ASSOCIATION_OUTCOME, "association_outcomes"),
    (drafts.StoryDraft, log_tables.STORY, "stories"),
    (drafts.RemarkDraft, log_tables.REMARK, "remarks"),
)
KINDS = {
    table.name: RecordKind(table.name, draft, table, frame) for draft, table, frame in _RECORDS
}
"""The kinds of records by name."""

ALL_KINDS: dict[str, AnyKind] = {"activity": ACTIVITY_KIND, **KINDS}


def any_kind(name: str) -> AnyKind:
    """Return a kind of entry; raises UnknownCode with the nearest one."""
    if name not in ALL_KINDS:
        raise UnknownCode(n_("kind of record"), name, ALL_KINDS)
    return ALL_KINDS[name]


def of_groups(kind: AnyKind, groups: Collection[str] | None) -> list[sa.ColumnElement[bool]]:
    """Return the condition that a version belongs to one of the groups (None: no condition)."""
    if groups is None:
        return []
    if kind.table is not VERSION:
        return [kind.table.c.group_code.in_(groups)]
    theirs = sa.select(GROUP.c.version_id).where(GROUP.c.group_code.in_(groups))
    return [VERSION.c.id.in_(theirs)]


def kind_of_draft(draft: ActivityDraft | RecordDraft) -> AnyKind:
    """Return the kind that a draft belongs to."""
    return next(kind for kind in ALL_KINDS.values() if isinstance(draft, kind.draft))


# Drafts to rows


class NewVersion(NamedTuple):
    """A version to be written."""

    uid: str
    version: int
    draft: ActivityDraft | RecordDraft
    recorded_at: datetime
    recorded_by: str
    reason: str = ""
    withdrawn: bool = False
    idempotency_key: str | None = None
    approved_at: datetime | None = None
    """Set for what is approved as it is written: what was documented before this tool."""
    logged_on: date | None = None
    """The day on which an activity was first logged; None when that is assumed."""


def next_ids(connection: Connection, table: sa.Table, count: int) -> range:
    """Return the ids of the next `count` rows; there is one writer at a time."""
    last = connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    return range(last + 1, last + 1 + count)


def insert_versions(connection: Connection, kind: AnyKind, versions: Sequence[NewVersion]) -> None:
    """Write versions and their lists in the order given."""
    ids = next_ids(connection, kind.table, len(versions))

    def row(id_: int, version: NewVersion) -> dict[str, Any]:
        own = {name: value for name, value in version._asdict().items() if name in kind.table.c}
        return {"id": id_, **own, **_values(version.draft, kind.table)}

    insert(connection, kind.table, map(row, ids, versions))
    if kind.table is VERSION:
        for field, (table, _) in LISTS.items():
            insert(connection, table, _lines(field, ids, versions))
        index(connection, ids)


def _lines(
    field: str, ids: Sequence[int], versions: Sequence[NewVersion]
) -> Iterator[dict[str, Any]]:
    table, kind = LISTS[field]
    for id_, version in zip(ids, versions, strict=True):
        for number, line in enumerate(getattr(version.draft, field)):
            values = {kind: line} if isinstance(kind, str) else _values(line, table)
            yield {"version_id": id_, "position": number, **values}


def _values(draft: BaseModel, table: sa.Table) -> dict[str, Any]:
    columns = {field: table.c.get(column_of(field)) for field in type(draft).model_fields}
    return {
        column.name: _stored(getattr(draft, field), column)
        for field, column in columns.items()
        if column is not None
    }


def _stored(value: Any, column: sa.Column[Any]) -> Any:
    """Return the value of a field as its column has it; an empty code is no foreign key."""
    if isinstance(value, Enum):
        return str(value)
    return None if value == "" and column.nullable else value
