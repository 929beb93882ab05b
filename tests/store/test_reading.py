"""What is read of the log, as known on a day: what counts, what changed since, what is alike."""

from collections import namedtuple
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import UnknownCode
from ifla_metrics.metrics import counting, coverage, due
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store import quality, read_changes
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.duplicates import likely_duplicates
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.periods import report_nothing
from ifla_metrics.store.read import CELL_FRAMES, READERS, read
from ifla_metrics.store.read_activities import related_nodes
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.search import find_activities
from ifla_metrics.store.versions import versions_of
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, clock_at, draft, people
from tests.store.test_records import RECORDS

NOW = Choices(FRAMEWORK, "2011-2012")
DAYS_AGO = now() - timedelta(days=5)
VALUE = RECORDS["observation"].model_copy(update={"indicator": "A1", "as_of": date(2011, 12, 31)})
NEW_YEAR = date(2013, 1, 1)
NEXT_YEAR = {"started_on": NEW_YEAR, "ended_on": NEW_YEAR}


def ask(engine, *needs, **chosen):
    with read_transaction(engine) as connection:
        return read(connection, replace(NOW, **chosen), needs)


def read_everything(engine):
    found = {}
    for chosen in (
        {"since": "2012-12"},
        {"since": "2012-04", "known_on": "2012-12", "region": "africa", "group": "ALP"},
    ):
        one = ask(engine, *CELL_FRAMES, *READERS, **chosen)
        for name, frame in {**one.frames, "unreviewed": one.unreviewed}.items():
            found[name, *chosen.values()] = sorted(frame.to_csv(index=False).splitlines())
    with read_transaction(engine) as connection:
        checks = (
            quality.never_updated(connection, on=date(2014, 1, 1)),
            quality.activities_without_evidence(connection, on=date(2014, 1, 1)),
            quality.contradictions(connection),
            quality.mismatched_totals(connection),
            *likely_duplicates(connection, [draft()]),
        )
    assert all(found[name, "2012-12"][1:] for name in (*CELL_FRAMES, *READERS, "unreviewed"))
    return found, [sorted(map(repr, findings)) for findings in checks]


def day_before(days):
    return (today() - timedelta(days=days)).isoformat()


def told(engine, name, **chosen):
    return ask(engine, name, **{"since": day_before(1), **chosen}).frames[name]


def logged(engine, *, earlier=False, **said):
    with clock_at(DAYS_AGO if earlier else now()):
        return record(engine, draft(**said), actor=LOCAL).uid


def sent(engine, **said):
    return record(engine, VALUE.model_copy(update=said), actor=LOCAL).uid


def amended(engine, uid, new, reason="Recounted", base_version=1):
    amend(engine, uid, new, base_version=base_version, reason=reason, actor=LOCAL)


def withdrawn(engine, uid):
    withdraw(engine, "activity", uid, base_version=1, reason="Twice", actor=LOCAL)
    return uid


def decided(engine, uid, decision="approved", version=1, kind="activity"):
    decide(engine, [Decision(kind, uid, version, decision, "Why?")], actor=LOCAL)


def test_an_activity_counts_once_for_each_kind_of_its_partners_and_once_for_any(engine):
    two = ("professional_unit", "ngo_foundation", "ngo_foundation")
    for kinds, said in (
        (two, {}),
        (two[:1], {}),
        (two, {"lifecycle": "planned"}),
        (two, NEXT_YEAR),
    ):
        partners = [{"name": f"P{n}", "kind": kind} for n, kind in enumerate(kinds)]
        logged(engine, partners=partners, **said)
    logged(engine)

    frame = ask(engine, "partners").frames["partners"]

    assert dict(frame.values) == {"any": 2, "all": 3, "ngo_foundation": 1, "professional_unit": 2}


def test_nothing_to_report_is_read_from_the_day_that_it_was_said_until_it_is_taken_back(history):
    def said(**chosen):
        frame = ask(history, "nil_returns", **chosen).frames["nil_returns"]
        return list(frame.drop(columns="known_on").itertuples(index=False, name=None))

    assert said() == []
    for period in ("2012-Q2", "2012-Q4", "2013-Q1", "2012-Q2"):
        report_nothing(history, FRAMEWORK, period, group="ALP", actor=LOCAL)
    of_second = ("ALP", "2012-Q2", date(2012, 6, 30))

    assert said() == [of_second, ("ALP", "2012-Q4", date(2012, 12, 31))]
    assert said(known_on="2012-12") == []
    report_nothing(history, FRAMEWORK, "2012-Q4", group="ALP", actor=LOCAL, taken_back=True)
    assert said() == [of_second]


