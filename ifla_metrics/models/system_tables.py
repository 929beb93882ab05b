"""Tables of periods and people, of summary cells, and of the application."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import BaseRow, BigInt, FrameworkMixin, IdMixin, check, enum_check
from ifla_metrics.models.field_types import SignInKind, StoredRole

# Periods


class PeriodLockRow(FrameworkMixin, table=True):
    """A reporting period that is locked; nothing more is written about its days.

    Title and days are those that it had when it was locked, whatever becomes of the strategy.
    """

    period: str = Field(primary_key=True)
    title: str
    starts_on: date
    ends_on: date
    reason: str


class PeriodOpeningRow(FrameworkMixin, table=True):
    """A locked period is open to one group until the end of a day."""

    period: str = Field(primary_key=True)
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    until: date


class NilReturnRow(FrameworkMixin, table=True):
    """A group says that it has nothing to report for a period."""

    period: str = Field(primary_key=True)
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    recorded_at: datetime


# People: who may do what, the links they were sent, and their sign-ins


class PersonRow(BaseRow, table=True):
    """A person whom the secretariat knows. Other tables have the code only, so a name can go."""

    __table_args__ = (
        enum_check("role", StoredRole),
        check("version_positive", "version >= 1"),
        check("email_lower", "email = lower(email)"),
        sa.UniqueConstraint("email", name="uq_person_email"),
        sa.UniqueConstraint("issuer", "subject", name="uq_person_issuer_subject"),
    )

    code: str = Field(primary_key=True)
    email: str | None = None
    """Normalised; compared with the verified address of a provider at the first sign-in."""
    name: str
    role: str
    group_codes: str
    """The groups of an editor, with bars between them."""
    active: bool
    issuer: str | None = None
    subject: str | None = None
    """Who the provider says this is; set at the first sign-in, and decisive from then on."""
    not_before: datetime | None = None
    """Sign-ins up to this moment are no longer valid."""
    version: int


class SignInRow(BaseRow, table=True):
    """A personal link that signs in once, a session that it began, or an ended sign-in.

    Known by the hash of a secret, and deleted when it is used (a link), left or revoked. Of a
    sign-in through a provider only its end is kept, without a person, until its cookie expires.
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
"""The sums of a cell; `frames` says what each counts."""

SUMMARY_CELL = sa.Table(
    "summary_cell",
    BaseRow.metadata,
    *(sa.Column(name, sa.String, primary_key=True) for name in CELL_KEYS),
    *(sa.Column(name, BigInt, nullable=False) for name in CELL_SUMS),
    sa.ForeignKeyConstraint(["framework"], ["framework.id"]),
    sqlite_with_rowid=False,  # Stored in the order of its key, by which it is read.
)
"""Sums over activities, kept true in the transaction of every write.

The key says which: the strategy, the state of the log (an empty `known` is now, a meeting's code
the end of that meeting's day), the dimension, the scope within which activities count, the period,
their provenance, and the code that the dimension tells apart.

| dimension | period | code | scope kinds |
| --- | --- | --- | --- |
| total | month, `2012-09` | "" | all, direction, node, row, cross, group, level, arena |
| country | quarter | alpha-3, "" not stated | all, direction, node, cross |
| association | quarter | association | all, direction |
| people | quarter | role, mode, reach and gender, with bars | all, direction |

The scope of `cross` is a direction within a row of the programme ("SD1 KI2.A"). `weight` counts
1200ths and `primaries` main directions; both are only kept within a direction. `alignments` are
the directions that the activities serve, `unreviewed` the activities that nobody has reviewed.
"""


# The application

MAX_FORM_LENGTH = 200_000
"""Characters of an unfinished form: the longest description with two thousand counts has less."""


class AuditEntryRow(IdMixin, table=True):
    """One committed write: who, what, when and why. Never changed, never deleted."""

    __table_args__ = (sa.Index(None, "actor", "id"), sa.Index(None, "kind", "id"))

    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    version: int | None = None
    reason: str
    hash: str
    """SHA-256 of this entry and of the hash of the entry before it (`store.audit`)."""


class RevisionRow(BaseRow, table=True):
    """The single row that changes with every write, so that caches can compare it."""

    __table_args__ = (check("single", "id = 1"),)

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(sa_type=BigInt)
    reference: str
    """A new random text whenever frameworks or reference data change, as a key of caches."""
    audit_hash: str
    audit_count: int = Field(sa_type=BigInt)


class LoadedRow(BaseRow, table=True):
    """A part of the data folder that has been loaded, with the hash of its files."""

    part: str = Field(primary_key=True)
    fingerprint: str


class AppliedImportRow(IdMixin, table=True):
    """One file that was imported, all of it or its valid rows. Never changed, never deleted."""

    __table_args__ = (check("counts_positive", "added >= 0 AND changed >= 0 AND withdrawn >= 0"),)

    key: str = Field(unique=True)
    """Made when the preview was shown: the same key again is the same import."""
    file_hash: str = Field(index=True)
    """SHA-256 of the file, by which its rows are recognised when it comes back."""
    file_name: str
    added: int
    changed: int
    withdrawn: int


class ImportMappingRow(BaseRow, table=True):
    """How a table with certain headers is read, as a person confirmed it for a group.

    Found again by its headers, so that the same form needs no answers next month.
    """

    group_code: str = Field(primary_key=True)
    """The group that it is kept for; empty when the files hold rows of all groups."""
    headers: str = Field(primary_key=True)
    """SHA-256 of the headers that feed fields."""
    content: str
    """Fields with their headers or constants, and the answers to keep, as JSON."""
    saved_at: datetime


class FormDraftRow(BaseRow, table=True):
    """One unfinished form of one person, no part of the log; deleted when sent or discarded."""

    __table_args__ = (
        sa.Index("ix_form_draft_person_saved_at", "person", "saved_at"),
        check("content_length", f"length(content) <= {MAX_FORM_LENGTH}"),
        check("base_version_positive", "base_version >= 1"),
    )

    key: str = Field(primary_key=True)
    """Made when the form was opened; also the idempotency key of what it becomes."""
    person: str
    kind: str
    subject: str
    base_version: int | None = None
    content: str
    saved_at: datetime
