"""Read activities as they counted: the entries behind a number, and counts without cells."""

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
from ifla_metrics.store.catalogue import rules_of
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.read.request import COUNTED, SYNTHETIC, Request
from ifla_metrics.store.versions import Version, read_versions


def moved_activities(connection: Connection, request: Request) -> pd.DataFrame:
    """Return activities of the period that did not begin as planned (frames.ACTIVITIES)."""
    v = ACTIVITY_VERSION.c
    statement = (
        sa.select(*(v[name] for name in frames.ACTIVITIES))
        .where(
            *_counted(request),
            v.planned_started_on.is_not(None),
            v.planned_started_on != v.started_on,
            request.in_period(v.started_on),
        )
        .order_by(v.started_on.desc(), v.id.desc())
    )
    return make_frame(frames.ACTIVITIES, connection.execute(statement).all())


def evidence(connection: Connection, request: Request) -> pd.DataFrame:
    """Return how many completed activities of the period have evidence (frames.EVIDENCE)."""
    v, contribution = ACTIVITY_VERSION.c, log_tables.CONTRIBUTION.c
    row_of = dict(rules_of(request.framework, ()).rows)
    row = sa.case(row_of, value=contribution.outcome, else_="") if row_of else sa.literal("")
    has_evidence = sa.or_(v.source != "", _has(log_tables.EVIDENCE.c))
    on_version = contribution.version_id == v.id
    claims = sa.and_(on_version, contribution.framework == request.framework.id)
    completed = (
        sa.select(v.id, row.label("row"), sa.case((has_evidence, 1), else_=0).label("evidence"))
        .outerjoin_from(ACTIVITY_VERSION, log_tables.CONTRIBUTION, claims)
        .where(*_counted(request), v.lifecycle == "completed", request.in_period(v.started_on))
        .distinct()
        .cte("completed")
        .c
    )
    activity = sa.select(completed.id, completed.evidence).distinct().subquery().c
    number, with_evidence = sa.func.count(), sa.func.sum(completed.evidence)
    statement = sa.union_all(
        sa.select(sa.literal("all"), number, sa.func.sum(activity.evidence)),
        sa.select(completed.row, number, with_evidence).group_by(completed.row),
    )
    rows = [(row, n, k or 0) for row, n, k in connection.execute(statement)]
    return make_frame(frames.EVIDENCE, rows, integers=("completed", "with_evidence"))


def partners(connection: Connection, request: Request) -> pd.DataFrame:
    """Return how many activities of the period have partners, by kind (frames.PARTNERS)."""
    v, p = ACTIVITY_VERSION.c, log_tables.PARTNER.c
    activity = (
        sa.select(v.id, p.kind)
        .outerjoin_from(ACTIVITY_VERSION, log_tables.PARTNER, p.version_id == v.id)
        .where(*_counted(request), v.lifecycle.in_(COUNTED), request.in_period(v.started_on))
        .cte("activity")
        .c
    )
    number, has_partner = sa.func.count(activity.id.distinct()), activity.kind.is_not(None)
    statement = sa.union_all(
        sa.select(sa.literal("all"), number),
        sa.select(sa.literal("any"), number).where(has_partner),
        sa.select(activity.kind, number).where(has_partner).group_by(activity.kind),
    )
    return make_frame(
        frames.PARTNERS, connection.execute(statement).all(), integers=("activities",)
    )


def _counted(request: Request) -> list[sa.ColumnElement[bool]]:
    """Return the conditions for versions that count and match the reader's choices."""
    counted = as_of.was_counted(ACTIVITY_VERSION, request.state.until, request.counts)
    return [counted, *request.activity_conditions(ACTIVITY_VERSION)]


def activities(
    connection: Connection,
    request: Request,
    *,
    days: tuple[date, date],
    limit: int,
    node: str = "",
    country: str = "",
    association: str = "",
) -> list[Version[ActivityDraft]]:
    """Return the activities behind a number (under way or completed), latest first.

    They begin between two days, both included, take place in `country`, contribute to `node` or one
    below it, and `association` took part in them.
    """
    v = ACTIVITY_VERSION.c
    rules = [*_counted(request), v.started_on.between(*days), v.lifecycle.in_(COUNTED)]
    if node:
        contribution = log_tables.CONTRIBUTION.c
        below = contribution.outcome.in_(codes_below(request.framework, node))
        rules.append(_has(contribution, contribution.framework == request.framework.id, below))
    if country:
        places = log_tables.ACTIVITY_COUNTRY.c
        rules.append(_has(places, places.country == country))
    if association:
        lists = (log_tables.ACTIVITY_ASSOCIATION.c, log_tables.PARTICIPATION.c)
        rules.append(sa.or_(*(_has(c, c.association == association) for c in lists)))
    newest = [v.started_on.desc(), v.id.desc()]
    return read_versions(connection, ACTIVITY_KIND, *rules, order=newest, limit=limit)


