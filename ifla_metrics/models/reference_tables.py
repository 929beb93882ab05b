"""Tables of results frameworks and reference data, as their files say.

A framework is kept whole. A row of reference data that others refer
to is retired when it leaves its file, never deleted. Rows that figures depend on (regions, lists of
countries, denominators) have the days between which they were known, so that what was known on a
past day does not change. `sequence` keeps the order of the files.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.choices import COUNTED_ENTRIES
from ifla_metrics.models.base import (
    BaseRow,
    FrameworkMixin,
    KnownBetweenMixin,
    RetirableMixin,
    SourceMixin,
    ValidityMixin,
    check,
    enum_check,
    table_of,
)

# Frameworks


class FrameworkRow(BaseRow, table=True):
    """One strategy in force, and what the organisation decides about it."""

    __table_args__ = (
        enum_check("counts", COUNTED_ENTRIES),
        check("due_days_in_bounds", "due_days BETWEEN 0 AND 366"),
    )

    id: str = Field(primary_key=True)
    content: str
    """All of it as JSON (`framework.Framework`)."""
    counts: str
    """Which items figures count: all that were sent and not returned, or approved ones only."""
    due_days: int
    """Days after the end of a period by which its report is due."""
    asked_from: date | None = None
    """Reports are due for periods that end on this day or later."""


class FrameworkPastRow(FrameworkMixin, table=True):
    """A whole framework as it was until another version of it was applied."""

    known_until: datetime = Field(primary_key=True)
    content: str


class CrosswalkRow(SourceMixin, table=True):
    """A node of one strategy continues in a node of another."""

    __table_args__ = (enum_check("stated", ("stated", "proposed", "not_stated")),)

    from_framework: str = Field(primary_key=True)
    from_node: str = Field(primary_key=True)
    to_framework: str = Field(primary_key=True)
    to_node: str = Field(primary_key=True)
    stated: str


# Reference data


class SourceRow(RetirableMixin, table=True):
    """A public page or report that rows cite."""

    id: str = Field(primary_key=True)
    title: str
    address: str
    kind: str
    note: str


class TermRow(RetirableMixin, table=True):
    """A term of a list; `counts` says whether a role counts as participation."""

    list: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    position: int
    title: str
    counts: str


class CountryRow(RetirableMixin, table=True):
    """A country or area of ISO 3166, with a point inside it."""

    __table_args__ = (check("alpha3_length", "length(alpha3) = 3"),)

    alpha3: str = Field(primary_key=True)
    alpha2: str
    numeric: str
    name: str
    latitude: float
    longitude: float
    small: bool


class RegionSchemeRow(RetirableMixin, SourceMixin, ValidityMixin, table=True):
    """A way to divide the world, with the days between which it was used."""

    code: str = Field(primary_key=True)
    title: str
    verified: str


class RegionNameRow(BaseRow, table=True):
    """The name of a region in its scheme."""

    scheme: str = Field(primary_key=True, foreign_key="region_scheme.code")
    region: str = Field(primary_key=True)
    position: int
    title: str


class RegionRow(KnownBetweenMixin, ValidityMixin, table=True):
    """A country belongs to a region between two days (Lebanon moved)."""

    __table_args__ = (sa.Index(None, "scheme", "country"),)

    id: int | None = Field(default=None, primary_key=True)
    scheme: str = Field(foreign_key="region_scheme.code")
    region: str
    country: str = Field(foreign_key="country.alpha3")


class WorkingGroupRow(RetirableMixin, SourceMixin, table=True):
    """A group that does and reports the work."""

    code: str = Field(primary_key=True)
    sequence: int
    title: str
    short_title: str
    kind: str
    verified: str


class AssociationRow(RetirableMixin, SourceMixin, table=True):
    """A library association."""

    code: str = Field(primary_key=True)
    country: str | None = Field(default=None, foreign_key="country.alpha3")
    name: str
    former_names: str
    """With bars between them."""


class DenominatorRow(SourceMixin, KnownBetweenMixin, table=True):
    """A stated total on a day, by which coverage is divided."""

    __table_args__ = (check("value_not_negative", "value >= 0"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str
    as_of: date
    title: str
    value: float
    provenance: str


class CountryListRow(SourceMixin, KnownBetweenMixin, ValidityMixin, table=True):
    """A country is on a list between two days."""

    id: int | None = Field(default=None, primary_key=True)
    list: str
    country: str = Field(foreign_key="country.alpha3")
    category: str
    provenance: str


class MeetingRow(RetirableMixin, SourceMixin, table=True):
    """A meeting of the Governing Board, for which the record is frozen."""

    code: str = Field(primary_key=True)
    title: str
    held_on: date
    provenance: str
    known_until: datetime | None = None
    """Its frozen summary has what was recorded before this moment; NULL when there is none."""


# Their tables, as statements name them

FRAMEWORK = table_of(FrameworkRow)
FRAMEWORK_PAST = table_of(FrameworkPastRow)
CROSSWALK = table_of(CrosswalkRow)
SOURCE = table_of(SourceRow)
TERM = table_of(TermRow)
COUNTRY = table_of(CountryRow)
SCHEME = table_of(RegionSchemeRow)
REGION_NAME = table_of(RegionNameRow)
REGION = table_of(RegionRow)
GROUP = table_of(WorkingGroupRow)
ASSOCIATION = table_of(AssociationRow)
DENOMINATOR = table_of(DenominatorRow)
COUNTRY_LIST = table_of(CountryListRow)
MEETING = table_of(MeetingRow)
