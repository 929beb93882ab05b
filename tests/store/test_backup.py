"""A backup made while others write restores to a state that existed; a damaged one to nothing.

What a backup says of a table is a hash of all its rows, the same on both databases: two states are
alike when their hashes are.
"""

import json
import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import NotReady
from ifla_metrics.models.people_drafts import PersonDraft
from ifla_metrics.store import readiness
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.backup_file import DamagedBackup, Writer, opened, written
from ifla_metrics.store.backups import LEFT_OUT, kind_of, note_backup, write_backup
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.evidence_files import content_of, keep_evidence
from ifla_metrics.store.people import add_person, people
from ifla_metrics.store.restoring import NotEmpty, look_at, restore
from ifla_metrics.store.revision_row import revision
from ifla_metrics.store.sessions import actor_of_session, issue_link, use_link
from tests.conftest import sqlite_url
from tests.store.conftest import close, differences, draft, verify
from tests.store.conftest import people as counted

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
DRILLS = 20 if NIGHT else 2
DAMAGED = 1000 if NIGHT else 50
KILLS = 20 if NIGHT else 2
WRITERS = 10

OFFICE = PersonDraft(name="Office", email="office@example.org", role=Role.SECRETARIAT)


@pytest.fixture
def empty(database_url):
    """An empty place of the same kind."""
    yield database_url
    close(database_url)


LATER = frozenset({"audit_entry", "person"})
"""What a restore adds to: it is audited, and everybody signs in anew."""


def alike(first, second, *, but=LATER):
    """Compare all tables of two backups by the hash of their rows."""
    ours = {t.name: (t.rows, t.digest) for t in first.tables if t.name not in but}
    theirs = {t.name: (t.rows, t.digest) for t in second.tables if t.name not in but}
    return {name for name in ours if ours[name] != theirs[name]} | (set(ours) ^ set(theirs))


def audited(url):
    with reading(engine_of(url)) as connection:
        return connection.exec_driver_sql("SELECT * FROM audit_entry ORDER BY id").all()


def everything(engine, folder, name):
    path = folder / name
    path.unlink(missing_ok=True)
    return write_backup(engine, path)


class Writing:
    """Many threads that log activities until they are told to stop."""

    def __init__(self, engine):
        self.engine, self.stop, self.acknowledged = engine, threading.Event(), []
        self.threads = [threading.Thread(target=self.log, args=(n,)) for n in range(WRITERS)]

    def log(self, number):
        while not self.stop.is_set():
            said = draft(title=f"Writer {number}", participation=(counted(number),))
            self.acknowledged.append(log_activity(self.engine, said, actor=LOCAL).uid)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def test_a_backup_made_while_ten_people_write_is_a_state_that_existed(engine, url, empty, tmp_path):
    drills = {}
    with Writing(engine) as writing:
        for drill in range(DRILLS):
            before = set(writing.acknowledged)
            path = tmp_path / f"{drill}.zip"
            drills[path] = (before, write_backup(engine, path))
    target = engine_of(empty)
    lost = differences = 0
    for path, (before, told) in drills.items():
        restore(target, path, actor=LOCAL, over=True)
        again = everything(target, tmp_path, "again.zip")
        differences += len(alike(told, again))
        with reading(target) as connection:
            uids = set(connection.exec_driver_sql("SELECT uid FROM activity").scalars())
            entries = connection.exec_driver_sql(
                "SELECT count(*) FROM audit_entry WHERE kind = 'activity'"
            ).scalar_one()
        lost += len(before - uids)
        assert entries == len(uids)
        assert verify(target) == []
        log_activity(target, draft(), actor=LOCAL)
    rows = sum(told.rows for _before, told in drills.values())
    print(
        f"{DRILLS} drills, {len(writing.acknowledged)} written meanwhile, {rows} rows, "
        f"{differences} tables differ, {lost} acknowledged before are missing"
    )
    assert (differences, lost) == (0, 0)
    assert len(writing.acknowledged) > DRILLS


