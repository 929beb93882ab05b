"""Whatever sequence of writes is done, the store and a model in plain Python agree.

By day 4 sequences of 20 steps on each database, by night (IFLA_NIGHT=1) 100 of 30. What was done
and refused is printed (`pytest -s`).
"""

import os
from collections import Counter, defaultdict
from dataclasses import dataclass
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
from ifla_metrics.choices import COUNTED_ENTRIES
from ifla_metrics.errors import Conflict, NotAllowed, PeriodLocked, Refused
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.models.system_tables import CELL_SUMS
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.as_of import LIVE
from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.entries import EntryChange, amend, record, withdraw
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.periods import lock_period, unlock_period
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.search import find_activities
from ifla_metrics.store.summary_cells import stored_cells
from ifla_metrics.store.versions import versions_of
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, close, draft, people, prepare_empty, verify
from tests.test_access import may_change

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
PLAY = settings(
    max_examples=100 if NIGHT else 4,
    derandomize=not NIGHT,  # Few sequences by day: the same ones, of some length.
    stateful_step_count=30 if NIGHT else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
OFFICE = Actor("office", Role.SECRETARIAT)
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
TASK_FORCE = Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"}))
READER = Actor("board", Role.VIEWER)

LOCKED = (date(2011, 1, 1), date(2011, 12, 31))


# The model: what the store owes after any sequence of writes, and what it refuses


@dataclass
class Said:
    """One version: what it says, and what was decided about it."""

    draft: ActivityDraft
    withdrawn: bool = False
    decision: str = ""


class Log:
    """All that was said, decided and owed to the audit: no table, no cell, no SQL."""

    def __init__(self):
        self.versions: dict[str, list[Said]] = defaultdict(list)
        self.entries = Counter()
        self.counts, self.locked = "sent", False

    def refusal(self, actor, write):
        """The error with which the store refuses a write; None when it takes it."""
        told = self.versions[write.uid] if write.uid else []
        before = told[-1].draft if told else write.draft
        owners, later = (said.groups if said else () for said in (told and before, write.draft))
        if not may_change(actor, owners, later):
            return NotAllowed
        if self.shut(before, write.draft or before):
            return PeriodLocked
        if told and write.base_version != len(told):
            return Conflict
        return Refused if write.draft is None and told[-1].withdrawn else None

    def refused_decision(self, actor, uid, base, decision):
        """The same of a decision; `same` when it was decided so before: nothing is to do."""
        told = self.versions[uid]
        if actor.role is not Role.SECRETARIAT:
            return NotAllowed
        if base != len(told) or told[-1].withdrawn:
            return Conflict
        if told[-1].decision:
            return "same" if told[-1].decision == decision else Conflict
        return PeriodLocked if self.shut(told[-1].draft) else None

    def shut(self, *drafts):
        first, last = LOCKED
        return self.locked and any(d.started_on <= last and first <= d.ended_on for d in drafts)

    def take(self, actor, write, uid):
        told = self.versions[uid]
        told.append(Said(write.draft or told[-1].draft, write.draft is None))
        word = "withdraw" if write.draft is None else "record" if len(told) == 1 else "amend"
        self.owe(word, actor, uid, len(told))

    def owe(self, action, actor, subject, version=None):
        self.entries[action, actor.name, subject, version] += 1

    def counting(self, uid):
        told = self.versions[uid]
        if told[-1].withdrawn:
            return None
        if self.counts == "sent":
            return None if told[-1].decision == "returned" else told[-1].draft
        return next((said.draft for said in told[::-1] if said.decision == "approved"), None)

    def totals(self):
        found = [said for uid in self.versions if (said := self.counting(uid)) is not None]
        lines = [line for said in found for line in said.participation]
        women = sum(line.count for line in lines if line.gender == "woman")
        return [len(found), sum(line.count for line in lines), women]


# The play


actors = st.sampled_from([OFFICE, OFFICE, OFFICE, ALP, ALP, TASK_FORCE, READER])
owners = st.sampled_from([("ALP",), ("ALP",), ("OA-TF",), ("ALP", "OA-TF"), ("OA-TF", "ALP")])
often = st.sampled_from([True, True, True, False])


@st.composite
def drafts(draw):
    first = draw(st.dates(date(2010, 12, 15), date(2012, 1, 31)))
    number, gender = draw(st.none() | st.integers(1, 90)), draw(st.sampled_from(["woman", "man"]))
    return draft(
        started_on=first,
        ended_on=first + timedelta(days=draw(st.integers(0, 20))),
        groups=draw(owners),
        countries=tuple(draw(st.lists(st.sampled_from(["BWA", "ZAF"]), unique=True))),
        outcomes=draw(st.lists(st.sampled_from(["KI2.A.1", "KI2.A.2"]), unique=True)),
        directions=draw(st.sampled_from([(), ("SD2",), ("SD2", "SD4")])),
        participation=() if number is None else (people(number, gender=gender),),
    )


class Play(RuleBasedStateMachine):
    uids = Bundle("uids")

    def __init__(self, databases, done):
        super().__init__()
        self.url, self.done = databases(prepare_empty), done
        self.engine = engine_of(self.url)
        self.log, self.number = Log(), 0
        self.before = self.audited()

    def teardown(self):
        try:
            self.everything_agrees()
        finally:
            close(self.url)

    # What is done.

    @initialize(counts=st.sampled_from(COUNTED_ENTRIES), target=uids, said=drafts())
    def begin(self, counts, said):
        self.set_counts(counts)
        return self.log_it(OFFICE, said)

    @rule(actor=actors, said=drafts(), target=uids)
    def log_it(self, actor, said):
        write = self.entry(said)
        done = self.do(write, actor, lambda: record(self.engine, write.draft, actor=actor))
        return done.uid if done else multiple()

    @rule(actor=actors, uid=uids, said=drafts() | st.none(), fresh=often)
    def change_it(self, actor, uid, said, fresh):
        write = self.entry(said, uid, fresh)
        form = {"base_version": write.base_version, "reason": "a test", "actor": actor}
        if said:
            self.do(write, actor, lambda: amend(self.engine, uid, write.draft, **form))
        else:
            self.do(write, actor, lambda: withdraw(self.engine, "activity", uid, **form))

    @rule(
        actor=actors,
        uid=uids,
        word=st.sampled_from(["approved", "approved", "returned"]),
        fresh=often,
    )
    def review(self, actor, uid, word, fresh):
        base = self.base(uid, fresh) or 1
        chosen = [Decision("activity", uid, base, word, "Why?")]
        expected = self.log.refused_decision(actor, uid, base, word)

        def write():
            return decide(self.engine, chosen, actor=actor)

        if expected == "same":
            assert self.nothing(write) == 0
        elif self.expect(expected, write):
            self.log.versions[uid][-1].decision = word
            self.log.owe("review", actor, uid, base)

    @rule(counts=st.sampled_from(COUNTED_ENTRIES))
    def set_counts(self, counts):
        set_framework(self.engine, FRAMEWORK, FrameworkSettings(counts), actor=OFFICE)
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

    # How it is done.

    def entry(self, said, uid="", fresh=True):
        """A write of a draft with a title that no other version has."""
        self.number += 1
        said = said and said.model_copy(update={"title": f"Workshop t{self.number:05d}"})
        base = self.base(uid, fresh) if uid else None
        return EntryChange(said, uid, base)

    def base(self, uid, fresh):
        return len(self.log.versions[uid]) - (0 if fresh else 1)

    def do(self, write, actor, act):
        """Do one write of a form, or see it refused as the model says; what it gave."""
        done = self.expect(self.log.refusal(actor, write), act)
        if done is not None:
            self.log.take(actor, write, done.uid)
            assert done == (write.uid or done.uid, len(self.log.versions[done.uid]))
        return done

    def expect(self, expected, write):
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
        before = self.state()
        found = act()
        assert self.state() == before
        return found

    # What holds.

    def state(self):
        with read_transaction(self.engine) as connection:
            written = sa.select(AUDIT.c.id).where(AUDIT.c.action != "refused").subquery()
            return [
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in (ACTIVITY_VERSION, written)
            ]

    def audited(self):
        c = AUDIT.c
        with read_transaction(self.engine) as connection:
            said = sa.select(c.action, c.actor, c.subject, c.version)
            rows = connection.execute(said.where(c.action != "refused"))
            return Counter(map(tuple, rows))

    @invariant()
    def every_write_has_its_entry_and_the_totals_are_those_of_the_model(self):
        assert self.audited() - self.before == self.log.entries
        with read_transaction(self.engine) as connection:
            cells = stored_cells(connection, FRAMEWORK, LIVE)
        whole = [amounts for key, amounts in cells.items() if key[:2] == ("total", "all")]
        columns = [CELL_SUMS.index(m) for m in ("activities", "participations", "women")]
        assert self.log.totals() == [sum(cell[at] for cell in whole) for at in columns]

    def everything_agrees(self):
        for uid, told in self.log.versions.items():
            with read_transaction(self.engine) as connection:
                found = versions_of(connection, "activity", uid)
            decided = {
                v.version: "approved" if v.approved_at else "returned"
                for v in found
                if v.decided_by
            }
            assert [v.version for v in found] == list(range(1, len(told) + 1))
            assert [(v.draft, v.withdrawn) for v in found] == [
                (said.draft, said.withdrawn) for said in told
            ]
            assert decided == {i: s.decision for i, s in enumerate(told, 1) if s.decision}
            with read_transaction(self.engine) as connection:
                for title in {said.draft.title for said in told}:
                    here = title == told[-1].draft.title
                    found = find_activities(connection, title)
                    assert found == ([uid] if here else [])
        assert verify(self.engine) == []
        self.done["sequences"] += 1
        self.done["versions"] += sum(map(len, self.log.versions.values()))


@BOTH_BY_DAY
def test_store_and_model_agree_over_any_sequence_of_writes(database_from, database_kind):
    done = Counter()
    run_state_machine_as_test(lambda: Play(database_from, done), settings=PLAY)

    print(f"\n{database_kind}: {dict(done)}, 0 differences")
    assert done["taken"] > PLAY.max_examples
