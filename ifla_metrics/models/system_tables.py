"""Tables of period locks, people, summary cells and the application's own state."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import BaseRow, BigInt, FrameworkMixin, IdMixin, check, enum_check
from ifla_metrics.models.field_types import SignInKind, StoredRole

# Periods


class PeriodLockRow(FrameworkMixin, table=True):
    """A locked reporting period: entries about its days cannot change.

    Title and days are copied when it is locked, so later versions of the framework do not move it.
    """

    period: str = Field(primary_key=True)
    title: str
    starts_on: date
    ends_on: date
    reason: str


class PeriodOpeningRow(FrameworkMixin, table=True):
    """A locked period that one group may still write to, until the end of a day."""

    period: str = Field(primary_key=True)
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    until: date


class NilReturnRow(FrameworkMixin, table=True):
    """A group's statement that it has nothing to report for a period."""

    period: str = Field(primary_key=True)
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    recorded_at: datetime


# People and their sign-ins


class PersonRow(BaseRow, table=True):
    """A person who may sign in. Other tables refer to the code, so the name can be erased."""

    __table_args__ = (
        enum_check("role", StoredRole),
        check("version_positive", "version >= 1"),
        check("email_lower", "email = lower(email)"),
        sa.UniqueConstraint("email", name="uq_person_email"),
        sa.UniqueConstraint("issuer", "subject", name="uq_person_issuer_subject"),
    )

    code: str = Field(primary_key=True)
    email: str | None = None
    """Normalised. Matched with the provider's verified address at the first sign-in."""
    name: str
    role: str
    group_codes: str
    """The groups of an editor, separated by bars."""
    active: bool
    issuer: str | None = None
    subject: str | None = None
    """The provider's identifier, set at the first sign-in and required at every later one."""
    not_before: datetime | None = None
    """Sign-ins up to this moment are no longer valid."""
    version: int


class SignInRow(BaseRow, table=True):
    """A personal link that signs in once, a session begun by one, or an ended provider sign-in.

    Identified by the hash of a secret. A link is deleted when it is used, a session when it ends.
    For a provider's sign-in only its end is stored, without a person, until its cookie expires.
    """

    __table_args__ = (
        enum_check("kind", SignInKind),
        check("expires_after", "expires_at > issued_at"),
    )

    hash: str = Field(primary_key=True)
    kind: str
    person: str | None = Field(default=None, foreign_key="person.code", index=True)
    issued_at: datetime
    expires_at: datetime


# Summary cells


CELL_KEYS = (
    *("framework", "known", "dimension", "scope_kind", "scope", "period", "provenance", "code"),
)
CELL_SUMS = (
    *("activities", "participations", "cascade", "women", "gender_known", "uncounted", "inexact"),
    *("timed", "timely", "weight", "primaries", "alignments", "unreviewed", "lines"),
)
"""The sums of a cell; `frames` documents each."""

SUMMARY_CELL = sa.Table(
    "summary_cell",
    BaseRow.metadata,
    *(sa.Column(name, sa.String, primary_key=True) for name in CELL_KEYS),
    *(sa.Column(name, BigInt, nullable=False) for name in CELL_SUMS),
    sa.ForeignKeyConstraint(["framework"], ["framework.id"]),
    sqlite_with_rowid=False,  # Clusters the cells that are read together.
)
"""Sums over activities, updated in the transaction of every write.

A cell's key has the framework; the state of the log (`known` is empty for now, or a meeting's code
for the end of its day); the dimension; the scope that limits which activities count; the period;
the provenance of the activities; and the code within the dimension.

| dimension | period | code | scope kinds |
| --- | --- | --- | --- |
| total | month, `2012-09` | "" | all, direction, node, row, cross, group, level, arena |
| country | quarter | alpha-3, "" not stated | all, direction, node, cross |
| association | quarter | association | all, direction |
| people | quarter | role, mode, reach and gender, separated by bars | all, direction |

A scope of kind `cross` is a direction within a row of the programme ("SD1 KI2.A"). `weight` is in
1200ths; it and `primaries` (activities with this main direction) are only set within a direction.
"""


# Application state

MAX_FORM_LENGTH = 200_000
"""Longest unfinished form, in characters; enough for the longest description and 2,000 counts."""


class AuditEntryRow(IdMixin, table=True):
    """One audited action: who, what, when and why. Never changed or deleted."""

    __table_args__ = (sa.Index(None, "actor", "id"), sa.Index(None, "kind", "id"))

    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    version: int | None = None
    reason: str
    hash: str
    """SHA-256 of this entry and the previous entry's hash (`store.audit`)."""


class RevisionRow(BaseRow, table=True):
    """A single row that every write updates; caches compare it."""

    __table_args__ = (check("single", "id = 1"),)

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(sa_type=BigInt)
    reference: str
    """A cache key, replaced by a new random one when frameworks or reference data change."""
    audit_hash: str
    audit_count: int = Field(sa_type=BigInt)


class LoadedRow(BaseRow, table=True):
    """A part of the data folder that was loaded, with the hash of its files."""

    part: str = Field(primary_key=True)
    fingerprint: str


class AppliedImportRow(IdMixin, table=True):
    """An imported file. Never changed or deleted."""

    __table_args__ = (check("counts_positive", "added >= 0 AND changed >= 0 AND withdrawn >= 0"),)

    key: str = Field(unique=True)
    """Idempotency key, generated with the preview."""
    file_hash: str = Field(index=True)
    """SHA-256 of the file, to recognise its rows when it is imported again."""
    file_name: str
    added: int
    changed: int
    withdrawn: int


class ImportMappingRow(BaseRow, table=True):
    """A column mapping that a person confirmed, reused for files with the same headers."""

    group_code: str = Field(primary_key=True)
    """The group whose files it is for; empty for files with rows of all groups."""
    headers: str = Field(primary_key=True)
    """SHA-256 of the mapped headers."""
    content: str
    """The header or constant of each field, and the answers to reuse, as JSON."""
    saved_at: datetime


class FormDraftRow(BaseRow, table=True):
    """A person's unfinished form, not yet in the log; deleted when sent or discarded."""

    __table_args__ = (
        sa.Index("ix_form_draft_person_saved_at", "person", "saved_at"),
        check("content_length", f"length(content) <= {MAX_FORM_LENGTH}"),
        check("base_version_positive", "base_version >= 1"),
    )

    key: str = Field(primary_key=True)
    """Generated when the form is opened; becomes the entry's idempotency key."""
    person: str = ""
    kind: str = "activity"
    subject: str = ""
    """The entry that is amended; empty for a new one."""
    base_version: int | None = None
    content: str
    """The typed values as JSON."""
    saved_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
