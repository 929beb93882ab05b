"""What a reader asks for, resolved against the database, and the SQL conditions that follow."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

import sqlalchemy as sa

from ifla_metrics.choices import Choices
from ifla_metrics.framework import Framework
from ifla_metrics.models import log_tables
from ifla_metrics.models.reference_tables import ASSOCIATION
from ifla_metrics.periods import Period
from ifla_metrics.store.as_of import State
from ifla_metrics.store.kinds import RecordKind

COUNTED = ("completed", "under_way")
"""Activities that figures count, by their life-cycle status."""
SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class Request:
    """A reader's choices with what the database says about them; one state of the log."""

    choices: Choices
    framework: Framework
    period: Period
    state: State
    counts: str
    """Which versions count: `sent` or `approved`."""
    countries: tuple[str, ...] | None = None
    """Those of the chosen region on the evaluation day; None: no region is chosen."""
    group: str = ""
    """Whose activities and records are read; "" where no working group is chosen."""
    previous: State | None = None
    """The earlier state, where two are compared; it is over (`until` is a moment)."""

    @property
    def on(self) -> date:
        """The evaluation day."""
        return min(self.state.moment.known_on, self.period.ends_on)

    @property
    def unfiltered(self) -> Self:
        """The same of all regions and groups; whose indicators are shown stays chosen."""
        choices = replace(self.choices, region="")
        return replace(self, choices=choices, countries=None, group="")

    def between(self, moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
        """Return the condition that a moment lies between the earlier state and this one."""
        if self.previous is None:
            return sa.false()
        until = self.state.until
        return sa.and_(moment >= self.previous.until, *([moment < until] if until else []))

    def in_period(self, day: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
        """Return the condition that a day lies in the chosen period."""
        return day.between(self.period.starts_on, self.period.ends_on)

    def real(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return the condition that a row is not synthetic, where only real data are asked for."""
        return table.c.provenance != SYNTHETIC if self.choices.documented_only else sa.true()

    def activities(self, versions: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of all choices on a version of an activity."""
        yield self.real(versions)
        if self.choices.direction:
            yield self.serves(versions, self.choices.direction)
        yield from self.filters(versions)

    def serves(self, versions: sa.FromClause, direction: str) -> sa.ColumnElement[bool]:
        """Return the condition that a version of an activity serves a direction."""
        served = log_tables.ALIGNMENT.c
        return sa.exists().where(
            served.version_id == versions.c.id,
            served.framework == self.framework.id,
            served.direction == direction,
        )

    def filters(self, versions: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of the filters by region and group on a version of an activity."""
        if self.countries is not None:
            place = log_tables.ACTIVITY_COUNTRY.c
            yield sa.exists().where(
                place.version_id == versions.c.id, place.country.in_(self.countries)
            )
        if self.group:
            owner = log_tables.ACTIVITY_GROUP.c
            yield sa.exists().where(
                owner.version_id == versions.c.id, owner.group_code == self.group
            )

    def records(self, kind: RecordKind, table: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of the filters by region and group on a version of a record.

        A value belongs to the group that owns its indicator, other records to the group that sent
        them. A value, milestone or pipeline without a country is of all regions.
        """
        c, plan, group = table.c, self.framework, self.group
        if group and kind.name == "observation":
            yield c.indicator.in_(
                [i.code for i in plan.indicators if plan.owner_of(i.code) == group]
            )
        elif group:
            yield c.group_code == group
        if self.countries is None:
            return
        inside = []
        if "association" in c:
            a = ASSOCIATION.c
            there = sa.select(a.code).where(a.country.in_(self.countries))
            inside.append(c.association.in_(there))
        if "country" in c:
            inside.append(c.country.in_(self.countries))
        if kind.name == "observation":
            inside.append(c.country.is_(None))
        if inside:
            yield sa.or_(*inside)
