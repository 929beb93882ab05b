"""The numbers of the Overview in raw SQL on the log, as a baseline."""

import sqlite3

from ifla_metrics.reading import Reading

CREATE_ACTIVITIES = """
CREATE TEMP TABLE activities AS
SELECT v.id, v.started_on BETWEEN :starts AND :ends AS chosen, substr(v.started_on, 1, 7) AS month,
       SUM(julianday(v.logged_on) - julianday(v.ended_on) <= 30) AS timely,
       COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct'), 0) AS direct,
       COALESCE(SUM(p.count) FILTER (WHERE p.reach <> 'direct'), 0) AS cascade,
       COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct' AND p.gender = 'woman'), 0) AS women,
       COALESCE(SUM(p.count) FILTER (WHERE p.reach = 'direct' AND p.gender <> 'not_stated'), 0) AS known
FROM activity_version v
LEFT JOIN participation p ON p.version_id = v.id AND p.count IS NOT NULL
    AND p.role IN (SELECT code FROM term WHERE list = 'role' AND counts = 'yes')
WHERE v.recorded_at < :until AND (v.superseded_at IS NULL OR v.superseded_at >= :until)
  AND NOT v.withdrawn AND v.lifecycle IN ('completed', 'under_way')
  AND v.started_on BETWEEN :first AND :ends
GROUP BY v.id
"""
SUMS = "COUNT(*), SUM(direct), SUM(cascade), SUM(women), SUM(known), SUM(timely)"
DIRECTIONS = "LEFT JOIN alignment a ON a.version_id = s.id AND a.framework = :framework"
NODES = """
JOIN (SELECT DISTINCT k.version_id, o.node FROM contribution k
      JOIN node_of o ON o.outcome = k.outcome WHERE k.framework = :framework) n ON n.version_id = s.id
"""
COUNTRIES = "JOIN activity_country c ON c.version_id = s.id"
QUERIES = {
    "months": f"SELECT month, {SUMS} FROM activities GROUP BY 1",
    "months by direction": f"SELECT month, a.direction, {SUMS} FROM activities s {DIRECTIONS} GROUP BY 1, 2",
    "months by node": f"SELECT month, n.node, {SUMS} FROM activities s {NODES} GROUP BY 1, 2",
    "months by group": f"""SELECT month, g.group_code, {SUMS} FROM activities s
        JOIN activity_group g ON g.version_id = s.id GROUP BY 1, 2""",
    "countries": f"SELECT DISTINCT s.month, c.country FROM activities s {COUNTRIES}",
    "countries by node": f"SELECT DISTINCT n.node, s.month, c.country FROM activities s {NODES} {COUNTRIES}",
    "weights": f"""SELECT a.direction, SUM(a.weight) FROM activities s {DIRECTIONS} WHERE s.chosen
        AND a.direction IS NOT NULL GROUP BY 1""",
    "reached": f"""SELECT a.direction, COUNT(DISTINCT c.country) FROM activities s {DIRECTIONS} {COUNTRIES}
        WHERE s.chosen AND a.direction IS NOT NULL GROUP BY 1""",
}


def connect(url: str) -> sqlite3.Connection:
    """Return a new connection to a SQLite database, with a large cache."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("cache_size=-262144", "mmap_size=8589934592", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def run_queries(
    connection: sqlite3.Connection, reading: Reading, until: str
) -> dict[str, list[tuple]]:
    """Return the rows of each query, on the versions current just before `until`."""
    framework = reading.framework
    values = {
        "framework": framework.id,
        "first": str(min(period.starts_on for period in framework.periods)),
        "starts": str(reading.period.starts_on),
        "ends": str(reading.period.ends_on),
        "until": until,
    }
    measured = {i.scope for i in framework.indicators if i.data_source == "log"} - {""}
    pairs = [
        (node.code, scope)
        for node in framework.nodes
        for scope in measured.intersection(framework.scopes_of(node.code))
    ]
    connection.execute("CREATE TEMP TABLE node_of (outcome TEXT, node TEXT)")
    connection.executemany("INSERT INTO node_of VALUES (?, ?)", pairs)
    connection.execute(CREATE_ACTIVITIES, values)
    rows = {name: connection.execute(query, values).fetchall() for name, query in QUERIES.items()}
    connection.executescript("DROP TABLE activities; DROP TABLE node_of")
    return rows
