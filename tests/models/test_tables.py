"""The tables refuse what the drafts refuse, whatever way a row comes in."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS, LISTS
from ifla_metrics.store.migrate import upgrade
from tests.store.conftest import differences


@pytest.fixture
def migrated(database_url):
    upgrade(database_url)
    yield database_url
    engine_of(database_url).dispose()


@pytest.fixture
def sqlite_file(tmp_path):
    path = tmp_path / "tables.sqlite3"
    upgrade(f"sqlite:///{path}")
    yield path
    engine_of(f"sqlite:///{path}").dispose()


def rules(connection):
    inspector = sa.inspect(connection)
    return {
        table: {c["name"]: " ".join(c["sqltext"].split()) for c in found}
        for (_, table), found in inspector.get_multi_check_constraints().items()
        if table in METADATA.tables
    }


def test_the_migrations_give_the_tables_of_the_code(migrated):
    assert differences(migrated) == []


def indexes(connection):
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'index'")
    return {name: " ".join(sql.split()) for name, sql in found if sql}


def test_the_migrations_give_the_checks_and_indexes_of_the_code(sqlite_file):
    """Alembic compares neither CHECKs nor the conditions of indexes."""
    fresh = sa.create_engine("sqlite://")
    with fresh.connect() as connection, engine_of(f"sqlite:///{sqlite_file}").connect() as other:
        METADATA.create_all(connection)
        assert rules(other) == rules(connection)
        assert indexes(other) == indexes(connection)
    fresh.dispose()


@pytest.mark.parametrize("kind", ALL_KINDS.values(), ids=list(ALL_KINDS))
def test_every_field_of_a_draft_has_a_column_or_a_list_of_its_own(kind):
    """The store writes the fields that have one, and would forget another in silence."""
    lists = LISTS if kind is ACTIVITY_KIND else {}
    columns = ["group_code" if field == "group" else field for field in kind.fields]
    assert set(columns) - set(kind.table.c.keys()) == set(lists)


def test_every_table_of_sqlite_is_strict(sqlite_file):
    with closing(sqlite3.connect(sqlite_file)) as connection:
        tables = connection.execute("PRAGMA table_list").fetchall()

    loose = {row[1] for row in tables if row[1] in METADATA.tables and not row[5]}
    assert loose == set()


def test_a_text_where_a_number_belongs_is_refused(sqlite_file):
    with (
        closing(sqlite3.connect(sqlite_file)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value"),
    ):
        connection.execute("UPDATE revision SET number = 'many'")


def insert(url, table, **values):
    with engine_of(url).begin() as connection:
        connection.execute(sa.insert(METADATA.tables[table]), values)


def framework(**other):
    head = {
        "id": "F",
        "title": "Plan",
        "short_title": "Plan",
        "starts_on": sa.func.date("2010-01-01"),
        "ends_on": sa.func.date("2015-12-31"),
        "version": "1",
        "verified": "",
        "source": "",
        "default_period": "",
        "counting": "full",
        "region_scheme": "",
        "ahead": 1.15,
        "on_track": 0.85,
        "behind": 0.6,
        "too_few": 0.5,
        "least_rated": "2/3",
        "most_failing": "1/4",
        "fingerprint": "",
    }
    return {**head, **other}


@pytest.mark.parametrize(
    ("table", "values", "rule"),
    [
        ("framework", {"counting": "twice"}, "counting_known"),
        ("framework", {"ahead": None}, "ahead"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused(migrated, table, values, rule):
    from datetime import date

    row = framework(starts_on=date(2010, 1, 1), ends_on=date(2015, 12, 31), **values)
    with pytest.raises(sa.exc.IntegrityError, match=rule):
        insert(migrated, table, **row)


def test_a_part_of_a_framework_that_does_not_exist_is_refused(migrated):
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"):
        insert(
            migrated,
            "framework_level",
            framework="missing",
            key="direction",
            sequence=0,
            name="Direction",
            plural="x",
        )
