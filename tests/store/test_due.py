"""What a group owes: due, overdue, reported, nothing to report."""

from datetime import date
from itertools import pairwise

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import InvalidRecord, UnknownCode
from ifla_metrics.framework_files import read_folder
from ifla_metrics.store.activity_log import log_activity
from ifla_metrics.store.audit import entries
from ifla_metrics.store.database import reading
from ifla_metrics.store.due import due, leaves_of, owners_of
from ifla_metrics.store.framework_settings import set_framework
from ifla_metrics.store.nil_returns import nil_returns, report_nothing, take_back
from ifla_metrics.store.period_locking import lock_period, open_period
from ifla_metrics.store.records import record
from ifla_metrics.store.reviews import Decision, decide
from tests.store.conftest import DATA, FRAMEWORK, draft
from tests.store.test_records import SAID

OFFICE = Actor("office", Role.SECRETARIAT)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
ON = date(2011, 7, 15)
"""Two weeks after the second quarter of 2011."""


def told(engine, on=ON, groups=("ALP",), **further):
    with reading(engine) as connection:
        found = due(connection, groups=groups, on=on, framework=FRAMEWORK, **further)
    return {d.period: (d.state, d.activities, d.records) for d in found}


def test_the_last_year_is_asked_for_and_the_newest_quarter_is_not_overdue_yet(engine):
    assert told(engine) == {
        "2010-Q3": ("overdue", 0, 0),
        "2010-Q4": ("overdue", 0, 0),
        "2011-Q1": ("overdue", 0, 0),
        "2011-Q2": ("due", 0, 0),
    }


def test_a_report_is_due_through_its_due_day_and_overdue_on_the_next(engine):
    assert told(engine, on=date(2011, 7, 30))["2011-Q2"][0] == "due"
    assert told(engine, on=date(2011, 7, 31))["2011-Q2"][0] == "overdue"
    set_framework(engine, FRAMEWORK, due_days=45, actor=OFFICE)
    assert told(engine, on=date(2011, 7, 31))["2011-Q2"][0] == "due"


def test_what_was_sent_is_counted_and_what_was_returned_is_not(engine):
    uid, _ = log_activity(engine, draft(groups=("OA-TF", "ALP")), actor=OFFICE)
    said = SAID["story"].model_copy(update={"group": "ALP", "as_of": date(2011, 6, 30)})
    record(engine, said, actor=OFFICE)
    assert told(engine)["2011-Q2"] == ("reported", 1, 1)
    assert told(engine, groups=("OA-TF",))["2011-Q2"] == ("reported", 1, 0)

    decide(engine, [Decision("activity", uid, 1, "returned", "why")], actor=OFFICE)
    assert told(engine, groups=("OA-TF",))["2011-Q2"] == ("due", 0, 0)


def test_nothing_to_report_is_an_answer_and_stands_beside_what_is_logged_later(engine):
    report_nothing(engine, FRAMEWORK, "2011-Q2", group="ALP", line="A quiet spring", actor=THANDI)
    assert told(engine)["2011-Q2"] == ("nothing_to_report", 0, 0)
    log_activity(engine, draft(), actor=THANDI)
    assert told(engine)["2011-Q2"] == ("reported", 1, 0)
    with reading(engine) as connection:
        [nil] = nil_returns(connection, ["ALP"]).values()
    assert (nil.line, nil.recorded_by) == ("A quiet spring", "Thandi")


def test_saying_nothing_twice_is_one_answer_and_it_can_be_taken_back(engine):
    for _ in range(2):
        report_nothing(engine, FRAMEWORK, "2011-Q2", group="ALP", actor=THANDI)
    report_nothing(engine, FRAMEWORK, "2011-Q2", group="ALP", line="Quiet", actor=OFFICE)
    with reading(engine) as connection:
        assert nil_returns(connection, ["ALP"]).popitem()[1].recorded_by == OFFICE.name
    for _ in range(2):
        take_back(engine, FRAMEWORK, "2011-Q2", group="ALP", actor=THANDI)
    assert told(engine)["2011-Q2"] == ("due", 0, 0)
    with reading(engine) as connection:
        said = [e.reason for e in entries(connection, subject=f"{FRAMEWORK} 2011-Q2 ALP")]
    assert said == ["taken back", "Quiet", ""]


def test_a_nil_return_for_no_period_or_a_long_line_is_refused(engine):
    with pytest.raises(UnknownCode, match="2011-Q7"):
        report_nothing(engine, FRAMEWORK, "2011-Q7", group="ALP", actor=THANDI)
    with pytest.raises(InvalidRecord, match="at most 400"):
        report_nothing(engine, FRAMEWORK, "2011-Q2", group="ALP", line="x" * 401, actor=THANDI)


def test_a_locked_period_is_asked_of_nobody_but_the_group_it_is_open_to(engine):
    lock_period(engine, FRAMEWORK, "2010", reason="printed", actor=OFFICE)
    assert list(told(engine)) == ["2011-Q1", "2011-Q2"]
    open_period(engine, FRAMEWORK, "2010", group="ALP", until=ON, reason="late", actor=OFFICE)
    assert "2010-Q4" in told(engine)
    assert "2010-Q4" not in told(engine, groups=("OA-TF",))


def test_periods_that_ended_before_reports_were_asked_for_are_not_due(engine):
    set_framework(engine, FRAMEWORK, asked_from=date(2011, 3, 31), actor=OFFICE)
    assert list(told(engine)) == ["2011-Q1", "2011-Q2"]


def test_periods_to_come_are_told_when_asked_for(engine):
    coming = told(engine, ahead=200)
    assert coming["2011-Q3"] == ("coming", 0, 0)
    assert coming["2011-Q4"] == ("coming", 0, 0)
    assert "2012-Q1" not in coming


def test_groups_that_own_a_part_owe_and_no_others(engine):
    plan = read_folder(DATA / "frameworks" / FRAMEWORK)
    with reading(engine) as connection:
        everybody = due(connection, groups=None, on=ON)
    assert (
        {d.group for d in everybody} == set(owners_of(plan)) == {"ALP", "ILP-AG", "OA-TF", "CR-WG"}
    )
    assert told(engine, groups=("HQ",)) == {}


@pytest.mark.parametrize("plan", ["2010-2015", "2016-2021", "2019-2024", "2024-2029"])
def test_the_shortest_periods_of_a_strategy_do_not_overlap(plan):
    leaves = leaves_of(read_folder(DATA / "frameworks" / plan))
    assert leaves
    assert all(a.ends_on < b.starts_on for a, b in pairwise(leaves))
