"""The tables refuse what the drafts refuse, whatever way a row comes in."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS, LISTS
from ifla_metrics.store.migrate import HEAD, upgrade

SCHEMAS = {"0002": "0fc9da2e383f6a91"}
"""The hash of the schema that each revision gives."""


@pytest.fixture
def sqlite_file(tmp_path):
    path = tmp_path / "tables.sqlite3"
    upgrade(f"sqlite:///{path}")
    yield path
    engine_of(f"sqlite:///{path}").dispose()


def test_a_change_of_the_tables_has_a_revision(sqlite_file):
    """A new database is made from the models, an older one by revisions: both must agree.

    When this fails, write a revision and a test that upgrades the database of the last release;
    before the first release write the new hash here.
    """
    with closing(sqlite3.connect(sqlite_file)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    statements = sorted(" ".join(sql.split()) for (sql,) in rows)
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()[:16]

    assert {HEAD: digest} == SCHEMAS


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
