"""The rows of an import: versions, audit and cells, in bulk and inside its transaction."""

from ifla_metrics.store.import_rows.rows import write_activities, write_records
from ifla_metrics.store.import_rows.steps import Writing, turns_of
from ifla_metrics.store.import_rows.told import told

__all__ = ["Writing", "told", "turns_of", "write_activities", "write_records"]
