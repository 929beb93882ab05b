"""Tables of the log, built from the drafts: each field of a draft is a column of its table.

A version never changes. An amendment adds a version; a withdrawal adds one marked withdrawn.
Order the history by the versions' ids, not by their timestamps.
"""

from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Field
from sqlmodel.sql.sqltypes import UTCDateTime

from ifla_metrics.models import drafts
from ifla_metrics.models.base import BaseRow, BigInt, FileMixin, check, enum_check, partial_index
from ifla_metrics.models.field_types import TOTAL_WEIGHT
from ifla_metrics.text import EVIDENCE_PREFIX

# Drafts as columns

_TYPES = {bool: sa.Boolean, str: sa.String, int: sa.Integer, float: sa.Float, date: sa.Date}
_FOREIGN_KEYS = {
    "framework": "framework.id",
    "group": "working_group.code",
    "country": "country.alpha3",
    "association": "association.code",
}
"""References of fields. Nodes and indicators have none: a framework is one row of JSON."""


def column_name(field: str) -> str:
    """Return the column of a draft's field. `group` is a reserved word in SQL."""
    return "group_code" if field == "group" else field


def _columns(draft: type[BaseModel]) -> list[Any]:
    """Return a column for each field that is not a list, and the CHECKs of its Literal types.

    Foreign keys and `indicator` store an empty code as NULL.
    """
    columns: list[Any] = []
    checks: list[Any] = []
    for name, field in draft.model_fields.items():
        hint: Any = field.annotation
        nullable = type(None) in get_args(hint)
        while get_origin(hint) in (Annotated, Union, UnionType):
            hint = get_args(hint)[0]
        plain_type: Any = get_origin(hint) or hint
        if plain_type is tuple:
            continue
        if plain_type is Literal:
            checks.append(enum_check(name, hint))
            plain_type = str
        keys = [sa.ForeignKey(_FOREIGN_KEYS[name])] if name in _FOREIGN_KEYS else []
        if keys or name == "indicator":
            nullable = field.default == ""
        columns.append(sa.Column(column_name(name), _TYPES[plain_type](), *keys, nullable=nullable))
    return [*columns, *checks]


