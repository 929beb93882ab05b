"""A locked period accepts no write until it is unlocked, or opened for a group."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from ifla_metrics.errors import PeriodLocked, Refused
from ifla_metrics.i18n import translate
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import revision
from ifla_metrics.store.write import periods
from ifla_metrics.store.write.entries import EntryChange, amend, record, withdraw
from ifla_metrics.store.write.frameworks import apply_framework
from ifla_metrics.store.write.imports import apply_import
from ifla_metrics.store.write.review import Decision, decide
from tests.store.conftest import ALP, FRAMEWORK, OA_TF, OFFICE, clock_at, draft
from tests.store.queries import query
from tests.store.test_records import RECORDS

YEAR = "2011"
LATER = {"started_on": date(2012, 3, 1), "ended_on": date(2012, 3, 2)}


def lock(engine, period=YEAR):
    periods.lock_period(engine, FRAMEWORK, period, reason="The report is printed", actor=OFFICE)


def unlock(engine):
    periods.unlock_period(engine, FRAMEWORK, YEAR, reason="A mistake in it", actor=OFFICE)


def open_for(engine, group, days=0):
    form = {"until": today() + timedelta(days), "reason": "A late list", "actor": OFFICE}
    periods.open_period(engine, FRAMEWORK, YEAR, group=group, **form)


def dated_record(kind, day, **fields):
    date_field = "planned_on" if kind == "milestone" else "as_of"
    return RECORDS[kind].model_copy(update={date_field: day, **fields})


def test_a_locked_period_refuses_every_kind_of_write(engine):
    june, change = date(2011, 6, 1), {"base_version": 1, "reason": "x", "actor": OFFICE}
    inside, outside = draft(), draft(**LATER)
    locked, later = (record(engine, d, actor=OFFICE).uid for d in (inside, outside))
    records = {k: record(engine, dated_record(k, june), actor=OFFICE).uid for k in RECORDS}
    lock(engine)
    nothing = {"group": "ALP", "actor": OFFICE}
    writes = [
        lambda: record(engine, inside, actor=OFFICE),
        lambda: amend(engine, locked, outside, **change),
        lambda: amend(engine, later, inside, **change),
        lambda: withdraw(engine, "activity", locked, **change),
        lambda: decide(engine, [Decision("activity", locked, 1, "approved")], actor=OFFICE),
        lambda: periods.report_nothing(engine, FRAMEWORK, "2011-Q2", **nothing),
        lambda: periods.report_nothing(engine, FRAMEWORK, "2011-Q2", taken_back=True, **nothing),
    ]
    file = {"key": "once", "file_name": "a.xlsx", "file_hash": "f" * 64, "actor": OFFICE}
    rows = (
        EntryChange(inside, key="1", kind="activity"),
        EntryChange(outside, locked, 1, "x", kind="activity"),
        EntryChange(None, locked, 1, "x", kind="activity"),
    )
    writes += [partial(apply_import, engine, [row], **file) for row in rows]
    for kind, uid in records.items():
        writes += [
            partial(record, engine, dated_record(kind, june), actor=OFFICE),
            partial(amend, engine, uid, dated_record(kind, june, note="more"), **change),
            partial(withdraw, engine, kind, uid, **change),
        ]
    before = query(engine, revision)
    for write in writes:
        with pytest.raises(PeriodLocked, match=r"The report is printed.*can open it"):
            write()
    assert query(engine, revision) == before

    unlock(engine)
    writes[0]()


def test_a_lock_remains_when_the_strategy_drops_the_period(engine):
    lock(engine)
    plan = query(engine, read_catalogue).framework(FRAMEWORK)
    others = tuple(period for period in plan.periods if period.code != YEAR)
    apply_framework(engine, replace(plan, periods=others), actor=OFFICE)

    with pytest.raises(PeriodLocked, match=r"2011 is locked \(The report is printed"):
        record(engine, draft(), actor=OFFICE)
    unlock(engine)
    record(engine, draft(), actor=OFFICE)


def test_a_refusal_names_the_quarter_in_the_language_of_the_reader(engine):
    lock(engine, "2011-Q2")
    with pytest.raises(PeriodLocked) as caught:
        record(engine, draft(), actor=OFFICE)

    assert caught.value.translate(translate("fr")).startswith("La période T2 2011 est")


def test_a_locked_period_is_opened_for_one_group_until_a_day(engine):
    lock(engine)
    joint = draft(groups=("ALP", "OA-TF"))
    open_for(engine, "ALP")

    record(engine, draft(), actor=ALP)
    record(engine, joint, actor=ALP)
    with pytest.raises(PeriodLocked, match="for OA-TF"):
        record(engine, draft(groups=("OA-TF",)), actor=OA_TF)
    with pytest.raises(PeriodLocked, match="for OA-TF"):
        record(engine, joint, actor=OA_TF)

    with pytest.raises(Refused, match=f"today is {today()}"):
        open_for(engine, "OA-TF", days=-1)
    with clock_at(now() + timedelta(1)), pytest.raises(PeriodLocked):
        record(engine, draft(), actor=ALP)
    open_for(engine, "ALP", days=-1)
    with pytest.raises(PeriodLocked):
        record(engine, draft(), actor=ALP)


def test_a_milestone_planned_for_a_locked_period_can_be_reported_as_reached_later(engine):
    plan = dated_record("milestone", date(2011, 6, 1))
    uid, _ = record(engine, plan, actor=ALP)
    lock(engine)

    def reached(day):
        return plan.model_copy(update={"actual_on": day})

    change = {"base_version": 1, "reason": "It is open", "actor": ALP}
    later = plan.model_copy(update={"planned_on": date(2012, 6, 1)})
    for refused in (reached(date(2011, 9, 1)), later):
        with pytest.raises(PeriodLocked):
            amend(engine, uid, refused, **change)
    amend(engine, uid, reached(date(2012, 2, 1)), **change)


def test_a_lock_does_not_apply_to_another_strategy(engine):
    lock(engine)
    node = query(engine, read_catalogue).framework("2016-2021").nodes[0].code
    story = dated_record("story", date(2011, 6, 1), framework="2016-2021", node=node)
    record(engine, story, actor=ALP)
