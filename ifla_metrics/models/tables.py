"""Every table in one import, so that the migrations can be compared with them."""

from ifla_metrics.models import (
    activity_tables,
    edition_tables,
    framework_tables,
    people_tables,
    record_tables,
    reference_tables,
    review_tables,
    summary_tables,
    system_tables,
)
from ifla_metrics.models.base import Stored

METADATA = Stored.metadata
"""The schema that the newest migration gives."""

__all__ = [
    "METADATA",
    "activity_tables",
    "edition_tables",
    "framework_tables",
    "people_tables",
    "record_tables",
    "reference_tables",
    "review_tables",
    "summary_tables",
    "system_tables",
]