def _versions(name: str, draft: type[BaseModel], *own: Any) -> sa.Table:
    """Return the table of a draft's versions; `own` are further columns, checks and indexes."""
    current, undecided = "superseded_at IS NULL", "approved_at IS NULL AND returned_at IS NULL"
    has_key = "idempotency_key IS NOT NULL"
    indexes = (
        # A covering index, to count the entries waiting for review.
        ("waiting", ("recorded_at", "withdrawn"), f"{current} AND {undecided}"),
        ("returned", ("returned_at",), f"{current} AND returned_at IS NOT NULL"),
        # For changes between two moments.
        ("amended", ("recorded_at",), "version > 1"),
        ("approved_later", ("approved_at",), "version > 1"),
        ("sent_back", ("returned_at",), "returned_at IS NOT NULL"),
    )
    return sa.Table(
        name,
        BaseRow.metadata,
        sa.Column("id", BigInt, primary_key=True),
        sa.Column("uid", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *_columns(draft),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("recorded_at", UTCDateTime, nullable=False),
        sa.Column("recorded_by", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("superseded_at", UTCDateTime),
        sa.Column("idempotency_key", sa.String),
        sa.Column("approved_at", UTCDateTime),
        sa.Column("returned_at", UTCDateTime),
        sa.Column("decided_by", sa.String),
        sa.Column("comment", sa.String),
        sa.UniqueConstraint("uid", "version"),
        partial_index(f"ix_{name}_current", "uid", where=current, unique=True),
        partial_index(f"ix_{name}_idempotency_key", "idempotency_key", where=has_key, unique=True),
        *(partial_index(f"ix_{name}_{index}", *c, where=where) for index, c, where in indexes),
        check("version_positive", "version >= 1"),
        check("superseded_after", "superseded_at >= recorded_at"),
        check("return_says_why", "returned_at IS NULL OR coalesce(comment, '') <> ''"),
        *own,
    )


# Activities

ACTIVITY_VERSION = _versions(
    "activity_version",
    drafts.ActivityDraft,
    sa.Column("logged_on", sa.Date),
    partial_index("ix_activity_version_started", "started_on", where="superseded_at IS NULL"),
    partial_index("ix_activity_version_first", "recorded_at", "started_on", where="version = 1"),
    check("title_length", "length(title) BETWEEN 2 AND 200"),
    check("ends_after_start", "ended_on >= started_on"),
)
"""`logged_on` is the day the activity was first logged, the same in all its versions. It is NULL
where that day is only assumed, so that no delay is computed from it."""


def _list(name: str, *columns: Any) -> sa.Table:
    """Return the table of a list of an activity: one row per line, numbered by `position`."""
    version = sa.ForeignKey("activity_version.id")
    return sa.Table(
        name,
        BaseRow.metadata,
        sa.Column("version_id", BigInt, version, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *columns,
        sqlite_with_rowid=False,  # Clusters the rows of a version.
    )


def _code(name: str, target: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, sa.ForeignKey(target), nullable=False)


ACTIVITY_GROUP = _list(
    "activity_group",
    _code("group_code", "working_group.code"),
    sa.Index(None, "group_code", "version_id"),
)
"""Working groups of an activity, the lead first."""
ACTIVITY_COUNTRY = _list("activity_country", _code("country", "country.alpha3"))
ACTIVITY_ASSOCIATION = _list("activity_association", _code("association", "association.code"))
PARTNER = _list("partner", *_columns(drafts.PartnerDraft))
CONTRIBUTION = _list("contribution", *_columns(drafts.ContributionDraft))
ALIGNMENT = _list(
    "alignment",
    *_columns(drafts.AlignmentDraft),
    check("weight_is_a_part", f"weight BETWEEN 1 AND {TOTAL_WEIGHT}"),
)
PARTICIPATION = _list(
    "participation",
    *_columns(drafts.ParticipationDraft),
    check("count_in_bounds", "count BETWEEN 0 AND 10000000"),
)
EVIDENCE = _list("evidence", sa.Column("address", sa.String, nullable=False))

ACTIVITY_LISTS: dict[str, tuple[sa.Table, str | type[BaseModel]]] = {
    "groups": (ACTIVITY_GROUP, "group_code"),
    "countries": (ACTIVITY_COUNTRY, "country"),
    "associations": (ACTIVITY_ASSOCIATION, "association"),
    "partners": (PARTNER, drafts.PartnerDraft),
    "contributions": (CONTRIBUTION, drafts.ContributionDraft),
    "alignments": (ALIGNMENT, drafts.AlignmentDraft),
    "participation": (PARTICIPATION, drafts.ParticipationDraft),
    "evidence": (EVIDENCE, "address"),
}
"""Table of each list of an activity, with the column or the draft that makes one line."""

MAX_EVIDENCE_SIZE = 5_000_000
"""Largest evidence file, in bytes."""


class EvidenceFileRow(FileMixin, table=True):
    """A file that a group uploaded as evidence. Its content never changes.

    Stored in the database so that backups include it. The id is random; a group that uploads the
    same content twice gets one row.
    """

    __table_args__ = (
        sa.UniqueConstraint("group_code", "digest"),
        check("size_in_bounds", f"size BETWEEN 1 AND {MAX_EVIDENCE_SIZE}"),
    )

    id: str = Field(primary_key=True)
    group_code: str = Field(foreign_key="working_group.code")
    name: str
    digest: str
    """SHA-256 of the content."""

    @property
    def address(self) -> str:
        """The address to store in the evidence of an entry."""
        return EVIDENCE_PREFIX + self.id


class SearchTextRow(BaseRow, table=True):
    """Searchable words of a current version of an activity (`store.read.search`)."""

    version_id: int = Field(primary_key=True, foreign_key="activity_version.id", sa_type=BigInt)
    text: str


# Records


OBSERVATION = _versions(
    "observation",
    drafts.ObservationDraft,
    check("denominator_positive", "denominator > 0"),
    check(
        "says_something",
        "state <> 'reported' OR value IS NOT NULL"
        " OR (numerator IS NOT NULL AND denominator IS NOT NULL)",
    ),
)
MILESTONE = _versions("milestone", drafts.MilestoneDraft)
COHORT_COUNT = _versions(
    "cohort_count",
    drafts.CohortCountDraft,
    check("count_in_bounds", "count BETWEEN 0 AND 10000000"),
)
RESOURCE_STAGE = _versions("resource_stage", drafts.ResourceStageDraft)
ASSOCIATION_OUTCOME = _versions("association_outcome", drafts.AssociationOutcomeDraft)
STORY = _versions("story", drafts.StoryDraft)
REMARK = _versions("remark", drafts.RemarkDraft)
