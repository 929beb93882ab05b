"""Tables that say what was done to the others: audit, revision, and what has been loaded."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import BIG, STRICT, Stored, check
from ifla_metrics.models.columns import UtcTime


class AuditEntryRow(Stored, table=True):
    """One committed write: who, what, when and why. Never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index(None, "actor", "id"), sa.Index(None, "kind", "id"), STRICT)

    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    at: datetime = Field(sa_type=UtcTime)
    actor: str
    action: str
    """A right of `access.Right`."""
    kind: str
    """`activity`, a kind of record, `framework`, `reference`, `meeting`, `summaries`."""
    subject: str
    """The uid or code of what was written."""
    version: int | None = None
    reason: str
    hash: str
    """SHA-256 of this entry and of the hash of the entry before it (`store.audit`)."""


class RevisionRow(Stored, table=True):
    """The single row that moves with every write: what a cache compares."""

    __tablename__ = "revision"
    __table_args__ = (check("single", "id = 1"), STRICT)

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(sa_type=BIG)
    reference: str
    """A new random text whenever frameworks or reference data changed: a key for what is held."""
    audit_hash: str
    """The hash of the last entry of the audit."""
    audit_count: int = Field(sa_type=BIG)
    """How many entries were written into the audit."""


class LoadedRow(Stored, table=True):
    """A part of the data folder that has been loaded, with the hash of its files."""

    __tablename__ = "loaded"
    __table_args__ = (STRICT,)

    part: str = Field(primary_key=True)
    fingerprint: str
    loaded_at: datetime = Field(sa_type=UtcTime)
