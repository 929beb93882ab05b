"""What the tables keep of the drafts, and what a draft says of a value that breaks a rule."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from pydantic import ValidationError

from ifla_metrics.models.drafts import ActivityDraft, ObservationDraft, draft_faults
from ifla_metrics.models.log_tables import ACTIVITY_LISTS, ACTIVITY_VERSION
from ifla_metrics.store.database import create_file, engine_of, write_transaction
from ifla_metrics.store.migrate import HEAD, apply_revisions
from tests.store.conftest import draft, people

SCHEMAS = {"0005": "d17afc6b8ea193ae"}
"""The hash of the schema that each revision gives."""


@pytest.fixture
def sqlite_file(tmp_path):
    path = tmp_path / "tables.sqlite3"
    engine = engine_of(f"sqlite:///{path}")
    create_file(engine)
    with write_transaction(engine, bump_revision=False) as connection:
        apply_revisions(connection)
    yield path
    engine.dispose()


# When this fails, write a revision and a test that upgrades the database of the last release;
# before the first release write the new hash above.
def test_a_change_of_the_tables_has_a_revision(sqlite_file):
    with closing(sqlite3.connect(sqlite_file)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    statements = sorted(" ".join(sql.split()) for (sql,) in rows)
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()[:16]

    assert {HEAD: digest} == SCHEMAS


def test_every_field_of_an_activity_has_a_column_or_a_list_of_its_own():
    assert set(ActivityDraft.model_fields) - set(ACTIVITY_VERSION.c.keys()) == set(ACTIVITY_LISTS)


WHOLE = {
    "title": "Workshop",
    "started_on": date(2011, 5, 4),
    "ended_on": date(2011, 5, 6),
    "groups": ("ALP",),
}


def faults(kind, **said):
    with pytest.raises(ValidationError) as caught:
        kind(**said)
    return draft_faults(caught.value)


def test_a_fault_inside_a_list_keeps_its_place():
    [fault] = faults(ActivityDraft, **WHOLE, participation=({"count": 3}, {"count": "many"}))

    assert (fault.field, fault.place) == ("participation", (1, "count"))
    assert str(fault.message) == "Must be a whole number."


def test_a_rule_about_several_fields_is_known_with_its_field():
    said = {"framework": "F", "group": "G", "indicator": "A1", "as_of": date(2011, 1, 1)}

    for values, field in (({}, "value"), ({"value": 1.0, "denominator": 0.0}, "denominator")):
        assert {fault.field for fault in faults(ObservationDraft, **said, **values)} == {field}


def test_only_who_took_part_in_a_role_that_counts_and_not_by_cascade_is_a_participation():
    lines = (people(20), people(3, role="staff"), people(90, reach="cascade"))
    said = draft(participation=lines)

    assert said.participations(frozenset({"participant", "student"})) == 20
