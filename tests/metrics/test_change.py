"""What changed since the meeting before."""

from datetime import date

import pandas as pd

from ifla_metrics.metrics import change, standings
from tests.metrics.factories import Act, day, framework, indicator, reading, target, values

MADE = framework(
    [indicator("I1"), indicator("I2", frequency="year")],
    [target(100), target(9, code="I2"), target(12, code="I2", decided_on="2012-05-02")],
)
OLD = {"as_of": day("2012-03-31"), "value": 40, "known_on": day("2012-04-10")}
NEW = {"as_of": day("2012-06-30"), "value": 75, "known_on": day("2012-07-10")}


def pair(before=(OLD,), now=(OLD, NEW), acts_before=(), acts_now=()):
    earlier = reading(acts_before, made=MADE, known_on="2012-04-18", values=values(*before))
    return reading(
        acts_now, made=MADE, known_on="2012-07-20", values=values(*now), previous=earlier
    )


def test_a_status_that_moved_is_listed_with_both_values():
    table = change.status_moves(standings.standings(pair()))

    told = table[["indicator", "previous_status", "status", "moved", "previous_actual", "actual"]]
    assert told.values.tolist() == [["I1", "behind", "on_track", "up", 40, 75]]


def test_new_corrected_and_withdrawn_values_are_told_apart():
    gone = {"as_of": day("2011-12-31"), "value": 20}
    corrected = {**OLD, "value": 45, "known_on": day("2012-06-01")}

    table = change.new_values(pair(before=(gone, OLD), now=(corrected, NEW)))

    told = {
        c: (v, p)
        for c, v, p in zip(table["change"], table["value"], table["previous_value"], strict=True)
    }
    assert told["corrected"] == (45, 40)
    assert told["new"][0] == 75
    assert pd.isna(told["new"][1])
    assert pd.isna(told["withdrawn"][0])


def test_a_value_told_again_unchanged_is_no_news():
    again = {**OLD, "known_on": day("2012-06-01"), "note": "checked"}

    assert change.new_values(pair(now=(again,))).empty


def test_targets_revised_since_the_meeting_before_are_listed():
    table = change.revised_targets(pair())

    assert table[["indicator", "old", "new", "decided_on"]].values.tolist() == [
        ["I2", 9, 12, date(2012, 5, 2)],
    ]


def test_activities_and_countries_are_compared_scope_by_scope():
    first = Act(weights={"SD1": 1200}, rows=("K.A",), countries=("BWA",))
    second = Act(weights={"SD2": 1200}, rows=("K.A",), countries=("BWA", "CMR"))

    table = change.activity_changes(pair(acts_before=[first], acts_now=[first, second]))

    rows = table.set_index(["kind", "scope"])
    columns = ["activities", "activities_before", "countries", "countries_before"]
    assert rows.loc[("all", ""), columns].tolist() == [2, 1, 2, 1]
    assert rows.loc[("direction", "SD2"), columns].tolist() == [1, 0, 2, 0]
    assert rows.loc[("node", "K.A"), columns].tolist() == [2, 1, 2, 1]


def test_without_the_rows_the_other_scopes_are_the_same():
    found = pair(acts_before=[Act(rows=("K.A",))], acts_now=[Act(countries=("BWA", "CMR"))])

    whole, some = change.activity_changes(found), change.activity_changes(found, of_rows=False)

    assert set(some["kind"]) == {"all", "direction"}
    assert whole[whole["kind"] != "node"].to_dict("records") == some.to_dict("records")


def test_under_the_fractional_rule_the_directions_add_up_to_the_distinct_activities():
    shared = Act(weights={"SD1": 600, "SD2": 600}, rows=("K.A",))
    found = reading([shared, shared], made=MADE, choices={"counting": "fractional"})

    table = change.activity_changes(found).set_index(["kind", "scope"])["activities"]

    assert table["direction", "SD1"] == 1
    assert table.loc["direction"].sum() == table["all", ""] == 2


def test_the_summary_counts_what_the_tables_list():
    found = pair(acts_now=[Act(countries=("BWA",))])

    told = change.summary(found, standings.standings(found))

    assert (told.up, told.down, told.new_values, told.revised_targets) == (1, 0, 1, 1)
    assert (told.activities, told.countries) == (1, 1)


def test_without_a_meeting_before_nothing_changed():
    found = reading([Act()], made=MADE, values=values(OLD))

    told = change.summary(found, standings.standings(found))

    assert (told.up, told.new_values, told.revised_targets, told.activities) == (0, 0, 0, 0)
    assert change.activity_changes(found)["activities_before"].isna().all()
