"""Tables of results frameworks and reference data, loaded from the files in `data/`.

A framework is stored as one JSON value. Reference rows that others refer to are retired, never
deleted. Rows that figures depend on (regions, country lists, denominators) keep the moments between
which they were known, so figures of past days do not change. `sequence` is the order of the file.
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
    """A current framework, with the organisation's settings for it."""

    __table_args__ = (
        enum_check("counts", COUNTED_ENTRIES),
        check("due_days_in_bounds", "due_days BETWEEN 0 AND 366"),
    )

    id: str = Field(primary_key=True)
    content: str
    """The `framework.Framework` as JSON."""
    counts: str
    """Entries that figures count (`choices.COUNTED_ENTRIES`)."""
    due_days: int
    """Days after the end of a period by which its report is due."""
    asked_from: date | None = None
    """Reports are due for periods that end on this day or later."""


class FrameworkPastRow(FrameworkMixin, table=True):
    """A framework as it was until a new version replaced it."""

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
    """A public page or report, cited by other rows."""

    id: str = Field(primary_key=True)
    title: str
    address: str
    kind: str
    note: str


class TermRow(RetirableMixin, table=True):
    """A term of a list. `counts` is "yes" for a role whose attendances are participations."""

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
    """A division of the world into regions, and the days between which it was in use."""

    code: str = Field(primary_key=True)
    title: str
    verified: str


class RegionNameRow(BaseRow, table=True):
    """A region of a scheme."""

    scheme: str = Field(primary_key=True, foreign_key="region_scheme.code")
    region: str = Field(primary_key=True)
    position: int
    title: str


class RegionRow(KnownBetweenMixin, ValidityMixin, table=True):
    """The membership of a country in a region, between two days."""

    __table_args__ = (sa.Index(None, "scheme", "country"),)

    id: int | None = Field(default=None, primary_key=True)
    scheme: str = Field(foreign_key="region_scheme.code")
    region: str
    country: str = Field(foreign_key="country.alpha3")


class WorkingGroupRow(RetirableMixin, SourceMixin, table=True):
    """A working group, which does the work and reports it."""

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
    """Separated by bars."""


class DenominatorRow(SourceMixin, KnownBetweenMixin, table=True):
    """A published total on a day, the denominator of coverage."""

    __table_args__ = (check("value_not_negative", "value >= 0"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str
    as_of: date
    title: str
    value: float
    provenance: str


class CountryListRow(SourceMixin, KnownBetweenMixin, ValidityMixin, table=True):
    """The membership of a country in a list, between two days."""

    id: int | None = Field(default=None, primary_key=True)
    list: str
    country: str = Field(foreign_key="country.alpha3")
    category: str
    provenance: str


class MeetingRow(RetirableMixin, SourceMixin, table=True):
    """A meeting of the Governing Board."""

    code: str = Field(primary_key=True)
    title: str
    held_on: date
    provenance: str
    known_until: datetime | None = None
    """The meeting's summary counts what was recorded before this moment; NULL for no summary."""


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
