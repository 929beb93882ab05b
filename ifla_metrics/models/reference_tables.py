"""Tables of reference data: countries and dated regions, groups, associations, denominators, terms.

Rows that others refer to are retired when they leave their file; names are replaced. Rows that
figures depend on (regions, lists of countries, denominators) say from and until when they were
known, so that what was known on a past day does not change.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from ifla_metrics.models.base import (
    STRICT,
    Dated,
    KnownBetween,
    Retirable,
    Sequenced,
    Sourced,
    Stored,
    check,
    partial_index,
    truth,
)


def current_once(table: str, *key: str, dated: bool) -> list[sa.Index]:
    """Return the indexes by which a table of `KnownBetween` has one current row of a key.

    For SQL two NULLs differ: `dated` rows (`valid_from` is part of their key) that have no first
    day need an index of their own.
    """
    current = "known_until IS NULL"
    whole = (*key, "valid_from") if dated else key
    found = [partial_index(f"uq_{table}_standing", *whole, where=current, unique=True)]
    if dated:
        undated = f"{current} AND valid_from IS NULL"
        found.append(
            partial_index(f"uq_{table}_standing_undated", *key, where=undated, unique=True)
        )
    return found


class SourceRow(Retirable, table=True):
    """A public page or report that rows cite."""

    id: str = Field(primary_key=True)
    title: str
    address: str
    kind: str
    note: str


class TermRow(Retirable, table=True):
    """A term of a list; `counts` says whether a role counts as participation."""

    list: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    position: int
    title: str
    counts: str


class CountryRow(Retirable, table=True):
    """A country or area of ISO 3166, with a point inside it."""

    __table_args__ = (
        check("alpha3_length", "length(alpha3) = 3"),
        *truth("small", "ldc", "lldc", "sids"),
        STRICT,
    )

    alpha3: str = Field(primary_key=True)
    alpha2: str
    numeric: str
    name: str
    latitude: float
    longitude: float
    small: bool
    ldc: bool
    lldc: bool
    sids: bool


class RegionSchemeRow(Retirable, Sourced, Dated, table=True):
    """A way to divide the world, with the days between which it was used."""

    code: str = Field(primary_key=True)
    title: str
    verified: str


class RegionNameRow(Stored, table=True):
    """The name of a region in its scheme."""

    scheme: str = Field(primary_key=True, foreign_key="region_scheme.code")
    region: str = Field(primary_key=True)
    position: int
    title: str


class RegionRow(KnownBetween, Dated, table=True):
    """A country belongs to a region between two days (Lebanon moved)."""

    __table_args__ = (*current_once("region", "scheme", "country", dated=True), STRICT)

    id: int | None = Field(default=None, primary_key=True)
    scheme: str = Field(foreign_key="region_scheme.code", index=True)
    region: str
    country: str = Field(foreign_key="country.alpha3")


class WorkingGroupRow(Sequenced, Sourced, table=True):
    """A group that does and reports the work."""

    code: str = Field(primary_key=True)
    title: str
    short_title: str
    kind: str
    verified: str


class AssociationRow(Retirable, table=True):
    """A library association; its names have a table of their own."""

    code: str = Field(primary_key=True)
    country: str | None = Field(default=None, foreign_key="country.alpha3")


class AssociationNameRow(Sourced, Dated, table=True):
    """The name of an association between two days."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(foreign_key="association.code", index=True)
    name: str


class DenominatorRow(Sourced, KnownBetween, table=True):
    """A stated total on a day, by which coverage is divided."""

    __table_args__ = (
        check("value_not_negative", "value >= 0"),
        *current_once("denominator", "code", "as_of", dated=False),
        STRICT,
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str
    as_of: date
    title: str
    value: float
    provenance: str


class CountryListRow(Sourced, KnownBetween, Dated, table=True):
    """A country is on a list between two days."""

    __table_args__ = (*current_once("country_list", "list", "country", dated=True), STRICT)

    id: int | None = Field(default=None, primary_key=True)
    list: str
    country: str = Field(foreign_key="country.alpha3")
    category: str
    provenance: str


class MeetingRow(Retirable, Sourced, table=True):
    """A meeting of the Governing Board, for which the record is frozen."""

    code: str = Field(primary_key=True)
    title: str
    held_on: date
    place: str
    provenance: str
    known_until: datetime | None = None
    """Its frozen summary has what was recorded before this moment; NULL when there is none."""