def test_the_last_year_of_a_country_is_of_the_days_up_to_the_end_of_the_period(engine):
    for day, country in (date(2012, 10, 1), "BWA"), (date(2011, 4, 1), "KEN"):
        logged(engine, started_on=day, ended_on=day, countries=(country,))
    needs = ("country_cells:all", "countries", "listed", "denominators")

    found = coverage.by_country(ask(engine, *needs, period="2012-Q2"))

    last = found.set_index("country")["last_year"]
    assert last["KEN"] == 2011
    assert pd.isna(last["BWA"])


def test_what_was_sent_is_a_report_what_was_returned_is_none_and_none_is_asked_before_a_day(engine):
    def states():
        found = due.due_list(ask(engine, *due.LIST_NEEDS, period="2011"), ("ALP",))
        return {r.ends_on: r.state for r in found.reports if r.indicator == "A7"}

    june, september, december = date(2011, 6, 30), date(2011, 9, 30), date(2011, 12, 31)
    set_framework(engine, FRAMEWORK, FrameworkSettings("approved"), actor=LOCAL)
    uid = sent(engine, indicator="A7", as_of=june)
    assert (states()[june], states()[september]) == ("reported", "overdue")

    decided(engine, uid, "returned", kind="observation")
    assert states()[june] == "overdue"

    from_september = FrameworkSettings("approved", asked_from=september)
    set_framework(engine, FRAMEWORK, from_september, actor=LOCAL)
    assert list(states()) == [september, december]


def test_a_report_of_another_group_has_come_also_where_one_group_is_chosen(engine):
    sent(engine)

    found = ask(engine, "values", "sent_values", group="HQ")

    assert len(found.frames["values"]) == len(found.frames["sent_values"]) == 1


def test_countries_are_read_of_the_whole_period_and_of_each_quarter_once(engine):
    logged(engine)
    logged(engine, started_on=date(2011, 8, 1), ended_on=date(2011, 8, 2))
    for chosen in (
        {},
        {"period": "2011-Q2"},
        {"group": "ALP"},
        {"period": "2011-Q2", "group": "ALP"},
    ):
        found = ask(engine, "country_cells:all,part", **chosen)
        cells = found.frames["country_cells"].set_index(["scope", "period"])["activities"]
        assert cells.loc[[("", "2011-Q2"), ("KI2.A", "2011-Q2")]].tolist() == [1, 1]
        assert cells.loc[[("", found.period.code)]].tolist() == [1 if "period" in chosen else 2]


def test_a_ratio_without_a_value_is_in_per_cent_where_its_indicator_is(engine):
    for indicator in ("B2", "A1"):
        sent(engine, indicator=indicator, value=None, numerator=1, denominator=4)

    assert ask(engine, "values").frames["values"]["value"].tolist() == [25, 0.25]


def test_activities_of_the_period_that_were_first_logged_since_are_listed_newest_first(engine):
    early = {"started_on": date(2010, 5, 4), "ended_on": date(2010, 5, 4)}
    logged(engine, title="Known before", earlier=True)
    logged(engine, lifecycle="planned")
    withdrawn(engine, logged(engine))
    into, out = logged(engine, **early), logged(engine)
    amended(engine, into, draft(participation=(people(30),)))
    amended(engine, out, draft(**early))
    newest = logged(engine, provenance="synthetic")

    found = told(engine, "newly_logged")

    assert found["uid"].tolist() == [newest, into]
    assert found["total"].tolist() == [2, 2]
    assert found["participations"].tolist()[1] == 30
    assert told(engine, "newly_logged", documented_only=True)["uid"].tolist() == [into]
    assert not len(told(engine, "newly_logged", direction="SD1"))
    assert len(told(engine, "newly_logged", direction="SD2")) == 2


CHANGES = (
    ("lifecycle", {"lifecycle": "under_way"}),
    ("started_on", {"started_on": date(2011, 5, 5)}),
    ("countries", {"countries": ("BWA", "NPL")}),
    ("participations", {"participation": (people(5),)}),
    ("directions", {"directions": ("SD2", "SD4")}),
    ("outcomes", {"outcomes": ("KI2.A.1", "KI2.A.2")}),
    (None, {"title": "Another name"}),
    (None, {"participation": (people(3, role="observer"),)}),
)


