"""The table of evidence files: what was uploaded, whose it is, and the bytes themselves.

In the database, so that a file travels with every backup.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.evidence_types import LARGEST
from ifla_metrics.models.base import STRICT, Stored, check
from ifla_metrics.models.columns import UtcTime


class EvidenceFileRow(Stored, table=True):
    """A file that shows what was done; its id cannot be guessed, its content never changes."""

    __tablename__ = "evidence_file"
    __table_args__ = (
        sa.UniqueConstraint("group_code", "digest"),
        check("size_in_bounds", f"size BETWEEN 1 AND {LARGEST}"),
        STRICT,
    )

    id: str = Field(primary_key=True)
    group_code: str = Field(foreign_key="working_group.code")
    name: str
    media_type: str
    size: int
    digest: str
    """SHA-256 of the content: the same file of a group is kept once."""
    content: bytes = Field(sa_type=sa.LargeBinary)
    kept_at: datetime = Field(sa_type=UtcTime)
    kept_by: str
