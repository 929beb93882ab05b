"""Counts of the log: directions and elements, people, and where we reached."""

from datetime import date

import pandas as pd
from hypothesis import given

from ifla_metrics.metrics import alignment, counting, participation
from tests.metrics.factories import Act, Line, reading
from tests.metrics.strategies import logs


def test_an_activity_of_two_elements_is_in_both_and_divided_within_each():
    claims = [("a", "A", "A.1"), ("a", "A", "A.2"), ("a", "B", "B.1")]
    served = [("a", "SD1", 300, False), ("a", "SD2", 900, True)]
    log = alignment.Log(
        pd.DataFrame([("a", 1.0), ("b", 1.0)], columns=alignment.ACTIVITIES),
        pd.DataFrame(served, columns=alignment.ALIGNMENTS),
        pd.DataFrame(claims, columns=alignment.CONTRIBUTIONS),
        pd.DataFrame([], columns=alignment.COUNTRIES),
    )
    pairs = alignment.counts(log, by={"element": ["A", "B"], "direction": ["SD1", "SD2"]})
    totals = alignment.counts(log, by={"element": ["A", "B"]})

    assert pairs.groupby("element", sort=False)["fractional"].sum().tolist() == [1, 1, 1]
    assert pairs["full"].tolist() == [1, 1, 0, 1, 1, 0, 0, 0, 1]
    for rule in ("full", "fractional", "primary"):
        assert totals[rule].tolist() == [1, 1, 1]


def test_participations_are_missing_and_not_zero_when_nothing_was_counted():
    found = counting.totals(reading([Act(), Act(lines=(Line(None),))]))

    assert (found.participations, found.uncounted) == (None, 2)
    assert counting.totals(reading([])).participations == 0


def test_the_share_of_women_goes_with_its_counts_and_the_unknown_beside():
    act = Act(
        lines=(
            Line(5, gender="woman"),
            Line(4, gender="man"),
            Line(1, gender="other"),
            Line(10),
            Line(9, gender="woman", role="staff"),
            Line(9, gender="woman", reach="cascade"),
        )
    )

    found = counting.totals(reading([act]))

    assert (found.women, found.gender_known, found.women_share) == (5, 10, 0.5)
    assert found.gender_unknown == 10
    assert counting.totals(reading([Act(lines=(Line(10),))])).women_share is None


def test_a_quarter_that_is_still_running_is_not_compared_with_a_whole_one():
    acts = [Act(on=date(2011, 12, 20), lines=(Line(20),)), Act(on=date(2012, 10, 5))]

    before, begun, running, over = (
        participation.over_time(reading(acts, known_on=day), grain="quarter").iloc[-1]
        for day in ("2012-09-30", "2012-10-01", "2012-12-12", "2012-12-31")
    )

    assert (before["code"], begun["code"]) == ("2012-Q3", "2012-Q4")
    assert (running["code"], running["running"], over["running"]) == ("2012-Q4", True, False)
    assert [pd.isna(running["participations_before"]), over["participations_before"]] == [True, 20]


def test_people_from_a_country_without_an_activity_are_counted_and_the_country_is_not():
    found = participation.by_region(reading([Act(countries=("BWA",), lines=(Line(5, "LBN"),))]))
    africa, asia = (found.set_index("region").loc[code] for code in ("africa", "asia"))

    assert (africa["countries"], asia["countries"], asia["participations"]) == (1, 0, 5)


@given(logs)
def test_the_parts_of_every_breakdown_add_up_to_the_total(log):
    found = reading(log)
    whole = counting.totals(found)
    people = whole.participations or 0
    roles = participation.by_profile(found, by="role")
    activities = [
        *(participation.by_level_or_arena(found, part) for part in ("level", "arena")),
        *(participation.over_time(found, grain=grain) for grain in ("month", "quarter", "year")),
    ]
    tables = [
        *activities,
        participation.by_region(found),
        *(participation.by_profile(found, by=by) for by in ("gender", "mode")),
        roles[roles["counts"]],
    ]

    assert [table["participations"].fillna(0).sum() for table in tables] == [people] * len(tables)
    assert [table["activities"].sum() for table in activities] == [whole.activities] * 5