@BOTH_BY_DAY
def test_each_field_that_figures_are_made_from_is_compared_from_the_first_to_the_last(engine):
    wanted = {}
    for field, said in CHANGES:
        uid = logged(engine, earlier=True)
        amended(engine, uid, draft(**said))
        wanted[uid] = field
    for field, other in {"value": 3.5, "country": "NPL", "note": "Seen"}.items():
        with clock_at(DAYS_AGO):
            uid = sent(engine)
        amended(engine, uid, VALUE.model_copy(update={field: other}))
        wanted[uid] = None if field == "note" else field
    twice = logged(engine, earlier=True, participation=(people(30),))
    amended(engine, twice, draft(participation=(people(33),)), "First")
    amended(engine, twice, draft(participation=(people(34),)), "Second", base_version=2)
    wanted[twice] = "participations"

    found = told(engine, "amended").set_index("uid")
    assert dict(found["field"]) == {u: f for u, f in wanted.items() if f}
    assert found.loc[twice, ["old", "new", "reason"]].tolist() == [30, 34, "Second"]


def test_corrections_are_of_what_is_chosen_and_the_latest_ones_are_listed(engine, monkeypatch):
    first, last = (logged(engine, earlier=True) for _ in range(2))
    for uid in (last, first):
        amended(engine, uid, draft(countries=("NPL",)))

    for chosen in ({"period": "2012"}, {"direction": "SD1"}, {"group": "HQ"}):
        assert not len(told(engine, "amended", **chosen))
    monkeypatch.setattr(read_changes, "MOST_AMENDED", 1)
    assert told(engine, "amended")[["uid", "more"]].values.tolist() == [[first, 1]]


@BOTH_BY_DAY
def test_what_was_withdrawn_or_returned_is_told_with_its_reason_whatever_comes_later(engine):
    gone, returned, later = (logged(engine, earlier=True) for _ in range(3))
    with clock_at(DAYS_AGO):
        value = sent(engine)
    with clock_at(now() - timedelta(days=2)):
        withdrawn(engine, gone)
        decided(engine, returned, "returned")
        decided(engine, value, "returned", kind="observation")
    past = {"since": day_before(4), "known_on": day_before(1)}
    then = told(engine, "amended", **past)
    amended(engine, returned, draft(countries=("NPL",)))
    amended(engine, value, VALUE.model_copy(update={"value": 7}))
    amended(engine, gone, draft(), base_version=2)
    decided(engine, gone, "returned", version=3)
    decided(engine, later, "returned")

    assert told(engine, "amended", **past).equals(then)
    assert {uid: list(row) for uid, *row in then[["uid", "field", "reason"]].values} == {
        gone: ["withdrawn", "Twice"],
        returned: ["returned", "Why?"],
        value: ["returned", "Why?"],
    }


def test_where_only_the_approved_counts_a_correction_counts_with_its_approval(history):
    set_framework(history, FRAMEWORK, FrameworkSettings("approved"), actor=LOCAL)
    with read_transaction(history) as connection:
        first = versions_of(connection, "activity", "act-s-039")[-1].draft
    with clock_at(DAYS_AGO):
        amended(history, "act-s-039", first.model_copy(update={"countries": first.countries[:1]}))
    waiting = told(history, "amended", since="2012-12")
    decided(history, "act-s-039", version=2)
    approved = told(history, "amended", since="2012-12")

    assert not len(waiting)
    assert approved[["field", "known_on"]].to_numpy().tolist() == [["countries", now().date()]]


def test_a_comparison_with_a_later_day_is_refused(history):
    for moment in ("2012-12", "2013-01-01", "now", "2012-13"):
        with pytest.raises(UnknownCode, match=f"'{moment}'"):
            told(history, "amended", known_on="2012-12", since=moment)


def number(engine, **chosen):
    return counting.totals(ask(engine, "month_cells", **chosen)).unreviewed


def records_unreviewed(engine, **chosen):
    found = ask(engine, "newly_logged", **chosen).unreviewed
    return {row.kind: row for row in found.itertuples()}


