"""The database schema, and the rules of drafts."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from pydantic import ValidationError

from ifla_metrics.models.drafts import ActivityDraft, ObservationDraft, draft_faults
from ifla_metrics.models.log_tables import ACTIVITY_LISTS, ACTIVITY_VERSION
from ifla_metrics.store.database import create_file, engine_of, write_transaction
from ifla_metrics.store.operations.migrate import HEAD, create_or_migrate
from tests.store.conftest import draft, people

SCHEMAS = {"0005": "989c0734f72c8fd5"}
"""Hash of the schema by revision."""


@pytest.fixture
def sqlite_file(tmp_path):
    path = tmp_path / "tables.sqlite3"
    engine = engine_of(f"sqlite:///{path}")
    create_file(engine)
    with write_transaction(engine, bump_revision=False) as connection:
        create_or_migrate(connection)
    yield path
    engine.dispose()


# If this fails, add a revision and a test that upgrades the last release. Before the first release,
# update the hash above instead.
def test_a_schema_change_has_a_revision(sqlite_file):
    with closing(sqlite3.connect(sqlite_file)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    statements = sorted(" ".join(sql.split()) for (sql,) in rows)
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()[:16]

    assert {HEAD: digest} == SCHEMAS


def test_every_field_of_an_activity_has_a_column_or_list_table():
    assert set(ActivityDraft.model_fields) - set(ACTIVITY_VERSION.c.keys()) == set(ACTIVITY_LISTS)


def faults(build, **fields):
    with pytest.raises(ValidationError) as caught:
        build(**fields)
    return draft_faults(caught.value)


def test_a_fault_in_a_list_names_its_place():
    [fault] = faults(draft, participation=({"count": 3}, {"count": "many"}))

    assert (fault.field, fault.place) == ("participation", (1, "count"))
    assert str(fault.message) == "Must be a whole number."


def test_a_fault_across_fields_names_one_field():
    fields = {"framework": "F", "group": "G", "indicator": "A1", "as_of": date(2011, 1, 1)}

    for values, field in (({}, "value"), ({"value": 1.0, "denominator": 0.0}, "denominator")):
        assert {fault.field for fault in faults(ObservationDraft, **fields, **values)} == {field}


def test_participations_exclude_cascade_and_roles_that_do_not_count():
    lines = (people(20), people(3, role="staff"), people(90, reach="cascade"))

    assert draft(participation=lines).participations(frozenset({"participant", "student"})) == 20
