"""A dated list has one current entry of a key; entries that have ended may be alike."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from ifla_metrics.store.database import reading
from ifla_metrics.store.reference import COUNTRY_LIST, DENOMINATOR, REGION

TABLES = {"denominator": DENOMINATOR, "region": REGION, "country_list": COUNTRY_LIST}
OTHERWISE = {
    "denominator": {"value": 999.0},
    "region": {"region": "asia-oceania"},
    "country_list": {"category": "other"},
}
PLACES = [
    ("denominator", {}),
    *((name, said) for name in ("region", "country_list") for said in ({}, {"valid_from": None})),
]
ENDED = datetime(2020, 1, 2, tzinfo=UTC)


def first(connection, name):
    """The first entry of a list, without its number."""
    table = TABLES[name]
    row = connection.execute(sa.select(table).order_by(table.c.id).limit(1)).mappings().one()
    return {key: value for key, value in row.items() if key != "id"}


def enter(connection, name, values, **said):
    statement = sa.insert(TABLES[name]).values(**{**values, **said})
    return connection.execute(statement).inserted_primary_key[0]


def everything(engine):
    with reading(engine) as connection:
        return {
            name: [tuple(row) for row in connection.execute(sa.select(t).order_by(t.c.id))]
            for name, t in TABLES.items()
        }


@pytest.mark.parametrize(("name", "said"), PLACES)
def test_an_entry_that_stands_is_not_entered_again(engine, name, said):
    with engine.begin() as connection:
        row = first(connection, name)
        if said:
            enter(connection, name, row, **said)
    before = everything(engine)
    for other in ({}, OTHERWISE[name]):
        with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
            enter(connection, name, row, **said, **other)
    assert everything(engine) == before


@pytest.mark.parametrize(("name", "said"), PLACES)
def test_entries_that_have_ended_may_be_alike(engine, name, said):
    with engine.begin() as connection:
        row = first(connection, name)
        for _ in range(2):
            enter(connection, name, row, **said, known_until=ENDED)
