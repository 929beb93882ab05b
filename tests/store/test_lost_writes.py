"""No acknowledged write is lost to concurrent writers or killed processes.

With IFLA_NIGHT=1 the numbers are higher. Each test prints its figures (`pytest -s`).
"""

import random
import subprocess
import sys
import threading
import time
from collections import Counter

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, NotAllowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.accounts.people import add_person, change_person, remove_person
from ifla_metrics.store.write.entries import amend, record
from tests.conftest import BOTH_BY_DAY
from tests.store.concurrency import TIMEOUT, run_in_parallel, start_thread
from tests.store.conftest import NIGHT, draft, people
from tests.store.queries import audit_entries, sql, verify, versions

EDITORS, EDITS, ACTIVITIES = 20, 50 if NIGHT else 1, 5
FORMS, CLICKS = 200 if NIGHT else 8, 8
RACES = 50 if NIGHT else 4
KILLS, WRITERS = 100 if NIGHT else 2, 2


def audited(engine, action):
    return Counter(e.subject for e in audit_entries(engine) if e.action == action)


def attendances(activity):
    return sum(line.count for line in activity.participation)


def edit(engine, uid, mark):
    """Add one attendance to an activity, again after each conflict; return what was saved."""
    while True:
        version = versions(engine, uid)[-1]
        lines = (people(attendances(version.draft) + 1),)
        activity = version.draft.model_copy(update={"note": mark, "participation": lines})
        change = {"base_version": version.version, "reason": mark, "actor": LOCAL}
        try:
            return uid, amend(engine, uid, activity, **change).version, mark
        except Conflict:
            continue


@BOTH_BY_DAY
def test_twenty_editors_of_five_activities_lose_no_edit(engine):
    uids = [record(engine, draft(), actor=LOCAL).uid for _ in range(ACTIVITIES)]

    def work(editor):
        own = [uids[(editor + i) % ACTIVITIES] for i in range(EDITS)]
        return [edit(engine, uid, f"editor {editor} edit {i}") for i, uid in enumerate(own)]

    acknowledged = [saved for edits in run_in_parallel(EDITORS, work) for saved in edits]

    stored = []
    for uid in uids:
        history = versions(engine, uid)
        assert [v.version for v in history] == list(range(1, len(history) + 1))
        assert [attendances(v.draft) for v in history] == list(range(len(history)))
        stored += [(uid, v.version, v.draft.note) for v in history[1:]]
    lost = len(set(acknowledged) - set(stored))
    print(f"\n{engine.dialect.name}: {len(acknowledged)} edits acknowledged, {lost} lost")
    assert len(acknowledged) == EDITORS * EDITS
    assert sorted(stored) == sorted(acknowledged)
    assert audited(engine, "amend") == Counter(uid for uid, _, _ in acknowledged)
    assert verify(engine) == []


@BOTH_BY_DAY
def test_a_form_sent_eight_times_at_once_records_one_activity(engine):
    barrier = threading.Barrier(CLICKS)

    def send(_):
        answers = []
        for form in range(FORMS):
            barrier.wait()
            activity = draft(title=f"Form {form}")
            answers.append((form, record(engine, activity, actor=LOCAL, key=f"form {form}")))
        return answers

    answers = [answer for answers in run_in_parallel(CLICKS, send) for answer in answers]

    [rows] = sql(engine, "SELECT count(*) FROM activity_version")
    print(f"\n{engine.dialect.name}: {len(answers)} submits of {FORMS} forms, {rows} rows")
    assert len(set(answers)) == len({uid for _, (uid, _) in answers}) == FORMS
    assert rows == audited(engine, "record").total() == FORMS
    assert verify(engine) == []


EDITOR = PersonDraft(name="Thandi", role=Role.EDITOR, groups={"ALP"})
CHANGES = ({"groups": {"OA-TF"}}, {"role": Role.VIEWER, "groups": ()}, {"active": False}, None)
"""How the editor loses the right; None: the person is removed."""


@BOTH_BY_DAY
def test_no_write_follows_the_loss_of_a_right(engine):
    rng, before = random.Random(10), 0
    for race in range(RACES):
        code, _ = add_person(engine, EDITOR, actor=LOCAL)
        actor = Actor(code, Role.EDITOR, frozenset({"ALP"}), person=code)
        started = threading.Event()

        def write(actor=actor, started=started):
            try:
                while True:
                    record(engine, draft(), actor=actor)
                    started.set()
            except NotAllowed:
                started.set()

        writer = start_thread(write)
        started.wait(TIMEOUT)
        time.sleep(rng.uniform(0, 0.02))
        change = CHANGES[race % 4]
        if change is None:
            remove_person(engine, code, base_version=1, actor=LOCAL)
        else:
            person = PersonDraft(**{**EDITOR.model_dump(), **change})
            change_person(engine, code, person, base_version=1, actor=LOCAL)
        writer.join(TIMEOUT)
        assert not writer.is_alive(), "nothing is refused"

        newest_first = [e for e in audit_entries(engine) if code in (e.actor, e.subject)]
        written = [e for e in newest_first if e.action != "refused"]
        assert written[0].subject == code, "a write after the change"
        before += sum(e.actor == code for e in written)
        assert next(e.action for e in newest_first if e.actor == code) == "refused"
    print(f"{RACES} races, {before} writes before, 0 after the change")
    assert before >= RACES


WRITER = """
import os, sys
from ifla_metrics.access import LOCAL
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.write.entries import amend, record
from tests.store.conftest import draft, people

engine, number = engine_of(sys.argv[1]), 0
while True:
    number += 1
    activity = draft(participation=(people(number),))
    uid, version = record(engine, activity, actor=LOCAL)
    os.write(1, f"{uid} {version}\\n".encode())
    if number % 3 == 0:
        uid, version = amend(engine, uid, activity, base_version=version, reason="x", actor=LOCAL)
        os.write(1, f"{uid} {version}\\n".encode())
"""


def write_until_killed(url):
    """Kill writers at random moments; return the versions that they acknowledged."""
    rng, acknowledged = random.Random(20121212), set()
    for _ in range(KILLS // WRITERS):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True)
            for _ in range(WRITERS)
        ]
        for writer in writers:
            acknowledged.add(writer.stdout.readline())  # Wait for its first write.
        for writer in writers:
            time.sleep(rng.uniform(0, 0.15))
            writer.kill()
            acknowledged.update(writer.communicate()[0].splitlines(keepends=True))
    return acknowledged


def test_killed_writers_lose_no_acknowledged_write_and_leave_no_partial_one(url, engine):
    acknowledged = write_until_killed(url)

    stored = set(sql(engine, "SELECT uid || ' ' || version || '\n' FROM activity_version"))
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {len(acknowledged - stored)} lost")
    assert acknowledged <= stored
    assert len(acknowledged) >= KILLS
    assert sql(engine, "SELECT count(*) FROM audit_entry WHERE kind = 'activity'") == [len(stored)]
    if engine.dialect.name == "sqlite":
        assert sql(engine, "PRAGMA integrity_check") == ["ok"]
        assert sql(engine, "PRAGMA foreign_key_check") == []
    assert verify(engine) == []
