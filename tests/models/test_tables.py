"""The tables refuse what the drafts refuse, whatever way a row comes in."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.models.log_tables import LISTS, VERSION
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.migrate import HEAD, upgrade

SCHEMAS = {"0002": "1f5a390c568b69fd"}
"""The hash of the schema that each revision gives."""


@pytest.fixture
def sqlite_file(tmp_path):
    path = tmp_path / "tables.sqlite3"
    upgrade(f"sqlite:///{path}")
    yield path
    engine_of(f"sqlite:///{path}").dispose()


# When this fails, write a revision and a test that upgrades the database of the last release;
# before the first release write the new hash above.
def test_a_change_of_the_tables_has_a_revision(sqlite_file):
    with closing(sqlite3.connect(sqlite_file)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    statements = sorted(" ".join(sql.split()) for (sql,) in rows)
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()[:16]

    assert {HEAD: digest} == SCHEMAS


def test_every_field_of_an_activity_has_a_column_or_a_list_of_its_own():
    assert set(ActivityDraft.model_fields) - set(VERSION.c.keys()) == set(LISTS)
