"""Summary cells: one table, and one SELECT that says what activities add to it.

The same SELECT takes an activity out of the cells before a write and puts it in after it, rebuilds
them, fills a meeting's, and answers for any day, region or group without a table: only the
condition on the versions differs. They are stored because computing them from 100,000 activities on
each page takes seconds (docs/decisions/0001-summary-cells.md). `metrics/alignment.py` defines the
counting rule on plain activities.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import UTCDateTime

from ifla_metrics.access import Actor, Right
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.models.reference_tables import MEETING
from ifla_metrics.models.system_tables import CELL_KEYS, CELL_SUMS, SUMMARY_CELL
from ifla_metrics.store import as_of
from ifla_metrics.store.as_of import LIVE
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import Rules, catalogue
from ifla_metrics.store.database import Target, fetch, is_sqlite, reading, touch_reference

CELL = SUMMARY_CELL
VERSIONS = ACTIVITY_VERSION.alias("v")
"""The versions of activities, as conditions on them are written in the SELECT."""
TIMELY_DAYS = 30
"""An activity logged within so many days of its end was logged on time."""
COLUMNS = (*CELL_KEYS[2:], *CELL_SUMS)
"""Of cells of one framework and one state of the log."""

_COMMON = """
WITH quarters(period, first, last) AS (VALUES {quarters}),
node_of(outcome, scope) AS (VALUES {nodes}),
row_of(outcome, scope) AS (VALUES {rows}),
counted AS MATERIALIZED (  -- one row per activity that counts, its people added up
    SELECT v.id, MAX(q.period) AS quarter, substr(CAST(v.started_on AS TEXT), 1, 7) AS month,
           v.provenance, v.level, v.arena,
           CASE WHEN v.lifecycle = 'completed' AND v.logged_on IS NOT NULL
                THEN 1 ELSE 0 END AS timed,
           CASE WHEN v.lifecycle = 'completed' AND {days_to_log} <= {timely_days}
                THEN 1 ELSE 0 END AS timely,
           COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct'), 0) AS participations,
           COALESCE(SUM(p.count) FILTER (WHERE p.reach <> 'direct'), 0) AS cascade,
           COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct' AND p.gender = 'woman'), 0)
               AS women,
           COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct' AND p.gender <> 'not_stated'), 0)
               AS gender_known,
           CASE WHEN COUNT(p.count) FILTER (WHERE p.reach = 'direct') = 0
                THEN 1 ELSE 0 END AS uncounted,
           COUNT(p.count) FILTER (WHERE p.reach = 'direct' AND p.qualifier <> 'exact') AS inexact,
           (SELECT COUNT(*) FROM alignment d WHERE d.version_id = v.id
            AND d.framework = :framework AND d.direction IN ({directions})) AS alignments,
           CASE WHEN {unreviewed} THEN 1 ELSE 0 END AS unreviewed
    FROM activity_version v
    JOIN quarters q ON CAST(v.started_on AS TEXT) BETWEEN q.first AND q.last
    LEFT JOIN participation p
        ON p.version_id = v.id AND p.count IS NOT NULL AND p.role IN ({counting_roles})
    WHERE {picked} AND v.lifecycle IN ('completed', 'under_way')
    GROUP BY v.id
),
by_direction AS MATERIALIZED (  -- the directions it serves; '' when it states none
    SELECT s.id, COALESCE(d.direction, '') AS direction, COALESCE(d.weight, 0) AS weight,
           CASE WHEN d.is_primary THEN 1 ELSE 0 END AS primaries
    FROM counted s
    LEFT JOIN alignment d
        ON d.version_id = s.id AND d.framework = :framework AND d.direction IN ({directions})
),
by_node AS MATERIALIZED (  -- the outcomes it claims, and the nodes that they lie in
    SELECT DISTINCT s.id, n.scope AS node
    FROM counted s CROSS JOIN contribution c JOIN node_of n ON n.outcome = c.outcome
    WHERE c.version_id = s.id AND c.framework = :framework
),
by_row AS MATERIALIZED (  -- the rows of the programme that it counts in; '' for none
    SELECT DISTINCT s.id, COALESCE(r.scope, '') AS row
    FROM counted s
    LEFT JOIN contribution c ON c.version_id = s.id AND c.framework = :framework
        AND c.outcome IN ({outcomes})
    LEFT JOIN row_of r ON r.outcome = c.outcome
),
by_group AS MATERIALIZED (  -- the working groups that did it
    SELECT s.id, g.group_code FROM counted s CROSS JOIN activity_group g
    WHERE g.version_id = s.id
),
by_country AS MATERIALIZED (  -- its countries and the people from each; '' for not stated
    SELECT id, country, SUM(activities) AS activities, SUM(participations) AS participations,
           SUM(women) AS women, SUM(gender_known) AS gender_known
    FROM (SELECT s.id, COALESCE(c.country, '') AS country, 1 AS activities,
                 0 AS participations, 0 AS women, 0 AS gender_known
          FROM counted s LEFT JOIN activity_country c ON c.version_id = s.id
          UNION ALL
          SELECT s.id, COALESCE(p.country, (   -- people are from its only country, if it has one
                     SELECT MAX(c.country) FROM activity_country c
                     WHERE c.version_id = s.id HAVING COUNT(*) = 1), ''),
                 0, p.count, CASE WHEN p.gender = 'woman' THEN p.count ELSE 0 END,
                 CASE WHEN p.gender <> 'not_stated' THEN p.count ELSE 0 END
          FROM counted s CROSS JOIN participation p
          WHERE p.version_id = s.id AND p.count > 0 AND p.reach = 'direct'
            AND p.role IN ({counting_roles})) AS there
    WHERE {in_region}
    GROUP BY id, country
),
by_association AS MATERIALIZED (  -- the associations that took part
    SELECT s.id, m.association FROM counted s CROSS JOIN activity_association m
    WHERE m.version_id = s.id AND m.association <> ''
    UNION SELECT s.id, p.association FROM counted s CROSS JOIN participation p
    WHERE p.version_id = s.id AND p.association <> ''
)
"""
_SERVED = "JOIN by_direction d ON d.id = s.id"
_WEIGHTS = "SUM(d.weight), SUM(d.primaries)"
_SCOPES = {
    "all": ("''", "0, 0", ""),
    "direction": ("d.direction", _WEIGHTS, _SERVED),
    "node": ("n.node", "0, 0", "JOIN by_node n ON n.id = s.id"),
    "row": ("r.row", "0, 0", "JOIN by_row r ON r.id = s.id"),
    "cross": ("d.direction || ' ' || r.row", _WEIGHTS, f"{_SERVED} JOIN by_row r ON r.id = s.id"),
    "group": ("g.group_code", "0, 0", "JOIN by_group g ON g.id = s.id"),
    "level": ("s.level", "0, 0", ""),
    "arena": ("s.arena", "0, 0", ""),
}
"""By kind of scope: the scope, what activities weigh there, and the join to it."""

_TOTAL = """
SELECT 'total', '{kind}', {scope}, {period}, s.provenance, '', COUNT(*), SUM(s.participations),
       SUM(s.cascade), SUM(s.women), SUM(s.gender_known), SUM(s.uncounted), SUM(s.inexact),
       SUM(s.timed), SUM(s.timely), {weights}, SUM(s.alignments),
       SUM(s.unreviewed), 0
