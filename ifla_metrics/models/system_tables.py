"""Tables of the application itself: audit, revision, loaded files, imports, unfinished forms."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import BIG, STRICT, Numbered, Stored, check

LONGEST_FORM = 200_000
"""Characters of an unfinished form: the longest description with two thousand counts has less."""


class AuditEntryRow(Numbered, table=True):
    """One committed write: who, what, when and why. Never changed, never deleted."""

    __table_args__ = (sa.Index(None, "actor", "id"), sa.Index(None, "kind", "id"), STRICT)

    at: datetime
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
    """The single row that changes with every write, so that caches can compare it."""

    __table_args__ = (check("single", "id = 1"), STRICT)

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(sa_type=BIG)
    reference: str
    """A new random text whenever frameworks or reference data change, as a key of caches."""
    audit_hash: str
    """The hash of the last entry of the audit."""
    audit_count: int = Field(sa_type=BIG)
    """How many entries were written into the audit."""


class LoadedRow(Stored, table=True):
    """A part of the data folder that has been loaded, with the hash of its files."""

    part: str = Field(primary_key=True)
    fingerprint: str
    loaded_at: datetime


class AppliedImportRow(Numbered, table=True):
    """One file that was imported, all of it or its valid rows. Never changed, never deleted."""

    __table_args__ = (
        check("counts_positive", "added >= 0 AND changed >= 0 AND withdrawn >= 0"),
        STRICT,
    )

    key: str = Field(unique=True)
    """Made when the preview was shown: the same key again is the same import."""
    file_hash: str = Field(index=True)
    """SHA-256 of the file, by which its rows are recognised when it comes back."""
    file_name: str
    group_code: str | None = Field(default=None, foreign_key="working_group.code")
    """The group whose workbook it is; NULL when it is for all groups."""
    applied_at: datetime
    applied_by: str
    added: int
    changed: int
    withdrawn: int


class FormDraftRow(Stored, table=True):
    """One unfinished form of one person, no part of the log; deleted when sent or discarded."""

    __table_args__ = (
        sa.Index("ix_form_draft_person_saved_at", "person", "saved_at"),
        check("content_length", f"length(content) <= {LONGEST_FORM}"),
        check("base_version_positive", "base_version >= 1"),
        STRICT,
    )

    key: str = Field(primary_key=True)
    """Made when the form was opened; also the idempotency key of what it becomes."""
    person: str
    kind: str
    """What the form is about: `activity`."""
    subject: str
    """The uid of what it changes; empty for a new one."""
    base_version: int | None = None
    """The current version when the form was opened; NULL for a new one."""
    content: str
    """What was typed, as JSON."""
    opened_at: datetime
    saved_at: datetime
