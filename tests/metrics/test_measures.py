"""Values of indicators that are computed from the log and the records."""

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
from tests.metrics import factories as make
from tests.metrics.factories import Activity, Line


def values_by_quarter(activities, **changes):
    indicator = make.indicator(**{"data_source": "log", "time_rule": "cumulative", **changes})
    framework = make.framework([indicator])
    reading = make.reading(activities, framework=framework, known_on="2012-08-10")
    values = computed_values(reading)["I1"]
    quarters = [quarter_of(month_of(value.day)) for value in values]
    return pd.DataFrame(values, columns=Value._fields, index=quarters)


@pytest.mark.parametrize(
    ("measure", "unit", "expected"),
    [
        ("women_share", "%", [5, 10, 50]),
        ("timely_share", "%", [1, 2, 50]),
        ("cascade_ratio", "cascade per core", [2300, 100, 23]),
    ],
)
def test_a_ratio_has_its_two_counts_of_what_is_known(measure, unit, expected):
    activities = [
        Activity(lines=(Line(5, gender="woman"), Line(5, gender="man"), Line(90)), timely=True),
        Activity(lines=(Line(2300, reach="cascade"),), timely=False),
        Activity(timely=None),
    ]

    values = values_by_quarter(activities, measure=measure, ratio=True, unit=unit)

    assert pd.isna(values.loc["2012-Q1", "value"])
    assert values.loc["2012-Q2", ["numerator", "denominator", "value"]].tolist() == expected


@pytest.mark.parametrize(
    ("time_rule", "expected"),
    [("cumulative", "0 nan+ 4 0 7+ 0 0"), ("running_total", "0 nan+ 4+ 4+ 11+ 11+ 11+")],
)
def test_a_quarter_without_counts_is_unknown_and_a_partly_counted_one_says_at_least(
    time_rule, expected
):
    counts = [("2011-05-01", None), ("2011-08-01", 4), ("2012-01-09", None), ("2012-01-09", 7)]
    activities = [Activity(date.fromisoformat(day), lines=(Line(n),)) for day, n in counts]

    values = values_by_quarter(activities, measure="participations", time_rule=time_rule)

    marks = values["qualifier"].map({"exact": "", "at_least": "+"})
    assert " ".join(values["value"].map("{:g}".format) + marks) == expected


@pytest.mark.parametrize(
    ("time_rule", "expected"),
    [("running_total", [0, 0, 0, 0, 2, 3, 3]), ("cumulative", [0, 0, 0, 0, 2, 1, 0])],
)
def test_countries_are_distinct_over_all_quarters_since_the_baseline(time_rule, expected):
    activities = [
        Activity(date(2010, 5, 1), countries=("PER",)),
        Activity(date(2012, 2, 1), countries=("BWA", "CMR")),
        Activity(date(2012, 5, 1), countries=("BWA", "NPL")),
    ]

    values = values_by_quarter(activities, measure="countries", time_rule=time_rule)
    assert values["value"].tolist() == expected


@pytest.mark.parametrize("measure", get_args(MeasureCode)[1:])
def test_every_measure_has_values_a_description_and_says_whether_it_counts_people(measure):
    indicator = make.indicator(
        data_source="log", measure=measure, unit="new", time_rule="level_latest"
    )
    people = {"participations", "cascade_ratio", "women_share"}
    framework, remarks = make.framework([indicator]), make.records("remarks")
    reading = make.reading([Activity()], framework=framework, remarks=remarks)

    assert "I1" in computed_values(reading)
    assert MEASURES[measure].description in trend.trend_of(reading, translate("en"), "I1").formula
    assert small_numbers.counts_people(indicator) == (measure in people)
