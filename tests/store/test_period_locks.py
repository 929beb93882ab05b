"""Nothing is written into a locked period, by whatever door, until it is opened for a group."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import PeriodLocked, Refused
from ifla_metrics.i18n import translate
from ifla_metrics.store import periods
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import read_transaction, revision
from ifla_metrics.store.entries import EntryChange, amend, record, withdraw
from ifla_metrics.store.frameworks import apply_framework
from ifla_metrics.store.imports import apply_import
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import FRAMEWORK, clock_at, draft
from tests.store.test_records import RECORDS

OFFICE = Actor("office", Role.SECRETARIAT)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
OTHER = Actor("Ivan", Role.EDITOR, frozenset({"OA-TF"}))
YEAR = "2011"
LATER = {"started_on": date(2012, 3, 1), "ended_on": date(2012, 3, 2)}


def lock(engine, period=YEAR):
    periods.lock_period(engine, FRAMEWORK, period, reason="The report is printed", actor=OFFICE)


def open_for(engine, group, days=0):
    why = {"until": today() + timedelta(days), "reason": "A late list", "actor": OFFICE}
    periods.open_period(engine, FRAMEWORK, YEAR, group=group, **why)


def said_in(kind, day, **other):
    field = "planned_on" if kind == "milestone" else "as_of"
    return RECORDS[kind].model_copy(update={field: day, **other})


def test_nothing_is_written_about_its_days_by_any_function(engine):
    june, change = date(2011, 6, 1), {"base_version": 1, "reason": "x", "actor": OFFICE}
    inside, outside = draft(), draft(**LATER)
    within, after = (record(engine, d, actor=OFFICE).uid for d in (inside, outside))
    old = {kind: record(engine, said_in(kind, june), actor=OFFICE).uid for kind in RECORDS}
    lock(engine)
    nothing = {"group": "ALP", "actor": OFFICE}
    doors = [
        lambda: record(engine, inside, actor=OFFICE),
        lambda: amend(engine, within, outside, **change),
        lambda: amend(engine, after, inside, **change),
        lambda: withdraw(engine, "activity", within, **change),
        lambda: decide(engine, [Decision("activity", within, 1, "approved")], actor=OFFICE),
        lambda: periods.report_nothing(engine, FRAMEWORK, "2011-Q2", **nothing),
        lambda: periods.report_nothing(engine, FRAMEWORK, "2011-Q2", taken_back=True, **nothing),
    ]
    file = {"key": "once", "file_name": "a.xlsx", "file_hash": "f" * 64, "actor": OFFICE}
    rows = (
        EntryChange(inside, key="1", kind="activity"),
        EntryChange(outside, within, 1, "x", kind="activity"),
        EntryChange(None, within, 1, "x", kind="activity"),
    )
    doors += [partial(apply_import, engine, [row], **file) for row in rows]
    for kind, uid in old.items():
        doors += [
            partial(record, engine, said_in(kind, june), actor=OFFICE),
            partial(amend, engine, uid, said_in(kind, june, note="more"), **change),
            partial(withdraw, engine, kind, uid, **change),
        ]
    with read_transaction(engine) as connection:
        before = revision(connection)
    for door in doors:
        with pytest.raises(PeriodLocked, match=r"The report is printed.*can open it"):
            door()
    with read_transaction(engine) as connection:
        assert revision(connection) == before

    periods.unlock_period(engine, FRAMEWORK, YEAR, reason="A mistake in it", actor=OFFICE)
    doors[0]()


def test_a_lock_keeps_its_days_whatever_becomes_of_the_strategy(engine):
    lock(engine)
    with read_transaction(engine) as connection:
        plan = read_catalogue(connection).framework(FRAMEWORK)
    others = tuple(period for period in plan.periods if period.code != YEAR)
    apply_framework(engine, replace(plan, periods=others), actor=OFFICE)

    with pytest.raises(PeriodLocked, match="2011 is locked: The report is printed"):
        record(engine, draft(), actor=OFFICE)
    periods.unlock_period(engine, FRAMEWORK, YEAR, reason="A mistake in it", actor=OFFICE)
    record(engine, draft(), actor=OFFICE)


def test_a_refusal_names_a_quarter_in_the_readers_language(engine):
    lock(engine, "2011-Q2")
    with pytest.raises(PeriodLocked) as refused:
        record(engine, draft(), actor=OFFICE)

    assert refused.value.translate(translate("fr")).startswith("T2\u00a02011 est verrouillé")


def test_a_period_is_open_for_one_group_alone_and_until_its_day(engine):
    lock(engine)
    joint = draft(groups=("ALP", "OA-TF"))
    open_for(engine, "ALP")

    record(engine, draft(), actor=THANDI)
    record(engine, joint, actor=THANDI)
    with pytest.raises(PeriodLocked, match="for OA-TF"):
        record(engine, draft(groups=("OA-TF",)), actor=OTHER)
    with pytest.raises(PeriodLocked, match="for OA-TF"):
        record(engine, joint, actor=OTHER)

    with pytest.raises(Refused, match=f"today is {today()}"):
        open_for(engine, "ALP", days=-1)
    with clock_at(now() + timedelta(1)), pytest.raises(PeriodLocked):
        record(engine, draft(), actor=THANDI)


def test_a_milestone_planned_for_a_locked_period_can_be_reported_as_reached_later(engine):
    plan = said_in("milestone", date(2011, 6, 1))
    uid, _ = record(engine, plan, actor=THANDI)
    lock(engine)

    def reached(day):
        return plan.model_copy(update={"actual_on": day})

    change = {"base_version": 1, "reason": "It is open", "actor": THANDI}
    later = plan.model_copy(update={"planned_on": date(2012, 6, 1)})
    for shut in (reached(date(2011, 9, 1)), later):
        with pytest.raises(PeriodLocked):
            amend(engine, uid, shut, **change)
    amend(engine, uid, reached(date(2012, 2, 1)), **change)


def test_another_strategy_is_not_kept_out(engine):
    lock(engine)
    with read_transaction(engine) as connection:
        node = read_catalogue(connection).framework("2016-2021").nodes[0].code
    moved = said_in("story", date(2011, 6, 1), framework="2016-2021", node=node)
    record(engine, moved, actor=THANDI)
