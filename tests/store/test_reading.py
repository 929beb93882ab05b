"""Readings as known on a day: counts, changes since a day, likely duplicates and search."""

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
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.read import changes as read_changes
from ifla_metrics.store.read import quality
from ifla_metrics.store.read.activities import related_nodes
from ifla_metrics.store.read.duplicates import likely_duplicates
from ifla_metrics.store.read.reading import CELL_FRAMES, READERS, read
from ifla_metrics.store.read.search import find_activities
from ifla_metrics.store.write.entries import amend, record, withdraw
from ifla_metrics.store.write.frameworks import change_settings
from ifla_metrics.store.write.periods import report_nothing
from ifla_metrics.store.write.review import Decision, decide
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, clock_at, draft, people
from tests.store.queries import query, versions
from tests.store.test_records import RECORDS

NOW = Choices(FRAMEWORK, "2011-2012")
DAYS_AGO = now() - timedelta(days=5)
VALUE = RECORDS["observation"].model_copy(update={"indicator": "A1", "as_of": date(2011, 12, 31)})
NEW_YEAR = date(2013, 1, 1)
NEXT_YEAR = {"started_on": NEW_YEAR, "ended_on": NEW_YEAR}


def reading_of(engine, *needs, **choices):
    return query(engine, read, replace(NOW, **choices), needs)


def frame_of(engine, name, **choices):
    return reading_of(engine, name, **choices).frames[name]


def read_everything(engine):
    """Return all frames, for two sets of choices, and the findings of all checks."""
    frames = {}
    for choices in (
        {"since": "2012-12"},
        {"since": "2012-04", "known_on": "2012-12", "region": "africa", "group": "ALP"},
    ):
        reading = reading_of(engine, *CELL_FRAMES, *READERS, **choices)
        for name, frame in {**reading.frames, "unreviewed": reading.unreviewed}.items():
            frames[name, *choices.values()] = sorted(frame.to_csv(index=False).splitlines())
    checks = (
        query(engine, quality.never_updated, on=date(2014, 1, 1)),
        query(engine, quality.activities_without_evidence, on=date(2014, 1, 1)),
        query(engine, quality.contradictions),
        query(engine, quality.mismatched_totals),
        *query(engine, likely_duplicates, [draft()]),
    )
    assert all(frames[name, "2012-12"][1:] for name in (*CELL_FRAMES, *READERS, "unreviewed"))
    return frames, [sorted(map(repr, findings)) for findings in checks]


def day_before(days):
    return (today() - timedelta(days=days)).isoformat()


def changes(engine, name, **choices):
    return frame_of(engine, name, **{"since": day_before(1), **choices})


def log(engine, *, earlier=False, **fields):
    with clock_at(DAYS_AGO if earlier else now()):
        return record(engine, draft(**fields), actor=LOCAL).uid


def report(engine, **fields):
    return record(engine, VALUE.model_copy(update=fields), actor=LOCAL).uid


def change(engine, uid, new, reason="Recounted", base_version=1):
    amend(engine, uid, new, base_version=base_version, reason=reason, actor=LOCAL)


def remove(engine, uid):
    withdraw(engine, "activity", uid, base_version=1, reason="Twice", actor=LOCAL)


def review(engine, uid, decision="approved", version=1, kind="activity"):
    decide(engine, [Decision(kind, uid, version, decision, "Why?")], actor=LOCAL)


def count_only_approved(engine, **settings):
    change_settings(engine, FRAMEWORK, FrameworkSettings("approved", **settings), actor=LOCAL)


def test_an_activity_counts_once_per_kind_of_partner_and_once_for_any(engine):
    two = ("professional_unit", "ngo_foundation", "ngo_foundation")
    for kinds, fields in (
        (two, {}),
        (two[:1], {}),
        (two, {"lifecycle": "planned"}),
        (two, NEXT_YEAR),
    ):
        partners = [{"name": f"P{n}", "kind": kind} for n, kind in enumerate(kinds)]
        log(engine, partners=partners, **fields)
    log(engine)

    counts = dict(frame_of(engine, "partners").values)
    assert counts == {"any": 2, "all": 3, "ngo_foundation": 1, "professional_unit": 2}