FROM counted s {join} WHERE {within} GROUP BY 3, 4, 5"""
_COUNTRY = """
SELECT 'country', '{kind}', {scope}, {period}, s.provenance, c.country, SUM(c.activities),
       SUM(c.participations), 0, SUM(c.women), SUM(c.gender_known), 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM counted s JOIN by_country c ON c.id = s.id {join} WHERE {within} GROUP BY 3, 4, 5, 6"""
_ASSOCIATION = """
SELECT 'association', '{kind}', {scope}, {period}, s.provenance, m.association,
       COUNT(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM counted s JOIN by_association m ON m.id = s.id {join} WHERE {within} GROUP BY 3, 4, 5, 6"""
_PEOPLE = """
SELECT 'people', '{kind}', {scope}, {period}, s.provenance,
       p.role || '|' || p.mode || '|' || p.reach || '|' || p.gender,
       0, COALESCE(SUM(p.count), 0), 0, 0, 0, SUM(CASE WHEN p.count IS NULL THEN 1 ELSE 0 END),
       COUNT(p.count) FILTER (WHERE p.qualifier <> 'exact'), 0, 0, 0, 0, 0, 0, COUNT(*)
FROM counted s CROSS JOIN participation p {join} WHERE p.version_id = s.id AND {within}
GROUP BY 3, 4, 5, 6"""
DIMENSIONS = {
    "total": (tuple(_SCOPES), "s.month", _TOTAL),
    "country": (("all", "direction", "node", "cross"), "s.quarter", _COUNTRY),
    "association": (("all", "direction"), "s.quarter", _ASSOCIATION),
    "people": (("all", "direction"), "s.quarter", _PEOPLE),
}
"""The kinds of scope that cells of a dimension are kept for, their period, and their SELECT."""
_SELECT = "{cells} SELECT {columns} FROM cell"
_ADD = """
INSERT INTO summary_cell ({keys}, {columns})
{cells} SELECT :framework, :known, {own_keys}, {amounts} FROM cell WHERE TRUE
ON CONFLICT ({keys}) DO UPDATE SET {sums}"""
_DAYS_TO_LOG = {
    "sqlite": "julianday(v.logged_on) - julianday(v.ended_on)",
    "postgresql": "v.logged_on - v.ended_on",
}
_OF_ACTIVITIES = {
    "sqlite": "v.uid IN (SELECT value FROM json_each(:activities))",
    "postgresql": "v.uid = ANY(:activities)",
}


class Part(NamedTuple):
    """Cells of one dimension and kind of scope; None is all there are."""

    dimension: str
    kind: str
    scopes: Collection[str] | None = None
    periods: Collection[str] | None = None
    """Quarters, of the dimension `total` months."""
    shown: str = ""
    """The period that the cells are added up to; empty: each keeps its own."""


EVERYTHING = [Part(name, kind) for name, (kinds, *_) in DIMENSIONS.items() for kind in kinds]


def _cells(
    rules: Rules,
    dialect: str,
    picked: Iterable[str] = (),
    parts: Iterable[Part] = EVERYTHING,
    countries: Sequence[str] | None = None,
    *,
    past: bool,
) -> str:
    """Return the CTEs with the cells, as `cell`, of the versions `v` that count.

    `picked` are further conditions on the versions; with `countries` there is no cell of "not
    stated"; `past` is of those that counted just before the parameter `:until`, not now.
    """
    until: Any = sa.bindparam("until", type_=UTCDateTime) if past else None
    counts = _text_of(as_of.was_counted(VERSIONS, until, rules.counts))
    arms, nodes = [], set[str]()
    for name, kind, scopes, periods, shown in parts:
        _, period, select = DIMENSIONS[name]
        scope, weights, join = _SCOPES[kind]
        if kind == "node":
            nodes |= {node for _, node in rules.nodes} if scopes is None else {*scopes}
        within = ["TRUE"] if scopes is None else [f"{scope} IN ({_listed(sorted(scopes))})"]
        if periods is not None:
            within.append(f"{period} IN ({_listed(sorted(periods))})")
        arms.append(
            select.format(
                kind=kind,
                scope=scope,
                weights=weights,
                join=join,
                period=_quoted(shown) if shown else period,
                within=" AND ".join(within),
            )
        )
    common = _COMMON.format(
        quarters=_values((code, str(first), str(last)) for code, first, last in rules.quarters),
        nodes=_values([pair for pair in rules.nodes if pair[1] in nodes] or [("", "")]),
        rows=_values(rules.rows or [("", "")]),
        directions=_listed(rules.directions),
        outcomes=_listed(sorted({outcome for outcome, _ in rules.rows})),
        counting_roles=_listed(rules.counting_roles),
        days_to_log=_DAYS_TO_LOG[dialect],
        timely_days=TIMELY_DAYS,
        picked=" AND ".join((*picked, counts)),
        unreviewed=_text_of(as_of.unreviewed(VERSIONS, until)),
        in_region="TRUE" if countries is None else f"country IN ({_listed(countries)})",
    )
    return f"{common}, cell({', '.join(COLUMNS)}) AS ({' UNION ALL '.join(arms)})"


def _text_of(rule: sa.ColumnElement[bool], **compile_kwargs: bool) -> str:
    # Compiled inside a SELECT, so that subqueries take `v` from around them.
    whole: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(VERSIONS).where(rule)
    text = str(whole.compile(compile_kwargs=compile_kwargs))
    return f"({text.partition('WHERE ')[2]})"


def _statement(text: str) -> sa.TextClause:
    until = [sa.bindparam("until", type_=UTCDateTime)] if ":until" in text else []
    return sa.text(text).bindparams(*until)


@lru_cache(maxsize=64)
def _add_statement(rules: Rules, dialect: str, how: str, sign: str) -> sa.TextClause:
    """Return the statement that adds cells to the table, or takes them away (`sign` "-").

    `how` says of which versions: of some activities (`some`), all (`all`), or all of a past moment
    (`past`).
    """
    picked = [_OF_ACTIVITIES[dialect]] if how == "some" else []
    return _statement(
        _ADD.format(
            cells=_cells(rules, dialect, picked, past=how == "past"),
            keys=", ".join(CELL_KEYS),
            columns=", ".join(CELL_SUMS),
            own_keys=", ".join(CELL_KEYS[2:]),
            amounts=", ".join(f"{sign}{name}" for name in CELL_SUMS),
            sums=", ".join(f"{name} = summary_cell.{name} + excluded.{name}" for name in CELL_SUMS),
        )
    )


@contextmanager
def keep_cells_in_step(
    connection: Connection, rules: Sequence[Rules], activities: Sequence[str]
) -> Iterator[None]:
    """Keep the live cells true around any write of stored activities.

    What they count as before the write is taken away, what they count as after it is added.
    """
    add_cells(connection, rules, activities, "-")
    yield
    add_cells(connection, rules, activities)


def add_cells(
    connection: Connection, rules: Sequence[Rules], activities: Sequence[str], sign: str = ""
) -> None:
    """Add what stored activities count as to the live cells, or take it away (`sign` "-")."""
    if not activities:
        return
    ids = json.dumps(list(activities)) if is_sqlite(connection) else list(activities)
    dialect, v = connection.dialect.name, VERSIONS.c
    days = sa.select(sa.func.min(v.started_on), sa.func.max(v.started_on)).where(
        sa.text(_OF_ACTIVITIES[dialect]).bindparams(activities=ids)
    )
    first, last = connection.execute(days).one()
    for rule in rules:
        # Where none of them began under a strategy, there is nothing to add.
        if any(starts <= last and first <= ends for _, starts, ends in rule.quarters):
            values = {"framework": rule.framework, "known": LIVE, "activities": ids}
            connection.execute(_add_statement(rule, dialect, "some", sign), values)


def refill(
    connection: Connection,
    rules: Sequence[Rules],
    at: str = LIVE,
    *,
    until: datetime | None = None,
) -> None:
    """Replace the cells of frameworks by those of the versions that counted before a moment."""
    for rule in rules:
        same = CELL.c.framework == rule.framework, CELL.c.known == at
        connection.execute(sa.delete(CELL).where(*same))
        values = {"framework": rule.framework, "known": at} | ({"until": until} if until else {})
        how = "past" if until else "all"
        connection.execute(_add_statement(rule, connection.dialect.name, how, ""), values)


def refill_all(connection: Connection, rules: Sequence[Rules]) -> None:
    """Replace the cells of frameworks, the live ones and those of every frozen meeting.

    A meeting is counted by the versions of the frameworks that stood on its day.
    """
    refill(connection, rules)
    asked = {rule.framework for rule in rules}
    for code, until in frozen_meetings(connection).items():
        then = [r for r in catalogue(connection).rules_at(until) if r.framework in asked]
        refill(connection, then, code, until=until)


def refill_changed(connection: Connection, before: Sequence[Rules]) -> None:
    """Replace the cells of frameworks whose counting rules are others than they were `before`."""
    refill_all(connection, [rule for rule in catalogue(connection).rules if rule not in before])


# Meetings: the cells as known at the end of their day


def frozen_meetings(connection: Connection) -> dict[str, datetime]:
    """Return the meetings whose cells are kept, with the moment they reach to, in order.

    Also those that left the file: were they to come back, their cells would be shown again.
    """
    c = MEETING.c
    statement = sa.select(c.code, c.known_until).where(c.known_until.is_not(None))
    return dict(map(tuple, connection.execute(statement.order_by(c.held_on))))


def meetings_to_freeze(connection: Connection) -> list[str]:
    """Return the codes of meetings that were held before today and are not frozen, in order.

    One whose day was changed since is frozen again.
    """
    over = (one for one in as_of.meetings(connection) if one.held_on < as_of.today())
    return [one.code for one in over if one.known_until != as_of.end_of(one.held_on)]


def freeze(connection: Connection, code: str) -> None:
    """Keep the cells of a Governing Board meeting that was held, as known at the end of its day."""
    c = MEETING.c
    held_on = connection.execute(sa.select(c.held_on).where(c.code == code)).scalar_one()
    until = as_of.end_of(held_on)
    refill(connection, catalogue(connection).rules_at(until), code, until=until)
    connection.execute(sa.update(MEETING).where(c.code == code).values(known_until=until))
    touch_reference(connection)


# Rebuild and verify


@writes(Right.REBUILD, "summaries")
def rebuild(connection: Connection, *, actor: Actor) -> None:
    """Recompute all cells from the log: the live ones and those of every frozen meeting."""
    refill_all(connection, catalogue(connection).rules)
    audit(connection, actor, Right.REBUILD, "summaries", "all")


Cells = dict[tuple[str, ...], tuple[int, ...]]
"""Amounts (`CELL_SUMS`) by dimension, scope kind, scope, period, provenance and code."""


class Difference(NamedTuple):
    """A cell whose stored amounts are not those of the log; None where the cell is missing."""

    framework: str
    known: str
    key: tuple[str, ...]
    stored: tuple[int, ...] | None
    computed: tuple[int, ...] | None


def verify(target: Target) -> list[Difference]:
    """Recompute all cells, live and frozen, and return those that are not equal; none is right."""
    found: list[Difference] = []
    with reading(target) as connection:
        moments: dict[str, datetime | None] = {LIVE: None, **frozen_meetings(connection)}
        for at, until in moments.items():
            for rule in catalogue(connection).rules_at(until):
                right = _by_key(compute_cells(connection, rule, until=until))
                held = stored_cells(connection, rule.framework, at)
                found += [
                    Difference(rule.framework, at, key, held.get(key), right.get(key))
                    for key in sorted(held.keys() | right.keys())
                    if held.get(key) != right.get(key)
                ]
    return found


def compute_cells(
    connection: Connection,
    rules: Rules,
    *,
    until: datetime | None = None,
    parts: Iterable[Part] = EVERYTHING,
    filters: Iterable[sa.ColumnElement[bool]] = (),
    countries: Sequence[str] | None = None,
) -> list[tuple[Any, ...]]:
    """Return the cells of the versions that counted before a moment (None: that count now).

    Args:
        connection: An open transaction.
        rules: The counting rules of a framework.
        until: The moment.
        parts: Only these cells.
        filters: Further conditions on `VERSIONS`.
        countries: Cells of these countries alone.

    Returns:
        Rows with `COLUMNS`.
    """
    # A colon would be read as the start of a parameter.
    picked = [_text_of(rule, literal_binds=True).replace(":", "\\:") for rule in filters]
    dialect, past = connection.dialect.name, until is not None
    cells = _cells(rules, dialect, picked, parts, countries, past=past)
    # PostgreSQL adds up to decimals.
    columns = ", ".join((*CELL_KEYS[2:], *(f"CAST({name} AS BIGINT)" for name in CELL_SUMS)))
    statement = _statement(_SELECT.format(cells=cells, columns=columns))
    values = {"framework": rules.framework} | ({"until": until} if until else {})
    return fetch(connection, statement.bindparams(**values))


def stored_cells(connection: Connection, framework: str, at: str) -> Cells:
    """Return all cells of a framework as they are stored, those in which nothing is left apart."""
    c = CELL.c
    columns = sa.select(*(c[name] for name in COLUMNS))
    return _by_key(connection.execute(columns.where(c.framework == framework, c.known == at)))


def _by_key(rows: Iterable[Any]) -> Cells:
    n = len(CELL_KEYS) - 2
    return {tuple(row[:n]): tuple(row[n:]) for row in rows if any(row[n:])}


def _values(rows: Any) -> str:
    return ", ".join(f"({', '.join(map(_quoted, row))})" for row in rows)


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(map(_quoted, codes)) or "''"


def _quoted(code: str) -> str:
    """Return a code as an SQL text; a colon would be read as the start of a parameter."""
    return "'" + code.replace("'", "''").replace(":", "\\:") + "'"
