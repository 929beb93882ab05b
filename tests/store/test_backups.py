"""Backups, restores and copies between databases."""

import json
import os
import random
import stat
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.errors import NotReady, Refused
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store import database
from ifla_metrics.store.accounts import sessions
from ifla_metrics.store.accounts.people import add_person
from ifla_metrics.store.as_of import now
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.operations import backups
from ifla_metrics.store.operations.copying import copy_database
from ifla_metrics.store.write.entries import record, withdraw
from ifla_metrics.store.write.evidence_files import read_evidence, save_evidence
from ifla_metrics.store.write.periods import lock_period, report_nothing
from tests.conftest import BOTH_BY_DAY, sqlite_url
from tests.provision import postgres
from tests.store.concurrency import TIMEOUT, start_thread
from tests.store.conftest import FRAMEWORK, NIGHT, close, draft
from tests.store.queries import audit_entries, query, sql, stored_rows, verify
from tests.store.test_failures import PlannedFailure, fail_statement
from tests.store.test_reading import read_everything

DRILLS = 20 if NIGHT else 1
DAMAGED = 1000 if NIGHT else 30
WRITERS = 10
NOT_RESTORED = ("audit_entry", "person", "revision", "sign_in")
"""Tables that a restore adds to or leaves out."""


@pytest.fixture(autouse=True)
def client_tools(monkeypatch):
    monkeypatch.setenv("PATH", f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def empty(blank_url):
    return engine_of(blank_url)


@pytest.fixture
def backup(engine, tmp_path):
    path = tmp_path / "backup.zip"
    record(engine, draft(title="In the backup"), actor=LOCAL)
    backups.write_backup(engine, path)
    for n in range(2):
        record(engine, draft(title=f"Logged since {n}"), actor=LOCAL)
    return path


def uids(engine):
    return set(sql(engine, "SELECT uid FROM activity_version"))


def restore(engine, path):
    backups.restore(engine, path, actor=LOCAL, overwrite=True)


@BOTH_BY_DAY
def test_a_backup_made_while_ten_people_write_is_a_state_that_existed(engine, empty, tmp_path):
    acknowledged, stop, drills = [], threading.Event(), {}

    def write(number):
        while not stop.is_set():
            activity = draft(title=f"Writer {number}")
            acknowledged.append(record(engine, activity, actor=LOCAL).uid)

    writers = [start_thread(lambda n=n: write(n)) for n in range(WRITERS)]
    for drill in range(DRILLS):
        before, path = set(acknowledged), tmp_path / f"{drill}.zip"
        drills[path] = (before, backups.write_backup(engine, path))
    stop.set()
    for writer in writers:
        writer.join(TIMEOUT)

    lost = 0
    for path, (before, manifest) in drills.items():
        restore(empty, path)
        restored = uids(empty)
        lost += len(before - restored)
        assert len(restored) == manifest.rows["activity_version"]
        assert verify(empty) == []
    print(f"{DRILLS} drills, {len(acknowledged)} written, {lost} acknowledged before are missing")
    assert lost == 0 < len(acknowledged)


@BOTH_BY_DAY
def test_a_restore_brings_back_every_row_and_ends_all_sign_ins(history, empty, tmp_path):
    office = PersonDraft(name="Office", email="office@example.org", role=Role.SECRETARIAT)
    code, _ = add_person(history, office, actor=LOCAL)
    file = save_evidence(history, b"%PDF-1.7 x", name="a.pdf", group="ALP", actor=LOCAL)
    session = sessions.use_link(history, sessions.issue_link(history, code, actor=LOCAL).secret)
    sessions.issue_link(history, code, actor=LOCAL)
    account = sessions.Account("https://id.example.org", "7", now(), "office@example.org")
    assert sessions.actor_of_account(history, account).role is Role.SECRETARIAT
    visitor = sessions.Account("https://id.example.org", "8", now(), "visitor@example.org")
    sessions.end_account(history, visitor)
    path = tmp_path / "backup.zip"
    backups.write_backup(history, path)
    before, revision = stored_rows(history, skip=NOT_RESTORED), query(history, database.revision)
    for _ in range(2):
        record(history, draft(), actor=LOCAL)

    for target, least in ((empty, revision), (history, revision + 2)):
        restore(target, path)
        assert stored_rows(target, skip=NOT_RESTORED) == before
        assert sessions.actor_of_session(target, session.secret).role is Role.ANONYMOUS
        for reader in (account, visitor):
            actor = sessions.actor_of_account(target, reader, domains=["example.org"])
            assert actor.role is Role.ANONYMOUS
        assert query(target, read_evidence, file.id, actor=LOCAL).content == b"%PDF-1.7 x"
        assert sql(target, "SELECT count(*) FROM sign_in") == [1]
        last = audit_entries(target)[0]
        assert (last.action, last.kind) == ("restore", "backup")
        assert query(target, database.revision) > least
        assert verify(target) == []
        assert record(target, draft(), actor=LOCAL).version == 1


@BOTH_BY_DAY
def test_a_damaged_backup_is_refused_and_changes_nothing(engine, backup, tmp_path):
    path, content, manifest = (
        tmp_path / "bad.zip",
        backup.read_bytes(),
        backups.check_backup(backup),
    )
    before, refused, rng = stored_rows(engine), 0, random.Random(20121212)
    for number in range(DAMAGED):
        place = rng.randrange(len(content))
        flipped = bytes([content[place] ^ (1 << rng.randrange(8))])
        rest = content[place + 1 :]
        path.write_bytes(content[:place] + (b"", flipped + rest, rest)[number % 3])
        try:
            assert backups.check_backup(path) == manifest
        except Refused:
            refused += 1
            with pytest.raises(Refused, match="Nothing was changed"):
                restore(engine, path)
    assert stored_rows(engine) == before
    print(f"{refused} of {DAMAGED} damaged backups refused, live data unchanged")
    assert refused >= DAMAGED * 0.9


def test_a_backup_with_another_schema_or_manifest_is_refused(engine, backup, tmp_path):
    other, before = tmp_path / "other.zip", stored_rows(engine)
    for change, reason in (
        ({"schema": "9999"}, "schema 9999; this database needs .* schema 0005"),
        ({"made_from": "other"}, "damaged"),
        ({"sha256": "0" * 64}, "damaged"),
        ({"rows": {"story": 99}}, "do not match its manifest"),
    ):
        with zipfile.ZipFile(backup) as source, zipfile.ZipFile(other, "w") as sink:
            for name in source.namelist():
                content = source.read(name)
                if name == backups.MANIFEST:
                    content = json.dumps({**json.loads(content), **change})
                sink.writestr(name, content)
        with pytest.raises(Refused, match=reason):
            restore(engine, other)
    assert stored_rows(engine) == before


def test_nothing_is_overwritten_without_the_option(engine, backup, empty):
    with pytest.raises(Refused, match="--over"):
        backups.restore(engine, backup, actor=LOCAL)
    assert len(uids(engine)) == 3
    with pytest.raises(FileExistsError):
        backups.write_backup(engine, backup)
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE accounts (id integer)")
    with pytest.raises(Refused, match="another program"):
        restore(empty, backup)


def test_only_the_owner_reads_a_backup_and_a_failed_one_leaves_no_file(
    engine, backup, tmp_path, monkeypatch
):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    second = tmp_path / "second.zip"

    def fill_disk(*_):
        assert not second.exists(), "a killed process would leave part of a backup"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", fill_disk)
    with pytest.raises(OSError, match="No space"):
        backups.write_backup(engine, second)
    assert [*tmp_path.glob("*second*"), *tmp_path.glob(".backup-*")] == []


def test_a_damaged_database_is_not_backed_up(path, tmp_path):
    content = path.read_bytes()
    tears = (content[: 4096 * 20], b"\0" * 4096 + content[4096:], content[:1000])
    for number, tear in enumerate(tears):
        torn = tmp_path / f"{number}.sqlite3"
        torn.write_bytes(tear)
        with pytest.raises(NotReady, match="is damaged"):
            backups.write_backup(engine_of(sqlite_url(torn)), tmp_path / f"{number}.zip")
        close(sqlite_url(torn))
    assert list(tmp_path.glob("*.zip")) == []


@BOTH_BY_DAY
def test_a_restore_during_a_read_succeeds_or_reports_the_lock(engine, backup, monkeypatch):
    monkeypatch.setattr(database, "LOCK_TIMEOUT", 500)
    engine.dispose()  # New connections use the shorter timeout.
    before = uids(engine)

    with read_transaction(engine) as connection, ThreadPoolExecutor(1) as pool:
        statement = "SELECT count(DISTINCT uid) FROM activity_version"
        assert connection.exec_driver_sql(statement).scalar() == len(before)
        if engine.dialect.name == "postgresql":
            with pytest.raises(NotReady, match="is not responding"):
                pool.submit(restore, engine, backup).result(TIMEOUT)
        else:
            pool.submit(restore, engine, backup).result(TIMEOUT)
        assert connection.exec_driver_sql(statement).scalar() == len(before)
    restore(engine, backup)
    assert len(uids(engine)) == 1


@pytest.fixture
def other(database_kind, request, tmp_path):
    """The engine of an empty database of the other kind."""
    if database_kind == "postgresql":
        url = sqlite_url(tmp_path / "copy" / "copied.sqlite3")
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url_of(server.create())
    yield engine_of(url)
    close(url)


@BOTH_BY_DAY
def test_a_database_is_copied_completely_to_the_other_kind(history, other):
    office = PersonDraft(name="Bibliothèque 图书馆", email="a@example.org", role=Role.SECRETARIAT)
    code, _ = add_person(history, office, actor=LOCAL)
    sessions.issue_link(history, code, actor=LOCAL)
    record(history, draft(), actor=LOCAL)
    withdraw(history, "activity", "act-s-039", base_version=1, reason="Twice", actor=LOCAL)
    report_nothing(history, FRAMEWORK, "2012-Q2", group="ALP", actor=LOCAL)
    lock_period(history, FRAMEWORK, "2010", reason="Printed", actor=LOCAL)
    before = stored_rows(history)
    with fail_statement(other, 200), pytest.raises(PlannedFailure):
        copy_database(history, other)

    row_counts = copy_database(history, other)

    assert stored_rows(other) == stored_rows(history) == before
    assert read_everything(other) == read_everything(history)
    assert row_counts["person"] == 1
    assert verify(other) == []
    assert record(other, draft(), actor=LOCAL).version == 1
    with pytest.raises(Refused):
        copy_database(history, other)
