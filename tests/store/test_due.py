"""What groups owe, as the database tells it: sent, returned, nothing to report, locked, asked."""

from datetime import date, timedelta

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.metrics import due
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.periods import lock_period, open_period
from ifla_metrics.store.read import read
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import FRAMEWORK
from tests.store.test_records import SAID

OFFICE = Actor("office", Role.SECRETARIAT)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
VALUE = SAID["observation"].model_copy(
    update={"indicator": "A7", "group": "ALP", "as_of": date(2011, 6, 30)}
)


def due_list(engine, groups=("ALP",)):
    with reading(engine) as connection:
        found = read(connection, Choices(FRAMEWORK, "2011"), due.LIST_NEEDS)
    return due.due_list(found, groups)


def told(engine):
    return {r.ends_on: r.state for r in due_list(engine).reports if r.indicator == "A7"}


def test_what_was_sent_is_a_report_and_what_was_returned_is_none(engine):
    set_framework(engine, FRAMEWORK, counts="approved", actor=OFFICE)
    uid, _ = record(engine, VALUE, actor=THANDI)
    assert told(engine)[date(2011, 6, 30)] == "reported"
    assert told(engine)[date(2011, 9, 30)] == "overdue"
    decide(engine, [Decision("observation", uid, 1, "returned", "why")], actor=OFFICE)
    assert told(engine)[date(2011, 6, 30)] == "overdue"

    set_framework(engine, FRAMEWORK, asked_from=date(2011, 9, 30), actor=OFFICE)
    assert list(told(engine)) == [date(2011, 9, 30), date(2011, 12, 31)]


def test_a_report_on_locked_days_is_asked_for_only_from_groups_that_they_are_open_to(engine):
    lock_period(engine, FRAMEWORK, "2011", reason="Printed", actor=OFFICE)
    assert {report.ends_on.year for report in due_list(engine).asked} == {2010}

    until, words = today() + timedelta(1), {"reason": "A late list", "actor": OFFICE}
    open_period(engine, FRAMEWORK, "2011", group="ALP", until=until, **words)
    found = due_list(engine, None)

    assert {r.group for r in found.asked if r.ends_on.year == 2011} == {"ALP"}
    assert {r.group for r in found.locked} == {r.group for r in found.reports} - {"ALP"}
