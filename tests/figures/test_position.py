"""The day that a page speaks of, said above it and in print."""

import pytest

from ifla_metrics.figures import catalogue
from ifla_metrics.figures.position import position
from ifla_metrics.i18n import translate

T = translate("en")
AUGUST = "16 August 2012"
YEARS_LATER = "Position at 31 December 2012, as known"


@pytest.mark.parametrize(
    ("known_on", "said"),
    [
        ("now", f"{YEARS_LATER} today."),
        ("2013-02-01", f"{YEARS_LATER} on 1 February 2013."),
        (
            "2012-08",
            f"Position at {AUGUST}, as known at the Governing Board meeting of {AUGUST}.",
        ),
    ],
)
def test_a_page_says_its_day_and_when_that_was_known(read, known_on, said):
    assert position(read(("activity_cells",), known_on=known_on), T) == said


def test_a_milestone_is_late_or_to_come_on_the_day_that_its_title_says(read):
    milestones = catalogue.find("milestones")
    said = {
        period: milestones.build(read(milestones.needs, known_on="now", period=period), T)
        for period in ("2011-2012", "2010-2015")
    }

    assert said["2011-2012"].title == (
        "41 of 57 milestones reached by 31 December 2012, 4 overdue, 12 still to come"
    )
    assert "by 31 December 2015" in said["2010-2015"].title
    assert said["2011-2012"].source.startswith("Position at 31 December 2012 · Log as known on ")