def test_the_history_of_one_database_is_the_same_in_the_other(
    history, database_kind, request, tmp_path
):
    told = write_backup(history, tmp_path / "backup.zip")
    if database_kind == "sqlite":
        server = request.getfixturevalue("postgres_server")
        other = server.url_of(server.create())
    else:
        other = sqlite_url(tmp_path / "moved.sqlite3")
    before = audited(history.url.render_as_string(hide_password=False))

    restore(engine_of(other), tmp_path / "backup.zip", actor=LOCAL)

    again = write_backup(engine_of(other), tmp_path / "again.zip")
    assert alike(told, again) == set()
    moved = audited(other)
    assert [tuple(row) for row in moved[:-1]] == [
        (row[0], moved[i][1], *row[2:]) for i, row in enumerate(before)
    ]
    assert (moved[-1].action, moved[-1].kind) == ("restore", "backup")
    assert verify(engine_of(other)) == []
    assert differences(other) == []
    assert log_activity(engine_of(other), draft(), actor=LOCAL).version == 1
    close(other)


def test_a_damaged_or_cut_backup_is_refused_and_what_is_there_stays(history, tmp_path):
    path, bad = tmp_path / "backup.zip", tmp_path / "bad.zip"
    told = write_backup(history, path)
    whole = path.read_bytes()
    chance = random.Random(20121212)
    with reading(history) as connection:
        before = revision(connection)
    for number in range(DAMAGED):
        if number % 3 == 0:
            bad.write_bytes(whole[: chance.randrange(len(whole))])
        elif number % 3 == 1:
            place = chance.randrange(len(whole))
            turned = whole[place] ^ (1 << chance.randrange(8))
            bad.write_bytes(whole[:place] + bytes([turned]) + whole[place + 1 :])
        else:
            place = chance.randrange(len(whole))
            bad.write_bytes(whole[:place] + whole[place + 1 :])
        for refuses in (look_at, lambda p: restore(history, p, actor=LOCAL, over=True)):
            with pytest.raises(DamagedBackup, match=r"(cut|damaged).*[Nn]othing was changed"):
                refuses(bad)
    with reading(history) as connection:
        assert revision(connection) == before
    assert alike(told, everything(history, tmp_path, "after.zip"), but=frozenset()) == set()
    print(f"{DAMAGED} damaged backups refused, live data unchanged")


def test_a_backup_whose_rows_were_changed_by_somebody_who_made_the_hash_anew_is_refused(
    history, tmp_path
):
    path, forged = tmp_path / "backup.zip", tmp_path / "forged.zip"
    told = write_backup(history, path)
    with opened(path), zipfile.ZipFile(path) as archive, written(forged) as writer:
        for name in archive.namelist():
            body = archive.read(name)
            if name == "tables/activity_version.jsonl":
                body = body.replace(b"Workshop", b"Worksh0p")
            writer._archive.writestr(name, body)

    with pytest.raises(DamagedBackup, match="activity_version"):
        restore(history, forged, actor=LOCAL, over=True)
    assert alike(told, everything(history, tmp_path, "after.zip"), but=frozenset()) == set()


def test_nothing_is_overwritten_unless_it_is_said(engine, empty, tmp_path):
    path = tmp_path / "backup.zip"
    write_backup(engine, path)
    log_activity(engine, draft(), actor=LOCAL)
    before = everything(engine, tmp_path, "before.zip")

    with pytest.raises(NotEmpty, match="--over"):
        restore(engine, path, actor=LOCAL)
    assert alike(before, everything(engine, tmp_path, "after.zip"), but=frozenset()) == set()
    with pytest.raises(FileExistsError):
        write_backup(engine, path)

    with engine_of(empty).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE accounts (id integer)")
    with pytest.raises(NotEmpty, match="something else"):
        restore(engine_of(empty), path, actor=LOCAL, over=True)


def test_a_backup_is_for_its_owner_alone(engine, tmp_path):
    write_backup(engine, tmp_path / "backup.zip")

    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600


def test_a_backup_that_fails_leaves_no_file(engine, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Writer, "manifest", fail)
    with pytest.raises(OSError, match="No space"):
        write_backup(engine, tmp_path / "backup.zip")
    assert list(tmp_path.glob("backup*")) == []


@pytest.mark.parametrize(("schema", "said"), [("9999", "needs 0001"), ("0000", "needs 0001")])
def test_a_backup_of_another_schema_is_refused(engine, tmp_path, schema, said):
    other = tmp_path / "other.zip"
    before = everything(engine, tmp_path, "before.zip")
    with written(other) as writer:
        writer.manifest(
            schema=schema,
            revision=1,
            made_at="",
            made_from="sqlite",
            audit_hash="",
            audit_count=0,
        )

    with pytest.raises(DamagedBackup, match=f"{said}.*Nothing was changed"):
        restore(engine, other, actor=LOCAL, over=True)
    assert alike(before, everything(engine, tmp_path, "after.zip"), but=frozenset()) == set()


