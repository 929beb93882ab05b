"""Elements across strategies: activities and countries by year, along the crosswalk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import frame_of
from ifla_metrics.framework import Framework
from ifla_metrics.models import log_tables
from ifla_metrics.store.as_of import was_counted
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.read_activities import codes_below
from ifla_metrics.store.read_request import COUNTED, SYNTHETIC, Request
from ifla_metrics.store.reference import CROSSWALK


def strategy_years(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the elements of a framework and what they come from and go on as, by year."""
    c, known = CROSSWALK.c, catalogue(connection)
    columns = (c.from_framework, c.from_node, c.to_framework, c.to_node)
    steps = [Step(*row) for row in connection.execute(sa.select(*columns))]
    plans = {
        code: known.framework_at(code, asked.state.until).in_language(asked.choices.language)
        for code in known.frameworks
    }
    rows: list[tuple[Any, ...]] = []
    years: dict[tuple[str, ...], list[tuple[int, int, int, int]]] = {}
    for element in asked.framework.rows:
        line = line_of(steps, list(plans), asked.framework.id, element.code)
        for code, nodes in line.items() if len(line) > 1 else ():
            plan = plans[code]
            there = {node.code: node.short_title for node in plan.nodes if node.code in nodes}
            part = (element.code, code, plan.short_title, "|".join(there), "|".join(there.values()))
            if (code, *there) not in years:
                years[code, *there] = list(_by_year(connection, plan, list(there), asked))
            rows += [(*part, *year) for year in years[code, *there]]
    return frame_of(frames.STRATEGY_YEARS, rows, whole=frames.STRATEGY_YEARS[5:])


def _by_year(
    connection: Connection, plan: Framework, nodes: list[str], asked: Request
) -> Iterator[tuple[int, int, int, int]]:
    """Yield each year that has begun, with distinct activities, countries, and those invented."""
    until = min(plan.ends_on, asked.state.moment.known_on)
    v, places = log_tables.VERSION.c, log_tables.COUNTRY.alias("place")
    there = places.c.version_id == v.id
    if asked.countries is not None:
        there = sa.and_(there, places.c.country.in_(asked.countries))
    year = sa.extract("year", v.started_on)
    invented = sa.case((v.provenance == SYNTHETIC, v.activity_id))
    setting = catalogue(connection).settings[plan.id]
    counts = "approved" if asked.choices.reviewed_only else setting.counts
    statement = (
        sa.select(
            year,
            sa.func.count(v.activity_id.distinct()),
            sa.func.count(places.c.country.distinct()),
            sa.func.count(invented.distinct()),
        )
        .outerjoin_from(log_tables.VERSION, places, there)
        .where(
            was_counted(log_tables.VERSION, asked.state.until, counts),
            asked.real(log_tables.VERSION),
            v.lifecycle.in_(COUNTED),
            v.started_on.between(plan.starts_on, until),
            _serves(plan, nodes),
            *asked.filters(log_tables.VERSION),
        )
        .group_by(year)
    )
    found = {int(row[0]): tuple(row[1:]) for row in connection.execute(statement)}
    for begun in range(plan.starts_on.year, max(until.year, plan.starts_on.year) + 1):
        activities, countries, synthetic = found.get(begun, (0, 0, 0))
        yield begun, activities, countries, synthetic


def _serves(plan: Framework, nodes: list[str]) -> sa.ColumnElement[bool]:
    """Return the condition that an activity advanced one of the nodes, or served a direction."""
    claim, served, v = log_tables.CONTRIBUTION.c, log_tables.ALIGNMENT.c, log_tables.VERSION.c
    outcomes = {code for node in nodes for code in codes_below(plan, node)}
    return sa.or_(
        sa.exists().where(
            claim.version_id == v.id, claim.framework == plan.id, claim.outcome.in_(outcomes)
        ),
        sa.exists().where(
            served.version_id == v.id, served.framework == plan.id, served.direction.in_(nodes)
        ),
    )


class Step(NamedTuple):
    """A part of one strategy that goes on as a part of a later one."""

    from_framework: str
    from_node: str
    to_framework: str
    to_node: str


def line_of(
    steps: Sequence[Step], frameworks: Sequence[str], framework: str, node: str
) -> dict[str, tuple[str, ...]]:
    """Return a part with what it goes on as and what it comes from, by strategy, oldest first.

    Where several parts go on as one, all of them are in the line, so that the later one has all of
    its past. Of these only the part itself and its own successors are followed further.
    """
    own: dict[str, set[str]] = {framework: {node}}

    def before(code: str) -> set[str]:
        """Return the parts of a strategy that go on as one of the line."""
        return {
            s.from_node
            for s in steps
            if s.from_framework == code and s.to_node in own.get(s.to_framework, ())
        }

    place = frameworks.index(framework)
    for later in frameworks[place + 1 :]:
        own[later] = {
            s.to_node
            for s in steps
            if s.to_framework == later and s.from_node in own.get(s.from_framework, ())
        }
    for earlier in reversed(frameworks[:place]):
        own[earlier] = before(earlier)
    line = {code: own.get(code, set()) | before(code) for code in frameworks}
    return {code: tuple(sorted(nodes)) for code, nodes in line.items() if nodes}
