"""All tables with what belongs to them: the schema that the newest migration gives."""

import sqlalchemy as sa

from ifla_metrics.models import (
    editions,
    log_tables,
    reference_tables,
    system_tables,
    triggers,
)
from ifla_metrics.models.base import Stored

METADATA = Stored.metadata
for table in METADATA.tables.values():
    table.dialect_options["sqlite"]["strict"] = True
sa.event.listen(METADATA, "after_create", triggers.complete)
sa.event.listen(METADATA, "before_drop", triggers.drop)

__all__ = [
    "METADATA",
    "editions",
    "log_tables",
    "reference_tables",
    "system_tables",
]
