"""Every table in one import: what a migration is compared with."""

from ifla_metrics.models import (
    activity_tables,
    edition_tables,
    evidence_tables,
    form_tables,
    framework_tables,
    history_tables,
    import_tables,
    people_tables,
    record_tables,
    reference_tables,
    review_tables,
    summary_tables,
)
from ifla_metrics.models.base import Stored

METADATA = Stored.metadata
"""The schema that the newest migration gives."""

__all__ = [
    "METADATA",
    "activity_tables",
    "edition_tables",
    "evidence_tables",
    "form_tables",
    "framework_tables",
    "history_tables",
    "import_tables",
    "people_tables",
    "record_tables",
    "reference_tables",
    "review_tables",
    "summary_tables",
]
