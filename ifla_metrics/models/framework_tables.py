"""Tables of the results frameworks. A row that left its file is retired, never deleted.

`sequence` keeps the reading order of the files; activities refer to nodes by (framework, code).
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import STRICT, Stored, check, one_of, truth
from ifla_metrics.models.columns import UtcTime

STATED = ("stated", "proposed", "not_stated")


class FrameworkRow(Stored, table=True):
    """One strategy: its years, its words and its cuts."""

    __tablename__ = "framework"
    __table_args__ = (
        check("ends_after_start", "ends_on >= starts_on"),
        one_of("counting", ("full", "fractional", "primary")),
        STRICT,
    )

    id: str = Field(primary_key=True)
    title: str
    short_title: str
    starts_on: date
    ends_on: date
    version: str
    verified: str
    source: str
    default_period: str
    counting: str
    region_scheme: str
    ahead: float = Field(sa_type=sa.Double)
    on_track: float = Field(sa_type=sa.Double)
    behind: float = Field(sa_type=sa.Double)
    too_few: float = Field(sa_type=sa.Double)
    least_rated: str
    most_failing: str
    fingerprint: str
    """Hash of the whole framework: what a process compares before it uses one it holds."""
    retired_on: date | None = None


class FrameworkPastRow(Stored, table=True):
    """A whole framework as it stood until another version of it was applied."""

    __tablename__ = "framework_past"
    __table_args__ = (STRICT,)

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    known_until: datetime = Field(primary_key=True, sa_type=UtcTime)
    content: str
    """All of it as JSON; read whole, and only for what was known before that moment."""


class LevelRow(Stored, table=True):
    """One level of a framework from the top, in words."""

    __tablename__ = "framework_level"
    __table_args__ = (STRICT,)

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    key: str = Field(primary_key=True)
    sequence: int
    name: str
    plural: str
    retired_on: date | None = None


class NodeRow(Stored, table=True):
    """One direction, initiative, element or outcome."""

    __tablename__ = "node"
    __table_args__ = (STRICT,)

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    code: str = Field(primary_key=True)
    sequence: int
    level: str
    parent: str
    position: int
    title: str
    short_title: str
    owner: str
    owner_as_stated: str
    verified: str
    source: str
    note: str
    retired_on: date | None = None


class LinkRow(Stored, table=True):
    """A part serves a direction, from a day on; an empty direction is "not stated"."""

    __tablename__ = "node_link"
    __table_args__ = (
        sa.ForeignKeyConstraint(["framework", "node"], ["node.framework", "node.code"]),
        one_of("stated", STATED),
        STRICT,
    )

    framework: str = Field(primary_key=True)
    node: str = Field(primary_key=True)
    direction: str = Field(primary_key=True)
    since: str = Field(primary_key=True)
    """`valid_from` as text, empty when open: it is part of the key."""
    sequence: int
    stated: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str
    note: str
    retired_on: date | None = None


class IndicatorRow(Stored, table=True):
    """One measure of a node. Tuples are bar-separated."""

    __tablename__ = "indicator"
    __table_args__ = (
        sa.ForeignKeyConstraint(["framework", "node"], ["node.framework", "node.code"]),
        one_of("direction", ("increase", "decrease", "maintain")),
        one_of("target_kind", ("at_least", "at_most", "exactly")),
        one_of("data_source", ("log", "records", "observed")),
        *truth("ratio"),
        STRICT,
    )

    framework: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    sequence: int
    node: str
    directions: str
    title: str
    short_title: str
    definition: str
    kind: str
    unit: str
    direction: str
    target_kind: str
    tolerance: float | None = Field(default=None, sa_type=sa.Double)
    time_rule: str
    place_rule: str
    ratio: bool
    data_source: str
    measure: str
    scope: str
    disaggregation: str
    means_of_verification: str
    baseline_on: date | None = None
    baseline: float | None = Field(default=None, sa_type=sa.Double)
    baseline_numerator: float | None = Field(default=None, sa_type=sa.Double)
    baseline_denominator: float | None = Field(default=None, sa_type=sa.Double)
    baseline_note: str
    frequency: str
    due_days: int
    owner: str
    verified: str
    source: str
    note: str
    retired_on: date | None = None


class TargetRow(Stored, table=True):
    """A value to be reached on a day, as decided on a day; a revision is a further row."""

    __tablename__ = "target"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["framework", "indicator"], ["indicator.framework", "indicator.code"]
        ),
        STRICT,
    )

    framework: str = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    due_on: date = Field(primary_key=True)
    decided_on: date = Field(primary_key=True)
    sequence: int
    target: float = Field(sa_type=sa.Double)
    numerator: float | None = Field(default=None, sa_type=sa.Double)
    denominator: float | None = Field(default=None, sa_type=sa.Double)
    reason: str
    provenance: str
    source: str
    retired_on: date | None = None


class PeriodRow(Stored, table=True):
    """One reporting period, a closed interval of days."""

    __tablename__ = "reporting_period"
    __table_args__ = (
        one_of("kind", ("strategy", "biennium", "year", "quarter")),
        check("ends_after_start", "ends_on >= starts_on"),
        STRICT,
    )

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    code: str = Field(primary_key=True)
    sequence: int
    title: str
    kind: str
    starts_on: date
    ends_on: date
    retired_on: date | None = None


class TextRow(Stored, table=True):
    """Words of a framework in another language, by the words that they were translated from."""

    __tablename__ = "framework_text"
    __table_args__ = (one_of("status", ("official", "unofficial")), STRICT)

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    language: str = Field(primary_key=True)
    original: str = Field(primary_key=True)
    sequence: int
    text: str
    status: str
    source: str
    note: str
    retired_on: date | None = None


class CrosswalkRow(Stored, table=True):
    """A part of one strategy goes on in a part of another."""

    __tablename__ = "crosswalk"
    __table_args__ = (
        sa.ForeignKeyConstraint(["from_framework", "from_node"], ["node.framework", "node.code"]),
        sa.ForeignKeyConstraint(["to_framework", "to_node"], ["node.framework", "node.code"]),
        one_of("stated", STATED),
        STRICT,
    )

    from_framework: str = Field(primary_key=True)
    from_node: str = Field(primary_key=True)
    to_framework: str = Field(primary_key=True)
    to_node: str = Field(primary_key=True)
    stated: str
    source: str
    note: str