def test_no_backup_is_made_of_the_database_of_a_newer_program(engine, tmp_path):
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    write = tmp_path / "of-newer.zip"
    with pytest.raises(NotReady, match="layout 9999, which this program"):
        write_backup(engine, write)
    assert not write.exists()


def test_evidence_comes_back_and_nobodys_sign_in_does(engine, url, empty, tmp_path):
    code, _ = add_person(engine, OFFICE, actor=LOCAL)
    kept = keep_evidence(engine, b"%PDF-1.7 x", name="a.pdf", group="ALP", actor=LOCAL)
    used = use_link(engine, issue_link(engine, code, actor=LOCAL).secret)
    waiting = issue_link(engine, code, actor=LOCAL)
    path = tmp_path / "backup.zip"
    write_backup(engine, path)
    assert actor_of_session(engine, used.secret).person == code

    for place in (empty, url):
        target = engine_of(place)
        restore(target, path, actor=LOCAL, over=True)
        with reading(target) as connection:
            assert content_of(connection, kept.id, actor=LOCAL)[1] == b"%PDF-1.7 x"
            [office] = people(connection)
        assert office.draft == OFFICE
        assert actor_of_session(target, used.secret).role is Role.STRANGER
        with reading(target) as connection:
            for table in LEFT_OUT - {"revision", "summary_cell"}:
                assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
        assert waiting.secret not in path.read_bytes().decode("latin-1")


def test_a_page_that_is_open_reads_what_was_restored(engine, tmp_path):
    from ifla_metrics.choices import Choices
    from ifla_metrics.store.cached_reading import cached_reading
    from ifla_metrics.store.revisions import watch

    path = tmp_path / "backup.zip"
    log_activity(engine, draft(participation=(counted(7),)), actor=LOCAL)
    write_backup(engine, path)
    url = engine.url.render_as_string(hide_password=False)
    choices = Choices(framework="2010-2015", period="2011-2012")

    def counts():
        cells = cached_reading(url, choices, ("month_cells:all",)).frames["month_cells"]
        return int(cells["activities"].sum())

    first = counts()
    log_activity(engine, draft(), actor=LOCAL)
    assert counts() > first
    number = watch(url).number()
    restore(engine, path, actor=LOCAL, over=True)
    assert watch(url).number() > number
    assert counts() == first


RESTORER = """
import sys
from pathlib import Path
from ifla_metrics.access import LOCAL
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.restoring import restore
engine = engine_of(sys.argv[1])
print("ready", flush=True)
restore(engine, Path(sys.argv[2]), actor=LOCAL, over=True)
print("done", flush=True)
"""


def test_a_restore_that_is_killed_is_whole_or_did_not_begin(history, history_url, tmp_path):
    path = tmp_path / "backup.zip"
    told = write_backup(history, path)
    log_activity(history, draft(), actor=LOCAL)
    with reading(history) as connection:
        later = set(connection.exec_driver_sql("SELECT uid FROM activity").scalars())
    chance = random.Random(7)
    whole = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", RESTORER, history_url, str(path)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.05, 0.8))
        process.send_signal(signal.SIGKILL)
        whole += process.stdout.read() == "done\n"
        process.wait()
        process.stdout.close()
        with reading(history) as connection:
            found = set(connection.exec_driver_sql("SELECT uid FROM activity").scalars())
        if found != later:
            again = everything(history, tmp_path, "again.zip")
            assert alike(told, again) == set()
            later = found
        assert verify(history) == []
    print(f"{KILLS} kills, {whole} had ended before, 0 half restored")


def test_who_may_take_a_backup_is_written_down(engine):
    note_backup(engine, actor=Actor("office", Role.SECRETARIAT))
    with reading(engine) as connection:
        last = connection.exec_driver_sql(
            "SELECT actor, action, kind FROM audit_entry ORDER BY id DESC LIMIT 1"
        ).one()
    assert tuple(last) == ("office", "back_up", "backup")


def test_every_column_of_every_table_has_a_kind():
    from ifla_metrics.models.tables import METADATA

    for table in METADATA.tables.values():
        for column in table.columns:
            assert kind_of(column)


def test_the_manifest_can_be_read_without_this_program(engine, tmp_path):
    path = tmp_path / "backup.zip"
    told = write_backup(engine, path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["schema"] == readiness.HEAD
    assert {t["name"]: t["rows"] for t in manifest["tables"]} == {
        t.name: t.rows for t in told.tables
    }
