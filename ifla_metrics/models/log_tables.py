"""Tables of the log, made from the drafts: a field of a draft is a column of its table.

A version is never changed: an amendment is a further version, a withdrawal a version marked so.
The id of a version orders the history; clocks only date it.
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

# Drafts as columns

_TYPES = {
    bool: sa.Boolean,
    str: sa.String,
    int: sa.Integer,
    float: sa.Float,
    date: sa.Date,
}
_KEYS = {
    "framework": "framework.id",
    "group": "working_group.code",
    "country": "country.alpha3",
    "association": "association.code",
}
"""What a field refers to. Parts and indicators are those of a framework, which is kept whole."""


def column_name(field: str) -> str:
    """Return the column that a field of a draft has: `group` is a word of SQL."""
    return "group_code" if field == "group" else field


def _columns(draft: type[BaseModel]) -> list[Any]:
    """Return a column for each field that is no list, and the rules that its type says.

    An empty code is NULL where it refers to something.
    """
    columns: list[Any] = []
    rules: list[Any] = []
    for name, field in draft.model_fields.items():
        kind: Any = field.annotation
        nullable = type(None) in get_args(kind)
        while get_origin(kind) in (Annotated, Union, UnionType):
            kind = get_args(kind)[0]
        plain: Any = get_origin(kind) or kind
        if plain is tuple:
            continue
        if plain is Literal:
            rules.append(enum_check(name, kind))
            plain = str
        keys = [sa.ForeignKey(_KEYS[name])] if name in _KEYS else []
        if keys or name == "indicator":
            nullable = field.default == ""
        columns.append(sa.Column(column_name(name), _TYPES[plain](), *keys, nullable=nullable))
    return [*columns, *rules]


def _versions(
    name: str,
    draft: type[BaseModel],
    *further: Any,
) -> sa.Table:
    """Return a table of versions of a draft, with columns, rules and indexes of its own."""
    current, undecided = "superseded_at IS NULL", "approved_at IS NULL AND returned_at IS NULL"
    indexes = (
        # What waits for review is counted without the table.
        ("waiting", ("recorded_at", "withdrawn"), f"{current} AND {undecided}"),
        ("returned", ("returned_at",), f"{current} AND returned_at IS NOT NULL"),
        # The others find what changed between two moments.
        ("amended", ("recorded_at",), "version > 1"),
        ("approved_later", ("approved_at",), "version > 1"),
        ("sent_back", ("returned_at",), "returned_at IS NOT NULL"),
    )
    used, once = "idempotency_key IS NOT NULL", f"ix_{name}_idempotency_key"
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
        partial_index(once, "idempotency_key", where=used, unique=True),
        *(partial_index(f"ix_{name}_{index}", *c, where=rule) for index, c, rule in indexes),
        check("version_positive", "version >= 1"),
        check("superseded_after", "superseded_at >= recorded_at"),
        check("return_says_why", "returned_at IS NULL OR coalesce(comment, '') <> ''"),
        *further,
    )


# Activities

ACTIVITY_VERSION = _versions(
    "activity_version",
    drafts.ActivityDraft,
    sa.Column("logged_on", sa.Date),
    partial_index("ix_activity_version_started", "started_on", where="superseded_at IS NULL"),
    partial_index("ix_activity_version_first", "recorded_at", "started_on", where="version = 1"),
    check("title_length", "length(title) BETWEEN 3 AND 200"),
    check("ends_after_start", "ended_on >= started_on"),
)
"""`logged_on` is the day on which the activity was first logged, the same in all its versions; NULL
when that day is assumed, so that no delay is computed."""


def _list(name: str, *columns: Any) -> sa.Table:
    """Return a table of the lines of a list, in the order in which they were given."""
    version = sa.ForeignKey("activity_version.id")
    return sa.Table(
        name,
        BaseRow.metadata,
        sa.Column("version_id", BigInt, version, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *columns,
        sqlite_with_rowid=False,  # Stored in the order of its key, by which it is read.
    )


def _code(name: str, target: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, sa.ForeignKey(target), nullable=False)


ACTIVITY_GROUP = _list(
    "activity_group",
    _code("group_code", "working_group.code"),
    sa.Index(None, "group_code", "version_id"),
)
"""The working groups of an activity; the lead comes first."""
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
"""Lists of an activity with their tables; a line is one column, or a draft of several."""

MAX_EVIDENCE_SIZE = 5_000_000
"""Bytes of one evidence file at most."""


class EvidenceFileRow(FileMixin, table=True):
    """An uploaded file of a group that shows what was done; its content never changes.

    It is in the database so that every backup has it. The id cannot be guessed, and a group's file
    of one content is kept once.
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


class SearchTextRow(BaseRow, table=True):
    """The folded words that a current version of an activity is found by (`store.search`)."""

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
