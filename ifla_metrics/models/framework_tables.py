"""Tables of the results frameworks. A row that left its file is retired, never deleted.

`sequence` keeps the order of the files; activities refer to nodes by (framework, code).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from ifla_metrics.models.base import (
    STRICT,
    Dated,
    OfFramework,
    Retirable,
    Sequenced,
    Sourced,
    check,
    indicator_key,
    node_key,
    one_of,
    truth,
)

STATED = ("stated", "proposed", "not_stated")


class FrameworkRow(Retirable, table=True):
    """One strategy: its years, its words and its thresholds."""

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
    ahead: float
    on_track: float
    behind: float
    too_few: float
    least_rated: str
    most_failing: str
    """Hash of the whole framework, by which a process knows that the one it holds is current."""


class FrameworkPastRow(OfFramework, table=True):
    """A whole framework as it was until another version of it was applied."""

    known_until: datetime = Field(primary_key=True)
    content: str
    """All of it as JSON; read whole, and only for what was known before that moment."""


class LevelRow(Sequenced, OfFramework, table=True):
    """One level of a framework from the top, in words."""

    __tablename__ = "framework_level"

    key: str = Field(primary_key=True)
    name: str
    plural: str


class NodeRow(Sequenced, Sourced, OfFramework, table=True):
    """One direction, initiative, element or outcome."""

    code: str = Field(primary_key=True)
    level: str
    parent: str
    position: int
    title: str
    short_title: str
    owner: str
    owner_as_stated: str
    verified: str


class LinkRow(Sequenced, Sourced, Dated, table=True):
    """A node serves a direction, from a day on; an empty direction is "not stated"."""

    __tablename__ = "node_link"
    __table_args__ = (node_key("node"), one_of("stated", STATED), STRICT)

    framework: str = Field(primary_key=True)
    node: str = Field(primary_key=True)
    direction: str = Field(primary_key=True)
    since: str = Field(primary_key=True)
    """`valid_from` as text, empty when open: it is part of the key."""
    stated: str


class IndicatorRow(Sequenced, Sourced, table=True):
    """One measure of a node. Lists are texts separated by bars."""

    __table_args__ = (
        node_key("node"),
        one_of("direction", ("increase", "decrease", "maintain")),
        one_of("target_kind", ("at_least", "at_most", "exactly")),
        one_of("data_source", ("log", "records", "observed")),
        *truth("ratio"),
        STRICT,
    )

    framework: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    node: str
    directions: str
    title: str
    short_title: str
    definition: str
    kind: str
    unit: str
    direction: str
    target_kind: str
    tolerance: float | None = None
    time_rule: str
    place_rule: str
    ratio: bool
    data_source: str
    measure: str
    scope: str
    disaggregation: str
    means_of_verification: str
    baseline_on: date | None = None
    baseline: float | None = None
    baseline_numerator: float | None = None
    baseline_denominator: float | None = None
    baseline_note: str
    frequency: str
    due_days: int
    owner: str
    verified: str


class TargetRow(Sequenced, table=True):
    """A value to be reached on a day, as decided on a day; a revision is a further row."""

    __table_args__ = (indicator_key(), STRICT)

    framework: str = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    due_on: date = Field(primary_key=True)
    decided_on: date = Field(primary_key=True)
    target: float
    numerator: float | None = None
    denominator: float | None = None
    reason: str
    provenance: str
    source: str


class PeriodRow(Sequenced, OfFramework, table=True):
    """One reporting period, a closed interval of days."""

    __tablename__ = "reporting_period"
    __table_args__ = (
        one_of("kind", ("strategy", "biennium", "year", "quarter")),
        check("ends_after_start", "ends_on >= starts_on"),
        STRICT,
    )

    code: str = Field(primary_key=True)
    title: str
    kind: str
    starts_on: date
    ends_on: date


class TextRow(Sequenced, Sourced, OfFramework, table=True):
    """A text of a framework in another language; `original` is what it was translated from."""

    __tablename__ = "framework_text"
    __table_args__ = (one_of("status", ("official", "unofficial")), STRICT)

    language: str = Field(primary_key=True)
    original: str = Field(primary_key=True)
    text: str
    status: str


class CrosswalkRow(Sourced, table=True):
    """A node of one strategy continues in a node of another."""

    __table_args__ = (
        node_key("from_node", "from_framework"),
        node_key("to_node", "to_framework"),
        one_of("stated", STATED),
        STRICT,
    )

    from_framework: str = Field(primary_key=True)
    from_node: str = Field(primary_key=True)
    to_framework: str = Field(primary_key=True)
    to_node: str = Field(primary_key=True)
    stated: str
