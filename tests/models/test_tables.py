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
