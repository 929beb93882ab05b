"""Tables of cells: what the board reads, kept true in the transaction of every write.

Columns are those of the `*_CELLS` of `frames.py`, with `framework` and `known` in front: an empty
`known` is the live summary, a meeting's code the summary as known on the day of that meeting.
Keys stand in the order in which the cells of one activity lie near one another on the disk, so
that a write changes few pages: what differs between them, the scope, stands last; but first among
countries, which are many and read by scope, and the row first among activities, of which most pages
read the sum of all rows alone.
Cells are kept for quarters alone; longer periods are summed on read (`store.contributions`).
All numbers are whole, so a summary and its recomputation are equal or not.
"""

from __future__ import annotations

from sqlmodel import Field

from ifla_metrics.models.base import BIG, KEYED, Stored


class Cells(Stored):
    """The keys that every table of cells begins with."""

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    known: str = Field(primary_key=True)


class ActivityCellRow(Cells, table=True):
    """frames.ACTIVITY_CELLS."""

    __tablename__ = "activity_cell"
    __table_args__ = (KEYED,)

    period: str = Field(primary_key=True)
    row: str = Field(primary_key=True)
    provenance: str = Field(primary_key=True)
    directions: str = Field(primary_key=True)
    direction: str = Field(primary_key=True)
    activities: int = Field(sa_type=BIG)
    participations: int = Field(sa_type=BIG)
    uncounted: int = Field(sa_type=BIG)
    weight: int = Field(sa_type=BIG)


class CountryCellRow(Cells, table=True):
    """frames.COUNTRY_CELLS."""

    __tablename__ = "country_cell"
    __table_args__ = (KEYED,)

    period: str = Field(primary_key=True)
    scope_kind: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    provenance: str = Field(primary_key=True)
    country: str = Field(primary_key=True)
    activities: int = Field(sa_type=BIG)
    participations: int = Field(sa_type=BIG)
    women: int = Field(sa_type=BIG)
    gender_known: int = Field(sa_type=BIG)


class AssociationCellRow(Cells, table=True):
    """frames.ASSOCIATION_CELLS."""

    __tablename__ = "association_cell"
    __table_args__ = (KEYED,)

    period: str = Field(primary_key=True)
    provenance: str = Field(primary_key=True)
    association: str = Field(primary_key=True)
    scope_kind: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    activities: int = Field(sa_type=BIG)


class MonthCellRow(Cells, table=True):
    """frames.MONTH_CELLS."""

    __tablename__ = "month_cell"
    __table_args__ = (KEYED,)

    month: int = Field(primary_key=True)
    provenance: str = Field(primary_key=True)
    scope_kind: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    activities: int = Field(sa_type=BIG)
    participations: int = Field(sa_type=BIG)
    cascade: int = Field(sa_type=BIG)
    women: int = Field(sa_type=BIG)
    gender_known: int = Field(sa_type=BIG)
    uncounted: int = Field(sa_type=BIG)
    inexact: int = Field(sa_type=BIG)
    timed: int = Field(sa_type=BIG)
    timely: int = Field(sa_type=BIG)


class ProfileCellRow(Cells, table=True):
    """frames.PROFILE_CELLS."""

    __tablename__ = "profile_cell"
    __table_args__ = (KEYED,)

    period: str = Field(primary_key=True)
    provenance: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    mode: str = Field(primary_key=True)
    reach: str = Field(primary_key=True)
    gender: str = Field(primary_key=True)
    scope_kind: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    participations: int = Field(sa_type=BIG)
    lines: int = Field(sa_type=BIG)
    uncounted: int = Field(sa_type=BIG)
    inexact: int = Field(sa_type=BIG)


class MovedRow(Stored, table=True):
    """How often writes have changed the live cells of a finest period: what is held is compared."""

    __tablename__ = "moved"
    __table_args__ = (KEYED,)

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    period: str = Field(primary_key=True)
    number: int = Field(sa_type=BIG)


CELLS = {
    "activity_cells": ActivityCellRow,
    "country_cells": CountryCellRow,
    "association_cells": AssociationCellRow,
    "month_cells": MonthCellRow,
    "profile_cells": ProfileCellRow,
}
"""The table of each frame of cells (`reading.NEEDS`)."""
