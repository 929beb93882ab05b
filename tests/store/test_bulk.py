"""However many rows are inserted at once, each is there as it was given, and in its place."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.bulk import insert_columns, insert_rows
from ifla_metrics.store.bulk_sqlite import CHUNK, TOGETHER
from ifla_metrics.store.database import reading, writing

COLUMNS = ("id", "at", "hash", "actor", "action", "kind", "subject", "version", "reason")
"""Not in the order of the table: what is given names its columns."""
BEGIN = datetime(2012, 3, 5, 8, 30, tzinfo=UTC)
FIRST = 1_000_000


def row(number):
    at = BEGIN + timedelta(minutes=number)
    return (FIRST + number, at, "", "ALP", "log", "activity", f"a{number}", number, "it's (?) so")


@pytest.mark.parametrize(
    "count", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 2 * TOGETHER, 3 * TOGETHER + 7]
)
@pytest.mark.parametrize("given", [list, iter])
def test_every_row_arrives_once_with_its_own_values(engine, count, given):
    rows = [row(number) for number in range(count)]
    with writing(engine) as connection:
        insert_rows(connection, AUDIT, COLUMNS, given(rows))
    statement = sa.select(*(AUDIT.c[name] for name in COLUMNS)).where(AUDIT.c.id >= FIRST)
    with reading(engine) as connection:
        found = [tuple(one) for one in connection.execute(statement.order_by(AUDIT.c.id))]
    assert found == rows


def test_what_rows_share_for_a_while_arrives_in_each_of_them(engine):
    """Columns that hold one value, nothing, or both, in one stretch of rows and not in the next."""
    rows = [
        (
            FIRST + n,
            BEGIN + timedelta(minutes=n // CHUNK),
            "",
            "ALP" if n < CHUNK else f"g{n % 3}",
            "log",
            "activity",
            "same",
            None if n < CHUNK or n % 2 else n,
            "" if n < 9 else "why",
        )
        for n in range(2 * CHUNK + TOGETHER + 5)
    ]
    with writing(engine) as connection:
        insert_rows(connection, AUDIT, COLUMNS, rows)
    statement = sa.select(*(AUDIT.c[name] for name in COLUMNS)).where(AUDIT.c.id >= FIRST)
    with reading(engine) as connection:
        found = [tuple(one) for one in connection.execute(statement.order_by(AUDIT.c.id))]
    assert found == rows


def test_truths_and_bytes_arrive_as_they_are(engine):
    table = sa.Table(
        "try_out",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("is_so", sa.Boolean),
        sa.Column("on", sa.Date),
        sa.Column("content", sa.LargeBinary),
    )
    day = BEGIN.date()
    rows = [(n, (None, True, False)[n % 3], day, None) for n in range(TOGETHER + 1)]
    files = [(n + len(rows), True, day, bytes([n % 256])) for n in range(TOGETHER + 1)]
    with writing(engine) as connection:
        table.create(connection)
        insert_rows(connection, table, ("id", "is_so", "on", "content"), rows)
        insert_rows(connection, table, ("id", "is_so", "on", "content"), files)
        found = [tuple(one) for one in connection.execute(sa.select(table).order_by(table.c.id))]
    assert found == rows + files


@pytest.mark.parametrize("short", [0, 1, 2])
def test_a_column_that_is_shorter_than_the_first_one_is_an_error(engine, short):
    columns = [list(column) for column in zip(*(row(n) for n in range(3)), strict=True)]
    columns[5] = columns[5][:short]
    with pytest.raises(ValueError, match="unequal"), writing(engine) as connection:
        insert_columns(connection, AUDIT, COLUMNS, columns)
    with reading(engine) as connection:
        assert connection.execute(sa.select(AUDIT.c.id).where(AUDIT.c.id >= FIRST)).first() is None


def test_a_row_that_a_table_refuses_among_many_leaves_none(engine):
    rows = [row(number) for number in range(2 * TOGETHER)]
    rows[TOGETHER + 3] = rows[2]
    with pytest.raises(Exception, match=r"(?i)unique"), writing(engine) as connection:
        insert_rows(connection, AUDIT, COLUMNS, rows)
    with reading(engine) as connection:
        assert connection.execute(sa.select(AUDIT.c.id).where(AUDIT.c.id >= FIRST)).first() is None
