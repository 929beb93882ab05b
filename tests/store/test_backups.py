"""A backup made under load restores to a state that existed; a damaged one changes nothing."""

import json
import os
import random
import stat
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import pytest

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.errors import NotReady, Refused
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store import backups, database, sessions
from ifla_metrics.store.as_of import now
from ifla_metrics.store.copying import copy_database
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.entries import record, withdraw
from ifla_metrics.store.evidence_files import read_evidence, save_evidence
from ifla_metrics.store.people import add_person
from ifla_metrics.store.periods import lock_period, report_nothing
from tests.conftest import BOTH_BY_DAY, sqlite_url
from tests.provision import postgres
from tests.store.concurrency import TIMEOUT, start_thread
from tests.store.conftest import (
    FRAMEWORK,
    close,
    draft,
    entries,
    prepare_empty,
    stored_rows,
    verify,
)
from tests.store.test_failures import PlannedFailure, fail_statement
from tests.store.test_reading import read_everything

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
DRILLS = 20 if NIGHT else 1
DAMAGED = 1000 if NIGHT else 30
WRITERS = 10
LATER = ("audit_entry", "person", "revision", "sign_in")
"""What a restore adds to or leaves out."""


@pytest.fixture(autouse=True)
def client_tools(monkeypatch):
    monkeypatch.setenv("PATH", f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def empty(database_url):
    yield database_url
    close(database_url)


@pytest.fixture
def backup(engine, tmp_path):
    path = tmp_path / "backup.zip"
    record(engine, draft(title="In the backup"), actor=LOCAL)
    backups.write_backup(engine, path)
    for n in range(2):
        record(engine, draft(title=f"Logged since {n}"), actor=LOCAL)
    return path


def uids(engine):
    with read_transaction(engine) as connection:
        return set(connection.exec_driver_sql("SELECT uid FROM activity_version").scalars())


@BOTH_BY_DAY
def test_a_backup_made_while_ten_people_write_is_a_state_that_existed(engine, empty, tmp_path):
    acknowledged, stop, drills = [], threading.Event(), {}

    def write(number):
        while not stop.is_set():
            said = draft(title=f"Writer {number}")
            acknowledged.append(record(engine, said, actor=LOCAL).uid)

    writers = [start_thread(lambda n=n: write(n)) for n in range(WRITERS)]
    for drill in range(DRILLS):
        before, path = set(acknowledged), tmp_path / f"{drill}.zip"
        drills[path] = (before, backups.write_backup(engine, path))
    stop.set()
    for writer in writers:
        writer.join(TIMEOUT)

    target, lost = engine_of(empty), 0
    for path, (before, manifest) in drills.items():
        backups.restore(target, path, actor=LOCAL, overwrite=True)
        found = uids(target)
        lost += len(before - found)
        assert len(found) == manifest.rows["activity_version"]
        assert verify(target) == []
    print(f"{DRILLS} drills, {len(acknowledged)} written, {lost} acknowledged before are missing")
    assert lost == 0 < len(acknowledged)


@BOTH_BY_DAY
def test_every_row_comes_back_and_nobodys_sign_in_does(history, empty, tmp_path):
    office = PersonDraft(name="Office", email="office@example.org", role=Role.SECRETARIAT)
    code, _ = add_person(history, office, actor=LOCAL)
    kept = save_evidence(history, b"%PDF-1.7 x", name="a.pdf", group="ALP", actor=LOCAL)
    used = sessions.use_link(history, sessions.issue_link(history, code, actor=LOCAL).secret)
    sessions.issue_link(history, code, actor=LOCAL)
    account = sessions.Account("https://id.example.org", "7", now(), "office@example.org")
    assert sessions.actor_of_account(history, account).role is Role.SECRETARIAT
    visitor = sessions.Account("https://id.example.org", "8", now(), "visitor@example.org")
    sessions.end_account(history, visitor)
    path = tmp_path / "backup.zip"
    backups.write_backup(history, path)
    before = stored_rows(history, but=LATER)
    with read_transaction(history) as connection:
        number = database.revision(connection)
    for _ in range(2):
        record(history, draft(), actor=LOCAL)

    for target, least in ((engine_of(empty), number), (history, number + 2)):
        backups.restore(target, path, actor=LOCAL, overwrite=True)
        assert stored_rows(target, but=LATER) == before
        assert sessions.actor_of_session(target, used.secret).role is Role.ANONYMOUS
        for one in (account, visitor):
            reader = sessions.actor_of_account(target, one, domains=["example.org"])
            assert reader.role is Role.ANONYMOUS
        with read_transaction(target) as connection:
            assert read_evidence(connection, kept.id, actor=LOCAL)[1] == b"%PDF-1.7 x"
            assert connection.exec_driver_sql("SELECT count(*) FROM sign_in").scalar() == 1
            [last] = entries(connection, limit=1)
            assert (last.action, last.kind) == ("restore", "backup")
            assert database.revision(connection) > least
        assert verify(target) == []
        assert record(target, draft(), actor=LOCAL).version == 1


@BOTH_BY_DAY
def test_a_damaged_backup_is_refused_and_what_is_there_stays(engine, backup, tmp_path):
    bad, whole, sound = tmp_path / "bad.zip", backup.read_bytes(), backups.check_backup(backup)
    before, refused, chance = stored_rows(engine), 0, random.Random(20121212)
    for number in range(DAMAGED):
        place = chance.randrange(len(whole))
        turned = bytes([whole[place] ^ (1 << chance.randrange(8))])
        rest = whole[place + 1 :]
        bad.write_bytes(whole[:place] + (b"", turned + rest, rest)[number % 3])
        try:
            assert backups.check_backup(bad) == sound
        except Refused:
            refused += 1
            with pytest.raises(Refused, match="Nothing was changed"):
                backups.restore(engine, bad, actor=LOCAL, overwrite=True)
    assert stored_rows(engine) == before
    print(f"{refused} of {DAMAGED} damaged backups refused, live data unchanged")
    assert refused >= DAMAGED * 0.9


def test_a_backup_that_does_not_fit_is_refused(engine, backup, tmp_path):
    other, before = tmp_path / "other.zip", stored_rows(engine)
    for change, reason in (
        ({"schema": "9999"}, "schema 9999; this database needs .* schema 0005"),
        ({"made_from": "other"}, "damaged"),
        ({"rows": {"story": 99}}, "do not match its manifest"),
    ):
        with zipfile.ZipFile(backup) as source, zipfile.ZipFile(other, "w") as sink:
            for name in source.namelist():
                content = source.read(name)
                if name == backups.MANIFEST:
                    content = json.dumps({**json.loads(content), **change})
                sink.writestr(name, content)
        with pytest.raises(Refused, match=reason):
            backups.restore(engine, other, actor=LOCAL, overwrite=True)
    assert stored_rows(engine) == before


def test_nothing_is_overwritten_unless_asked(engine, backup, empty):
    before = stored_rows(engine)
    with pytest.raises(Refused, match="--over"):
        backups.restore(engine, backup, actor=LOCAL)
    with pytest.raises(FileExistsError):
        backups.write_backup(engine, backup)
    assert stored_rows(engine) == before
    with engine_of(empty).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE accounts (id integer)")
    with pytest.raises(Refused, match="another program"):
        backups.restore(engine_of(empty), backup, actor=LOCAL, overwrite=True)


def test_a_backup_is_for_its_owner_alone_and_one_that_fails_leaves_no_file(
    engine, backup, tmp_path, monkeypatch
):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    full = Mock(side_effect=OSError(28, "No space left on device"))
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="No space"):
        backups.write_backup(engine, tmp_path / "second.zip")
    assert [*tmp_path.glob("*second*"), *tmp_path.glob(".backup-*")] == []