def test_a_nil_return_is_read_from_its_day_until_it_is_taken_back(history):
    def nil_returns(**choices):
        frame = frame_of(history, "nil_returns", **choices)
        return list(frame.drop(columns="known_on").itertuples(index=False, name=None))

    assert nil_returns() == []
    for period in ("2012-Q2", "2012-Q4", "2013-Q1", "2012-Q2"):
        report_nothing(history, FRAMEWORK, period, group="ALP", actor=LOCAL)
    second_quarter = ("ALP", "2012-Q2", date(2012, 6, 30))

    assert nil_returns() == [second_quarter, ("ALP", "2012-Q4", date(2012, 12, 31))]
    assert nil_returns(known_on="2012-12") == []
    report_nothing(history, FRAMEWORK, "2012-Q4", group="ALP", actor=LOCAL, taken_back=True)
    assert nil_returns() == [second_quarter]


def test_the_last_year_of_a_country_ignores_days_after_the_period(engine):
    for day, country in (date(2012, 10, 1), "BWA"), (date(2011, 4, 1), "KEN"):
        log(engine, started_on=day, ended_on=day, countries=(country,))
    needs = ("country_cells:all", "countries", "listed", "denominators")

    table = coverage.by_country(reading_of(engine, *needs, period="2012-Q2"))

    last = table.set_index("country")["last_year"]
    assert last["KEN"] == 2011
    assert pd.isna(last["BWA"])


def test_a_report_is_due_again_when_returned_and_not_before_the_first_day(engine):
    def states():
        reports = due.reports(reading_of(engine, *due.NEEDS, period="2011"), ("ALP",))
        return {r.ends_on: r.state for r in reports if r.indicator == "A7"}

    june, september, december = date(2011, 6, 30), date(2011, 9, 30), date(2011, 12, 31)
    count_only_approved(engine)
    uid = report(engine, indicator="A7", as_of=june)
    assert (states()[june], states()[september]) == ("reported", "overdue")

    review(engine, uid, "returned", kind="observation")
    assert states()[june] == "overdue"

    count_only_approved(engine, asked_from=september)
    assert list(states()) == [september, december]


def test_values_of_other_groups_are_read_when_one_group_is_chosen(engine):
    report(engine)

    frames = reading_of(engine, "values", "sent_values", group="HQ").frames

    assert len(frames["values"]) == len(frames["sent_values"]) == 1


def test_countries_are_counted_for_the_period_and_for_each_quarter(engine):
    log(engine)
    log(engine, started_on=date(2011, 8, 1), ended_on=date(2011, 8, 2))
    quarter, group = {"period": "2011-Q2"}, {"group": "ALP"}
    for choices in ({}, quarter, group, quarter | group):
        reading = reading_of(engine, "country_cells:all,measured", **choices)
        cells = reading.frames["country_cells"].set_index(["scope", "period"])["activities"]
        assert cells.loc[[("", "2011-Q2"), ("KI2.A", "2011-Q2")]].tolist() == [1, 1]
        assert cells.loc[[("", reading.period.code)]].tolist() == [1 if "period" in choices else 2]


def test_a_missing_value_is_the_ratio_in_the_unit_of_its_indicator(engine):
    for indicator in ("B2", "A1"):
        report(engine, indicator=indicator, value=None, numerator=1, denominator=4)

    assert frame_of(engine, "values")["value"].tolist() == [25, 0.25]