def test_an_activity_is_unreviewed_from_when_it_was_sent_until_it_was_approved(engine):
    uid = logged(engine, earlier=True)
    assert (number(engine, known_on=day_before(7)), number(engine)) == (0, 1)

    decided(engine, uid)
    assert (number(engine, known_on=day_before(1)), number(engine)) == (1, 0)

    amended(engine, uid, draft(title="Another"))
    assert (number(engine, known_on=day_before(1)), number(engine)) == (1, 1)
    assert number(engine, reviewed_only=True) == 0


def test_what_counts_is_counted_in_the_period_for_the_direction_and_by_what_it_is_about(engine):
    decided(engine, logged(engine), "returned")
    logged(engine, lifecycle="planned")
    withdrawn(engine, logged(engine))
    assert number(engine) == 0

    logged(engine, earlier=True)
    logged(engine, started_on=date(2012, 1, 1), ended_on=date(2012, 1, 1), directions=("SD1",))
    logged(engine, **NEXT_YEAR)
    assert (number(engine), number(engine, period="2012")) == (2, 1)
    assert number(engine, direction="SD1") == 1
    assert records_unreviewed(engine, since=day_before(1))["activity"].new == 1
    assert "activity" not in records_unreviewed(engine, since=day_before(1), direction="SD2")

    decided(engine, sent(engine, as_of=date(2012, 6, 30)), kind="observation")
    sent(engine, as_of=date(2013, 6, 30))
    found = [records_unreviewed(engine, period=p)["observation"] for p in ("2010-2015", "2012")]
    assert [(row.about, row.entries, row.unreviewed) for row in found] == [
        ("A1", 2, 1),
        ("A1", 1, 0),
    ]


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
        with read_transaction(engine) as connection:
            [likely] = likely_duplicates(connection, [draft(groups=("HQ",), **said)])
        return [one.uid for one in likely]

    first = logged(engine)
    for said, likely in LIKELY:
        assert found(**said) == [first] * likely, said

    same = logged(engine, title="Copyright day", countries=("BWA", "ZAF"))
    assert found(title="Copyright days") == [same, first]
    withdrawn(engine, first)
    assert found(title="Copyright days") == [same]


def test_a_part_of_a_strategy_has_all_that_it_comes_from_and_goes_on_as():
    step = namedtuple("step", "from_framework from_node to_framework to_node")
    steps = [
        *(step("2010", old, "2016", new) for old, new in ("Ax", "Bx", "Cy")),
        *(step("2016", old, "2019", "1") for old in "xy"),
    ]
    line = partial(related_nodes, steps, ("2010", "2016", "2019"))

    of_a = {"2010": ("A", "B"), "2016": ("x", "y"), "2019": ("1",)}
    assert line("2010", "A") == of_a
    assert line("2019", "1") == {**of_a, "2010": ("A", "B", "C")}
    assert line("2010", "D") == {"2010": ("D",)}


ATELIER, WORKSHOP = "Atelier sur la bibliothèque publique", "Library workshop in Łódź"
MEETING, BRIEFING = "图书馆 meeting", "Treaty briefing"
ALL = [BRIEFING, MEETING, WORKSHOP, ATELIER]
FOUND = {
    "biblio": [ATELIER],
    "BIBLIOTHÈQUE atelier": [ATELIER],
    "lodz": [WORKSHOP],
    "书": [MEETING],
    "图书": [MEETING],
    "书馆 meet": [MEETING],
    "馆书": [],
    "ibrary": [],
    "library treaty": [],
    "botswa": ALL,
    "": ALL,
    "' OR * NEAR( \" :": [],
}


@BOTH_BY_DAY
def test_every_typed_word_begins_a_word_of_an_entry_and_any_text_is_a_search(engine):
    for title in reversed(ALL):
        logged(engine, title=title, groups=("ALP" if title in ALL[2:] else "ILP-AG",))

    def titles(typed="", **asked):
        with read_transaction(engine) as connection:
            uids = find_activities(connection, typed, **asked)
            return [versions_of(connection, "activity", uid)[-1].title for uid in uids]

    @given(st.text(max_size=20))
    def any_text(typed):
        assert len(titles(typed)) <= 4

    assert {typed: titles(typed) for typed in FOUND} == FOUND
    assert titles("botswana", groups={"ILP-AG"}) == [BRIEFING, MEETING]
    assert titles(groups={"ALP", "ILP-AG"}, limit=2) == [BRIEFING, MEETING]
    assert titles("botswana", groups=()) == []
    any_text()
