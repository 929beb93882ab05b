"""Whatever sequence of writes is done, the store and a model in plain Python agree.

By day 5 sequences of 20 steps on each database, by night (IFLA_NIGHT=1) 100 of 30. What was done
and refused is printed (`pytest -s`).
"""

import os
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import COUNTS
from ifla_metrics.store.as_of import LIVE
from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.imports import IMPORT, Action, Operation, Source, apply_import
from ifla_metrics.store.kinds import VERSION
from ifla_metrics.store.periods import lock_period, unlock_period
from ifla_metrics.store.review import REVIEW, Decision, decide
from ifla_metrics.store.search import find
from ifla_metrics.store.summary_cells import stored_cells
from ifla_metrics.store.versions import versions_of
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, close, draft, people, prepare_empty, verify
from tests.store.machine import Log, Row

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
PLAY = settings(
    max_examples=100 if NIGHT else 5,
    stateful_step_count=30 if NIGHT else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
OFFICE = Actor("office", Role.SECRETARIAT)
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
TASK_FORCE = Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"}))
READER = Actor("board", Role.VIEWER)

actors = st.sampled_from([OFFICE, OFFICE, OFFICE, ALP, ALP, TASK_FORCE, READER])
owners = st.sampled_from([("ALP",), ("ALP",), ("OA-TF",), ("ALP", "OA-TF"), ("OA-TF", "ALP")])
often = st.sampled_from([True, True, True, False])


@st.composite
def drafts(draw):
    first = draw(st.dates(date(2010, 12, 15), date(2012, 1, 31)))
    number = draw(st.none() | st.integers(1, 90))
    return draft(
        started_on=first,
        ended_on=first + timedelta(days=draw(st.integers(0, 20))),
        groups=draw(owners),
        countries=tuple(draw(st.lists(st.sampled_from(["BWA", "ZAF"]), unique=True))),
        outcomes=draw(st.lists(st.sampled_from(["KI2.A.1", "KI2.A.2"]), unique=True)),
        directions=draw(st.sampled_from([(), ("SD2",), ("SD2", "SD4")])),
        participation=() if number is None else (people(number),),
    )


plans = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "amend", "amend", "withdraw"]),
        st.integers(0, 9),
        drafts(),
    ),
    min_size=1,
    max_size=4,
)