def test_no_backup_is_made_of_a_damaged_database(tmp_path):
    path = tmp_path / "log.sqlite3"
    prepare_empty(sqlite_url(path))
    whole = path.read_bytes()
    tears = (whole[: 4096 * 20], b"\0" * 4096 + whole[4096:], whole[:1000])
    for number, tear in enumerate(tears):
        torn = tmp_path / f"{number}.sqlite3"
        torn.write_bytes(tear)
        with pytest.raises(NotReady):
            backups.write_backup(engine_of(sqlite_url(torn)), tmp_path / f"{number}.zip")
        close(sqlite_url(torn))
    assert list(tmp_path.glob("*.zip")) == []


@BOTH_BY_DAY
def test_a_reader_keeps_its_state_and_the_restore_ends_or_says_why_not(engine, backup, monkeypatch):
    monkeypatch.setattr(database, "LOCK_TIMEOUT", 500)
    engine.dispose()  # Connections from now on wait that long.
    before = uids(engine)

    def restored():
        backups.restore(engine, backup, actor=LOCAL, overwrite=True)

    with read_transaction(engine) as connection, ThreadPoolExecutor(1) as pool:
        assert uids(connection) == before
        if engine.dialect.name == "postgresql":
            with pytest.raises(NotReady, match="is not responding"):
                pool.submit(restored).result(TIMEOUT)
        else:
            pool.submit(restored).result(TIMEOUT)
        assert uids(connection) == before
    restored()
    assert len(uids(engine)) == 1


@pytest.fixture
def other(database_kind, request, tmp_path):
    if database_kind == "postgresql":
        url = sqlite_url(tmp_path / "copy" / "copied.sqlite3")
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url_of(server.create())
    yield url
    close(url)


@BOTH_BY_DAY
def test_everything_moves_to_the_other_kind_or_nothing_and_goes_on_there(history, other):
    office = PersonDraft(name="Bibliothèque 图书馆", email="a@example.org", role=Role.SECRETARIAT)
    code, _ = add_person(history, office, actor=LOCAL)
    sessions.issue_link(history, code, actor=LOCAL)
    record(history, draft(), actor=LOCAL)
    withdraw(history, "activity", "act-s-039", base_version=1, reason="Twice", actor=LOCAL)
    report_nothing(history, FRAMEWORK, "2012-Q2", group="ALP", actor=LOCAL)
    lock_period(history, FRAMEWORK, "2010", reason="Printed", actor=LOCAL)
    before, target = stored_rows(history), engine_of(other)
    with fail_statement(target, 200), pytest.raises(PlannedFailure):
        copy_database(history, target)

    copied = copy_database(history, target)

    assert stored_rows(target) == stored_rows(history) == before
    assert read_everything(target) == read_everything(history)
    assert copied["person"] == 1
    assert verify(target) == []
    assert record(target, draft(), actor=LOCAL).version == 1
    with pytest.raises(Refused):
        copy_database(history, target)
