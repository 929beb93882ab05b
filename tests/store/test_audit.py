"""The audit: refused writes, rights to read it, and entries that nobody can change."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import MOST_REFUSALS, AuditFilters, entries
from ifla_metrics.store.write.editions import freeze_edition
from ifla_metrics.store.write.entries import amend, record
from ifla_metrics.store.write.review import Decision, decide
from tests.conftest import BOTH_BY_DAY
from tests.store.concurrency import run_in_parallel
from tests.store.conftest import ALP, OFFICE, VIEWER, draft, people
from tests.store.queries import query, stored_rows, verify
from tests.store.test_editions import EDITION
from tests.store.test_records import RECORDS


def test_only_the_secretariat_reads_the_audit(engine):
    for actor in (ALP, VIEWER, Actor("x", Role.ANONYMOUS)):
        with pytest.raises(NotAllowed):
            query(engine, entries, AuditFilters(), actor=actor, limit=9)


def refuse(engine, actor, times=1, **fields):
    """Try to record an activity of another group; return the audit entries of the actor."""
    for _ in range(times):
        with pytest.raises(NotAllowed):
            record(engine, draft(groups=("OA-TF",), **fields), actor=actor)
    return query(engine, entries, AuditFilters(person=actor.name), actor=OFFICE, limit=1000)


def test_a_refused_write_is_audited_without_any_name(engine):
    amina = Actor("p-1", Role.VIEWER, display_name="Amina Diallo")

    [entry] = refuse(engine, amina, title="By Amina Diallo")

    reason = "record: You have no right to do this for OA-TF. The secretariat can change that."
    assert (entry.action, entry.kind, entry.subject) == ("refused", "activity", "OA-TF")
    assert entry.reason == reason


def test_refusals_are_audited_up_to_a_limit_and_never_for_strangers(engine, monkeypatch):
    run_in_parallel(4, lambda _: refuse(engine, ALP, 25))
    assert len(refuse(engine, ALP)) == MOST_REFUSALS
    assert len(refuse(engine, VIEWER)) == 1

    for role in (Role.ANONYMOUS, Role.PUBLIC):
        assert refuse(engine, Actor("nobody", role), 20) == []

    monkeypatch.setattr("ifla_metrics.store.audit.now", lambda: now() + timedelta(minutes=1))
    assert len(refuse(engine, ALP, 2)) == MOST_REFUSALS + 2
    assert verify(engine) == []


COPY = "SELECT * FROM audit_entry WHERE id = 1"
APPEND_ONLY = (
    *("audit_entry", "activity_version", "participation", "alignment", "story"),
    *("activity_country", "edition", "edition_figure", "edition_file"),
)


def update(table):
    column = next(c.name for c in METADATA.tables[table].c if not c.primary_key)
    return f"UPDATE {table} SET {column} = {column}"


TAMPERING = (
    *map(update, APPEND_ONLY),
    *(f"DELETE FROM {table}" for table in APPEND_ONLY),
    "UPDATE audit_entry AS e SET id = (SELECT max(x.id) + 1 FROM audit_entry x)",
    f"INSERT INTO audit_entry {COPY} AND true ON CONFLICT (id) DO UPDATE SET reason = 'x'",
    "UPDATE activity_version SET recorded_at = superseded_at",
    "UPDATE activity_version SET superseded_at = NULL WHERE superseded_at IS NOT NULL",
    "UPDATE activity_version SET approved_at = NULL, returned_at = approved_at",
    "UPDATE activity_version SET decided_by = 'nobody'",
    "UPDATE activity_version SET comment = 'x'",
)
TAMPERING_BY_KIND = {
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
def test_the_database_refuses_to_change_or_delete_history(engine, database_kind):
    uid, _ = record(engine, draft(participation=(people(5),)), actor=LOCAL)
    amend(engine, uid, draft(), base_version=1, reason="x", actor=LOCAL)
    decide(engine, [Decision("activity", uid, 2, "approved")], actor=LOCAL)
    record(engine, RECORDS["story"], actor=LOCAL)
    freeze_edition(engine, EDITION, actor=LOCAL)
    before = stored_rows(engine)

    for statement in (*TAMPERING, *TAMPERING_BY_KIND[database_kind]):
        with (
            pytest.raises(sa.exc.DBAPIError, match="is never changed or deleted"),
            engine.connect().execution_options(ifla_writes=True) as connection,
            connection.begin(),
        ):
            connection.exec_driver_sql(statement)
    assert stored_rows(engine) == before
