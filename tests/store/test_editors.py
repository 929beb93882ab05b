"""Many editors at once: what was acknowledged stands, once, with one entry of the audit each.

By night (IFLA_NIGHT=1) more of all. The figures that are claimed are printed (`pytest -s`).
"""

import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import Conflict
from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.kinds import VERSION
from ifla_metrics.store.versions import activity, versions_of
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import draft, people, verify

pytestmark = BOTH_BY_DAY

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
EDITORS, EDITS, ACTIVITIES = 20, 50 if NIGHT else 2, 5
FORMS, CLICKS = 200 if NIGHT else 8, 8


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


def audited(engine, action):
    """How many writes of this kind the audit has, by what was written."""
    with reading(engine) as connection:
        return Counter(
            connection.execute(sa.select(AUDIT.c.subject).where(AUDIT.c.action == action)).scalars()
        )


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
    lost = len(set(taken) - set(history))
    print(f"\n{engine.dialect.name}: {len(taken)} edits acknowledged, {lost} lost")
    assert len(taken) == EDITORS * EDITS
    assert sorted(history) == sorted(taken)
    assert audited(engine, "amend_activity") == Counter(uid for uid, _, _ in taken)
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
    logged = audited(engine, "log_activity").total()
    print(f"\n{engine.dialect.name}: {len(answers)} submits of {FORMS} forms, {rows} rows")
    assert len(set(answers)) == len({uid for _, (uid, _) in answers}) == FORMS
    assert (rows, logged) == (FORMS, FORMS)
    assert verify(engine) == []
