"""The imports that were applied: which file, by whom, and what became of its rows."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from ifla_metrics.models.base import BIG, STRICT, Stored, check
from ifla_metrics.models.columns import UtcTime


class AppliedImportRow(Stored, table=True):
    """One file that was applied, whole or its sound rows alone. Never changed, never deleted."""

    __tablename__ = "applied_import"
    __table_args__ = (
        check("counts_positive", "added >= 0 AND changed >= 0 AND withdrawn >= 0"),
        STRICT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    key: str = Field(unique=True)
    """Made when the preview was shown: the same key again is the same import."""
    file_hash: str = Field(index=True)
    """SHA-256 of the file, so that its rows are known again when it comes back."""
    file_name: str
    group_code: str | None = Field(default=None, foreign_key="working_group.code")
    """The group whose workbook it is; NULL when it is everybody's."""
    applied_at: datetime = Field(sa_type=UtcTime)
    applied_by: str
    added: int
    changed: int
    withdrawn: int
