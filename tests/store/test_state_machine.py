"""The store agrees with a model in plain Python after any sequence of writes.

Runs 4 sequences of 20 steps on each database, with IFLA_NIGHT=1 100 of 30. Prints the number of
writes and refusals (`pytest -s`).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

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

from ifla_metrics.access import Role
from ifla_metrics.choices import COUNTED_ENTRIES
from ifla_metrics.errors import Conflict, NotAllowed, PeriodLocked, Refused
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.models.system_tables import CELL_SUMS
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.as_of import LIVE
from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.read.search import find_activities
from ifla_metrics.store.summary_cells import stored_cells
from ifla_metrics.store.write.entries import EntryChange, amend, record, withdraw
from ifla_metrics.store.write.frameworks import change_settings
from ifla_metrics.store.write.periods import lock_period, unlock_period
from ifla_metrics.store.write.review import Decision, decide
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import (
    ALP,
    FRAMEWORK,
    NIGHT,
    OA_TF,
    OFFICE,
    VIEWER,
    close,
    draft,
    people,
    prepare_empty,
)
from tests.store.queries import query, verify, versions
from tests.test_access import may_change_owners

SETTINGS = settings(
    max_examples=100 if NIGHT else 6,
    derandomize=not NIGHT,
    stateful_step_count=30 if NIGHT else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
LOCKED = (date(2011, 1, 1), date(2011, 12, 31))


# The model


@dataclass
class Version:
    draft: ActivityDraft
    withdrawn: bool = False
    decision: str = ""


class Log:
    """All versions, decisions and expected audit entries."""

    def __init__(self):
        self.versions: dict[str, list[Version]] = defaultdict(list)
        self.entries = Counter()
        self.counted_entries, self.locked = "sent", False

    def refusal(self, actor, write):
        """Return the error with which the store refuses a write, or None."""
        history = self.versions[write.uid] if write.uid else []
        before = history[-1].draft if history else write.draft
        owners = before.groups if history else ()
        if not may_change_owners(actor, owners, write.draft.groups if write.draft else ()):
            return NotAllowed
        if self.is_locked(before, write.draft or before):
            return PeriodLocked
        if history and write.base_version != len(history):
            return Conflict
        return Refused if write.draft is None and history[-1].withdrawn else None

    def refused_decision(self, actor, uid, base, decision):
        """Return the error for a decision, None, or "same" if it repeats the last decision."""
        history = self.versions[uid]
        if actor.role is not Role.SECRETARIAT:
            return NotAllowed
        if base != len(history) or history[-1].withdrawn:
            return Conflict
        if history[-1].decision:
            return "same" if history[-1].decision == decision else Conflict
        return PeriodLocked if self.is_locked(history[-1].draft) else None

    def is_locked(self, *drafts):
        first, last = LOCKED
        return self.locked and any(d.started_on <= last and first <= d.ended_on for d in drafts)

    def write(self, actor, write, uid):
        history = self.versions[uid]
        history.append(Version(write.draft or history[-1].draft, write.draft is None))
        new = "record" if len(history) == 1 else "amend"
        self.audit("withdraw" if write.draft is None else new, actor, uid, len(history))

    def audit(self, action, actor, subject, version=None):
        self.entries[action, actor.name, subject, version] += 1

    def counted_draft(self, uid):
        history = self.versions[uid]
        if history[-1].withdrawn:
            return None
        if self.counted_entries == "sent":
            return None if history[-1].decision == "returned" else history[-1].draft
        return next((v.draft for v in history[::-1] if v.decision == "approved"), None)

    def totals(self):
        """Return the numbers of activities, participations and women."""
        counted = [d for uid in self.versions if (d := self.counted_draft(uid)) is not None]
        lines = [line for activity in counted for line in activity.participation]
        women = sum(line.count for line in lines if line.gender == "woman")
        return [len(counted), sum(line.count for line in lines), women]


# Random writes


actors = st.sampled_from([OFFICE, OFFICE, OFFICE, ALP, ALP, OA_TF, VIEWER])
owners = st.sampled_from([("ALP",), ("ALP",), ("OA-TF",), ("ALP", "OA-TF"), ("OA-TF", "ALP")])
mostly = st.sampled_from([True, True, True, False])


@st.composite
def drafts(draw):
    first = draw(st.dates(date(2010, 12, 15), date(2012, 1, 31)))
    number, gender = draw(st.integers(1, 90) | st.none()), draw(st.sampled_from(["woman", "man"]))
    return draft(
        started_on=first,
        ended_on=first + timedelta(days=draw(st.integers(0, 20))),
        groups=draw(owners),
        countries=tuple(draw(st.lists(st.sampled_from(["BWA", "ZAF"]), unique=True))),
        outcomes=draw(st.lists(st.sampled_from(["KI2.A.1", "KI2.A.2"]), unique=True)),
        directions=draw(st.sampled_from([(), ("SD2",), ("SD2", "SD4")])),
        participation=() if number is None else (people(number, gender=gender),),
    )


class StoreMachine(RuleBasedStateMachine):
    uids = Bundle("uids")

    def __init__(self, databases, counts):
        super().__init__()
        self.url, self.counts = databases(prepare_empty), counts
        self.engine = engine_of(self.url)
        self.log, self.number = Log(), 0
        self.audited_before = query(self.engine, audited)

    def teardown(self):
        try:
            self.compare_histories()
        finally:
            close(self.url)

    # Rules

    @initialize(counted=st.sampled_from(COUNTED_ENTRIES), target=uids, activity=drafts())
    def start(self, counted, activity):
        self.set_counted_entries(counted)
        return self.record(OFFICE, activity)

    @rule(actor=actors, activity=drafts(), target=uids)
    def record(self, actor, activity):
        write = self.change(activity)
        saved = self.save(write, actor, lambda: record(self.engine, write.draft, actor=actor))
        return saved.uid if saved else multiple()

    @rule(actor=actors, uid=uids, activity=drafts() | st.none(), fresh=mostly)
    def amend_or_withdraw(self, actor, uid, activity, fresh):
        write = self.change(activity, uid, fresh)
        form = {"base_version": write.base_version, "reason": "a test", "actor": actor}
        if activity:
            self.save(write, actor, lambda: amend(self.engine, uid, write.draft, **form))
        else:
            self.save(write, actor, lambda: withdraw(self.engine, "activity", uid, **form))

    @rule(
        actor=actors,
        uid=uids,
        decision=st.sampled_from(["approved", "approved", "returned"]),
        fresh=mostly,
    )
    def review(self, actor, uid, decision, fresh):
        base = self.base_version(uid, fresh) or 1
        decisions = [Decision("activity", uid, base, decision, "Why?")]
        expected = self.log.refused_decision(actor, uid, base, decision)

        def write():
            return decide(self.engine, decisions, actor=actor)

        if expected == "same":
            assert self.run_unchanged(write) == 0
        elif self.expect(expected, write):
            self.log.versions[uid][-1].decision = decision
            self.log.audit("review", actor, uid, base)

    @rule(counted=st.sampled_from(COUNTED_ENTRIES))
    def set_counted_entries(self, counted):
        change_settings(self.engine, FRAMEWORK, FrameworkSettings(counted), actor=OFFICE)
        if counted != self.log.counted_entries:
            self.log.audit("set_framework", OFFICE, FRAMEWORK)
        self.log.counted_entries = counted

    @rule()
    def lock_or_unlock(self):
        write = unlock_period if self.log.locked else lock_period
        write(self.engine, FRAMEWORK, "2011", reason="a test", actor=OFFICE)
        self.log.locked = not self.log.locked
        self.log.audit(write.__name__, OFFICE, f"{FRAMEWORK} 2011")

    # Steps of the rules

    def change(self, activity, uid="", fresh=True):
        """Return the change of an activity, with a title that no other version has."""
        self.number += 1
        title = f"Workshop t{self.number:05d}"
        activity = activity and activity.model_copy(update={"title": title})
        return EntryChange(activity, uid, self.base_version(uid, fresh) if uid else None)

    def base_version(self, uid, fresh):
        return len(self.log.versions[uid]) - (0 if fresh else 1)

    def save(self, write, actor, act):
        """Save a change, or check its refusal; return what the store returned."""
        saved = self.expect(self.log.refusal(actor, write), act)
        if saved is not None:
            self.log.write(actor, write, saved.uid)
            assert saved == (write.uid or saved.uid, len(self.log.versions[saved.uid]))
        return saved

    def expect(self, error, write):
        """Call a write, or check that it raises the error and changes nothing."""
        self.counts[getattr(error, "__name__", "written")] += 1
        if error is None:
            return write()

        def refused():
            with pytest.raises(error):
                write()

        return self.run_unchanged(refused)

    def run_unchanged(self, act):
        before = query(self.engine, state)
        result = act()
        assert query(self.engine, state) == before
        return result

    # Checks

    @invariant()
    def compare_audit_and_totals(self):
        assert query(self.engine, audited) - self.audited_before == self.log.entries
        cells = query(self.engine, stored_cells, FRAMEWORK, LIVE)
        totals = [sums for key, sums in cells.items() if key[:2] == ("total", "all")]
        columns = [CELL_SUMS.index(m) for m in ("activities", "participations", "women")]
        assert self.log.totals() == [sum(sums[at] for sums in totals) for at in columns]

    def compare_histories(self):
        for uid, expected in self.log.versions.items():
            history = versions(self.engine, uid)
            decided = {
                v.version: "approved" if v.approved_at else "returned"
                for v in history
                if v.decided_by
            }
            assert [v.version for v in history] == list(range(1, len(expected) + 1))
            assert [(v.draft, v.withdrawn) for v in history] == [
                (v.draft, v.withdrawn) for v in expected
            ]
            assert decided == {i: v.decision for i, v in enumerate(expected, 1) if v.decision}
            for title in {v.draft.title for v in expected}:
                matches = [uid] if title == expected[-1].draft.title else []
                assert query(self.engine, find_activities, title) == matches
        assert verify(self.engine) == []
        self.counts["sequences"] += 1
        self.counts["versions"] += sum(map(len, self.log.versions.values()))


def audited(connection):
    c = AUDIT.c
    statement = sa.select(c.action, c.actor, c.subject, c.version).where(c.action != "refused")
    return Counter(map(tuple, connection.execute(statement)))


def state(connection):
    versions = sa.select(sa.func.count()).select_from(ACTIVITY_VERSION)
    return connection.execute(versions).scalar_one(), audited(connection)


@BOTH_BY_DAY
def test_store_and_model_agree_over_any_sequence_of_writes(database_from, database_kind):
    counts = Counter()
    machine = partial(StoreMachine, database_from, counts)
    run_state_machine_as_test(machine, settings=SETTINGS)

    print(f"\n{database_kind}: {dict(counts)}, 0 differences")
    assert counts["written"] > SETTINGS.max_examples
    assert {"NotAllowed", "Conflict"} <= counts.keys()
