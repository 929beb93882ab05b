"""However many rows are inserted at once, each is there as it was given."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.bulk import BATCH, insert_rows
from ifla_metrics.store.database import reading, writing

COLUMNS = ("id", "at", "actor", "action", "kind", "subject", "version", "reason", "hash")
BEGIN = datetime(2012, 3, 5, 8, 30, tzinfo=UTC)
FIRST = 1_000_000


def row(number):
    at = BEGIN + timedelta(minutes=number)
    said = "it's (?) so" if number % 2 else ""
    return (FIRST + number, at, "ALP", "log", "activity", f"a{number}", number, said, f"h{number}")


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1])
def test_every_row_arrives_once_with_its_own_values(engine, count):
    rows = [row(number) for number in range(count)]
    with writing(engine) as connection:
        insert_rows(connection, AUDIT, COLUMNS, iter(rows))
    statement = sa.select(*(AUDIT.c[name] for name in COLUMNS)).where(AUDIT.c.id >= FIRST)
    with reading(engine) as connection:
        found = [tuple(one) for one in connection.execute(statement.order_by(AUDIT.c.id))]
    assert found == rows


def test_a_row_with_too_few_values_is_refused(engine):
    with pytest.raises(ValueError, match="argument"), writing(engine) as connection:
        insert_rows(connection, AUDIT, COLUMNS, [row(1)[:-1]])
