"""A reading holds the frames that were asked for, as known on the chosen moment, and no other."""

from datetime import date

import pandas as pd

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.metrics import coverage
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.periods import report_nothing, take_back
from ifla_metrics.store.read import read
from tests.store.conftest import FRAMEWORK, draft

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
    for period in ("2012-Q2", "2012-Q4", "2013-Q1"):
        report_nothing(history, FRAMEWORK, period, group="ALP", actor=LOCAL)
    report_nothing(history, FRAMEWORK, "2012-Q2", group="ALP", actor=LOCAL)
    of_second = ("ALP", "2012-Q2", date(2012, 6, 30))

    assert said() == [of_second, ("ALP", "2012-Q4", date(2012, 12, 31))]
    assert said(Choices(FRAMEWORK, "2011-2012", known_on="2012-12")) == []
    take_back(history, FRAMEWORK, "2012-Q4", group="ALP", actor=LOCAL)
    assert said() == [of_second]


def test_the_last_year_of_a_country_is_of_the_days_up_to_the_end_of_the_period(engine):
    for day, country in (date(2012, 10, 1), "BWA"), (date(2011, 4, 1), "KEN"):
        record(engine, draft(started_on=day, ended_on=day, countries=(country,)), actor=LOCAL)
    needs = ["country_cells:all", "countries", "regions", "listed", "denominators"]

    reading = ask(engine, Choices(FRAMEWORK, "2012-Q2"), needs)
    found = coverage.not_reached(reading, coverage.MEMBERS).set_index("country")["last_year"]

    assert found["KEN"] == 2011
    assert pd.isna(found["BWA"])
