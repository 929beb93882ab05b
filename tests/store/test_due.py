"""What groups owe, as the database tells it: sent, returned, nothing to report, locked, asked."""

from datetime import date

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.errors import InvalidRecord, UnknownCode
from ifla_metrics.metrics import due
from ifla_metrics.store.database import reading
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.periods import (
    closed_to,
    lock_period,
    open_period,
    report_nothing,
    take_back,
)
from ifla_metrics.store.read import read
from ifla_metrics.store.records import record
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import FRAMEWORK, entries
from tests.store.test_records import SAID

OFFICE = Actor("office", Role.SECRETARIAT)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
VALUE = SAID["observation"].model_copy(
    update={"indicator": "A7", "group": "ALP", "as_of": date(2011, 6, 30)}
)


def told(engine, **choices):
    with reading(engine) as connection:
        chosen = Choices(FRAMEWORK, **{"period": "2011", **choices})
        found = due.reports(read(connection, chosen, due.NEEDS), ["ALP"])
    return {r.ends_on: r.state for r in found if r.indicator == "A7"}


def test_what_was_sent_is_a_report_and_what_was_returned_is_none(engine):
    set_framework(engine, FRAMEWORK, counts="approved", actor=OFFICE)
    uid, _ = record(engine, VALUE, actor=THANDI)
    assert told(engine)[date(2011, 6, 30)] == "reported"
    assert told(engine)[date(2011, 9, 30)] == "overdue"
    decide(engine, [Decision("observation", uid, 1, "returned", "why")], actor=OFFICE)
    assert told(engine)[date(2011, 6, 30)] == "overdue"


def test_saying_nothing_twice_is_one_answer_and_it_can_be_taken_back(engine):
    for _ in range(2):
        report_nothing(engine, FRAMEWORK, "2011-Q4", group="ALP", actor=THANDI)
    report_nothing(engine, FRAMEWORK, "2011-Q4", group="ALP", line="Quiet", actor=OFFICE)
    assert told(engine)[date(2011, 12, 31)] == "nothing_to_report"
    for _ in range(2):
        take_back(engine, FRAMEWORK, "2011-Q4", group="ALP", actor=THANDI)
    assert told(engine)[date(2011, 12, 31)] == "overdue"
    with reading(engine) as connection:
        said = [e.reason for e in entries(connection, subject=f"{FRAMEWORK} 2011-Q4 ALP")]
    assert said == ["taken back", "Quiet", ""]


def test_a_nil_return_for_no_period_or_a_long_line_is_refused(engine):
    with pytest.raises(UnknownCode, match="2011-Q7"):
        report_nothing(engine, FRAMEWORK, "2011-Q7", group="ALP", actor=THANDI)
    with pytest.raises(InvalidRecord, match="at most 400"):
        report_nothing(engine, FRAMEWORK, "2011-Q2", group="ALP", line="x" * 401, actor=THANDI)


def test_a_locked_day_is_closed_to_all_but_the_group_it_is_open_to(engine):
    until = date(2099, 1, 1)
    lock_period(engine, FRAMEWORK, "2010", reason="printed", actor=OFFICE)
    open_period(engine, FRAMEWORK, "2010", group="ALP", until=until, reason="late", actor=OFFICE)
    with reading(engine) as connection:
        closed = closed_to(connection, FRAMEWORK)
    days = date(2010, 12, 31), date(2011, 1, 1)

    assert [closed("OA-TF", day) for day in days] == [True, False]
    assert not closed("ALP", days[0])


def test_the_day_from_which_reports_are_asked_for_holds_everywhere(engine):
    set_framework(engine, FRAMEWORK, asked_from=date(2011, 9, 30), actor=OFFICE)

    assert list(told(engine)) == [date(2011, 9, 30), date(2011, 12, 31)]
