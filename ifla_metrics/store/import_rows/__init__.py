"""The rows of an import: versions, audit and cells, in bulk and inside its transaction."""

from ifla_metrics.store.import_rows.rows import write_activities, write_records
from ifla_metrics.store.import_rows.steps import Writing, turns_of

__all__ = ["Writing", "turns_of", "write_activities", "write_records"]
