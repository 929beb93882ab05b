"""Activities as they counted: the rows behind a number, and counts that no cell holds."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import make_frame
from ifla_metrics.framework import Framework
from ifla_metrics.models import log_tables
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.models.reference_tables import CROSSWALK
from ifla_metrics.store import as_of
from ifla_metrics.store.catalogue import catalogue, rules_of
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.read_request import COUNTED, SYNTHETIC, Request
from ifla_metrics.store.versions import Version, read_versions


def moved_activities(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return those of the period that began on another day than planned (frames.ACTIVITIES)."""
    v = ACTIVITY_VERSION.c
    statement = (
        sa.select(*(v[name] for name in frames.ACTIVITIES))
        .where(
            *_counted(asked),
            v.planned_started_on.is_not(None),
            v.planned_started_on != v.started_on,
            asked.in_period(v.started_on),
        )
        .order_by(v.started_on.desc(), v.id.desc())
    )
    return make_frame(frames.ACTIVITIES, [tuple(row) for row in connection.execute(statement)])


def evidence(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return how many completed activities of the period have evidence (frames.EVIDENCE)."""
    v, claims = ACTIVITY_VERSION.c, log_tables.CONTRIBUTION.c
    rows = dict(rules_of(asked.framework, ()).rows)
    row = sa.case(rows, value=claims.outcome, else_="") if rows else sa.literal("")
    shown = sa.or_(v.source != "", _has(log_tables.EVIDENCE.c))
    claimed = sa.and_(claims.version_id == v.id, claims.framework == asked.framework.id)
    completed = (
        sa.select(v.id, row.label("row"), sa.case((shown, 1), else_=0).label("shown"))
        .outerjoin_from(ACTIVITY_VERSION, log_tables.CONTRIBUTION, claimed)
        .where(*_counted(asked), v.lifecycle == "completed", asked.in_period(v.started_on))
        .distinct()
        .cte("completed")
        .c
    )
    each = sa.select(completed.id, completed.shown).distinct().subquery()
    statement = sa.union_all(
        sa.select(sa.literal("all"), sa.func.count(), sa.func.sum(each.c.shown)),
        sa.select(completed.row, sa.func.count(), sa.func.sum(completed.shown)).group_by(
            completed.row
        ),
    )
    found = [(r, n, k or 0) for r, n, k in connection.execute(statement)]
    return make_frame(frames.EVIDENCE, found, integers=("completed", "with_evidence"))


def partners(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return how many activities of the period have partners, by kind (frames.PARTNERS)."""
    v, p = ACTIVITY_VERSION.c, log_tables.PARTNER.c
    found = (
        sa.select(v.id, p.kind)
        .outerjoin_from(ACTIVITY_VERSION, log_tables.PARTNER, p.version_id == v.id)
        .where(*_counted(asked), v.lifecycle.in_(COUNTED), asked.in_period(v.started_on))
        .cte("found")
        .c
    )
    number, named = sa.func.count(found.id.distinct()), found.kind.is_not(None)
    statement = sa.union_all(
        sa.select(sa.literal("all"), number),
        sa.select(sa.literal("any"), number).where(named),
        sa.select(found.kind, number).where(named).group_by(found.kind),
    )
    rows = [(kind, number) for kind, number in connection.execute(statement)]
    return make_frame(frames.PARTNERS, rows, integers=("activities",))


def _counted(asked: Request) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a version counts, and meets all choices."""
    counted = as_of.was_counted(ACTIVITY_VERSION, asked.state.until, asked.counts)
    return [counted, *asked.activities(ACTIVITY_VERSION)]


def activities(
    connection: Connection,
    asked: Request,
    *,
    days: tuple[date, date],
    limit: int,
    node: str = "",
    country: str = "",
) -> list[Version[ActivityDraft]]:
    """Return activities that numbers were made of (under way or completed), the latest first.

    Args:
        connection: An open transaction.
        asked: What the reader chose; the period only tells whose countries a region has.
        days: Only those whose first day is one of these two or lies between them.
        limit: At most so many.
        node: Only those that claim to have advanced this part or one below it.
        country: Only those that took place there.

    Raises:
        UnknownCode: No such node.
    """
    v = ACTIVITY_VERSION.c
    rules = [*_counted(asked), v.started_on.between(*days), v.lifecycle.in_(COUNTED)]
    if node:
        claims = log_tables.CONTRIBUTION.c
        below = claims.outcome.in_(codes_below(asked.framework, node))
        rules.append(_has(claims, claims.framework == asked.framework.id, below))
    if country:
        places = log_tables.ACTIVITY_COUNTRY.c
        rules.append(_has(places, places.country == country))
    newest = [v.started_on.desc(), v.id.desc()]
    return read_versions(connection, ACTIVITY_KIND, *rules, order=newest, limit=limit)


def codes_below(plan: Framework, node: str) -> list[str]:
    """Return the codes of a part and of everything below it."""
    plan.node(node)
    return [n.code for n in plan.nodes if node in {a.code for a in plan.lineage(n.code)}]


def _has(child: Any, *rules: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(child.version_id == ACTIVITY_VERSION.c.id, *rules)


# Elements across strategies: activities and countries by year, along the crosswalk


def strategy_years(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the elements of a framework and what they come from and go on as, by year."""
    c, known = CROSSWALK.c, catalogue(connection)
    columns = (c.from_framework, c.from_node, c.to_framework, c.to_node)
    steps = connection.execute(sa.select(*columns)).all()
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
    return make_frame(frames.STRATEGY_YEARS, rows, integers=frames.STRATEGY_YEARS[5:])


def _by_year(
    connection: Connection, plan: Framework, nodes: list[str], asked: Request
) -> Iterator[tuple[int, int, int, int]]:
    """Yield each year that has begun, with distinct activities, countries, and those invented."""
    until = min(plan.ends_on, asked.state.moment.known_on)
    v, places = ACTIVITY_VERSION.c, log_tables.ACTIVITY_COUNTRY.alias("place")
    there = places.c.version_id == v.id
    if asked.countries is not None:
        there = sa.and_(there, places.c.country.in_(asked.countries))
    year = sa.extract("year", v.started_on)
    invented = sa.case((v.provenance == SYNTHETIC, v.uid))
    setting = catalogue(connection).settings[plan.id]
    counts = "approved" if asked.choices.reviewed_only else setting.counts
    statement = (
        sa.select(
            year,
            sa.func.count(v.uid.distinct()),
            sa.func.count(places.c.country.distinct()),
            sa.func.count(invented.distinct()),
        )
        .outerjoin_from(ACTIVITY_VERSION, places, there)
        .where(
            as_of.was_counted(ACTIVITY_VERSION, asked.state.until, counts),
            asked.real(ACTIVITY_VERSION),
            v.lifecycle.in_(COUNTED),
            v.started_on.between(plan.starts_on, until),
            _serves(plan, nodes),
            *asked.filters(ACTIVITY_VERSION),
        )
        .group_by(year)
    )
    found = {int(row[0]): tuple(row[1:]) for row in connection.execute(statement)}
    for begun in range(plan.starts_on.year, max(until.year, plan.starts_on.year) + 1):
        activities, countries, synthetic = found.get(begun, (0, 0, 0))
        yield begun, activities, countries, synthetic


def _serves(plan: Framework, nodes: list[str]) -> sa.ColumnElement[bool]:
    """Return the condition that an activity advanced one of the nodes, or served a direction."""
    claim, served = log_tables.CONTRIBUTION.c, log_tables.ALIGNMENT.c
    outcomes = {code for node in nodes for code in codes_below(plan, node)}
    return sa.or_(
        _has(claim, claim.framework == plan.id, claim.outcome.in_(outcomes)),
        _has(served, served.framework == plan.id, served.direction.in_(nodes)),
    )


def line_of(
    steps: Sequence[Any], frameworks: Sequence[str], framework: str, node: str
) -> dict[str, tuple[str, ...]]:
    """Return a part with what it goes on as and what it comes from, by strategy, oldest first.

    `steps` are the rows of the crosswalk. Where several parts go on as one, all of them are in the
    line, so that the later one has all of its past. Of these only the part itself and its own
    successors are followed further.
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
