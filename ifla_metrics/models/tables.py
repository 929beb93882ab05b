"""Import every table, so that migrations can be compared with them."""

from ifla_metrics.models import (
    editions,
    log_tables,
    people_tables,
    reference_tables,
    system_tables,
)
from ifla_metrics.models.base import Stored

METADATA = Stored.metadata
"""The schema that the newest migration gives."""

__all__ = [
    "METADATA",
    "editions",
    "log_tables",
    "people_tables",
    "reference_tables",
    "system_tables",
]
