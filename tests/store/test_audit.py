"""The audit is found by person, group, kind and day; nobody changes or deletes an entry."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import MOST_REFUSALS, AuditFilters, entries
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.editions import freeze_edition
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.review import Decision, decide
from tests.conftest import BOTH_BY_DAY
from tests.store.concurrency import run_in_parallel
from tests.store.conftest import draft, people, stored_rows, verify
from tests.store.test_editions import EDITION
from tests.store.test_records import RECORDS

OFFICE = Actor("office", Role.SECRETARIAT)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
EVERYTHING = 1000


def test_the_audit_is_for_the_secretariat_alone(engine):
    for actor in (THANDI, Actor("board", Role.VIEWER), Actor("x", Role.ANONYMOUS)):
        with read_transaction(engine) as connection, pytest.raises(NotAllowed):
            entries(connection, AuditFilters(), actor=actor, limit=9)


def refused(engine, actor, times=1, **said):
    for _ in range(times):
        with pytest.raises(NotAllowed):
            record(engine, draft(groups=("OA-TF",), **said), actor=actor)
    with read_transaction(engine) as connection:
        found = entries(connection, AuditFilters(person=actor.name), actor=OFFICE, limit=EVERYTHING)
    return [(e.action, e.kind, e.subject, e.reason) for e in reversed(found)]


def test_a_refused_write_leaves_one_line_without_the_name_of_anybody(engine):
    amina = Actor("p-1", Role.VIEWER, display_name="Amina Diallo")

    why = "record: You have no right to do this for OA-TF. The secretariat can change that."
    told = refused(engine, amina, title="By Amina Diallo")
    assert told == [("refused", "activity", "OA-TF", why)]


def test_a_flood_of_refusals_leaves_a_bounded_number_of_lines_and_that_of_strangers_none(
    engine, monkeypatch
):
    run_in_parallel(4, lambda _: refused(engine, THANDI, 25))
    told = refused(engine, THANDI)
    assert len(told) == MOST_REFUSALS
    assert len(refused(engine, Actor("Zoe", Role.VIEWER))) == 1

    for role in (Role.ANONYMOUS, Role.PUBLIC):
        assert refused(engine, Actor("nobody", role), 20) == []

    monkeypatch.setattr("ifla_metrics.store.audit.now", lambda: now() + timedelta(minutes=1))
    assert len(refused(engine, THANDI, 2)) == MOST_REFUSALS + 2
    assert verify(engine) == []


COPY = "SELECT * FROM audit_entry WHERE id = 1"
PAST = (
    *("audit_entry", "activity_version", "participation", "alignment", "story"),
    *("activity_country", "edition", "edition_figure", "edition_file"),
)


def changed(table):
    column = next(c.name for c in METADATA.tables[table].c if not c.primary_key)
    return f"UPDATE {table} SET {column} = {column}"


TAMPERING = (
    *map(changed, PAST),
    *(f"DELETE FROM {table}" for table in PAST),
    "UPDATE audit_entry AS e SET id = (SELECT max(x.id) + 1 FROM audit_entry x)",
    f"INSERT INTO audit_entry {COPY} AND true ON CONFLICT (id) DO UPDATE SET reason = 'x'",
    "UPDATE activity_version SET recorded_at = superseded_at",
    "UPDATE activity_version SET superseded_at = NULL WHERE superseded_at IS NOT NULL",
    "UPDATE activity_version SET approved_at = NULL, returned_at = approved_at",
    "UPDATE activity_version SET decided_by = 'nobody'",
    "UPDATE activity_version SET comment = 'x'",
)
OF = {
    "sqlite": (
        "UPDATE OR REPLACE audit_entry SET actor = 'nobody'",
        "UPDATE OR IGNORE audit_entry SET actor = 'nobody'",
        f"INSERT OR REPLACE INTO audit_entry {COPY}",
    ),
    "postgresql": (
        "TRUNCATE audit_entry RESTART IDENTITY CASCADE",
        "WITH gone AS (DELETE FROM audit_entry RETURNING id) SELECT count(*) FROM gone",
        "MERGE INTO audit_entry e USING (SELECT 1) o ON true WHEN MATCHED THEN DELETE",
    ),
}


@BOTH_BY_DAY
def test_nobody_changes_or_deletes_the_past(engine, database_kind):
    uid, _ = record(engine, draft(participation=(people(5),)), actor=LOCAL)
    amend(engine, uid, draft(), base_version=1, reason="x", actor=LOCAL)
    decide(engine, [Decision("activity", uid, 2, "approved")], actor=LOCAL)
    record(engine, RECORDS["story"], actor=LOCAL)
    freeze_edition(engine, EDITION, actor=LOCAL)
    before = stored_rows(engine)

    for statement in (*TAMPERING, *OF[database_kind]):
        with (
            pytest.raises(sa.exc.DBAPIError, match="is never changed or deleted"),
            engine.connect().execution_options(ifla_writes=True) as connection,
            connection.begin(),
        ):
            connection.exec_driver_sql(statement)
    assert stored_rows(engine) == before
