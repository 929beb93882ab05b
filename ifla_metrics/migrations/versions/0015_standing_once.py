"""An entry of a dated list stands once; entries that have ended may be as many as there were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

from ifla_metrics.errors import NotReady, n_

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STANDS = "known_until IS NULL"
UNDATED = f"{STANDS} AND valid_from IS NULL"
INDEXES = (
    ("denominator", "standing", ("code", "as_of"), STANDS),
    ("region", "standing", ("scheme", "country", "valid_from"), STANDS),
    ("region", "standing_undated", ("scheme", "country"), UNDATED),
    ("country_list", "standing", ("list", "country", "valid_from"), STANDS),
    ("country_list", "standing_undated", ("list", "country"), UNDATED),
)
KEYS = {table: columns for table, name, columns, _rule in INDEXES if name == "standing"}
MOST_TOLD = 10
Row = dict[str, Any]


class Apart(NamedTuple):
    """An entry that stands beside another one of its key and says something else."""

    table: str
    id: int
    place: str


def upgrade() -> None:
    config = op.get_context().config
    set_aside = config.attributes.get("set_aside") if config else None
    if set_aside is not None:  # A backup is restored: nobody can end the wrong one in it.
        set_aside += [old.place for table, key in KEYS.items() for old in _end_older(table, key)]
    told = [apart for table, key in KEYS.items() for apart in _settle(table, key)]
    if told:
        raise NotReady(
            n_(
                "Entries stand twice and do not say the same ({count}); none is taken for the "
                "right one: {places}. End the wrong one of each in the database, such as "
                "'UPDATE {table} SET known_until = CURRENT_TIMESTAMP WHERE id = {id}', and try "
                "again. Nothing was changed."
            ),
            count=len(told),
            places="; ".join(one.place for one in told[:MOST_TOLD]),
            table=told[0].table,
            id=told[0].id,
        )
    for table, name, columns, rule in INDEXES:
        op.create_index(
            f"uq_{table}_{name}",
            table,
            list(columns),
            unique=True,
            sqlite_where=sa.text(rule),
            postgresql_where=sa.text(rule),
        )


def downgrade() -> None:
    for table, name, _columns, _rule in reversed(INDEXES):
        op.drop_index(f"uq_{table}_{name}", table)


def _end_older(table: str, key: Sequence[str]) -> Iterator[Apart]:
    """End what differs from the entry of its key that was known last; give what was ended."""
    rows = _table(table)
    for group in _standing(rows, key):
        last = max(
            group, key=lambda row: (row["known_from"] is not None, row["known_from"], row["id"])
        )
        for other in group:
            if apart := _apart(table, key, last, other):
                ended = sa.update(rows).where(rows.c.id == other["id"])
                op.execute(ended.values(known_until=sa.func.current_timestamp()))
                yield apart


def _settle(table: str, key: Sequence[str]) -> Iterator[Apart]:
    """Make one of entries that say the same; give those that do not."""
    rows = _table(table)
    c = rows.c
    for first, *others in _standing(rows, key):
        for other in others:
            if apart := _apart(table, key, first, other):
                yield apart
                continue
            # It stood since the first of them was entered; NULL: from the beginning.
            began = [first["known_from"], other["known_from"]]
            first["known_from"] = None if None in began else min(began)
            same = sa.update(rows).where(c.id == first["id"])
            op.execute(same.values(known_from=first["known_from"]))
            op.execute(sa.delete(rows).where(c.id == other["id"]))


def _table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _standing(rows: sa.Table, key: Sequence[str]) -> Iterator[list[Row]]:
    """Give the entries that stand, those of one key together, the first entered first."""
    standing = sa.select(rows).where(rows.c.known_until.is_(None)).order_by(rows.c.id)
    held = [dict(row) for row in op.get_bind().execute(standing).mappings()]

    def place(row: Row) -> tuple[str, ...]:
        return tuple(str(row[column]) for column in key)

    for _, group in groupby(sorted(held, key=place), key=place):
        yield list(group)


def _apart(table: str, key: Sequence[str], one: Row, other: Row) -> Apart | None:
    """Return the other entry with what it says otherwise; None when both say the same."""
    apart = [n for n in one if n not in ("id", "known_from") and one[n] != other[n]]
    if not apart:
        return None
    named = ", ".join(f"{column} {one[column]}" for column in key)
    differs = ", ".join(f"{n} '{one[n]}' / '{other[n]}'" for n in apart)
    both = f"id {one['id']} / {other['id']}"
    return Apart(table, other["id"], f"{table} {named} ({both}): {differs}")
