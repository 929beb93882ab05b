"""What is invented says so: under each figure it is in, and in one sentence for all of them."""

import os
from dataclasses import replace

import pytest

from ifla_metrics.exports.data_files import rows
from ifla_metrics.figures import provenance, registry
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.indicator_status import indicator_status
from ifla_metrics.settings import DATA
from ifla_metrics.store.initialise import initialise
from tests.figures.conftest import read_from
from tests.store.conftest import close

T = translate("en")
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
WORD = "Demonstration: "
REAL = {
    *("across-KI2.X", "framework-tree", "ladder-KI2.D", "trend-A8", "trend-A9", "trend-D4"),
    *("since-activities", "since-countries", "since-corrections", "since-milestones"),
    "since-targets",
}
"""Figures of the shipped history that have nothing invented in them."""


@pytest.fixture(scope="module")
def now(read):
    return read(known_on="now")


def sources(read, every=1):
    specs = registry.specs_for(read.framework)[::every]
    return {spec.name: spec.build(read, T).source for spec in specs}


def test_every_figure_with_something_invented_begins_its_source_line_with_it(now):
    found = sources(now)

    assert {name for name, source in found.items() if WORD not in source} == REAL
    assert found["participation-over-time"].startswith(
        f"{WORD}76 of 105 activities invented, activities of the year before invented · "
    )
    assert found["indicator-bullets"].startswith(
        f"{WORD}24 of 27 indicator values invented, targets invented · "
    )
    assert found["direction-status"].startswith(
        f"{WORD}76 of 105 activities invented, indicator values and targets invented · "
    )


def test_nothing_says_it_where_only_real_data_count(read):
    found = sources(read(known_on="now", documented_only=True), every=1 if NIGHT else 5)

    assert [name for name, source in found.items() if WORD in source] == []
    assert all("real data only" in source for source in found.values())


def test_one_sentence_counts_what_is_invented_in_the_strategy_and_period(now, read):
    def said(found):
        return provenance.demonstration_sentence(found, T)

    assert said(now) == (
        "Demonstration data: 76 of 105 activities and 24 of 27 indicator rows are invented, "
        "targets included."
    )
    assert said(read(known_on="now", direction="SD3")) == said(now), "of all directions"
    assert said(read(known_on="now", period="2013")).startswith("Demonstration data: 0 of ")
    assert said(read(known_on="now", documented_only=True)) == ""


@pytest.mark.parametrize("period", ["2010-2015", "2011-2012"] if NIGHT else ["2010-2015"])
def test_real_data_only_gives_the_numbers_of_a_log_without_the_demonstration(period, read, real):
    """Reports apart: one that is invented still answers for its group (docs/methodology.md)."""
    chosen = read(known_on="now", period=period, documented_only=True)
    alone = read_from(real, {"known_on": "now", "period": period}, None, ())
    own = ["indicator", "target", "baseline", "actual", "numerator", "denominator", "progress"]

    for spec in registry.specs_for(chosen.framework):
        if spec.page in {"participation", "coverage", "stories", "framework"}:
            one, other = spec.build(chosen, T), spec.build(alone, T)
            assert (one.title, rows(one)) == (other.title, rows(other)), spec.name
    one, other = (indicator_status(r)[own].astype(object) for r in (chosen, alone))
    assert one.equals(other)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A log that was begun without the demonstration."""
    url = f"sqlite:///{tmp_path_factory.mktemp('real') / 'log.db'}"
    initialise(url, data=DATA, documented_only=True)
    yield url
    close(url)


def test_the_version_of_a_framework_moves_with_its_data_and_not_with_later_targets(whole):
    plan, day = whole.framework, whole.moment.known_on
    later = replace(plan.targets[0], decided_on=day.replace(year=day.year + 9), target=999.0)
    other = replace(plan.indicators[0], title="Another indicator")
    changed = replace(plan, indicators=(other, *plan.indicators[1:]))

    assert provenance.version_of(replace(plan), day) == provenance.version_of(plan, day)
    with_later = replace(plan, targets=(*plan.targets, later))
    assert provenance.version_of(with_later, day) == provenance.version_of(plan, day)
    assert provenance.version_of(changed, day) != provenance.version_of(plan, day)
