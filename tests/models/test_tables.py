"""The tables refuse what the drafts refuse, whatever way a row comes in."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.models.log_tables import LISTS, VERSION
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.migrate import HEAD, upgrade

SCHEMAS = {"0002": "92c37893f518d444"}
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


def test_every_field_of_an_activity_has_a_column_or_a_list_of_its_own():
    """The store writes the fields that have one, and would forget another in silence."""
    assert set(ActivityDraft.model_fields) - set(VERSION.c.keys()) == set(LISTS)


def test_every_table_of_sqlite_is_strict(sqlite_file):
    with closing(sqlite3.connect(sqlite_file)) as connection:
        tables = connection.execute("PRAGMA table_list").fetchall()

    loose = {row[1] for row in tables if row[1] in METADATA.tables and not row[5]}
    assert loose == set()
