"""Many editors at once: what was acknowledged stands, once, with one entry of the audit each.

By day 20 editors make 3 edits each, by night (IFLA_NIGHT=1) 50. The figures are printed: they are
what is claimed (`pytest -s`).
"""

import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, InvalidRecord, NotAllowed, UnknownCode
from ifla_metrics.store.activities import amend_activity, log_activity, withdraw_activity
from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.database import reading
from ifla_metrics.store.imports import Action, Operation, Source, apply_import
from ifla_metrics.store.kinds import VERSION
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.versions import activity, activity_versions
from tests.store.conftest import draft, people, verify

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
EDITORS, EDITS, ACTIVITIES = 20, 50 if NIGHT else 3, 5
WRITERS, WRITES = 8, 100 if NIGHT else 10
FORMS, CLICKS = 200 if NIGHT else 20, 8
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
OTHER = Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"}))
FILE = Source("ALP.xlsx", "e" * 64, "ALP", "Corrected")


def at_once(number, work):
    """Do work in as many threads, which begin together; what each gave. An error is a failure."""
    start = threading.Barrier(number)

    def begin(i):
        start.wait()
        return work(i)

    with ThreadPoolExecutor(number) as pool:
        done = [pool.submit(begin, i) for i in range(number)]
    errors = [error for d in done if (error := d.exception()) is not None]
    assert errors == []
    return [d.result() for d in done]


def current(engine, uid):
    with reading(engine) as connection:
        return activity(connection, uid)


def versions(engine, uid):
    with reading(engine) as connection:
        return activity_versions(connection, uid)


WRITTEN = AUDIT.c.action != "refused"
"""Entries of what was written."""


def number_of(engine, table, *rules):
    with reading(engine) as connection:
        statement = sa.select(sa.func.count()).select_from(table).where(*rules)
        return connection.execute(statement).scalar_one()


def edit(engine, uid, mark):
    """Read, write with the version that was read, read again after a conflict; the conflicts."""
    conflicts = 0
    while True:
        read = current(engine, uid)
        lines = (people(number_said(read.draft) + 1),)  # One more than was read.
        said = read.draft.model_copy(update={"note": mark, "participation": lines})
        try:
            done = amend_activity(
                engine, uid, said, base_version=read.version, reason=mark, actor=LOCAL
            )
        except Conflict:
            conflicts += 1
            continue
        return done.version, conflicts


def number_said(said):
    return sum(line.count for line in said.participation)


def work(engine, uids, editor, edits):
    """Make an editor's edits, each on another activity than the last; what was acknowledged."""
    taken, conflicts = [], 0
    for i in range(edits):
        uid, mark = uids[(editor + i) % len(uids)], f"editor {editor} edit {i}"
        version, met = edit(engine, uid, mark)
        taken.append((uid, version, mark))
        conflicts += met
    return taken, conflicts


def require_whole_history(engine, uids, taken, what):
    """Every acknowledged edit stands once, at its version; nothing else does; nothing is missing.

    Each edit says one more than it read: a count that stands still or jumps was written unread.
    """
    history = []
    for uid in uids:
        found = versions(engine, uid)
        assert [v.version for v in found] == list(range(1, len(found) + 1))
        assert [number_said(v.draft) for v in found] == list(range(len(found)))
        history += [(uid, v.version, v.draft.note) for v in found[1:]]
        assert all(v.reason == v.draft.note for v in found)
    lost = len(set(taken) - set(history))
    entries = number_of(engine, AUDIT, AUDIT.c.kind == "activity")
    print(
        f"\n{engine.dialect.name}, {what}: {len(taken)} acknowledged,"
        f" {len(history)} in the history, {lost} lost, {entries} entries of the audit"
    )
    assert sorted(history) == sorted(taken)
    assert set(Counter(mark for _, _, mark in history).values()) == {1}
    assert entries == len(taken) + len(uids)
    assert verify(engine) == []


