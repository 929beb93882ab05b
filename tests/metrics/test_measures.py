"""Indicators that the log and the records answer themselves."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ifla_metrics.metrics import measures
from ifla_metrics.metrics.values import Value
from ifla_metrics.periods import month_of, quarter_of
from tests.metrics.factories import (
    Act,
    Line,
    denominator,
    framework,
    indicator,
    listed,
    reading,
    rows_of,
)

USUAL = {"data_source": "log", "time_rule": "cumulative"}


def computed(acts=(), *, known_on="2012-08-10", given=None, choices=None, **changes):
    asked = indicator(**{**USUAL, **changes})
    found = reading(
        acts, made=framework([asked]), known_on=known_on, choices=choices, **(given or {})
    )
    told = measures.computed(found, found.framework.indicators).get("I1", [])
    quarters = [quarter_of(month_of(value.day)) for value in told]
    return pd.DataFrame(told, columns=Value._fields, index=quarters).rename(
        columns={"day": "as_of"}
    )


def test_activities_are_counted_per_quarter_and_added_up_for_a_running_total():
    log = [Act(on=date(2012, 2, 1)), Act(on=date(2012, 5, 1)), Act(on=date(2012, 5, 2))]

    assert computed(log, measure="activities")["value"].tolist() == [0, 0, 0, 0, 1, 2, 0]
    running = computed(log, measure="activities", time_rule="running_total")
    assert running["value"].tolist() == [0, 0, 0, 0, 1, 3, 3]
    assert computed(log, measure="activities", known_on="2010-12-31").empty


def test_a_running_total_in_which_nobody_was_counted_is_not_known_and_no_zero():
    uncounted = Act(on=date(2011, 5, 1))
    log = [uncounted, Act(on=date(2012, 5, 1), lines=(Line(4),))]

    table = computed(log, measure="participations", time_rule="running_total")

    assert [None if pd.isna(n) else n for n in table["value"]] == [0, None, None, None, None, 4, 4]
    assert table["qualifier"].tolist()[-1] == "at_least"


def test_participations_that_nobody_counted_are_missing_and_partly_counted_say_at_least():
    log = [
        Act(on=date(2012, 2, 1)),
        Act(on=date(2012, 5, 1)),
        Act(on=date(2012, 5, 1), lines=(Line(9),)),
        Act(on=date(2012, 8, 1), lines=(Line(50, qualifier="more_than"),)),
    ]

    table = computed(log, measure="participations")

    assert pd.isna(table.loc["2012-Q1", "value"])
    assert table.loc["2012-Q2", ["value", "qualifier"]].tolist() == [9, "at_least"]
    assert table.loc["2012-Q3", ["value", "qualifier"]].tolist() == [50, "about"]
    assert table.loc["2011-Q4", ["value", "qualifier"]].tolist() == [0, "exact"]


def test_the_cascade_ratio_travels_as_its_two_counts():
    log = [Act(lines=(Line(18),)), Act(lines=(Line(2300, reach="cascade"),))]

    table = computed(log, measure="cascade_ratio", ratio=True, unit="cascade per core")

    row = table.loc["2012-Q2"]
    assert (row["numerator"], row["denominator"]) == (2300, 18)
    assert row["value"] == pytest.approx(2300 / 18)
    assert pd.isna(table.loc["2012-Q1", "value"])


def test_a_quarter_that_nobody_counted_says_nothing_of_the_cascade():
    log = [
        Act(on=date(2012, 2, 1), lines=(Line(20), Line(30, reach="cascade"))),
        Act(on=date(2012, 5, 1)),
    ]

    table = computed(log, measure="cascade_ratio", ratio=True, unit="cascade per core")

    assert table.loc["2012-Q2", ["numerator", "denominator"]].isna().all()
    assert table.loc["2012-Q3", ["numerator", "denominator"]].tolist() == [0, 0]


def test_shares_of_women_and_of_timely_logs_are_per_cent_of_what_is_known():
    log = [
        Act(lines=(Line(5, gender="woman"), Line(5, gender="man"), Line(90)), timely=True),
        Act(timely=False),
        Act(timely=None),
    ]

    women = computed(log, measure="women_share", ratio=True, unit="%").loc["2012-Q2"]
    timely = computed(log, measure="timely_share", ratio=True, unit="%").loc["2012-Q2"]

    assert (women["numerator"], women["denominator"], women["value"]) == (5, 10, 50)
    assert (timely["numerator"], timely["denominator"], timely["value"]) == (1, 2, 50)


def test_countries_are_distinct_over_all_quarters_since_the_baseline():
    log = [
        Act(on=date(2010, 5, 1), countries=("PER",)),
        Act(on=date(2012, 2, 1), countries=("BWA", "CMR")),
        Act(on=date(2012, 5, 1), countries=("BWA", "NPL")),
    ]

    running = computed(log, measure="countries", time_rule="running_total")["value"].tolist()
    new = computed(log, measure="countries", time_rule="cumulative")["value"].tolist()

    assert running == [0, 0, 0, 0, 2, 3, 3]
    assert new == [0, 0, 0, 0, 2, 1, 0]


COVERAGE = {
    "measure": "priority_coverage",
    "time_rule": "running_total",
    "ratio": True,
    "unit": "%",
}


def test_coverage_takes_the_denominator_published_by_the_quarter():
    told = pd.concat(
        [
            denominator("member_countries", 150, "2010-12-31"),
            denominator("member_countries", 143, "2011-12-31"),
        ]
    )
    table = computed(
        **{**COVERAGE, "measure": "member_coverage"},
        given={"listed": listed("member_countries", "BWA"), "denominators": told},
    )

    assert table["denominator"].tolist() == [150] * 3 + [143] * 4


def test_without_the_list_of_countries_coverage_has_no_value():
    assert computed([Act(countries=("BWA",))], **COVERAGE).empty


def test_milestones_that_name_the_indicator_are_counted_when_reached():
    told = rows_of(
        "milestones",
        {"node": "K.A.1", "indicator": "I1", "actual_on": date(2009, 4, 1)},
        {"node": "K.A.1", "indicator": "I1", "actual_on": date(2012, 4, 5)},
        {"node": "K.A.1", "indicator": "I1", "actual_on": None},
        {"node": "K.A.1", "indicator": "", "actual_on": date(2009, 4, 1)},
    )

    table = computed(
        measure="milestones",
        data_source="records",
        time_rule="running_total",
        given={"milestones": told},
    )

    assert table["value"].tolist() == [1, 1, 1, 1, 1, 2, 2]


STAGES = [
    ("K.A", "m1", "en", "released", date(2010, 1, 1)),
    ("K.A", "m1", "fr", "drafted", date(2012, 2, 1)),
    ("K.A", "m1", "fr", "released", date(2012, 5, 1)),
    ("K.B", "m2", "en", "started", date(2012, 5, 1)),
]
COLUMNS = ("node", "resource", "language", "stage", "as_of")
RESOURCES = rows_of("resources", *(dict(zip(COLUMNS, stage, strict=True)) for stage in STAGES))


def test_language_availability_is_pairs_released_out_of_resources_times_languages():
    table = computed(
        measure="language_availability",
        data_source="records",
        time_rule="level_latest",
        ratio=True,
        unit="%",
        given={"resources": RESOURCES},
    )

    assert table.loc["2012-Q1", ["numerator", "denominator"]].tolist() == [1, 3]
    assert table.loc["2012-Q2", ["numerator", "denominator"]].tolist() == [2, 6]


def test_a_resource_is_released_once_whatever_its_languages():
    asked = {
        "measure": "resources_released",
        "data_source": "records",
        "time_rule": "running_total",
        "given": {"resources": RESOURCES},
    }

    assert computed(**asked)["value"].tolist()[-1] == 1
    assert computed(scope="K.B", **asked)["value"].tolist()[-1] == 0


def test_synthetic_rows_show_in_the_provenance_and_leave_with_it():
    log = [Act(), replace(Act(), provenance="synthetic")]

    shown = computed(log, measure="activities").loc["2012-Q2"]
    kept = computed(log, measure="activities", choices={"documented_only": True}).loc["2012-Q2"]

    assert (shown["value"], shown["provenance"]) == (2, "synthetic")
    assert (kept["value"], kept["provenance"]) == (1, "documented")
