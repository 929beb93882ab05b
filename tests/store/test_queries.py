"""What is read of the log: frames as known on a moment, reports that are owed, likely doubles."""

from dataclasses import replace
from datetime import date
from functools import partial

import pandas as pd

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.metrics import coverage, due
from ifla_metrics.store.database import reading
from ifla_metrics.store.duplicates import likely_duplicates
from ifla_metrics.store.entries import record, withdraw
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.periods import report_nothing, take_back
from ifla_metrics.store.read import read
from ifla_metrics.store.read_strategies import Step, line_of
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import FRAMEWORK, draft
from tests.store.test_records import SAID

NOW = Choices(FRAMEWORK, "2011-2012")


def ask(engine, choices=NOW, needs=()):
    with reading(engine) as connection:
        return read(connection, choices, needs)


def test_an_activity_counts_once_for_each_kind_of_its_partners_and_once_for_any(engine):
    two = ("professional_unit", "ngo_foundation", "ngo_foundation")
    late = {"started_on": date(2013, 1, 5), "ended_on": date(2013, 1, 5)}
    for kinds, said in ((two, {}), (two[:1], {}), (two, {"lifecycle": "planned"}), (two, late)):
        partners = [{"name": f"P{n}", "kind": kind} for n, kind in enumerate(kinds)]
        record(engine, draft(partners=partners, **said), actor=LOCAL)
    record(engine, draft(), actor=LOCAL)

    frame = ask(engine, needs=["partners"]).frame("partners").fillna({"kind": "all"})

    assert dict(frame.values) == {"": 2, "all": 3, "ngo_foundation": 1, "professional_unit": 2}


def test_nothing_to_report_is_read_from_the_day_that_it_was_said_until_it_is_taken_back(history):
    def said(choices=NOW):
        frame = ask(history, choices, ["nil_returns"]).frame("nil_returns")
        return list(frame.drop(columns="known_on").itertuples(index=False, name=None))

    assert said() == []
    for period in ("2012-Q2", "2012-Q4", "2013-Q1", "2012-Q2"):
        report_nothing(history, FRAMEWORK, period, group="ALP", actor=LOCAL)
    of_second = ("ALP", "2012-Q2", date(2012, 6, 30))

    assert said() == [of_second, ("ALP", "2012-Q4", date(2012, 12, 31))]
    assert said(Choices(FRAMEWORK, "2011-2012", known_on="2012-12")) == []
    take_back(history, FRAMEWORK, "2012-Q4", group="ALP", actor=LOCAL)
    assert said() == [of_second]


def test_the_last_year_of_a_country_is_of_the_days_up_to_the_end_of_the_period(engine):
    for day, country in (date(2012, 10, 1), "BWA"), (date(2011, 4, 1), "KEN"):
        record(engine, draft(started_on=day, ended_on=day, countries=(country,)), actor=LOCAL)
    needs = ["country_cells:all", "countries", "regions", "listed", "denominators"]

    found = ask(engine, Choices(FRAMEWORK, "2012-Q2"), needs)
    last = coverage.not_reached(found, coverage.MEMBERS).set_index("country")["last_year"]

    assert last["KEN"] == 2011
    assert pd.isna(last["BWA"])


def test_what_was_sent_is_a_report_what_was_returned_is_none_and_none_is_asked_before_a_day(engine):
    def states():
        found = due.due_list(ask(engine, Choices(FRAMEWORK, "2011"), due.LIST_NEEDS), ("ALP",))
        return {r.ends_on: r.state for r in found.reports if r.indicator == "A7"}

    june, september, december = date(2011, 6, 30), date(2011, 9, 30), date(2011, 12, 31)
    value = SAID["observation"].model_copy(update={"indicator": "A7", "as_of": june})
    set_framework(engine, FRAMEWORK, counts="approved", actor=LOCAL)
    uid, _ = record(engine, value, actor=LOCAL)
    assert (states()[june], states()[september]) == ("reported", "overdue")

    decide(engine, [Decision("observation", uid, 1, "returned", "why")], actor=LOCAL)
    assert states()[june] == "overdue"

    set_framework(engine, FRAMEWORK, asked_from=september, actor=LOCAL)
    assert list(states()) == [september, december]


def test_a_report_of_another_group_has_come_also_where_one_group_is_chosen(engine):
    """Who owns an indicator, figures ask: a value counts for its owner, whoever sent it."""
    value = SAID["observation"]
    record(engine, value, actor=LOCAL)
    chosen = replace(NOW, group="HQ" if value.group != "HQ" else "ALP")

    found = ask(engine, chosen, ["values", "sent_values", "stories"])

    assert found.frame("values")["group"].tolist() == [value.group]
    assert found.frame("sent_values")["group"].tolist() == [value.group]


# Likely doubles


WHOLE_YEAR = {"started_on": date(2011, 1, 1), "ended_on": date(2011, 12, 31)}
LIKELY = (
    ({"title": "Training of leaders", "started_on": date(2011, 5, 6)}, True),
    ({"title": "WORKSHOP ON LIBRARY ASSOCIÀTIONS", "kind": "training", **WHOLE_YEAR}, True),
    ({"started_on": date(2011, 5, 7), "ended_on": date(2011, 5, 8)}, False),
    ({"countries": ("ZAF",)}, False),
    ({"countries": ()}, False),
    ({"title": "Visit to the ministry", "kind": "visit"}, False),
    ({"title": "Country project", **WHOLE_YEAR}, False),
)


def test_of_likely_doubles_days_and_country_are_common_and_title_or_kind_alike(engine):
    def found(**said):
        with reading(engine) as connection:
            [likely] = likely_duplicates(connection, [draft(groups=("HQ",), **said)])
        return [one.uid for one in likely]

    first = record(engine, draft(), actor=LOCAL).uid
    for said, likely in LIKELY:
        assert found(**said) == [first] * likely, said

    same, _ = record(engine, draft(title="Copyright day", countries=("BWA", "ZAF")), actor=LOCAL)
    assert found(title="Copyright days") == [same, first]
    withdraw(engine, "activity", first, base_version=1, reason="twice", actor=LOCAL)
    assert found(title="Copyright days") == [same]


def test_a_part_of_a_strategy_has_all_that_it_comes_from_and_goes_on_as():
    steps = [
        *(Step("2010", old, "2016", new) for old, new in ("Ax", "Bx", "Cy")),
        *(Step("2016", old, "2019", "1") for old in "xy"),
    ]
    line = partial(line_of, steps, ("2010", "2016", "2019"))

    of_a = {"2010": ("A", "B"), "2016": ("x", "y"), "2019": ("1",)}
    assert line("2010", "A") == of_a
    assert line("2019", "1") == {**of_a, "2010": ("A", "B", "C")}
    assert line("2010", "D") == {"2010": ("D",)}
