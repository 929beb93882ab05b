"""A reader's choices resolved against the database, and the SQL conditions that follow."""

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
from ifla_metrics.store.catalogue import Catalogue
from ifla_metrics.store.kinds import RecordKind

COUNTED = ("completed", "under_way")
"""Life-cycle statuses of activities that figures count."""
SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class Request:
    """A reader's choices, resolved for one state of the log."""

    choices: Choices
    catalogue: Catalogue
    framework: Framework
    period: Period
    state: State
    counts: str
    """Which versions count: `sent` or `approved`."""
    countries: tuple[str, ...] | None = None
    """Countries of the chosen region on the evaluation day; None if no region is chosen."""
    group: str = ""
    """The working group whose entries are read; empty for all."""
    previous: State | None = None
    """The earlier state to compare with; its `until` is never None."""

    @property
    def on(self) -> date:
        """The evaluation day."""
        return min(self.state.moment.known_on, self.period.ends_on)

    @property
    def unfiltered(self) -> Self:
        """The request for all regions and groups.

        `choices.group` stays: metrics choose indicators and records of the group by it.
        """
        choices = replace(self.choices, region="")
        return replace(self, choices=choices, countries=None, group="")

    def between(self, moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
        """Return the condition that a time is between the earlier state and this one."""
        if self.previous is None:
            return sa.false()
        until = self.state.until
        return sa.and_(moment >= self.previous.until, *([moment < until] if until else []))

    def in_period(self, day: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
        """Return the condition that a day lies in the chosen period."""
        return day.between(self.period.starts_on, self.period.ends_on)

    def real_data_condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return the condition that leaves out synthetic rows, if the reader chose real data."""
        return table.c.provenance != SYNTHETIC if self.choices.documented_only else sa.true()

    def activity_conditions(self, versions: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of all choices for versions of activities."""
        yield self.real_data_condition(versions)
        if self.choices.direction:
            served = log_tables.ALIGNMENT.c
            yield sa.exists().where(
                served.version_id == versions.c.id,
                served.framework == self.framework.id,
                served.direction == self.choices.direction,
            )
        yield from self.filter_conditions(versions)

    def filter_conditions(self, versions: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of region and group for versions of activities."""
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

    def record_conditions(self, kind: RecordKind) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of all choices but the direction for versions of records.

        Records dated (`as_of`) after the evaluation day are left out; milestones have no such date.
        A value belongs to the group that owns its indicator, other records to the group that sent
        them. Values without a country, and kinds of records without one, belong to all regions.
        """
        c, framework, group = kind.table.c, self.framework, self.group
        yield c.framework == framework.id
        yield self.real_data_condition(kind.table)
        if "as_of" in c:
            yield c.as_of <= self.on
        if group and kind.name == "observation":
            codes = framework.lists["indicators"]
            yield c.indicator.in_(
                [code for code in codes if framework.owner_of_indicator(code) == group]
            )
        elif group:
            yield c.group_code == group
        if self.countries is None:
            return
        in_region = []
        if "association" in c:
            a = ASSOCIATION.c
            associations = sa.select(a.code).where(a.country.in_(self.countries))
            in_region.append(c.association.in_(associations))
        if "country" in c:
            in_region.append(c.country.in_(self.countries))
        if kind.name == "observation":
            in_region.append(c.country.is_(None))
        if in_region:
            yield sa.or_(*in_region)