def test_newly_logged_activities_of_the_period_are_listed_newest_first(engine):
    early = {"started_on": date(2010, 5, 4), "ended_on": date(2010, 5, 4)}
    log(engine, title="Known before", earlier=True)
    log(engine, lifecycle="planned")
    remove(engine, log(engine))
    into, out = log(engine, **early), log(engine)
    change(engine, into, draft(participation=(people(30),)))
    change(engine, out, draft(**early))
    newest = log(engine, provenance="synthetic")

    frame = changes(engine, "newly_logged")

    assert frame["uid"].tolist() == [newest, into]
    assert frame["total"].tolist() == [2, 2]
    assert frame["participations"].tolist()[1] == 30
    assert changes(engine, "newly_logged", documented_only=True)["uid"].tolist() == [into]
    assert not len(changes(engine, "newly_logged", direction="SD1"))
    assert len(changes(engine, "newly_logged", direction="SD2")) == 2


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
def test_amended_fields_are_compared_from_the_first_to_the_last_version(engine):
    expected = {}
    for field, fields in CHANGES:
        uid = log(engine, earlier=True)
        change(engine, uid, draft(**fields))
        expected[uid] = field
    for field, new in {"value": 3.5, "country": "NPL", "note": "Seen"}.items():
        with clock_at(DAYS_AGO):
            uid = report(engine)
        change(engine, uid, VALUE.model_copy(update={field: new}))
        expected[uid] = None if field == "note" else field
    twice = log(engine, earlier=True, participation=(people(30),))
    change(engine, twice, draft(participation=(people(33),)), "First")
    change(engine, twice, draft(participation=(people(34),)), "Second", base_version=2)
    expected[twice] = "participations"

    frame = changes(engine, "amended").set_index("uid")
    assert dict(frame["field"]) == {uid: field for uid, field in expected.items() if field}
    assert frame.loc[twice, ["old", "new", "reason"]].tolist() == [30, 34, "Second"]


def test_amendments_follow_the_choices_and_only_the_latest_are_listed(engine, monkeypatch):
    first, last = (log(engine, earlier=True) for _ in range(2))
    for uid in (last, first):
        change(engine, uid, draft(countries=("NPL",)))

    for choices in ({"period": "2012"}, {"direction": "SD1"}, {"group": "HQ"}):
        assert not len(changes(engine, "amended", **choices))
    monkeypatch.setattr(read_changes, "MOST_AMENDED", 1)
    assert changes(engine, "amended")[["uid", "more"]].values.tolist() == [[first, 1]]


@BOTH_BY_DAY
def test_a_past_withdrawal_or_return_stays_listed_after_later_changes(engine):
    withdrawn, returned, later = (log(engine, earlier=True) for _ in range(3))
    with clock_at(DAYS_AGO):
        value = report(engine)
    with clock_at(now() - timedelta(days=2)):
        remove(engine, withdrawn)
        review(engine, returned, "returned")
        review(engine, value, "returned", kind="observation")
    past = {"since": day_before(4), "known_on": day_before(1)}
    before = changes(engine, "amended", **past)
    change(engine, returned, draft(countries=("NPL",)))
    change(engine, value, VALUE.model_copy(update={"value": 7}))
    change(engine, withdrawn, draft(), base_version=2)
    review(engine, withdrawn, "returned", version=3)
    review(engine, later, "returned")

    assert changes(engine, "amended", **past).equals(before)
    assert {uid: list(row) for uid, *row in before[["uid", "field", "reason"]].values} == {
        withdrawn: ["withdrawn", "Twice"],
        **{uid: ["returned", ""] for uid in (returned, value)},
    }


def test_an_amendment_counts_when_approved_if_only_approved_entries_count(history):
    count_only_approved(history)
    first = versions(history, "act-s-039")[-1].draft
    with clock_at(DAYS_AGO):
        change(history, "act-s-039", first.model_copy(update={"countries": first.countries[:1]}))
    assert not len(changes(history, "amended", since="2012-12"))

    review(history, "act-s-039", version=2)
    approved = changes(history, "amended", since="2012-12")
    assert approved[["field", "known_on"]].to_numpy().tolist() == [["countries", now().date()]]


def test_a_comparison_with_a_later_day_is_refused(history):
    for moment in ("2012-12", "2013-01-01", "now", "2012-13"):
        with pytest.raises(UnknownCode, match=f"'{moment}'"):
            changes(history, "amended", known_on="2012-12", since=moment)


def count_unreviewed(engine, **choices):
    return counting.totals(reading_of(engine, "month_cells", **choices)).unreviewed


def unreviewed_by_kind(engine, **choices):
    frame = reading_of(engine, "newly_logged", **choices).unreviewed
    return {row.kind: row for row in frame.itertuples()}