def codes_below(framework: Framework, node: str) -> list[str]:
    """Return the codes of a node and of all nodes below it."""
    framework.node(node)
    return [n.code for n in framework.nodes if node in {a.code for a in framework.lineage(n.code)}]


def _has(child: Any, *rules: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(child.version_id == ACTIVITY_VERSION.c.id, *rules)


# Elements across strategies


def strategy_years(connection: Connection, request: Request) -> pd.DataFrame:
    """Return activities and countries by year for each element with its related nodes.

    Related nodes are those of other strategies that the crosswalk links (frames.STRATEGY_YEARS).
    """
    catalogue, links = request.catalogue, connection.execute(sa.select(CROSSWALK)).all()
    until, language = request.state.until, request.choices.language
    frameworks = {
        code: catalogue.framework_at(code, until).in_language(language)
        for code in catalogue.frameworks
    }
    rows: list[tuple[Any, ...]] = []
    years: dict[tuple[str, ...], list[tuple[int, int, int, int]]] = {}
    for element in request.framework.rows:
        related = related_nodes(links, list(frameworks), request.framework.id, element.code)
        for code, nodes in related.items() if len(related) > 1 else ():
            framework = frameworks[code]
            titles = {node.code: node.short_title for node in framework.nodes if node.code in nodes}
            codes = tuple(titles)
            if (code, *codes) not in years:
                years[code, *codes] = list(_by_year(connection, framework, codes, request))
            labels = ("|".join(codes), "|".join(titles.values()))
            part = (element.code, code, framework.short_title, *labels)
            rows += [(*part, *year) for year in years[code, *codes]]
    return make_frame(frames.STRATEGY_YEARS, rows, integers=frames.STRATEGY_YEARS[5:])


def _by_year(
    connection: Connection, framework: Framework, nodes: Sequence[str], request: Request
) -> Iterator[tuple[int, int, int, int]]:
    """Yield each year so far with its activities, countries and synthetic activities."""
    until = min(framework.ends_on, request.state.moment.known_on)
    v, country = ACTIVITY_VERSION.c, log_tables.ACTIVITY_COUNTRY.alias("place")
    on_country = country.c.version_id == v.id
    if request.countries is not None:
        on_country = sa.and_(on_country, country.c.country.in_(request.countries))
    year = sa.extract("year", v.started_on)
    synthetic = sa.case((v.provenance == SYNTHETIC, v.uid))
    settings = request.catalogue.settings[framework.id]
    counts = "approved" if request.choices.reviewed_only else settings.counts
    statement = (
        sa.select(
            year,
            sa.func.count(v.uid.distinct()),
            sa.func.count(country.c.country.distinct()),
            sa.func.count(synthetic.distinct()),
        )
        .outerjoin_from(ACTIVITY_VERSION, country, on_country)
        .where(
            as_of.was_counted(ACTIVITY_VERSION, request.state.until, counts),
            request.real_data_condition(ACTIVITY_VERSION),
            v.lifecycle.in_(COUNTED),
            v.started_on.between(framework.starts_on, until),
            _serves(framework, nodes),
            *request.filter_conditions(ACTIVITY_VERSION),
        )
        .group_by(year)
    )
    counts_by_year = {int(row[0]): tuple(row[1:]) for row in connection.execute(statement)}
    first = framework.starts_on.year
    for number in range(first, max(until.year, first) + 1):
        activities, countries, invented = counts_by_year.get(number, (0, 0, 0))
        yield number, activities, countries, invented


def _serves(framework: Framework, nodes: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return the condition for activities that contribute to the nodes or serve the directions."""
    c, a = log_tables.CONTRIBUTION.c, log_tables.ALIGNMENT.c
    outcomes = {code for node in nodes for code in codes_below(framework, node)}
    return sa.or_(
        _has(c, c.framework == framework.id, c.outcome.in_(outcomes)),
        _has(a, a.framework == framework.id, a.direction.in_(nodes)),
    )


def related_nodes(
    links: Sequence[Any], frameworks: Sequence[str], framework: str, node: str
) -> dict[str, tuple[str, ...]]:
    """Return a node with its predecessors and successors, by framework, oldest first.

    `links` are the rows of the crosswalk. If several nodes lead to the same successor, all of them
    are included, so that its whole past is shown. Their other links are not followed.
    """
    followed: dict[str, set[str]] = {framework: {node}}

    def predecessors(code: str) -> set[str]:
        return {
            link.from_node
            for link in links
            if link.from_framework == code and link.to_node in followed.get(link.to_framework, ())
        }

    position = frameworks.index(framework)
    for later in frameworks[position + 1 :]:
        followed[later] = {
            link.to_node
            for link in links
            if link.to_framework == later
            and link.from_node in followed.get(link.from_framework, ())
        }
    for earlier in reversed(frameworks[:position]):
        followed[earlier] = predecessors(earlier)
    related = {code: followed.get(code, set()) | predecessors(code) for code in frameworks}
    return {code: tuple(sorted(nodes)) for code, nodes in related.items() if nodes}
