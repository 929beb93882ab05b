"""Counts of the log: activities, participations and countries."""

from datetime import date

import pandas as pd
from hypothesis import given

from ifla_metrics.metrics import alignment, counting, participation
from tests.metrics import factories as make
from tests.metrics.factories import Activity, Line


def test_an_activity_of_two_elements_counts_in_both_and_is_divided_within_each():
    contributions = [("a", "A", "A.1"), ("a", "A", "A.2"), ("a", "B", "B.1")]
    alignments = [("a", "SD1", 300, False), ("a", "SD2", 900, True)]
    log = alignment.Log(
        pd.DataFrame([("a", 1.0), ("b", 1.0)], columns=alignment.ACTIVITIES),
        pd.DataFrame(alignments, columns=alignment.ALIGNMENTS),
        pd.DataFrame(contributions, columns=alignment.CONTRIBUTIONS),
        pd.DataFrame([], columns=alignment.COUNTRIES),
    )
    pairs = alignment.counts(log, by={"element": ["A", "B"], "direction": ["SD1", "SD2"]})
    elements = alignment.counts(log, by={"element": ["A", "B"]})

    assert pairs.groupby("element", sort=False)["fractional"].sum().tolist() == [1, 1, 1]
    assert pairs["full"].tolist() == [1, 1, 0, 1, 1, 0, 0, 0, 1]
    for rule in ("full", "fractional", "primary"):
        assert elements[rule].tolist() == [1, 1, 1]


def test_the_share_of_women_is_of_direct_participations_with_known_gender():
    lines = (
        Line(5, gender="woman"),
        Line(4, gender="man"),
        Line(1, gender="other"),
        Line(10),
        Line(9, gender="woman", role="staff"),
        Line(9, gender="woman", reach="cascade"),
    )

    totals = counting.totals(make.reading([Activity(lines=lines)]))

    assert (totals.women, totals.gender_known, totals.women_share) == (5, 10, 0.5)
    assert totals.gender_unknown == 10
    assert counting.totals(make.reading([Activity(lines=(Line(10),))])).women_share is None


def test_a_running_quarter_is_not_compared_with_a_complete_one():
    activities = [Activity(date(2011, 12, 20), lines=(Line(20),)), Activity(date(2012, 10, 5))]

    third, first_day, running, over = (
        participation.over_time(make.reading(activities, known_on=day), grain="quarter").iloc[-1]
        for day in ("2012-09-30", "2012-10-01", "2012-12-12", "2012-12-31")
    )

    assert (third["code"], first_day["code"]) == ("2012-Q3", "2012-Q4")
    assert (running["code"], running["running"], over["running"]) == ("2012-Q4", True, False)
    assert [pd.isna(running["participations_before"]), over["participations_before"]] == [True, 20]


def test_people_from_a_country_without_activity_are_counted_but_not_the_country():
    reading = make.reading([Activity(countries=("BWA",), lines=(Line(5, "LBN"),))])
    regions = participation.by_region(reading).set_index("region")

    assert regions.loc[["africa", "asia"], "countries"].tolist() == [1, 0]
    assert regions.loc["asia", "participations"] == 5


@given(make.logs)
def test_the_parts_of_every_breakdown_add_up_to_the_total(log):
    reading = make.reading(log)
    totals = counting.totals(reading)
    roles = participation.by_profile(reading, by="role")
    with_activities = [
        *(participation.by_level_or_arena(reading, by) for by in ("level", "arena")),
        *(participation.over_time(reading, grain=grain) for grain in ("month", "quarter", "year")),
    ]
    tables = [
        *with_activities,
        participation.by_region(reading),
        *(participation.by_profile(reading, by=by) for by in ("gender", "mode")),
        roles[roles["counts"]],
    ]

    sums = {table["participations"].fillna(0).sum() for table in tables}
    assert sums == {totals.participations or 0}
    assert {table["activities"].sum() for table in with_activities} == {totals.activities}