def test_an_activity_is_unreviewed_until_it_is_approved(engine):
    uid = log(engine, earlier=True)
    assert (count_unreviewed(engine, known_on=day_before(7)), count_unreviewed(engine)) == (0, 1)

    review(engine, uid)
    assert (count_unreviewed(engine, known_on=day_before(1)), count_unreviewed(engine)) == (1, 0)

    change(engine, uid, draft(title="Another"))
    assert (count_unreviewed(engine, known_on=day_before(1)), count_unreviewed(engine)) == (1, 1)
    assert count_unreviewed(engine, reviewed_only=True) == 0


def test_unreviewed_entries_are_counted_for_the_chosen_period_and_direction(engine):
    review(engine, log(engine), "returned")
    log(engine, lifecycle="planned")
    remove(engine, log(engine))
    assert count_unreviewed(engine) == 0

    log(engine, earlier=True)
    log(engine, started_on=date(2012, 1, 1), ended_on=date(2012, 1, 1), directions=("SD1",))
    log(engine, **NEXT_YEAR)
    assert (count_unreviewed(engine), count_unreviewed(engine, period="2012")) == (2, 1)
    assert count_unreviewed(engine, direction="SD1") == 1
    assert unreviewed_by_kind(engine, since=day_before(1))["activity"].new == 1
    assert "activity" not in unreviewed_by_kind(engine, since=day_before(1), direction="SD2")

    review(engine, report(engine, as_of=date(2012, 6, 30)), kind="observation")
    report(engine, as_of=date(2013, 6, 30))
    rows = [unreviewed_by_kind(engine, period=p)["observation"] for p in ("2010-2015", "2012")]
    assert [(row.about, row.entries, row.unreviewed) for row in rows] == [
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


def test_likely_duplicates_share_days_and_country_and_title_or_kind(engine):
    def duplicates(**fields):
        [likely] = query(engine, likely_duplicates, [draft(groups=("HQ",), **fields)])
        return [activity.uid for activity in likely]

    first = log(engine)
    for fields, likely in LIKELY:
        assert duplicates(**fields) == [first] * likely, fields

    same = log(engine, title="Copyright day", countries=("BWA", "ZAF"))
    assert duplicates(title="Copyright days") == [same, first]
    remove(engine, first)
    assert duplicates(title="Copyright days") == [same]


def test_related_nodes_follow_the_crosswalk_in_both_directions():
    link = namedtuple("link", "from_framework from_node to_framework to_node")
    links = [
        *(link("2010", old, "2016", new) for old, new in ("Ax", "Bx", "Cy")),
        *(link("2016", old, "2019", "1") for old in "xy"),
    ]
    related = partial(related_nodes, links, ("2010", "2016", "2019"))

    of_a = {"2010": ("A", "B"), "2016": ("x", "y"), "2019": ("1",)}
    assert related("2010", "A") == of_a
    assert related("2019", "1") == {**of_a, "2010": ("A", "B", "C")}
    assert related("2010", "D") == {"2010": ("D",)}


ATELIER, WORKSHOP = "Atelier sur la bibliothèque publique", "Library workshop in Łódź"
MEETING, BRIEFING = "图书馆 meeting", "Treaty briefing"
ALL = [BRIEFING, MEETING, WORKSHOP, ATELIER]
SEARCHES = {
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
    "q botswa": ALL,
    "": ALL,
    "' OR * NEAR( \" :": [],
}


@BOTH_BY_DAY
def test_search_matches_the_beginnings_of_words_and_accepts_any_text(engine):
    for title in reversed(ALL):
        log(engine, title=title, groups=("ALP" if title in ALL[2:] else "ILP-AG",))

    def titles(text="", **filters):
        uids = query(engine, find_activities, text, **filters)
        return [versions(engine, uid)[-1].title for uid in uids]

    @given(st.text(max_size=20))
    def any_text(text):
        assert len(titles(text)) <= 4

    assert {text: titles(text) for text in SEARCHES} == SEARCHES
    assert titles("botswana", groups={"ILP-AG"}) == [BRIEFING, MEETING]
    assert titles(groups={"ALP", "ILP-AG"}, limit=2) == [BRIEFING, MEETING]
    assert titles("botswana", groups=()) == []
    any_text()
