"""Summary cells: sums over activities, stored because computing them on each page takes seconds.

One SELECT defines what activities add to the cells. It updates them around a write, rebuilds them,
freezes them for a meeting, and computes them for any day, region or group; only the condition on
the versions differs. `metrics/alignment.py` defines the same counting rule on plain activities. See
docs/decisions/0001-summary-cells.md.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
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
from ifla_metrics.store.catalogue import Rules, read_catalogue
from ifla_metrics.store.database import Target, fetch, is_sqlite, read_transaction, touch_reference

VERSIONS = ACTIVITY_VERSION.alias("v")
"""The alias of the versions in the SELECT; write conditions on it."""
TIMELY_DAYS = 30
"""An activity is logged on time within this many days of its end."""
COLUMNS = (*CELL_KEYS[2:], *CELL_SUMS)
"""The columns of cells without `framework` and `known`."""
FOREVER = datetime.max.replace(tzinfo=UTC)
"""The value of the parameter `until` for cells that follow the log."""
_UNTIL: Any = sa.bindparam("until", type_=UTCDateTime)

_COMMON = """
WITH quarters(period, first, last) AS (VALUES {quarters}),
node_of(outcome, scope) AS (VALUES {nodes}),
row_of(outcome, scope) AS (VALUES {rows}),
counted AS MATERIALIZED (  -- one row per activity that counts, with sums of its people
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
    WHERE {conditions} AND v.lifecycle IN ('completed', 'under_way')
    GROUP BY v.id
),
by_direction AS MATERIALIZED (  -- directions that an activity serves; '' if it states none
    SELECT s.id, COALESCE(d.direction, '') AS direction, COALESCE(d.weight, 0) AS weight,
           CASE WHEN d.is_primary THEN 1 ELSE 0 END AS primaries
    FROM counted s
    LEFT JOIN alignment d
        ON d.version_id = s.id AND d.framework = :framework AND d.direction IN ({directions})
),
by_node AS MATERIALIZED (  -- outcomes that it contributes to, and the nodes above them
    SELECT DISTINCT s.id, n.scope AS node
    FROM counted s CROSS JOIN contribution c JOIN node_of n ON n.outcome = c.outcome
    WHERE c.version_id = s.id AND c.framework = :framework
),
by_row AS MATERIALIZED (  -- rows of the programme that it counts in; '' for none
    SELECT DISTINCT s.id, COALESCE(r.scope, '') AS row
    FROM counted s
    LEFT JOIN contribution c ON c.version_id = s.id AND c.framework = :framework
        AND c.outcome IN ({outcomes})
    LEFT JOIN row_of r ON r.outcome = c.outcome
),
by_group AS MATERIALIZED (  -- its working groups
    SELECT s.id, g.group_code FROM counted s CROSS JOIN activity_group g
    WHERE g.version_id = s.id
),
by_country AS MATERIALIZED (  -- its countries and their people; '' for not stated
    SELECT id, country, SUM(activities) AS activities, SUM(participations) AS participations,
           SUM(women) AS women, SUM(gender_known) AS gender_known
    FROM (SELECT s.id, COALESCE(c.country, '') AS country, 1 AS activities,
                 0 AS participations, 0 AS women, 0 AS gender_known
          FROM counted s LEFT JOIN activity_country c ON c.version_id = s.id
          UNION ALL
          SELECT s.id, COALESCE(p.country, (   -- default: the activity's only country
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
by_association AS MATERIALIZED (  -- associations that took part
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
"""By kind of scope: the SQL of the scope, of its weights, and the join it needs."""

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
"""By dimension: its kinds of scope, its period and its SELECT."""
_SELECT = "{cells} SELECT {columns} FROM cell"
_STORED = """
SELECT '{kind}', scope, {period}, provenance, code, {columns} FROM summary_cell
WHERE framework = :framework AND known = :known AND dimension = '{dimension}'
      AND scope_kind = '{kind}' AND {within}
      AND (activities <> 0 OR participations <> 0 OR lines <> 0)
{grouped}"""
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
    """The cells of one dimension and kind of scope; None means all scopes or periods."""

    dimension: str
    kind: str
    scopes: Collection[str] | None = None
    periods: Collection[str] | None = None
    """Months for the dimension `total`, quarters for others."""
    total_period: str = ""
    """The period that the cells are summed to; empty to keep their own periods."""

    def condition(self, scope: str, period: str) -> str:
        """Return the SQL condition for its scopes and periods, from the SQL of both."""
        allowed = ((scope, self.scopes), (period, self.periods))
        return " AND ".join(
            f"{sql} IN ({_listed(sorted(codes))})" if codes is not None else "TRUE"
            for sql, codes in allowed
        )


ALL_PARTS = [Part(name, kind) for name, (kinds, *_) in DIMENSIONS.items() for kind in kinds]


def _cells(
    rules: Rules,
    dialect: str,
    conditions: Iterable[str] = (),
    parts: Iterable[Part] = ALL_PARTS,
    countries: Sequence[str] | None = None,
) -> str:
    """Return the CTEs that end with `cell`, the cells of the versions `v` that count at `:until`.

    `conditions` further restrict the versions. `countries` restrict country cells, also leaving out
    "not stated".
    """
    counts = _text_of(as_of.was_counted(VERSIONS, _UNTIL, rules.counts))
    selects, nodes = [], set[str]()
    for part in parts:
        _, period, select = DIMENSIONS[part.dimension]
        scope, weights, join = _SCOPES[part.kind]
        if part.kind == "node":
            nodes |= {node for _, node in rules.nodes} if part.scopes is None else {*part.scopes}
        selects.append(
            select.format(
                kind=part.kind,
                scope=scope,
                weights=weights,
                join=join,
                period=_quoted(part.total_period) if part.total_period else period,
                within=part.condition(scope, period),
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
        conditions=" AND ".join((*conditions, counts)),
        unreviewed=_text_of(as_of.unreviewed(VERSIONS, _UNTIL)),
        in_region="TRUE" if countries is None else f"country IN ({_listed(countries)})",
    )
    return f"{common}, cell({', '.join(COLUMNS)}) AS ({' UNION ALL '.join(selects)})"


def _text_of(rule: sa.ColumnElement[bool], **compile_kwargs: bool) -> str:
    """Return the SQL of a condition; a SELECT around it makes subqueries refer to its `v`."""
    select: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(VERSIONS).where(rule)
    text = str(select.compile(compile_kwargs=compile_kwargs))
    return f"({text.partition('WHERE ')[2]})"


@cache
def _add_statement(rules: Rules, dialect: str, *, all_activities: bool) -> sa.TextClause:
    """Return the statement that adds cells to the table: of all activities or of given ones."""
    conditions = [] if all_activities else [_OF_ACTIVITIES[dialect]]
    text = _ADD.format(
        cells=_cells(rules, dialect, conditions),
        keys=", ".join(CELL_KEYS),
        columns=", ".join(CELL_SUMS),
        own_keys=", ".join(CELL_KEYS[2:]),
        amounts=", ".join(f"{name} * :sign" for name in CELL_SUMS),
        sums=", ".join(f"{name} = summary_cell.{name} + excluded.{name}" for name in CELL_SUMS),
    )
    return sa.text(text).bindparams(_UNTIL)


def add_cells(
    connection: Connection, rules: Sequence[Rules], activities: Sequence[str], *, sign: int = 1
) -> None:
    """Add stored activities to the live cells, or subtract them (`sign=-1`)."""
    if not activities:
        return
    ids = json.dumps(list(activities)) if is_sqlite(connection) else list(activities)
    dialect, v = connection.dialect.name, VERSIONS.c
    days = sa.select(sa.func.min(v.started_on), sa.func.max(v.started_on)).where(
        sa.text(_OF_ACTIVITIES[dialect]).bindparams(activities=ids)
    )
    first, last = connection.execute(days).one()
    values = {"known": LIVE, "until": FOREVER, "sign": sign, "activities": ids}
    for rule in rules:
        # Skip strategies under which no activity began.
        if any(starts <= last and first <= ends for _, starts, ends in rule.quarters):
            statement = _add_statement(rule, dialect, all_activities=False)
            connection.execute(statement, {"framework": rule.framework, **values})


def refill_cells(
    connection: Connection,
    rules: Sequence[Rules],
    known: str = LIVE,
    *,
    until: datetime = FOREVER,
) -> None:
    """Recompute the cells of frameworks, from the versions that counted before `until`."""
    c = SUMMARY_CELL.c
    for rule in rules:
        same = (c.framework == rule.framework, c.known == known)
        connection.execute(sa.delete(SUMMARY_CELL).where(*same))
        statement = _add_statement(rule, connection.dialect.name, all_activities=True)
        values = {"framework": rule.framework, "known": known, "until": until, "sign": 1}
        connection.execute(statement, values)


def refill_all_cells(connection: Connection, rules: Sequence[Rules]) -> None:
    """Recompute the cells of frameworks, live and of frozen meetings.

    Meetings use the rules of the frameworks as they were on that day.
    """
    refill_cells(connection, rules)
    frameworks, catalogue = {rule.framework for rule in rules}, read_catalogue(connection)
    for code, until in frozen_meetings(connection).items():
        past = [rule for rule in catalogue.rules_at(until) if rule.framework in frameworks]
        refill_cells(connection, past, code, until=until)


def refill_changed_cells(connection: Connection, before: Sequence[Rules]) -> None:
    """Recompute the cells of frameworks whose counting rules differ from those `before`."""
    rules = read_catalogue(connection).rules
    refill_all_cells(connection, [rule for rule in rules if rule not in before])


# Cells of meetings


def frozen_meetings(connection: Connection) -> dict[str, datetime]:
    """Return the meetings with frozen cells and the end of their day, in order.

    Meetings that were removed from the file are included, in case they come back.
    """
    c = MEETING.c
    statement = sa.select(c.code, c.known_until).where(c.known_until.is_not(None))
    return dict(map(tuple, connection.execute(statement.order_by(c.held_on))))


def meetings_to_freeze(connection: Connection) -> list[str]:
    """Return the codes of past meetings that are not frozen for their day, in order."""
    return [
        meeting.code
        for meeting in read_catalogue(connection).meetings
        if meeting.held_on < as_of.today() and meeting.known_until != as_of.end_of(meeting.held_on)
    ]


def freeze_meeting(connection: Connection, code: str) -> None:
    """Freeze the cells of a past Governing Board meeting, as known at the end of its day."""
    c = MEETING.c
    held_on = connection.execute(sa.select(c.held_on).where(c.code == code)).scalar_one()
    until = as_of.end_of(held_on)
    refill_cells(connection, read_catalogue(connection).rules_at(until), code, until=until)
    connection.execute(sa.update(MEETING).where(c.code == code).values(known_until=until))
    touch_reference(connection)


# Rebuild and verify


@writes(Right.REBUILD, "summaries")
def rebuild(connection: Connection, *, actor: Actor) -> None:
    """Recompute all cells, live and of frozen meetings."""
    refill_all_cells(connection, read_catalogue(connection).rules)
    audit(connection, actor, Right.REBUILD, "summaries", "all")


Cells = dict[tuple[str, ...], tuple[int, ...]]
"""Amounts (`CELL_SUMS`) by dimension, scope kind, scope, period, provenance and code."""


def verify(target: Target) -> list[tuple[str, ...]]:
    """Recompute all cells, live and frozen, and return those that differ from the stored ones.

    Each is its framework, `known` and key.
    """
    differing: list[tuple[str, ...]] = []
    with read_transaction(target) as connection:
        moments: dict[str, datetime | None] = {LIVE: None, **frozen_meetings(connection)}
        for known, until in moments.items():
            for rule in read_catalogue(connection).rules_at(until):
                stored = stored_cells(connection, rule.framework, known).items()
                computed = _by_key(compute_cells(connection, rule, until=until)).items()
                keys = {key for key, _ in stored ^ computed}
                differing += [(rule.framework, known, *key) for key in sorted(keys)]
    return differing


def compute_cells(
    connection: Connection,
    rules: Rules,
    *,
    until: datetime | None = None,
    parts: Iterable[Part] = ALL_PARTS,
    filters: Iterable[sa.ColumnElement[bool]] = (),
    countries: Sequence[str] | None = None,
) -> list[tuple[Any, ...]]:
    """Return cells computed from the versions, as rows with `COLUMNS`.

    They are the `parts` of the versions that counted just before `until` (None: now) and meet the
    `filters`, which are conditions on `VERSIONS`. `countries` restrict country cells.
    """
    # Escape colons, which begin parameters.
    conditions = [_text_of(rule, literal_binds=True).replace(":", "\\:") for rule in filters]
    cells = _cells(rules, connection.dialect.name, conditions, parts, countries)
    # The sums are decimals on PostgreSQL.
    columns = ", ".join((*CELL_KEYS[2:], *(f"CAST({name} AS BIGINT)" for name in CELL_SUMS)))
    statement = sa.text(_SELECT.format(cells=cells, columns=columns)).bindparams(_UNTIL)
    values = {"framework": rules.framework, "until": until or FOREVER}
    return fetch(connection, statement.bindparams(**values))


def read_cells(
    connection: Connection,
    framework: str,
    known: str,
    parts: Iterable[Part],
    columns: Sequence[str],
) -> list[tuple[Any, ...]]:
    """Return stored cells of the parts, without empty ones, with `CELL_KEYS[3:]` and `columns`.

    There is one SELECT per part, so that each uses the primary key.
    """
    totals = [f"CAST(SUM({name}) AS BIGINT)" for name in columns]
    selects = [
        _STORED.format(
            kind=part.kind,
            dimension=part.dimension,
            period=_quoted(part.total_period) if part.total_period else "period",
            columns=", ".join(totals if part.total_period else columns),
            within=part.condition("scope", "period"),
            grouped="GROUP BY scope, provenance, code" if part.total_period else "",
        )
        for part in parts
    ]
    statement = sa.text(" UNION ALL ".join(selects))
    return fetch(connection, statement.bindparams(framework=framework, known=known))


def stored_cells(connection: Connection, framework: str, known: str) -> Cells:
    """Return the stored cells of a framework, without empty ones."""
    c = SUMMARY_CELL.c
    columns = sa.select(*(c[name] for name in COLUMNS))
    return _by_key(connection.execute(columns.where(c.framework == framework, c.known == known)))


def _by_key(rows: Iterable[Any]) -> Cells:
    """Return rows as cells, leaving out those with only zeros."""
    n = len(CELL_KEYS) - 2
    return {tuple(row[:n]): tuple(row[n:]) for row in rows if any(row[n:])}


def _values(rows: Any) -> str:
    return ", ".join(f"({', '.join(map(_quoted, row))})" for row in rows)


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(map(_quoted, codes)) or "''"


def _quoted(code: str) -> str:
    """Return a code as an SQL string, with colons escaped because they begin parameters."""
    return "'" + code.replace("'", "''").replace(":", "\\:") + "'"
