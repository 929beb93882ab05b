"""What groups owe, as the database tells it: sent, returned, nothing to report, locked, asked."""

from datetime import date

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.metrics import due
from ifla_metrics.store.database import reading
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.read import read
from ifla_metrics.store.records import record
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import FRAMEWORK
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


def test_the_day_from_which_reports_are_asked_for_holds_everywhere(engine):
    set_framework(engine, FRAMEWORK, asked_from=date(2011, 9, 30), actor=OFFICE)

    assert list(told(engine)) == [date(2011, 9, 30), date(2011, 12, 31)]
