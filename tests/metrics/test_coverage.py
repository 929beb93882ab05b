"""Where we reached, against which denominator, and where not."""

from datetime import date

import pandas as pd

from ifla_metrics.metrics import coverage
from tests.metrics.factories import (
    Act,
    denominator,
    listed,
    reading,
)

AFRICA = Act(weights={"SD1": 600, "SD2": 600}, rows=("K.A",), countries=("BWA", "CMR"))
NEPAL = Act(weights={"SD1": 1200}, rows=("K.B",), countries=("NPL", "BWA"))


def column(table, name, key):
    return dict(zip(table[key], table[name], strict=True))


def test_distinct_countries_are_counted_apart_in_each_scope_and_never_added_up():
    table = coverage.by_scope(reading([AFRICA, NEPAL]))

    assert table[["kind", "scope", "countries"]].values.tolist() == [
        ["all", "", 3],
        ["direction", "SD1", 3],
        ["direction", "SD2", 2],
        ["direction", "SD3", 0],
        ["direction", "", 0],
        ["node", "K.A", 2],
        ["node", "K.B", 2],
    ]


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


def test_countries_not_reached_are_listed_with_their_last_year():
    before = Act(on=date(2010, 3, 1), countries=("PER",))
    table = coverage.not_reached(
        reading(
            [AFRICA, before],
            listed=listed("priority_countries", "BWA", "PER", "NPL", category="no_exception"),
        )
    )

    assert table["country"].tolist() == ["NPL", "PER"]
    assert table["category"].tolist() == ["no_exception"] * 2
    assert column(table, "last_year", "country")["PER"] == 2010
    assert pd.isna(column(table, "last_year", "country")["NPL"])


def test_regions_are_measured_against_the_countries_listed_there():
    table = coverage.by_region(
        reading([AFRICA, NEPAL], listed=listed("member_countries", "BWA", "LBN", "NPL"))
    )

    assert column(table, "reached", "region") == {"africa": 2, "asia": 1, "lac": 0}
    assert column(table, "listed_reached", "region") == {"africa": 1, "asia": 1, "lac": 0}
    assert column(table, "ratio", "region")["asia"] == 0.5
    assert pd.isna(column(table, "ratio", "region")["lac"])
    assert column(table, "last_activity", "region") == {
        "africa": date(2012, 6, 30),
        "asia": date(2012, 6, 30),
        "lac": None,
    }
