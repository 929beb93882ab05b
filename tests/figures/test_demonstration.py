"""What is invented says so: under each figure it is in, and in one sentence for all of them."""

from dataclasses import replace

import pytest

from ifla_metrics.figures import catalogue, demonstration
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.selection import visible

T = translate("en")
WORD = "Demonstration: "
REAL = {
    "framework-tree",
    "ladder-KI2.D",
    "since-activities",
    "since-countries",
    "since-corrections",
    "since-milestones",
    "since-targets",
    "trend-A8",
    "trend-A9",
    "trend-D4",
}
"""Figures of the shipped history that have nothing invented in them."""


@pytest.fixture(scope="module")
def now(read):
    return read(known_on="now")


@pytest.fixture(scope="module")
def own(now):
    """Real rows alone, as in a log of one's own, held against the shipped targets."""
    frames = {n: visible(f, documented_only=True) for n, f in now.frames.items()}
    return replace(now, frames=frames, previous=None)


def sources(reading):
    kinds = catalogue.kinds(reading.framework)
    return {kind.name: kind.build(reading, T).source for kind in kinds}


def test_every_figure_with_something_invented_begins_its_source_line_with_it(now):
    found = sources(now)

    assert {name for name, source in found.items() if WORD not in source} == REAL
    assert found["participation-over-time"].startswith(f"{WORD}76 of 105 activities invented · ")
    assert found["indicator-bullets"].startswith(
        f"{WORD}24 of 27 rows invented, targets included · "
    )
    assert found["direction-status"].startswith(
        f"{WORD}76 of 105 activities invented, indicator values and targets included · "
    )


def test_of_real_values_under_an_invented_target_the_target_is_named(now):
    source = catalogue.build("trend-D5", now, T).source

    assert source.startswith(f"{WORD}targets invented · ")
    assert "rows: 8 documented" in source


def test_nothing_says_it_where_only_real_data_count(read):
    found = sources(read(known_on="now", documented_only=True))

    assert [name for name, source in found.items() if WORD in source] == []
    assert all("real data only" in source for source in found.values())


def test_one_sentence_counts_what_is_invented_in_the_strategy_and_period(now, read):
    def said(reading):
        return demonstration.sentence(reading, T)

    assert said(now) == (
        "Demonstration data: 76 of 105 activities and 24 of 27 indicator rows are invented, "
        "targets included."
    )
    assert said(read(known_on="now", direction="SD3")) == said(now), "of all directions"
    assert said(read(known_on="now", period="2013")).startswith("Demonstration data: 0 of ")
    assert said(read(known_on="now", documented_only=True)) == ""


def test_real_rows_under_invented_targets_are_no_real_rating(own):
    assert demonstration.sentence(own, T) == (
        "Demonstration data: the targets of 10 of 13 indicators are invented."
    )
    assert demonstration.sentence(replace(own, framework=own.framework.real_only()), T) == ""
