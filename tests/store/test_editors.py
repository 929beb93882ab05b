"""Many editors at once: what was acknowledged stands, once, with one entry of the audit each.

By night (IFLA_NIGHT=1) more of all. The figures that are claimed are printed (`pytest -s`).
"""

import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, InvalidRecord, NotAllowed, UnknownCode
from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.imports import Action, Operation, Source, apply_import
from ifla_metrics.store.kinds import VERSION
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.versions import activity, versions_of
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import draft, people, verify

pytestmark = BOTH_BY_DAY

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
EDITORS, EDITS, ACTIVITIES = 20, 50 if NIGHT else 2, 5
WRITERS, WRITES = 8, 100 if NIGHT else 10
FORMS, CLICKS = 200 if NIGHT else 8, 8
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
OTHER = Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"}))


def at_once(number, work):
    """Do work in as many threads, which begin together; what each gave. An error is a failure."""
    start = threading.Barrier(number)

    def begin(i):
        start.wait()
        return work(i)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(begin, range(number)))


def current(engine, uid):
    with reading(engine) as connection:
        return activity(connection, uid)


def audited(engine, after=0):
    """What the audit has of committed writes."""
    c = AUDIT.c
    with reading(engine) as connection:
        statement = sa.select(c.action, c.subject, c.version, c.actor).where(c.action != "refused")
        return Counter(map(tuple, connection.execute(statement.where(c.id > after))))


def attendances(said):
    return sum(line.count for line in said.participation)


def edit(engine, uid, mark):
    """Read, write one more than was read, and read again after a conflict; what was written."""
    while True:
        read = current(engine, uid)
        lines = (people(attendances(read.draft) + 1),)
        said = read.draft.model_copy(update={"note": mark, "participation": lines})
        change = {"base_version": read.version, "reason": mark, "actor": LOCAL}
        try:
            return uid, amend(engine, uid, said, **change).version, mark
        except Conflict:
            continue


def test_of_twenty_editors_on_five_activities_no_edit_is_lost(engine):
    """Each edit says one more than it read: a count that stands still was written unread."""
    uids = [record(engine, draft(), actor=LOCAL).uid for _ in range(ACTIVITIES)]

    def work(editor):
        own = [uids[(editor + i) % ACTIVITIES] for i in range(EDITS)]
        return [edit(engine, uid, f"editor {editor} edit {i}") for i, uid in enumerate(own)]

    taken = [one for done in at_once(EDITORS, work) for one in done]

    history = []
    for uid in uids:
        with reading(engine) as connection:
            found = versions_of(connection, "activity", uid)
        assert [v.version for v in found] == list(range(1, len(found) + 1))
        assert [attendances(v.draft) for v in found] == list(range(len(found)))
        history += [(uid, v.version, v.draft.note) for v in found[1:]]
    amended = Counter((action, uid) for action, uid, _, _ in audited(engine).elements())
    lost = len(set(taken) - set(history))
    print(f"\n{engine.dialect.name}: {len(taken)} edits acknowledged, {lost} lost")
    assert len(taken) == EDITORS * EDITS
    assert sorted(history) == sorted(taken)
    assert sum(amended["amend_activity", uid] for uid in uids) == len(taken)
    assert verify(engine) == []


def test_a_form_that_is_sent_eight_times_at_once_is_one_activity(engine):
    step = threading.Barrier(CLICKS)

    def send(_):
        answers = []
        for form in range(FORMS):
            step.wait()
            said = draft(title=f"Form {form}")
            answers.append((form, record(engine, said, actor=LOCAL, key=f"form {form}")))
        return answers

    answers = [answer for told in at_once(CLICKS, send) for answer in told]

    with reading(engine) as connection:
        rows = connection.execute(sa.select(sa.func.count()).select_from(VERSION)).scalar_one()
    logged = sum(n for (action, *_), n in audited(engine).items() if action == "log_activity")
    print(f"\n{engine.dialect.name}: {len(answers)} submits of {FORMS} forms, {rows} rows")
    assert len(set(answers)) == len({uid for _, (uid, _) in answers}) == FORMS
    assert (rows, logged) == (FORMS, FORMS)
    assert verify(engine) == []


def test_entries_of_the_audit_are_the_committed_writes_and_no_other(engine):
    """Eight writers do all kinds of things, many of which are refused."""
    uids = [record(engine, draft(), actor=LOCAL).uid for _ in range(6)]
    with reading(engine) as connection:
        before = connection.execute(sa.select(sa.func.max(AUDIT.c.id))).scalar_one()

    def writer(seed):
        chance, committed, refused = random.Random(seed), [], 0
        for i in range(WRITES):
            try:
                committed += one_write(engine, chance, uids, f"{seed}-{i}")
            except (Conflict, InvalidRecord, NotAllowed, UnknownCode):
                refused += 1
        return committed, refused

    told = at_once(WRITERS, writer)

    committed = Counter(entry for done, _ in told for entry in done)
    refused = sum(number for _, number in told)
    print(f"\n{engine.dialect.name}: {committed.total()} entries committed, {refused} refused")
    assert refused > WRITERS
    assert audited(engine, before) == committed
    assert verify(engine) == []


def one_write(engine, chance, uids, mark):
    """Do one write of any kind; the entries that the audit owes us when it is taken."""
    uid = chance.choice(uids)
    version = current(engine, uid).version - (chance.random() < 0.2)
    actor = chance.choice([LOCAL, LOCAL, LOCAL, ALP, OTHER])
    country = "BWA" if chance.random() < 0.85 else "XXX"
    said = draft(countries=(country,), participation=(people(chance.randrange(90)),))
    form = {"base_version": version, "reason": mark, "actor": actor}
    kind = chance.choice(["log", "amend", "amend", "withdraw", "decide", "import"])
    if kind == "log":
        done = record(engine, said, actor=actor)
        return [("log_activity", done.uid, 1, actor.name)]
    if kind == "amend":
        done = amend(engine, uid, said, **form)
        return [("amend_activity", uid, done.version, actor.name)]
    if kind == "withdraw":
        done = withdraw(engine, "activity", uid, **form)
        return [("withdraw_activity", uid, done.version, actor.name)]
    if kind == "decide":
        word = chance.choice(["approved", "returned"])
        done = decide(engine, [Decision("activity", uid, version, word, mark)], actor=actor)
        return [("review", uid, version, actor.name)] * done
    source = Source("file.csv", mark.rjust(64, "0"), "", "Corrected")
    rows = [
        Operation(Action.ADD, "activity", said),
        Operation(Action.AMEND, "activity", said, uid, version),
    ]
    done = apply_import(engine, rows, actor=actor, key=mark, source=source)
    new, changed = done.written
    return [
        ("log_activity", new.uid, 1, actor.name),
        ("amend_activity", changed.uid, changed.version, actor.name),
        ("import", str(done.id), None, actor.name),
    ]
