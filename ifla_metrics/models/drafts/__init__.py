"""Drafts: what a person says happened, before it is recorded. The rules live here.

SQLModel does not validate table classes when they are built, so a draft stands in front of each.
"""

from ifla_metrics.models.drafts.activities import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
    equal_weights,
)
from ifla_metrics.models.drafts.base import Code, Count, Country, Draft, Line, Prose, Weight
from ifla_metrics.models.drafts.records import (
    AssociationOutcomeDraft,
    CohortCountDraft,
    MilestoneDraft,
    ObservationDraft,
    RecordDraft,
    RemarkDraft,
    ResourceStageDraft,
    StoryDraft,
)

__all__ = [
    "ActivityDraft",
    "AlignmentDraft",
    "AssociationOutcomeDraft",
    "Code",
    "CohortCountDraft",
    "ContributionDraft",
    "Count",
    "Country",
    "Draft",
    "Line",
    "MilestoneDraft",
    "ObservationDraft",
    "ParticipationDraft",
    "Prose",
    "RecordDraft",
    "RemarkDraft",
    "ResourceStageDraft",
    "StoryDraft",
    "Weight",
    "equal_weights",
]
