"""The Overview's answers without summary tables, each as a good engineer would write it.

Raw SQL narrows the log to the versions that stood and to the days that count by the index there is,
sums each activity's people once into a table in memory, and groups that. pandas does the same on
frames that are loaded and typed beforehand.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from benchmarks.answers import PERIOD, Answers, Asked
from benchmarks.random_activities import FRAMEWORK

STOOD_NOW = "v.superseded_at IS NULL"
STOOD_THEN = "v.recorded_at < :until AND (v.superseded_at IS NULL OR v.superseded_at >= :until)"

STANDING = """
CREATE TEMP TABLE standing AS
SELECT v.id, v.started_on BETWEEN :starts AND :ends AS chosen,
       CAST(substr(v.started_on, 1, 4) || substr(v.started_on, 6, 2) AS INTEGER) AS month,
       (a.logged_on IS NOT NULL AND v.lifecycle = 'completed') AS timed,
       (a.logged_on IS NOT NULL AND v.lifecycle = 'completed'
        AND julianday(a.logged_on) - julianday(v.ended_on) <= 30) AS timely,
       COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct'), 0) AS direct,
       COALESCE(SUM(p.count) FILTER (WHERE p.reach <> 'direct'), 0) AS cascade,
       COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct' AND p.gender = 'woman'), 0) AS women,
       COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct' AND p.gender <> 'not_stated'), 0) AS known,
       COUNT(p.count) FILTER (WHERE p.reach = 'direct') = 0 AS uncounted
FROM activity_version v
JOIN activity a ON a.id = v.activity_id
LEFT JOIN participation p ON p.version_id = v.id AND p.count IS NOT NULL AND p.role IN ({roles})
WHERE {stood} AND NOT v.withdrawn AND v.lifecycle IN ('completed', 'under_way')
  AND v.started_on BETWEEN :first AND :ends
GROUP BY v.id
"""
SUMS = "COUNT(*), SUM(direct), SUM(cascade), SUM(women), SUM(known), SUM(timed), SUM(timely)"
TOTAL = """
SELECT COUNT(*), COALESCE(SUM(s.direct), 0), COALESCE(SUM(s.uncounted), 0)
FROM standing s WHERE s.chosen
"""
WEIGHTS = """
SELECT direction, SUM(weight), SUM(is_primary) FROM standing s
JOIN alignment a ON a.version_id = s.id AND a.framework = :framework
WHERE s.chosen GROUP BY direction
"""
MONTHS = {
    ("all",): f"SELECT month, '', {SUMS} FROM standing GROUP BY 1",
    ("direction",): f"""SELECT month, COALESCE(a.direction, ''), {SUMS} FROM standing s
        LEFT JOIN alignment a ON a.version_id = s.id AND a.framework = :framework GROUP BY 1, 2""",
    ("node",): f"""SELECT month, n.scope, {SUMS} FROM standing s JOIN (
            SELECT DISTINCT version_id, scope FROM contribution JOIN outcome_of USING (outcome)
            WHERE framework = :framework AND scope <> '') n ON n.version_id = s.id GROUP BY 1, 2""",
    ("group",): f"""SELECT month, g.group_code, {SUMS} FROM standing s
        JOIN activity_group g ON g.version_id = s.id GROUP BY 1, 2""",
}
REACHED = {
    "all": """SELECT DISTINCT '', s.month, c.country FROM standing s
        JOIN activity_country c ON c.version_id = s.id""",
    "direction": """SELECT DISTINCT COALESCE(a.direction, ''), 0, c.country FROM standing s
        JOIN activity_country c ON c.version_id = s.id
        LEFT JOIN alignment a ON a.version_id = s.id AND a.framework = :framework
        WHERE s.chosen""",
    "node": """SELECT DISTINCT n.scope, s.month, c.country FROM standing s
        JOIN contribution k ON k.version_id = s.id AND k.framework = :framework
        JOIN outcome_of n ON n.outcome = k.outcome AND n.scope <> ''
        JOIN activity_country c ON c.version_id = s.id""",
}
WHOLE = 1200


class RawSql:
    """Asks the log itself, on a connection of its own with a large cache."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("cache_size=-262144", "mmap_size=8589934592", "temp_store=MEMORY"):
            self._connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        self._connection.close()

    def answers(self, asked: Asked) -> Answers:
        """Return the answers of one state of the log."""
        starts, ends = asked.days
        roles = ", ".join(f"'{role}'" for role in sorted(asked.counting_roles))
        values = {
            "framework": FRAMEWORK,
            "first": str(asked.first_day),
            "starts": str(starts),
            "ends": str(ends),
            "until": stored(asked.until),
        }
        run = self._connection.execute
        run(
            "CREATE TEMP TABLE outcome_of (outcome TEXT PRIMARY KEY, row TEXT, scope TEXT, place INT)"
        )
        run(STANDING.format(roles=roles, stood=STOOD_THEN if asked.until else STOOD_NOW), values)
        try:
            self._connection.executemany(
                "INSERT INTO outcome_of VALUES (?, ?, ?, ?)", _outcomes(asked)
            )
            total = tuple(run(TOTAL, values).fetchone())
            weights = {d: (w, p) for d, w, p in run(WEIGHTS, values)}
            months = {
                (month, kind, scope): tuple(sums)
                for (kind,), statement in MONTHS.items()
                for month, scope, *sums in run(statement, values)
            }
            reached = frozenset(
                (kind, scope, quarter(month) if month else PERIOD, country)
                for kind, statement in REACHED.items()
                for scope, month, country in run(statement, values)
            )
        finally:
            run("DROP TABLE standing")
            run("DROP TABLE outcome_of")
        return Answers(total, with_not_stated(weights, total[0]), reached, months)


def _outcomes(asked: Asked) -> list[tuple[str, str, str, int]]:
    order = {n.code: place for place, n in enumerate(asked.framework.nodes)}
    return [
        (code, row, asked.measured.get(code, ""), order[row]) for code, row in asked.row_of.items()
    ]


def with_not_stated(
    weights: dict[str, tuple[int, int]], activities: int
) -> dict[str, tuple[int, int]]:
    """Add the weight and the primaries that no direction was given."""
    lost = (
        WHOLE * activities - sum(weight for weight, _ in weights.values()),
        activities - sum(primaries for _, primaries in weights.values()),
    )
    return {**weights, "": lost} if any(lost) else weights


def quarter(month: int) -> str:
    """Return the quarter's code of a month: 201212 is in 2012-Q4."""
    return f"{month // 100}-Q{(month % 100 + 2) // 3}"


def stored(moment: datetime | None) -> str | None:
    """Return a moment as SQLite holds it."""
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M:%S.%f}"
