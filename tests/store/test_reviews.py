"""Approve, return, lock: figures follow, nobody is overwritten, and nothing is half done."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import COUNTS, Choices
from ifla_metrics.errors import Conflict, InvalidRecord, PeriodLocked
from ifla_metrics.models.system_tables import MEASURES
from ifla_metrics.store.activities import amend_activity, log_activity, withdraw_activity
from ifla_metrics.store.as_of import LIVE, end_of
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import reading
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.frozen_meetings import freeze_meeting
from ifla_metrics.store.periods import lock_period, unlock_period
from ifla_metrics.store.read import read
from ifla_metrics.store.read_request import request_of
from ifla_metrics.store.records import amend_record, record
from ifla_metrics.store.review import (
    Decision,
    count_waiting,
    decide,
    returned,
    waiting,
)
from ifla_metrics.store.revisions import revision
from ifla_metrics.store.summary_cells import VERSIONS, computed, stored, verify
from tests.store.conftest import FRAMEWORK, draft, entries, people
from tests.store.reference_cells import expected_cells
from tests.store.test_failures import fail_each
from tests.store.test_records import SAID
from tests.store.test_summary_cells import copy_of, drafts, hold, period_sums, sums

OFFICE = Actor("office", Role.SECRETARIAT)
CLOCK = datetime(2020, 1, 1, 9, tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)
FRAMES = ("country_cells", "association_cells", "month_cells", "profile_cells")
NOW = ("now", FOREVER)
AFRICAN = {"BWA", "ZAF"}
FILTERS = (
    {"region": "africa"},
    {"group": "ALP"},
    {"reviewed_only": True},
    {"region": "africa", "group": "HQ", "reviewed_only": True},
)
PROPERTY = settings(
    max_examples=200 if os.environ.get("IFLA_NIGHT") else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ACTIONS = [
    "log",
    "amend",
    "amend",
    "amend",
    "withdraw",
    "approve",
    "approve",
    "approve",
    "return",
    "lock",
    "unlock",
    "count approved",
    "count sent",
]
steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 1), drafts()), min_size=6, max_size=16
)


class Told:
    """One version in plain Python."""

    def __init__(self, at, said):
        self.at, self.said, self.ended = at, said, FOREVER
        self.approved = self.returned = FOREVER


class Model:
    """The log as plain Python objects: versions of each activity, locks, the setting."""

    def __init__(self):
        self.versions = {}
        self.first = {}
        self.counts = "sent"
        self.locked = False

    def tell(self, at, uid, said):
        told = self.versions.setdefault(uid, [])
        self.first.setdefault(uid, at.date())
        if told:
            told[-1].ended = at
        told.append(Told(at, said))

    def counting(self, uid, until, counts):
        """What an activity says in figures before a moment; None when it does not count."""
        known = [v for v in self.versions[uid] if v.at < until]
        if not known or known[-1].said is None:
            return None
        if counts == "sent":
            return None if known[-1].returned < until else known[-1].said
        approved = [v for v in known if v.approved < until]
        return approved[-1].said if approved else None

    def cells(self, rules, until, *, region="", group="", reviewed_only=False):
        """What a filter leaves: activities in a region, of a group, only approved versions."""
        counts = "approved" if reviewed_only else self.counts
        said = {uid: self.counting(uid, until, counts) for uid in self.versions}
        left = [
            (d, self.first[uid])
            for uid, d in said.items()
            if d and (not group or group in d.groups)
            if not region or set(d.countries) & AFRICAN
        ]
        return expected_cells(left, rules, AFRICAN if region else None)


def in_locked(*versions):
    return any(
        v.started_on <= date(2011, 12, 31) and date(2011, 1, 1) <= v.ended_on for v in versions
    )


def play(engine, sequence, monkeypatch, *, counts="sent"):
    """Do the steps, one a day; every refusal must be one that the model expects."""
    model, days = Model(), count()
    model.counts = set_framework(engine, FRAMEWORK, counts=counts, actor=OFFICE).counts
    for action, which, said in sequence:
        at = CLOCK + timedelta(days=next(days))
        monkeypatch.setattr("ifla_metrics.store.versions.now", lambda at=at: at)
        if action in {"lock", "unlock"}:
            if model.locked == (action == "unlock"):
                do = lock_period if action == "lock" else unlock_period
                do(engine, FRAMEWORK, "2011", reason="a test", actor=OFFICE)
                model.locked = action == "lock"
        elif action.startswith("count"):
            model.counts = action.removeprefix("count ")
            set_framework(engine, FRAMEWORK, counts=model.counts, actor=OFFICE)
        elif action == "log" or not model.versions:
            log(engine, model, at, said)
        else:
            uid = sorted(model.versions)[which % len(model.versions)]
            change(engine, model, at, uid, (action, said))
    monkeypatch.undo()
    return model


def log(engine, model, at, said):
    if model.locked and in_locked(said):
        with pytest.raises(PeriodLocked):
            log_activity(engine, said, actor=OFFICE)
        return
    uid, _ = log_activity(engine, said, actor=OFFICE, uid=f"a{len(model.versions)}")
    model.tell(at, uid, said)


def change(engine, model, at, uid, step):
    action, said = step
    told = model.versions[uid]
    last = told[-1]
    before = next(v.said for v in reversed(told) if v.said is not None)
    touched = (before, said) if action == "amend" else (before,)
    again = last.approved < FOREVER if action == "approve" else last.returned < FOREVER
    decided = last.approved < FOREVER or last.returned < FOREVER
    expected = None
    if action in {"approve", "return"} and decided and not again:
        expected = Conflict
    elif action in {"approve", "return"} and again:
        at = None
    elif action in {"approve", "return"} and last.said is None:
        expected = Conflict
    elif model.locked and in_locked(*touched):
        expected = PeriodLocked
    elif action == "withdraw" and last.said is None:
        expected = InvalidRecord
    if expected is not None:
        with pytest.raises(expected):
            do(engine, uid, len(told), action, said)
        return
    do(engine, uid, len(told), action, said)
    if action in {"amend", "withdraw"}:
        model.tell(at, uid, said if action == "amend" else None)
    elif at is not None:
        setattr(last, "approved" if action == "approve" else "returned", at)


def do(engine, uid, version, action, said):
    form = {"base_version": version, "reason": "a test", "actor": OFFICE}
    if action == "amend":
        amend_activity(engine, uid, said, **form)
    elif action == "withdraw":
        withdraw_activity(engine, uid, **form)
    else:
        word = "approved" if action == "approve" else "returned"
        decide(engine, [Decision("activity", uid, version, word, "Why?")], actor=OFFICE)


def filtered(connection, rules, asked):
    found = computed(
        connection,
        replace(rules, counts=asked.counts),
        until=asked.state.until,
        filters=asked.filters(VERSIONS),
        countries=asked.countries,
    )
    return {tuple(row[:6]): tuple(row[6:]) for row in found if any(row[6:])}


@PROPERTY
@given(sequence=steps, day=st.integers(0, 16), counts=st.sampled_from(COUNTS))
def test_cells_are_those_of_what_counts_now_and_on_any_day(
    sequence, day, counts, database_from, monkeypatch
):
    with copy_of(database_from) as engine:
        model = play(engine, sequence, monkeypatch, counts=counts)
        on = (CLOCK + timedelta(days=day)).date()
        choices = Choices(FRAMEWORK, "2011-2012", known_on=on.isoformat())
        with reading(engine) as connection:
            rules = next(r for r in catalogue(connection).rules if r.framework == FRAMEWORK)
            assert stored(connection, FRAMEWORK, LIVE) == model.cells(rules, FOREVER)
            past = read(connection, choices, FRAMES)
            days = ((choices.known_on, end_of(on)), NOW)
            for filters, (known_on, until) in product(FILTERS, days):
                asked = request_of(connection, replace(choices, known_on=known_on, **filters))
                assert filtered(connection, rules, asked) == model.cells(rules, until, **filters)
        right = model.cells(rules, end_of(on))
        for name in FRAMES:
            assert sums(past.frame(name)) == period_sums(name, right)
        assert verify(engine) == []


def test_a_frozen_meeting_keeps_what_was_approved_by_its_day(engine, monkeypatch):
    set_framework(engine, FRAMEWORK, counts="approved", actor=OFFICE)
    hold(engine, "2020-01", CLOCK.date())
    uid = at(CLOCK, monkeypatch, lambda: log_activity(engine, draft(), actor=OFFICE).uid)
    other = at(CLOCK, monkeypatch, lambda: log_activity(engine, draft(), actor=OFFICE).uid)
    at(CLOCK, monkeypatch, lambda: approve(engine, uid, 1))
    freeze_meeting(engine, "2020-01", actor=OFFICE)
    at(CLOCK + timedelta(days=3), monkeypatch, lambda: approve(engine, other, 1))

    assert activities(engine, "2020-01") == 1
    assert activities(engine) == 2
    assert verify(engine) == []

    set_framework(engine, FRAMEWORK, counts="sent", actor=OFFICE)
    assert activities(engine, "2020-01") == 2
    assert verify(engine) == []


def at(moment, monkeypatch, act):
    monkeypatch.setattr("ifla_metrics.store.versions.now", lambda: moment)
    result = act()
    monkeypatch.undo()
    return result


def approve(engine, uid, version, kind="activity"):
    return decide(engine, [Decision(kind, uid, version, "approved")], actor=OFFICE)


def give_back(engine, uid, version, comment="Please add the countries.", kind="activity"):
    return decide(engine, [Decision(kind, uid, version, "returned", comment)], actor=OFFICE)


def activities(engine, known=LIVE):
    """Activities in the cells of all months."""
    return total(engine, "activities", known)


def total(engine, measure, known=LIVE):
    with reading(engine) as connection:
        cells = stored(connection, FRAMEWORK, known)
    at = MEASURES.index(measure)
    return sum(v[at] for k, v in cells.items() if k[:2] == ("total", "all"))


def test_a_returned_activity_leaves_the_figures_and_the_group_sees_why(engine):
    uid, _ = log_activity(engine, draft(title="Workshop in Gaborone"), actor=OFFICE)
    assert activities(engine) == 1

    give_back(engine, uid, 1)

    assert activities(engine) == 0
    with reading(engine) as connection:
        [item] = returned(connection, ["ALP"])
        assert returned(connection, ["OA-TF"]) == []
        assert waiting(connection) == []
    assert (item.title, item.groups) == ("Workshop in Gaborone", ("ALP",))
    assert (item.comment, item.decided_by) == ("Please add the countries.", "office")

    amend_activity(
        engine, uid, draft(countries=("ZAF",)), base_version=1, reason="Countries", actor=OFFICE
    )
    assert activities(engine) == 1
    with reading(engine) as connection:
        assert returned(connection) == []
        assert [i.version for i in waiting(connection, ["ALP"])] == [2]
        assert count_waiting(connection) == 1
    assert verify(engine) == []


def test_where_approved_items_count_an_amendment_waits_and_the_approved_version_stands(engine):
    set_framework(engine, FRAMEWORK, counts="approved", actor=OFFICE)
    uid, _ = log_activity(engine, draft(participation=(people(10),)), actor=OFFICE)
    assert activities(engine) == 0
    approve(engine, uid, 1)
    more = draft(participation=(people(90),))
    amend_activity(engine, uid, more, base_version=1, reason="More came", actor=OFFICE)
    assert participations(engine) == 10
    give_back(engine, uid, 2)
    assert participations(engine) == 10

    withdraw_activity(engine, uid, base_version=2, reason="Not held", actor=OFFICE)
    assert activities(engine) == 0
    amend_activity(engine, uid, more, base_version=3, reason="It was held", actor=OFFICE)
    assert participations(engine) == 10
    approve(engine, uid, 4)
    assert participations(engine) == 90
    assert verify(engine) == []


def participations(engine):
    return total(engine, "participations")


def test_records_follow_the_setting_too(engine):
    story = SAID["story"]
    uid, _ = record(engine, story, actor=OFFICE)

    def told():
        with reading(engine) as connection:
            found = read(connection, Choices(FRAMEWORK, "2011-2012"), ["stories"])
        return list(found.frame("stories")["title"])

    assert told() == [story.title]
    give_back(engine, uid, 1, kind="story")
    assert told() == []
    new = story.model_copy(update={"title": "Told again"})
    amend_record(engine, uid, new, base_version=1, reason="As asked", actor=OFFICE)
    assert told() == ["Told again"]
    set_framework(engine, FRAMEWORK, counts="approved", actor=OFFICE)
    assert told() == []
    approve(engine, uid, 2, kind="story")
    assert told() == ["Told again"]


def test_what_was_documented_stands_approved(history):
    before = activities(history)
    with reading(history) as connection:
        assert count_waiting(connection) == 0
    set_framework(history, FRAMEWORK, counts="approved", actor=OFFICE)

    assert activities(history) == before
    assert verify(history) == []


def test_a_version_that_was_replaced_since_the_list_was_drawn_is_told_and_nothing_written(engine):
    first, _ = log_activity(engine, draft(), actor=OFFICE)
    second, _ = log_activity(engine, draft(title="Meeting in Lima"), actor=OFFICE)
    amend_activity(engine, second, draft(), base_version=1, reason="x", actor=OFFICE)
    with reading(engine) as connection:
        number = revision(connection)
    stale = [
        Decision("activity", first, 1, "approved"),
        Decision("activity", second, 1, "approved"),
    ]
    with pytest.raises(Conflict, match="was changed by office"):
        decide(engine, stale, actor=OFFICE)
    with reading(engine) as connection:
        assert revision(connection) == number
        assert count_waiting(connection) == 2


def test_the_same_decision_twice_is_one_and_another_is_a_conflict(engine):
    uid, _ = log_activity(engine, draft(), actor=OFFICE)

    assert approve(engine, uid, 1) == 1
    assert approve(engine, uid, 1) == 0
    with pytest.raises(Conflict, match="decided otherwise"):
        give_back(engine, uid, 1)
    with reading(engine) as connection:
        told = [e for e in entries(connection, subject=uid) if e.action == "review"]
    assert [(e.version, e.actor, e.reason) for e in told] == [(1, "office", "approved")]


def test_a_return_needs_a_comment(engine):
    uid, _ = log_activity(engine, draft(), actor=OFFICE)
    with pytest.raises(InvalidRecord, match="Say what the group should change"):
        give_back(engine, uid, 1, comment=" \n ")
    with pytest.raises(InvalidRecord, match="at most 2000"):
        give_back(engine, uid, 1, comment="x" * 2001)


def test_whatever_statement_of_a_decision_fails_nothing_is_left(engine):
    set_framework(engine, FRAMEWORK, counts="approved", actor=OFFICE)
    chosen = [
        Decision("activity", log_activity(engine, draft(), actor=OFFICE).uid, 1, "approved"),
        Decision("activity", log_activity(engine, draft(), actor=OFFICE).uid, 1, "returned", "x"),
        Decision("story", record(engine, SAID["story"], actor=OFFICE).uid, 1, "approved"),
    ]
    failures = fail_each(engine, lambda: decide(engine, chosen, actor=OFFICE))

    assert failures > 10
    assert activities(engine) == 1
    assert verify(engine) == []
