"""Indicators that the log and the records answer themselves."""

from datetime import date
from typing import get_args

import pandas as pd
import pytest

from ifla_metrics.figures import small_numbers, trend
from ifla_metrics.framework.model import MeasureCode
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.measures import MEASURES, computed_values
from ifla_metrics.metrics.values import Value
from ifla_metrics.periods import month_of, quarter_of
from tests.metrics.factories import Act, Line, framework, indicator, reading, rows_of


def computed(acts, **changes):
    asked = indicator(**{"data_source": "log", "time_rule": "cumulative", **changes})
    found = reading(acts, made=framework([asked]), known_on="2012-08-10")
    values = computed_values(found)["I1"]
    quarters = [quarter_of(month_of(value.day)) for value in values]
    return pd.DataFrame(values, columns=Value._fields, index=quarters)


def test_ratios_travel_as_their_two_counts_of_what_is_known():
    log = [
        Act(lines=(Line(5, gender="woman"), Line(5, gender="man"), Line(90)), timely=True),
        Act(lines=(Line(2300, reach="cascade"),), timely=False),
        Act(timely=None),
    ]

    def counts(measure, unit="%"):
        table = computed(log, measure=measure, ratio=True, unit=unit)
        assert pd.isna(table.loc["2012-Q1", "value"])
        return table.loc["2012-Q2", ["numerator", "denominator", "value"]].tolist()

    assert counts("women_share") == [5, 10, 50]
    assert counts("timely_share") == [1, 2, 50]
    assert counts("cascade_ratio", "cascade per core") == [2300, 100, 23]


def test_what_nobody_counted_is_no_value_and_what_some_counted_is_at_least_that():
    log = [
        Act(on=date(2012, 1, 9), lines=(Line(None),)),
        *(Act(on=date(2012, 5, 1), lines=(Line(count),)) for count in (None, 7)),
    ]
    table = computed(log, measure="participations").loc["2012-Q1":"2012-Q2"]

    assert table["value"].isna().tolist() == [True, False]
    assert (table["value"].iloc[1], table["qualifier"].iloc[1]) == (7, "at_least")


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


@pytest.mark.parametrize("measure", get_args(MeasureCode)[1:])
def test_every_measure_has_values_words_and_says_whether_it_counts_people(measure):
    asked = indicator(data_source="log", measure=measure, unit="new", time_rule="level_latest")
    people = {"participations", "cascade_ratio", "women_share"}
    found = reading([Act()], made=framework([asked]), remarks=rows_of("remarks"))

    assert "I1" in computed_values(found)
    assert MEASURES[measure].description in trend.trend_of(found, translate("en"), "I1").formula
    assert small_numbers.counts_people(asked) == (measure in people)
