"""Who took part: sums, shares, unknown parts."""

from datetime import date

import pandas as pd
from hypothesis import given

from ifla_metrics.metrics import participation
from tests.metrics.factories import Act, Line, reading
from tests.metrics.strategies import logs


def test_participations_are_missing_and_not_zero_when_nothing_was_counted():
    found = participation.totals(reading([Act(), Act(lines=(Line(None),))]))

    assert (found.participations, found.uncounted) == (None, 2)
    assert participation.totals(reading([])).participations == 0


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

    found = participation.totals(reading([act]))

    assert (found.women, found.gender_known, found.women_share) == (5, 10, 0.5)
    assert found.gender_unknown == 10
    assert participation.totals(reading([Act(lines=(Line(10),))])).women_share is None


def test_a_quarter_that_is_still_running_is_not_compared_with_a_whole_one():
    acts = [Act(on=date(2011, 12, 20), lines=(Line(20),)), Act(on=date(2012, 10, 5))]

    table = participation.over_time(reading(acts, known_on="2012-12-12"), grain="quarter")
    over = participation.over_time(reading(acts, known_on="2012-12-31"), grain="quarter")

    years = participation.over_time(reading(acts), grain="year")
    assert years[["code", "activities"]].values.tolist() == [["2011", 1], ["2012", 1]]
    told = table[["code", "running"]].values.tolist()[-2:]
    assert told == [["2012-Q3", False], ["2012-Q4", True]]
    assert pd.isna(table.iloc[-1]["participations_before"])
    assert pd.isna(table.iloc[-1]["activities_before"])
    assert table.iloc[-2]["participations_before"] == 0
    assert (over.iloc[-1]["running"], over.iloc[-1]["participations_before"]) == (False, 20)


@given(logs)
def test_the_parts_of_every_breakdown_add_up_to_the_total(log):
    found = reading(log)
    whole = participation.totals(found)
    people = whole.participations or 0

    regions = participation.by_region(found)
    assert regions["participations"].fillna(0).sum() == people
    for by in ("gender", "mode"):
        assert participation.by_profile(found, by=by)["participations"].fillna(0).sum() == people
    roles = participation.by_profile(found, by="role")
    assert roles[roles["counts"]]["participations"].fillna(0).sum() == people
    for parts in (participation.by_part(found, "level"), participation.by_part(found, "arena")):
        assert parts["participations"].fillna(0).sum() == people
        assert parts["activities"].sum() == whole.activities
    for grain in ("month", "quarter", "year"):
        spans = participation.over_time(found, grain=grain)
        assert spans["participations"].fillna(0).sum() == people
        assert spans["activities"].sum() == whole.activities
