"""Tables of reference data: countries and dated regions, groups, associations, denominators, terms.

Rows that others refer to are retired when they leave their file; names are replaced. Rows that
numbers rest on (regions, lists of countries, denominators) carry the moments from and until which
they were known, so that what was known on a past day stays what it was.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import STRICT, Stored, check, standing_once, truth
from ifla_metrics.models.columns import UtcTime


class KnownBetween(Stored):
    """What a row carries that is never changed, only followed by another."""

    known_from: datetime | None = Field(default=None, sa_type=UtcTime)
    """When it came into its file; NULL: it was there from the beginning."""
    known_until: datetime | None = Field(default=None, sa_type=UtcTime)
    """When it left its file; NULL: it stands."""


class SourceRow(Stored, table=True):
    """A public page or report that rows rest on."""

    __tablename__ = "source"
    __table_args__ = (STRICT,)

    id: str = Field(primary_key=True)
    title: str
    address: str
    kind: str
    note: str
    retired_on: date | None = None


class TermRow(Stored, table=True):
    """A word of a list; `counts` says whether a role counts as participation."""

    __tablename__ = "term"
    __table_args__ = (STRICT,)

    list: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    position: int
    title: str
    counts: str
    retired_on: date | None = None


class CountryRow(Stored, table=True):
    """A country or area of ISO 3166, with a point inside it."""

    __tablename__ = "country"
    __table_args__ = (
        check("alpha3_length", "length(alpha3) = 3"),
        *truth("small", "ldc", "lldc", "sids"),
        STRICT,
    )

    alpha3: str = Field(primary_key=True)
    alpha2: str
    numeric: str
    name: str
    latitude: float = Field(sa_type=sa.Double)
    longitude: float = Field(sa_type=sa.Double)
    small: bool
    ldc: bool
    lldc: bool
    sids: bool
    retired_on: date | None = None


class RegionSchemeRow(Stored, table=True):
    """A way to divide the world, with the days it held."""

    __tablename__ = "region_scheme"
    __table_args__ = (STRICT,)

    code: str = Field(primary_key=True)
    title: str
    valid_from: date | None = None
    valid_to: date | None = None
    verified: str
    source: str
    note: str
    retired_on: date | None = None


class RegionNameRow(Stored, table=True):
    """The name of a region in its scheme."""

    __tablename__ = "region_name"
    __table_args__ = (STRICT,)

    scheme: str = Field(primary_key=True, foreign_key="region_scheme.code")
    region: str = Field(primary_key=True)
    position: int
    title: str


class RegionRow(KnownBetween, table=True):
    """A country belongs to a region between two days (Lebanon moved)."""

    __tablename__ = "region"
    __table_args__ = (*standing_once("region", "scheme", "country", dated=True), STRICT)

    id: int | None = Field(default=None, primary_key=True)
    scheme: str = Field(foreign_key="region_scheme.code", index=True)
    region: str
    country: str = Field(foreign_key="country.alpha3")
    valid_from: date | None = None
    valid_to: date | None = None


class WorkingGroupRow(Stored, table=True):
    """A group that does and reports the work."""

    __tablename__ = "working_group"
    __table_args__ = (STRICT,)

    code: str = Field(primary_key=True)
    sequence: int
    title: str
    short_title: str
    kind: str
    verified: str
    source: str
    note: str
    retired_on: date | None = None


class AssociationRow(Stored, table=True):
    """A library association; its names stand apart, with their days."""

    __tablename__ = "association"
    __table_args__ = (STRICT,)

    code: str = Field(primary_key=True)
    country: str | None = Field(default=None, foreign_key="country.alpha3")
    retired_on: date | None = None


class AssociationNameRow(Stored, table=True):
    """A name that an association bore between two days."""

    __tablename__ = "association_name"
    __table_args__ = (STRICT,)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(foreign_key="association.code", index=True)
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str
    note: str


class DenominatorRow(KnownBetween, table=True):
    """A stated total on a day: what coverage is divided by."""

    __tablename__ = "denominator"
    __table_args__ = (
        check("value_not_negative", "value >= 0"),
        *standing_once("denominator", "code", "as_of", dated=False),
        STRICT,
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str
    as_of: date
    title: str
    value: float = Field(sa_type=sa.Double)
    provenance: str
    source: str
    note: str


class CountryListRow(KnownBetween, table=True):
    """A country stands on a list between two days."""

    __tablename__ = "country_list"
    __table_args__ = (*standing_once("country_list", "list", "country", dated=True), STRICT)

    id: int | None = Field(default=None, primary_key=True)
    list: str
    country: str = Field(foreign_key="country.alpha3")
    category: str
    valid_from: date | None = None
    valid_to: date | None = None
    provenance: str
    source: str
    note: str


class MeetingRow(Stored, table=True):
    """A meeting of the Governing Board; the days on which the record is frozen."""

    __tablename__ = "meeting"
    __table_args__ = (STRICT,)

    code: str = Field(primary_key=True)
    title: str
    held_on: date
    place: str
    provenance: str
    source: str
    note: str
    known_until: datetime | None = Field(default=None, sa_type=UtcTime)
    """Its frozen summary holds what was recorded before this moment; NULL when there is none."""
    retired_on: date | None = None
