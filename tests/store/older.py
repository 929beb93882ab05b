"""Backups as an older program wrote them, also with entries that stand twice."""

from collections import defaultdict

import sqlalchemy as sa

from ifla_metrics.store.backup_file import opened, written

SAYS = {
    "denominator": ("value", 999.0, 111.0),
    "region": ("region", "asia-oceania", "africa"),
    "country_list": ("category", "other", "another"),
}
"""A column of each dated list, what the entry known last says there, and the one known before."""
KNOWN = (  # In the order of their numbers; the first entry is known since the beginning.
    ("2026-04-01", 1),
    ("2026-03-01", 1),
    ("2026-02-01", 2),
)


def columns_of(engine):
    """The columns of each table; none of a table that is not there."""
    there = sa.inspect(engine)
    found = {name: {c["name"] for c in there.get_columns(name)} for name in there.get_table_names()}
    return defaultdict(set, found)


class Twice:
    """Gives the rows of a table; the first entry of each dated list stands four times."""

    def __init__(self):
        self.ids = {}

    def __call__(self, table, rows):
        names = [name for name, _kind in table.columns]
        all_rows = list(rows)
        yield from all_rows
        if table.name not in SAYS:
            return
        first = dict(zip(names, all_rows[0], strict=True))
        number = max(row[names.index("id")] for row in all_rows)
        self.ids[table.name] = (first["id"], number + 1, number + 2, number + 3)
        column = SAYS[table.name][0]
        for step, (known_from, place) in enumerate(KNOWN, 1):
            said = {
                "id": number + step,
                "known_from": f"{known_from} 00:00:00.000000",
                column: SAYS[table.name][place],
            }
            yield [{**first, **said}[name] for name in names]


def made_older(path, older, *, schema, columns, rows_of=lambda _table, rows: rows):
    """Write a backup again with the columns of an older schema; which tables are whole in it."""
    whole = set()
    with opened(path) as backup, written(older) as writer:
        told = backup.manifest
        for table in told.tables:
            kept = [i for i, (c, _) in enumerate(table.columns) if c in columns[table.name]]
            # Cells of another layout cannot be told by those of this one: they are counted anew.
            if kept and {table.columns[i][0] for i in kept} == columns[table.name]:
                rows = ([row[i] for i in kept] for row in rows_of(table, backup.rows(table)))
                writer.table(table.name, [table.columns[i] for i in kept], rows)
            if len(kept) == len(table.columns) == len(columns[table.name]):
                whole.add(table.name)
        writer.manifest(
            schema=schema, revision=told.revision, made_at=told.made_at, made_from=told.made_from
        )
    return whole
