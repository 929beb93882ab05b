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
    framework,
    indicator,
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


def test_the_cascade_ratio_travels_as_its_two_counts():
    log = [Act(lines=(Line(18),)), Act(lines=(Line(2300, reach="cascade"),))]

    table = computed(log, measure="cascade_ratio", ratio=True, unit="cascade per core")

    row = table.loc["2012-Q2"]
    assert (row["numerator"], row["denominator"]) == (2300, 18)
    assert row["value"] == pytest.approx(2300 / 18)
    assert pd.isna(table.loc["2012-Q1", "value"])


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


def test_synthetic_rows_show_in_the_provenance_and_leave_with_it():
    log = [Act(), replace(Act(), provenance="synthetic")]

    shown = computed(log, measure="activities").loc["2012-Q2"]
    kept = computed(log, measure="activities", choices={"documented_only": True}).loc["2012-Q2"]

    assert (shown["value"], shown["provenance"]) == (2, "synthetic")
    assert (kept["value"], kept["provenance"]) == (1, "documented")
