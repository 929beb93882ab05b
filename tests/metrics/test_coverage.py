"""Where we reached, against which denominator, and where not."""

from ifla_metrics.metrics import coverage
from tests.metrics.factories import (
    Act,
    denominator,
    listed,
    reading,
)

AFRICA = Act(weights={"SD1": 600, "SD2": 600}, rows=("K.A",), countries=("BWA", "CMR"))
NEPAL = Act(weights={"SD1": 1200}, rows=("K.B",), countries=("NPL", "BWA"))


def test_coverage_is_reached_on_the_list_over_the_published_number():
    found = coverage.of_list(
        reading(
            [AFRICA, NEPAL],
            listed=listed("member_countries", "BWA", "NPL", "PER"),
            denominators=denominator("member_countries", 143),
        )
    )

    assert (found.reached, found.listed_reached, found.listed) == (3, 2, 3)
    assert (found.denominator, found.ratio, found.unnamed) == (143, 2 / 143, 140)


def test_a_synthetic_list_is_no_list_when_only_documented_rows_are_wanted():
    invented = listed("priority_countries", "BWA", provenance="synthetic")
    given_frames = {"listed": invented, "denominators": denominator("priority_countries", 48)}

    shown = coverage.of_list(reading([AFRICA], **given_frames), coverage.PRIORITY)
    hidden = coverage.of_list(
        reading([AFRICA], choices={"documented_only": True}, **given_frames), coverage.PRIORITY
    )

    assert (shown.listed_reached, shown.provenance) == (1, "synthetic")
    assert (hidden.listed_reached, hidden.denominator) == (None, 48)
