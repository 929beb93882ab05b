"""Of many who write at once, or are killed at it, no write that was acknowledged is lost.

By night (IFLA_NIGHT=1) more of all. The figures that are claimed are printed (`pytest -s`).
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, NotAllowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.people import add_person, change_person, remove_person
from ifla_metrics.store.versions import versions_of
from tests.conftest import BOTH_BY_DAY
from tests.store.concurrency import TIMEOUT, run_in_parallel, start_thread
from tests.store.conftest import draft, entries, people, verify

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
EDITORS, EDITS, ACTIVITIES = 20, 50 if NIGHT else 1, 5
FORMS, CLICKS = 200 if NIGHT else 8, 8
RACES = 50 if NIGHT else 4
KILLS, AT_ONCE = 100 if NIGHT else 2, 2


def audited(engine, action):
    with read_transaction(engine) as connection:
        return Counter(e.subject for e in entries(connection, limit=9999) if e.action == action)


def attendances(said):
    return sum(line.count for line in said.participation)


def edit(engine, uid, mark):
    while True:
        with read_transaction(engine) as connection:
            read = versions_of(connection, "activity", uid)[-1]
        lines = (people(attendances(read.draft) + 1),)
        said = read.draft.model_copy(update={"note": mark, "participation": lines})
        change = {"base_version": read.version, "reason": mark, "actor": LOCAL}
        try:
            return uid, amend(engine, uid, said, **change).version, mark
        except Conflict:
            continue


@BOTH_BY_DAY
def test_of_twenty_editors_on_five_activities_no_edit_is_lost(engine):
    uids = [record(engine, draft(), actor=LOCAL).uid for _ in range(ACTIVITIES)]

    def work(editor):
        own = [uids[(editor + i) % ACTIVITIES] for i in range(EDITS)]
        return [edit(engine, uid, f"editor {editor} edit {i}") for i, uid in enumerate(own)]

    taken = [one for done in run_in_parallel(EDITORS, work) for one in done]

    history = []
    for uid in uids:
        with read_transaction(engine) as connection:
            found = versions_of(connection, "activity", uid)
        assert [v.version for v in found] == list(range(1, len(found) + 1))
        assert [attendances(v.draft) for v in found] == list(range(len(found)))
        history += [(uid, v.version, v.draft.note) for v in found[1:]]
    lost = len(set(taken) - set(history))
    print(f"\n{engine.dialect.name}: {len(taken)} edits acknowledged, {lost} lost")
    assert len(taken) == EDITORS * EDITS
    assert sorted(history) == sorted(taken)
    assert audited(engine, "amend") == Counter(uid for uid, _, _ in taken)
    assert verify(engine) == []


@BOTH_BY_DAY
def test_a_form_that_is_sent_eight_times_at_once_is_one_activity(engine):
    step = threading.Barrier(CLICKS)

    def send(_):
        answers = []
        for form in range(FORMS):
            step.wait()
            said = draft(title=f"Form {form}")
            answers.append((form, record(engine, said, actor=LOCAL, key=f"form {form}")))
        return answers

    answers = [answer for told in run_in_parallel(CLICKS, send) for answer in told]

    with read_transaction(engine) as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM activity_version").scalar_one()
    print(f"\n{engine.dialect.name}: {len(answers)} submits of {FORMS} forms, {rows} rows")
    assert len(set(answers)) == len({uid for _, (uid, _) in answers}) == FORMS
    assert rows == audited(engine, "record").total() == FORMS
    assert verify(engine) == []


EDITOR = PersonDraft(name="Thandi", role=Role.EDITOR, groups={"ALP"})
AFTER = ({"groups": {"OA-TF"}}, {"role": Role.VIEWER, "groups": ()}, {"active": False}, None)
"""What becomes of the editor; None: removed."""


@BOTH_BY_DAY
def test_of_many_races_no_write_comes_after_the_right_was_taken_away(engine):
    chance, before = random.Random(10), 0
    for race in range(RACES):
        code, _ = add_person(engine, EDITOR, actor=LOCAL)
        opened = Actor(code, Role.EDITOR, frozenset({"ALP"}), person=code)
        wrote = threading.Event()

        def write(opened=opened, wrote=wrote):
            try:
                while True:
                    record(engine, draft(), actor=opened)
                    wrote.set()
            except NotAllowed:
                wrote.set()

        writer = start_thread(write)
        wrote.wait(TIMEOUT)
        time.sleep(chance.uniform(0, 0.02))
        change = AFTER[race % 4]
        if change is None:
            remove_person(engine, code, base_version=1, actor=LOCAL)
        else:
            said = PersonDraft(**{**EDITOR.model_dump(), **change})
            change_person(engine, code, said, base_version=1, actor=LOCAL)
        writer.join(TIMEOUT)
        assert not writer.is_alive(), "nothing is refused"

        with read_transaction(engine) as connection:
            whole = entries(connection, limit=1000)
        newest_first = [e for e in whole if code in (e.actor, e.subject) and e.action != "refused"]
        assert newest_first[0].subject == code, "a write after the change"
        before += sum(e.actor == code for e in newest_first)
        assert next(e.action for e in whole if e.actor == code) == "refused"
    print(f"{RACES} races, {before} writes before, 0 after the change")
    assert before >= RACES


WRITER = """
import os, sys
from ifla_metrics.access import LOCAL
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.entries import amend, record
from tests.store.conftest import draft, people

engine, number = engine_of(sys.argv[1]), 0
while True:
    number += 1
    said = draft(participation=(people(number),))
    uid, version = record(engine, said, actor=LOCAL)
    os.write(1, f"{uid} {version}\\n".encode())
    if number % 3 == 0:
        uid, version = amend(engine, uid, said, base_version=version, reason="x", actor=LOCAL)
        os.write(1, f"{uid} {version}\\n".encode())
"""


def killed(url):
    moments, acknowledged = random.Random(20121212), set()
    for _ in range(KILLS // AT_ONCE):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)
            for _ in range(AT_ONCE)
        ]
        for writer in writers:
            acknowledged.add(writer.stdout.readline())  # Now it writes.
        for writer in writers:
            time.sleep(moments.uniform(0, 0.15))
            writer.kill()
            acknowledged.update(writer.communicate()[0].splitlines(keepends=True))
    return acknowledged


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(url, engine):
    acknowledged = killed(url)

    with read_transaction(engine) as connection:
        versions = connection.exec_driver_sql("SELECT uid, version FROM activity_version")
        stored = {f"{uid} {version}\n" for uid, version in versions}
        written = connection.exec_driver_sql(
            "SELECT count(*) FROM audit_entry WHERE kind = 'activity'"
        ).scalar_one()
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {len(acknowledged - stored)} lost")
    assert acknowledged <= stored
    assert len(acknowledged) >= KILLS
    assert written == len(stored)
    assert verify(engine) == []
