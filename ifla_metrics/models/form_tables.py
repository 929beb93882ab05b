"""Forms that somebody began and has not sent: what was typed, so that no lost line loses it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import STRICT, Stored, check
from ifla_metrics.models.columns import UtcTime

LONGEST = 200_000
"""Characters of a form: the longest description with two thousand counts has less."""


class FormDraftRow(Stored, table=True):
    """One open form of one person, no part of the log: it goes when it is sent or thrown away."""

    __tablename__ = "form_draft"
    __table_args__ = (
        sa.Index("ix_form_draft_person_saved_at", "person", "saved_at"),
        check("content_length", f"length(content) <= {LONGEST}"),
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
    """The version that stood when the form was opened; NULL for a new one."""
    content: str
    """What was typed, as JSON."""
    opened_at: datetime = Field(sa_type=UtcTime)
    saved_at: datetime = Field(sa_type=UtcTime)
