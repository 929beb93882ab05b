"""What a reader asks for, resolved against the database, and the SQL conditions that follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.choices import Choices
from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework import Framework
from ifla_metrics.models import log_tables
from ifla_metrics.periods import Period
from ifla_metrics.store import reference
from ifla_metrics.store.as_of import State, meetings, state_before, state_of
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.kinds import RecordKind
from ifla_metrics.store.read_reference import SYNTHETIC, ReferenceDay, region_of

COUNTED = ("completed", "under_way")
"""Activities that figures count, by their life-cycle status."""


@dataclass(frozen=True)
class Request:
    """A reader's choices with what the database says about them; one state of the log."""

    choices: Choices
    framework: Framework
    period: Period
    state: State
    counts: str
    """Which versions count: `sent` or `approved`."""
    by_review: bool = False
    """Whether these are not the versions that the strategy's setting lets count."""
    countries: tuple[str, ...] | None = None
    """Those of the chosen region on the evaluation day; None: no region is chosen."""
    region_title: str = ""
    group_title: str = ""
    before: State | None = None
    """The earlier state, where two are compared."""

    @property
    def on(self) -> date:
        """The evaluation day."""
        return min(self.state.moment.known_on, self.period.ends_on)

    @property
    def since(self) -> datetime | None:
        """The moment that the earlier state reaches to; None when there is none."""
        return self.before.until if self.before else None

    def between(self, moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
        """Return the condition that a moment lies between the earlier state and this one."""
        if self.since is None:
            return sa.false()
        until = self.state.until
        return sa.and_(moment >= self.since, *([moment < until] if until else []))

    @property
    def is_filtered(self) -> bool:
        """Whether the table of cells does not hold what is asked for."""
        return bool(self.choices.group) or self.countries is not None or self.by_review

    @property
    def all_regions(self) -> Request:
        """The same without the filter by region."""
        choices = replace(self.choices, region="")
        return replace(self, choices=choices, countries=None, region_title="")

    @property
    def all_groups(self) -> Request:
        """The same without the filter by working group."""
        return replace(self, choices=replace(self.choices, group=""))

    def activities(self, versions: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of all choices on a version of an activity."""
        v = versions.c
        if self.choices.documented_only:
            yield v.provenance != SYNTHETIC
        if self.choices.direction:
            served = log_tables.ALIGNMENT.c
            yield sa.exists().where(
                served.version_id == v.id,
                served.framework == self.framework.id,
                served.direction == self.choices.direction,
            )
        yield from self.filters(versions)

    def filters(self, versions: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of the filters by region and group on a version of an activity."""
        if self.countries is not None:
            place = log_tables.COUNTRY.c
            yield sa.exists().where(
                place.version_id == versions.c.id, place.country.in_(self.countries)
            )
        if self.choices.group:
            owner = log_tables.GROUP.c
            yield sa.exists().where(
                owner.version_id == versions.c.id, owner.group_code == self.choices.group
            )

    def records(self, kind: RecordKind, table: sa.FromClause) -> Iterator[sa.ColumnElement[bool]]:
        """Yield the conditions of the filters by region and group on a version of a record.

        A value belongs to the group that owns its indicator, other records to the group that sent
        them. A value, milestone or pipeline without a country is of all regions.
        """
        c = table.c
        if self.choices.group and kind.name == "observation":
            yield c.indicator.in_(self.own_indicators)
        elif self.choices.group:
            yield c.group_code == self.choices.group
        if self.countries is None:
            return
        inside = []
        if "association" in c:
            a = reference.ASSOCIATION.c
            there = sa.select(a.code).where(a.country.in_(self.countries))
            inside.append(c.association.in_(there))
        if "country" in c:
            inside.append(c.country.in_(self.countries))
        if kind.name == "observation":
            inside.append(c.country.is_(None))
        if inside:
            yield sa.or_(*inside)

    @property
    def reference_day(self) -> ReferenceDay:
        """What reference data are read for."""
        return ReferenceDay(
            on=self.on,
            scheme=self.framework.region_scheme,
            documented_only=self.choices.documented_only,
            until=self.state.until,
            region=self.choices.region,
        )

    @property
    def own_indicators(self) -> list[str]:
        """The indicators that the chosen group owns."""
        return [
            i.code
            for i in self.framework.indicators
            if self.framework.owner_of(i.code) == self.choices.group
        ]


def without_index(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return a column as an expression that no index covers, where another index finds less."""
    return sa.func.coalesce(column, column)


def request_of(connection: Connection, choices: Choices, *, compared: bool = False) -> Request:
    """Resolve a reader's choices; `compared`: with the earlier state too, where there is one.

    Raises:
        UnknownCode: No such framework, period, known-on date, region or group.
    """
    held, known = meetings(connection), catalogue(connection)
    state = state_of(choices.known_on, held)
    plan = known.framework(choices.framework)
    counts = known.settings[plan.id].counts
    if choices.group and choices.group not in known.groups:
        raise UnknownCode("working group", choices.group, known.groups)
    asked = Request(
        choices=choices,
        framework=plan,
        period=plan.period(choices.period),
        state=state,
        counts="approved" if choices.reviewed_only else counts,
        by_review=choices.reviewed_only and counts != "approved",
        group_title=known.groups[choices.group].short if choices.group else "",
        before=state_before(state, held, choices.since, begun=plan.starts_on) if compared else None,
    )
    return in_state(connection, asked, state)


def in_state(connection: Connection, asked: Request, state: State) -> Request:
    """Return a request for another state: the framework and the region as they were known then."""
    framework = catalogue(connection).framework_at(asked.framework.id, state.until)
    asked = replace(asked, state=state)
    asked = replace(asked, framework=framework.on(asked.on))
    if not asked.choices.region:
        return asked
    title, countries = region_of(connection, asked.reference_day)
    return replace(asked, region_title=title, countries=countries)
