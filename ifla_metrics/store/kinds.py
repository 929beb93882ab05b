"""The kinds of entries: activities and seven kinds of records."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import sqlalchemy as sa

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.models import drafts, log_tables
from ifla_metrics.models.drafts import ActivityDraft, AnyDraft, RecordDraft
from ifla_metrics.models.log_tables import ACTIVITY_GROUP, ACTIVITY_VERSION

DAYS = ("actual_on", "planned_on", "as_of", "started_on")
"""The fields with the day of an entry; the first that is filled is used."""
Draft_co = TypeVar("Draft_co", bound=AnyDraft, covariant=True)


@dataclass(frozen=True)
class Kind(Generic[Draft_co]):
    """A kind of entry: its draft, the table of its versions, and its frame in a reading."""

    name: str
    draft: type[Draft_co]
    table: sa.Table
    frame: str

    @property
    def title(self) -> sa.ColumnElement[str]:
        """The column with the title of an entry, or with its indicator, cohort or subject."""
        c = self.table.c
        return next(c[name] for name in ("title", "indicator", "cohort", "subject") if name in c)

    @property
    def day(self) -> sa.ColumnElement[date]:
        """The day of an entry; see `DAYS`."""
        c = self.table.c
        return sa.func.coalesce(*(c[name] for name in DAYS if name in c), sa.null())

    def owned_by(self, groups: Collection[str] | None) -> sa.ColumnElement[bool]:
        """Return the condition for versions of these groups; None for all."""
        c, owner = self.table.c, ACTIVITY_GROUP.c
        if groups is None:
            return sa.true()
        if "group_code" in c:
            return c.group_code.in_(groups)
        return c.id.in_(sa.select(owner.version_id).where(owner.group_code.in_(groups)))


ACTIVITY = "activity"
ACTIVITY_KIND = Kind(ACTIVITY, ActivityDraft, ACTIVITY_VERSION, "activities")

RecordKind = Kind[RecordDraft]
AnyKind = Kind[AnyDraft]

_RECORDS: tuple[tuple[type[RecordDraft], sa.Table, str], ...] = (
    (drafts.ObservationDraft, log_tables.OBSERVATION, "values"),
    (drafts.MilestoneDraft, log_tables.MILESTONE, "milestones"),
    (drafts.CohortCountDraft, log_tables.COHORT_COUNT, "cohorts"),
    (drafts.ResourceStageDraft, log_tables.RESOURCE_STAGE, "resources"),
    (drafts.AssociationOutcomeDraft, log_tables.ASSOCIATION_OUTCOME, "association_outcomes"),
    (drafts.StoryDraft, log_tables.STORY, "stories"),
    (drafts.RemarkDraft, log_tables.REMARK, "remarks"),
)
RECORD_KINDS = {
    table.name: RecordKind(table.name, draft, table, frame) for draft, table, frame in _RECORDS
}
"""The kinds of records by name."""

ALL_KINDS: dict[str, AnyKind] = {ACTIVITY: ACTIVITY_KIND, **RECORD_KINDS}


def kind_named(name: str) -> AnyKind:
    """Return the kind of this name; raises UnknownCode, suggesting the nearest one."""
    if name not in ALL_KINDS:
        raise UnknownCode(n_("kind of record"), name, ALL_KINDS)
    return ALL_KINDS[name]


def kind_of_draft(draft: AnyDraft) -> AnyKind:
    """Return the kind that a draft belongs to."""
    return next(kind for kind in ALL_KINDS.values() if isinstance(draft, kind.draft))
