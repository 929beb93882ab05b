"""What in the log should be looked at: each finding names the entry it is about."""

from ifla_metrics.store.quality.entries import (
    activities_without_evidence,
    never_updated,
    sizes_by_group,
)
from ifla_metrics.store.quality.finding import Finding
from ifla_metrics.store.quality.places import countries_without_region
from ifla_metrics.store.quality.records import contradictions, unequal_parts

__all__ = [
    "Finding",
    "activities_without_evidence",
    "contradictions",
    "countries_without_region",
    "never_updated",
    "sizes_by_group",
    "unequal_parts",
]