def test_of_twenty_editors_on_five_activities_no_edit_is_lost(engine):
    uids = [log_activity(engine, draft(), actor=LOCAL).uid for _ in range(ACTIVITIES)]

    told = at_once(EDITORS, lambda editor: work(engine, uids, editor, EDITS))

    taken = [edit for done, _ in told for edit in done]
    assert len(taken) == EDITORS * EDITS
    what = f"{EDITORS} editors x {EDITS} edits, {sum(met for _, met in told)} conflicts"
    require_whole_history(engine, uids, taken, what)


def test_a_form_that_is_sent_eight_times_at_once_is_one_activity(engine):
    step = threading.Barrier(CLICKS)

    def send(_):
        answers = []
        for form in range(FORMS):
            step.wait()
            said = draft(title=f"Form {form}")
            answers.append((form, log_activity(engine, said, actor=LOCAL, key=f"form {form}")))
        return answers

    answers = [answer for told in at_once(CLICKS, send) for answer in told]

    rows = number_of(engine, VERSION)
    entries = number_of(engine, AUDIT, AUDIT.c.kind == "activity")
    print(
        f"\n{engine.dialect.name}, {len(answers)} submits of {FORMS} forms: {rows} rows,"
        f" {entries} entries of the audit"
    )
    assert len(answers) == FORMS * CLICKS
    assert len(set(answers)) == len({uid for _, (uid, _) in answers}) == FORMS
    assert (rows, entries) == (FORMS, FORMS)
    assert verify(engine) == []


def test_entries_of_the_audit_are_the_committed_writes_and_no_other(engine):
    """Eight writers do all kinds of things, many of which are refused."""
    uids = [log_activity(engine, draft(), actor=LOCAL).uid for _ in range(6)]
    before = number_of(engine, AUDIT)

    def writer(seed):
        chance, committed, failed = random.Random(seed), [], Counter()
        for i in range(WRITES):
            try:
                committed.extend(one_write(engine, chance, uids, f"{seed}-{i}"))
            except (Conflict, InvalidRecord, NotAllowed, UnknownCode) as refusal:
                failed[type(refusal).__name__] += 1
        return committed, failed

    told = at_once(WRITERS, writer)

    committed = [entry for done, _ in told for entry in done]
    failed = sum((counts for _, counts in told), Counter())
    with reading(engine) as connection:
        c = AUDIT.c
        rows = connection.execute(
            sa.select(c.action, c.subject, c.version, c.actor)
            .where(c.id > before, WRITTEN)
            .order_by(c.id)
        ).all()
    print(
        f"\n{engine.dialect.name}, {WRITERS} threads x {WRITES} writes: {len(committed)} entries"
        f" of what was committed, {len(rows)} in the audit, {dict(failed)} refused"
    )
    assert sum(failed.values()) > WRITERS
    assert Counter(map(tuple, rows)) == Counter(committed)
    assert verify(engine) == []


def one_write(engine, chance, uids, mark):
    """Do one write of any kind; the entries that the audit owes us when it is taken."""
    uid = chance.choice(uids)
    version = current(engine, uid).version - (chance.random() < 0.2)
    actor = chance.choice([LOCAL, LOCAL, LOCAL, ALP, OTHER])
    said = draft(
        countries=("BWA",) if chance.random() < 0.85 else ("XXX",),
        participation=(people(chance.randrange(90)),),
    )
    form = {"base_version": version, "reason": mark, "actor": actor}
    kind = chance.choice(["log", "amend", "amend", "withdraw", "decide", "import"])
    if kind == "log":
        done = log_activity(engine, said, actor=actor)
        return [("log_activity", done.uid, 1, actor.name)]
    if kind == "amend":
        done = amend_activity(engine, uid, said, **form)
        return [("amend_activity", uid, done.version, actor.name)]
    if kind == "withdraw":
        done = withdraw_activity(engine, uid, **form)
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
    actions = ("log_activity", "amend_activity")
    lines = [
        (action, w.uid, w.version, actor.name)
        for action, w in zip(actions, done.written, strict=True)
    ]
    return [*lines, ("import", str(done.id), None, actor.name)]
