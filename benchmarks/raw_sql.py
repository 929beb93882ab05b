"""The numbers of the Overview by raw SQL on the log, as a good engineer would write it."""

import sqlite3

from ifla_metrics.reading import Reading

STANDING = """
CREATE TEMP TABLE standing AS
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
SERVED = "LEFT JOIN alignment a ON a.version_id = s.id AND a.framework = :framework"
NODES = """
JOIN (SELECT DISTINCT k.version_id, o.node FROM contribution k
      JOIN node_of o ON o.outcome = k.outcome WHERE k.framework = :framework) n ON n.version_id = s.id
"""
PLACES = "JOIN activity_country c ON c.version_id = s.id"
QUERIES = {
    "months": f"SELECT month, {SUMS} FROM standing GROUP BY 1",
    "months by direction": f"SELECT month, a.direction, {SUMS} FROM standing s {SERVED} GROUP BY 1, 2",
    "months by node": f"SELECT month, n.node, {SUMS} FROM standing s {NODES} GROUP BY 1, 2",
    "months by group": f"""SELECT month, g.group_code, {SUMS} FROM standing s
        JOIN activity_group g ON g.version_id = s.id GROUP BY 1, 2""",
    "countries": f"SELECT DISTINCT s.month, c.country FROM standing s {PLACES}",
    "countries by node": f"SELECT DISTINCT n.node, s.month, c.country FROM standing s {NODES} {PLACES}",
    "weights": f"""SELECT a.direction, SUM(a.weight) FROM standing s {SERVED} WHERE s.chosen
        AND a.direction IS NOT NULL GROUP BY 1""",
    "reached": f"""SELECT a.direction, COUNT(DISTINCT c.country) FROM standing s {SERVED} {PLACES}
        WHERE s.chosen AND a.direction IS NOT NULL GROUP BY 1""",
}


def connect(url: str) -> sqlite3.Connection:
    """Return a connection of its own to a SQLite database, with a large cache."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("cache_size=-262144", "mmap_size=8589934592", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def answers(connection: sqlite3.Connection, reading: Reading, until: str) -> dict[str, list[tuple]]:
    """Return the rows of each query, of the versions that stood just before a moment."""
    framework, run = reading.framework, connection.execute
    values = {
        "framework": framework.id,
        "first": str(min(period.starts_on for period in framework.periods)),
        "starts": str(reading.period.starts_on),
        "ends": str(reading.period.ends_on),
        "until": until,
    }
    measured = {i.scope for i in framework.indicators if i.data_source == "log"} - {""}
    scopes = {node.code: measured & {*framework.scopes_of(node.code)} for node in framework.nodes}
    run("CREATE TEMP TABLE node_of (outcome TEXT, node TEXT)")
    pairs = [(code, scope) for code, found in scopes.items() for scope in found]
    connection.executemany("INSERT INTO node_of VALUES (?, ?)", pairs)
    run(STANDING, values)
    found = {name: run(query, values).fetchall() for name, query in QUERIES.items()}
    connection.executescript("DROP TABLE standing; DROP TABLE node_of")
    return found