class Play(RuleBasedStateMachine):
    """One sequence of writes on a database of its own."""

    uids = Bundle("uids")

    def __init__(self, databases, done):
        super().__init__()
        self.url, self.done = databases(prepare_empty), done
        self.engine = engine_of(self.url)
        self.log, self.keys, self.number = Log(), {}, 0
        self.before = self.audited()

    def teardown(self):
        try:
            self.everything_agrees()
        finally:
            close(self.url)

    # What is done.

    @initialize(counts=st.sampled_from(COUNTS), target=uids, said=drafts())
    def begin(self, counts, said):
        self.set_counts(counts)
        return self.log_it(OFFICE, said)

    @rule(actor=actors, said=drafts(), target=uids)
    def log_it(self, actor, said):
        said, key = self.titled(said), f"form {self.number}"
        done = self.do(
            self.log.logging(actor, said),
            lambda: record(self.engine, said, actor=actor, key=key),
        )
        if done is None:
            return multiple()
        assert done.version == 1
        self.log.tell(actor, done.uid, said)
        self.keys[done.uid] = key, said
        return done.uid

    @rule(uid=uids)
    def send_its_form_again(self, uid):
        if uid in self.keys:
            key, said = self.keys[uid]
            again = self.nothing(lambda: record(self.engine, said, actor=OFFICE, key=key))
            assert again == (uid, 1)

    @rule(actor=actors, uid=uids, said=drafts(), fresh=often)
    def amend(self, actor, uid, said, fresh):
        self.write_next(actor, uid, self.titled(said), fresh=fresh)

    @rule(actor=actors, uid=uids, which=st.integers(0, 9))
    def restore_an_earlier_version(self, actor, uid, which):
        told = self.log.versions[uid]
        self.write_next(actor, uid, self.titled(told[which % len(told)].draft))

    @rule(actor=actors, uid=uids, fresh=often)
    def withdraw(self, actor, uid, fresh):
        base = self.base(uid, fresh)
        form = {"base_version": base, "reason": "a test", "actor": actor}
        if self.do(
            self.log.withdrawing(actor, uid, base),
            lambda: withdraw(self.engine, "activity", uid, **form),
        ):
            self.log.withdraw(actor, uid)

    @rule(
        actor=actors,
        uid=uids,
        word=st.sampled_from(["approved", "approved", "returned"]),
        fresh=often,
    )
    def review(self, actor, uid, word, fresh):
        base = self.base(uid, fresh) or 1
        chosen = [Decision("activity", uid, base, word, "Why?")]
        expected = self.log.deciding(actor, uid, base, word)

        def write():
            return decide(self.engine, chosen, actor=actor)

        if expected == "same":
            assert self.nothing(write) == 0
        elif self.do(expected, write):
            self.log.decide(actor, uid, word)

    @rule(counts=st.sampled_from(COUNTS))
    def set_counts(self, counts):
        set_framework(self.engine, FRAMEWORK, counts=counts, actor=OFFICE)
        if counts != self.log.counts:
            self.log.owe("set_framework", OFFICE, FRAMEWORK)
        self.log.counts = counts

    @rule()
    def lock_or_unlock(self):
        word = "unlock_period" if self.log.locked else "lock_period"
        write = unlock_period if self.log.locked else lock_period
        write(self.engine, FRAMEWORK, "2011", reason="a test", actor=OFFICE)
        self.log.locked = not self.log.locked
        self.log.owe(word, OFFICE, f"{FRAMEWORK} 2011")

    @rule(
        actor=actors,
        planned=plans,
        group=st.sampled_from(["", "", "ALP"]),
        fresh=often,
        target=uids,
    )
    def apply_a_file(self, actor, planned, group, fresh):
        """Rows that are new, change or withdraw what stands; all of them are taken, or none."""
        rows, chosen = [], set()
        for action, which, drawn in planned:
            said = self.titled(drawn.model_copy(update={"groups": (group,)}) if group else drawn)
            standing = [u for u in self.standing(group) if u not in chosen]
            if action == "add":
                rows.append(Row("add", said))
            elif standing:
                uid = standing[which % len(standing)]
                chosen.add(uid)
                now = self.log.versions[uid][-1].draft
                rows.append(
                    Row(action, said if action == "amend" else now, uid, self.base(uid, fresh))
                )
        if not rows:
            return multiple()
        self.number += 1
        source = Source("file", f"{self.number:064}", group, "Corrected")
        operations = [
            Operation(
                Action(row.action),
                "activity",
                None if row.action == "withdraw" else row.draft,
                row.uid,
                row.base if row.uid else None,
            )
            for row in rows
        ]

        def write():
            return apply_import(
                self.engine, operations, actor=actor, key=source.hash, source=source
            )

        done = self.do(self.log.importing(actor, group, rows), write)
        if done is None:
            return multiple()
        assert self.nothing(write).again
        assert len(done.written) == len(rows)
        for row, written in zip(rows, self.in_order(rows, done.written), strict=True):
            if row.action == "withdraw":
                self.log.withdraw(actor, row.uid)
            else:
                self.log.tell(actor, written.uid, row.draft)
        self.log.owe("import", actor, str(done.id))
        self.done["file applied"] += 1
        return multiple(*(w.uid for w in done.written if w.version == 1))

    # How it is done.

    def titled(self, said):
        """A title that no other version has."""
        self.number += 1
        return said.model_copy(update={"title": f"Workshop t{self.number:05d}"})

    def base(self, uid, fresh):
        return len(self.log.versions[uid]) - (0 if fresh else 1)

    def standing(self, group):
        return [
            uid
            for uid, told in self.log.versions.items()
            if not told[-1].withdrawn and (not group or group in told[-1].draft.groups)
        ]

    def in_order(self, rows, written):
        """What was written, in the order of the rows: new entries are written first."""
        new = iter([one for one in written if one.version == 1])
        further = {one.uid: one for one in written if one.version > 1}
        return [further[row.uid] if row.uid else next(new) for row in rows]

    def write_next(self, actor, uid, said, *, fresh=True):
        base = self.base(uid, fresh)
        form = {"base_version": base, "reason": "a test", "actor": actor}
        done = self.do(
            self.log.amending(actor, uid, base, said),
            lambda: amend(self.engine, uid, said, **form),
        )
        if done is not None:
            self.log.tell(actor, uid, said)
            assert done == (uid, len(self.log.versions[uid]))

    def do(self, expected, write):
        """Do a write, or see it refused as the model says and nothing changed; what it gave."""
        self.done[getattr(expected, "__name__", "taken")] += 1
        if expected is None:
            return write()

        def refused():
            with pytest.raises(expected):
                write()

        self.nothing(refused)
        return None

    def nothing(self, act):
        """Do what must leave the log and the audit as they were."""
        before = self.state()
        found = act()
        assert self.state() == before
        return found

    # What holds.

    def state(self):
        with reading(self.engine) as connection:
            written = sa.select(AUDIT.c.id).where(AUDIT.c.action != "refused").subquery()
            return [
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in (VERSION, written, REVIEW, IMPORT)
            ]

    def audited(self):
        c = AUDIT.c
        with reading(self.engine) as connection:
            said = sa.select(c.action, c.actor, c.subject, c.version)
            rows = connection.execute(said.where(c.action != "refused"))
            return Counter(map(tuple, rows))

    @invariant()
    def every_write_has_its_entry_and_the_totals_are_those_of_the_model(self):
        assert self.audited() - self.before == self.log.entries
        with reading(self.engine) as connection:
            cells = stored_cells(connection, FRAMEWORK, LIVE)
        whole = [amounts for key, amounts in cells.items() if key[:2] == ("total", "all")]
        assert self.log.totals() == (sum(a[0] for a in whole), sum(a[1] for a in whole))

    def everything_agrees(self):
        for uid, told in self.log.versions.items():
            with reading(self.engine) as connection:
                found = versions_of(connection, "activity", uid)
                decided = dict(
                    connection.execute(
                        sa.select(REVIEW.c.version, REVIEW.c.decision).where(REVIEW.c.uid == uid)
                    ).all()
                )
            assert [v.version for v in found] == list(range(1, len(told) + 1))
            assert [(v.draft, v.withdrawn) for v in found] == [
                (said.draft, said.withdrawn) for said in told
            ]
            assert decided == {i: s.decision for i, s in enumerate(told, 1) if s.decision}
            for title in {said.draft.title for said in told}:
                stands = title == told[-1].draft.title
                assert [e.uid for e in find(self.engine, title)] == ([uid] if stands else [])
        assert verify(self.engine) == []
        self.done["sequences"] += 1
        self.done["versions"] += sum(map(len, self.log.versions.values()))


@BOTH_BY_DAY
def test_store_and_model_agree_over_any_sequence_of_writes(database_from, database_kind):
    done = Counter()
    run_state_machine_as_test(lambda: Play(database_from, done), settings=PLAY)

    print(f"\n{database_kind}: {dict(done)}, 0 differences")
    assert done["taken"] > PLAY.max_examples
