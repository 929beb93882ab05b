"""A reading holds the frames that were asked for, as known on the chosen moment, and no other."""

from dataclasses import replace
from datetime import date

import pandas as pd

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.metrics import coverage
from ifla_metrics.store.database import reading, revision_of
from ifla_metrics.store.entries import record, withdraw
from ifla_metrics.store.periods import report_nothing, take_back
from ifla_metrics.store.read import cached_reading, read
from ifla_metrics.store.read_activities import activities
from tests.store.conftest import FRAMEWORK, draft, people

NOW = Choices(FRAMEWORK, "2011-2012")
CHOSEN = set(Choices.__dataclass_fields__)


def ask(engine, choices=NOW, needs=(), previous=()):
    with reading(engine) as connection:
        return read(connection, choices, needs, previous)


def test_an_activity_counts_once_for_each_kind_of_its_partners_and_once_for_any(engine):
    unit, two = ("professional_unit",), ("professional_unit", "ngo_foundation", "ngo_foundation")
    late = {"started_on": date(2013, 1, 5), "ended_on": date(2013, 1, 5)}
    for kinds, said in (
        (two, {}),
        (unit, {}),
        (unit, {"lifecycle": "planned"}),
        (unit, late),
        ((), {}),
    ):
        partners = [{"name": f"P{n}", "kind": kind} for n, kind in enumerate(kinds)]
        record(engine, draft(partners=partners, **said), actor=LOCAL)

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


def test_a_meeting_before_the_strategy_began_is_compared_with_only_when_it_is_chosen(history):
    later = Choices("2016-2021", "2016-2021")

    assert ask(history, later, [], ["month_cells:all"]).previous is None
    chosen = ask(history, replace(later, since="2012-12"), [], ["month_cells:all"])
    assert chosen.previous.moment.meeting == "2012-12"


def test_the_rows_behind_a_number_can_be_asked_for(engine):
    def logged(**said):
        return record(engine, draft(**said), actor=LOCAL).uid

    counts = (people(30), people(50, qualifier="more_than"), people(4, role="staff"))
    here = logged(participation=counts, directions=("SD2", "SD4"))
    there = logged(countries=("ZAF",), groups=("HQ", "ALP"), outcomes=("KI2.B.1",))
    planned = logged(lifecycle="planned", countries=("ZAF",))
    earlier = logged(started_on=date(2010, 5, 4))
    withdraw(engine, "activity", logged(), base_version=1, reason="x", actor=LOCAL)

    def found(**asked):
        chosen = {name: asked.pop(name) for name in CHOSEN & set(asked)}
        with reading(engine) as connection:
            return activities(connection, Choices(FRAMEWORK, "2011-2012", **chosen), **asked)

    for asked, wanted in (
        ({}, {here, there, planned, earlier}),
        ({"days": (date(2011, 1, 1), date(2011, 12, 31))}, {here, there, planned}),
        ({"counted_only": True, "country": "ZAF"}, {there}),
        ({"group": "HQ"}, {there}),
        ({"direction": "SD4"}, {here}),
        ({"node": "KI2.B"}, {there}),
        ({"known_on": "2012-12"}, set()),
        ({"region": "africa", "group": "HQ"}, {there}),
        ({"region": "lac"}, set()),
        ({"reviewed_only": True}, set()),
    ):
        assert set(found(**asked)["uid"]) == wanted, asked
    assert len(found(limit=2)) == 2
    row = found(direction="SD4").iloc[0]
    assert (row["participations"], row["participation_inexact"]) == (80, "more_than:50")
    assert (row["groups"], row["directions"]) == ("ALP", "SD2:600|SD4:600")


def test_a_reading_is_kept_until_something_is_written(engine):
    url = engine.url.render_as_string(hide_password=False)
    first = cached_reading(url, NOW, ["month_cells:all"])
    assert cached_reading(url, NOW, ["month_cells:all"]) is first
    public = cached_reading(url, NOW, ["month_cells:all"], hide_small=True)
    assert public.hide_small
    assert not first.hide_small

    record(engine, draft(), actor=LOCAL)
    moved = cached_reading(url, NOW, ["month_cells:all"])
    assert moved.revision == first.revision + 1 == revision_of(url)
    assert moved.frame("month_cells")["activities"].sum() == 1
    assert len(first.frame("month_cells")) == 0


def test_the_last_year_of_a_country_is_of_the_days_up_to_the_end_of_the_period(engine):
    for day, country in (date(2012, 10, 1), "BWA"), (date(2011, 4, 1), "KEN"):
        record(engine, draft(started_on=day, ended_on=day, countries=(country,)), actor=LOCAL)
    needs = ["country_cells:all", "countries", "regions", "listed", "denominators"]

    reading = ask(engine, Choices(FRAMEWORK, "2012-Q2"), needs)
    found = coverage.not_reached(reading, coverage.MEMBERS).set_index("country")["last_year"]

    assert found["KEN"] == 2011
    assert pd.isna(found["BWA"])
