"""The parts of a figure add up to the total shown beside them, or the figure says why not.

For every strategy, over several periods and known-on dates, on the real history and with only its
documented rows. A part that is not known by name ("not stated", "not named on the list") is a part.
"""

import os

import pytest

from ifla_metrics.figures import registry, words
from ifla_metrics.i18n import translate
from ifla_metrics.metrics import counting, coverage, participation

T = translate("en")
CASES = [  # strategy, period, known on, documented only
    ("2010-2015", "2011-2012", "2010-12-31", False),
    ("2010-2015", "2011-2012", "now", True),
    ("2010-2015", "2011-2012", "2011-07-31", False),
    ("2010-2015", "2011-2012", "now", False),
    ("2010-2015", "2011-2012", "2012-12", False),
    ("2010-2015", "2010", "now", False),
    ("2010-2015", "2011", "2014-06-30", False),
    ("2010-2015", "2012-Q3", "now", True),
    ("2016-2021", "2016-2021", "2017-06-30", False),
    ("2016-2021", "2016-2021", "now", False),
    ("2016-2021", "2016-2021", "now", True),
    ("2016-2021", "2017-Q3", "2020-03-01", False),
    ("2019-2024", "2019-2024", "2021-07-31", False),
    ("2019-2024", "2019-2024", "now", False),
    ("2019-2024", "2019", "2023-12-31", True),
    ("2024-2029", "2024-2029", "2025-01-31", False),
    ("2024-2029", "2024-2029", "now", False),
]


BY_DAY = CASES if os.environ.get("IFLA_NIGHT") else CASES[1::3]


@pytest.fixture(scope="module", params=BY_DAY, ids=lambda case: "-".join(map(str, case)))
def told(request, read):
    framework, period, known_on, documented = request.param
    return read(framework=framework, period=period, known_on=known_on, documented_only=documented)


def figure(name, reading):
    return registry.find_spec(name, reading.framework).build(reading, T)


def test_regions_add_up_to_the_countries_reached_and_to_the_published_denominator(told):
    whole = coverage.of_list(told)
    drawn = figure("coverage-by-region", told)
    frame = drawn.table.frame

    assert frame["reached"].sum() == whole.reached == len(coverage.reached(told))
    if whole.listed:
        assert frame["listed_reached"].sum() == whole.listed_reached
        total = whole.denominator if whole.denominator is not None else whole.listed
        assert frame["listed"].sum() == total
        assert f" of {words.number(total, T)}, " in drawn.title
        if whole.listed != total:
            assert f"names {T.number(whole.listed)}" in drawn.subtitle


def test_countries_levels_and_spans_add_up_to_all_activities_and_participations(told):
    people = participation.totals(told).participations or 0
    reached = figure("coverage-by-region", told).table.frame["reached"].sum()
    on_map = figure("coverage-map", told).table.frame["state"] == "activity in the period"

    assert on_map.sum() == reached
    assert figure("participation-by-region", told).table.frame["participations"].sum() == people
    for name, direction in (("participation-by-level", ""), ("participation-over-time", None)):
        frame = figure(name, told).table.frame
        assert frame["activities"].sum() == counting.totals(told, direction=direction).activities
        assert frame["participations"].sum() == people


@pytest.mark.parametrize("rule", ["full", "fractional", "primary"])
def test_directions_add_up_to_the_total_or_say_how_many_alignments_they_are(read, rule):
    for framework, period in (("2010-2015", "2011-2012"), ("2016-2021", "2016-2021")):
        told = read(framework=framework, period=period, known_on="now", counting=rule)
        totals = counting.totals(told, direction="")
        drawn = figure("direction-status", told)
        inside = drawn.table.frame["activities"].sum()
        outside = counting.by_direction(told).set_index("direction")["count"].get("", 0)
        if rule == "full":
            assert inside == totals.alignments
            alignments = f"{T.number(totals.alignments)} alignments"
            assert f"{alignments}, each direction counts the whole activity" in drawn.subtitle
        else:
            assert inside + outside == pytest.approx(totals.activities)
