"""An entry of a dated list stands once; what stood twice before is made one, or told."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from ifla_metrics.errors import NotReady
from ifla_metrics.store import migrate
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.reference import COUNTRY_LIST, DENOMINATOR, REGION

BEFORE = "0014"
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
BEGAN = datetime(2015, 6, 7, tzinfo=UTC)


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


def before_it(url):
    """The database as it was before an entry could stand only once."""
    migrate.downgrade(url, BEFORE)
    return engine_of(url)


@pytest.mark.parametrize(("name", "said"), PLACES)
def test_entries_that_say_the_same_are_made_one_that_is_known_since_the_first(url, name, said):
    engine = before_it(url)
    with engine.begin() as connection:
        row = first(connection, name)
        values = {**row, **said}
        if said:
            enter(connection, name, values, known_from=BEGAN)
    before = everything(engine)
    with engine.begin() as connection:
        enter(connection, name, values, known_from=ENDED)
        enter(connection, name, values, known_from=ENDED)

    migrate.upgrade(url)

    assert everything(engine) == before
    assert migrate.differences(url) == []


def test_what_was_known_since_the_beginning_stays_so(url):
    engine = before_it(url)
    before = everything(engine)
    table = TABLES["denominator"]
    with engine.begin() as connection:
        row = first(connection, "denominator")
        enter(connection, "denominator", row, known_from=None)
        some = sa.update(table).where(table.c.id == 1).values(known_from=BEGAN)
        assert connection.execute(some).rowcount == 1

    migrate.upgrade(url)

    assert everything(engine) == before


def test_entries_that_do_not_say_the_same_are_told_with_a_cure_and_all_is_left_as_it_was(url):
    engine = before_it(url)
    ids = {}
    with engine.begin() as connection:
        for name in TABLES:
            row = first(connection, name)
            ids[name] = enter(connection, name, row, **OTHERWISE[name])
            again = enter(connection, name, row, known_from=BEGAN)  # Like one of the two.
            assert again
    before = everything(engine)

    with pytest.raises(NotReady) as told:
        migrate.upgrade(url)

    assert everything(engine) == before
    assert migrate.current(url) == BEFORE
    said = str(told.value)
    assert said.startswith("Entries stand twice and do not say the same (3)")
    for name, id_ in ids.items():
        assert f"{name} " in said
        assert f"(id 1 / {id_})" in said
    with reading(engine) as connection:
        row = first(connection, "denominator")
    assert f"denominator code {row['code']}, as_of {row['as_of']} (id 1 / " in said
    assert f": value '{row['value']}' / '999.0'" in said


def test_the_cure_that_is_told_is_one(url):
    engine = before_it(url)
    with engine.begin() as connection:
        row = first(connection, "denominator")
        wrong = enter(connection, "denominator", row, **OTHERWISE["denominator"])
    with pytest.raises(NotReady) as told:
        migrate.upgrade(url)
    cure = str(told.value).partition(" such as '")[2].partition("'")[0]
    with engine.begin() as connection:
        connection.exec_driver_sql(cure)

    migrate.upgrade(url)

    table = TABLES["denominator"]
    with reading(engine) as connection:
        ended = connection.execute(sa.select(table.c.known_until).where(table.c.id == wrong))
        assert ended.scalar_one().date() >= date(2026, 1, 1)


def test_the_database_and_the_models_agree_on_what_stands(url):
    assert migrate.differences(url) == []
