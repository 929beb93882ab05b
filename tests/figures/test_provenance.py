"""Where a figure comes from, the day it speaks of, and what nobody has reviewed: said beside it."""

import os
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.exports.data_files import plain_rows
from ifla_metrics.exports.report_content import key_numbers
from ifla_metrics.figures import provenance, registry
from ifla_metrics.figures.provenance import as_of_line
from ifla_metrics.i18n import translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.indicator_status import indicator_status
from ifla_metrics.settings import DATA
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.entries import record
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.read import read as read_log
from ifla_metrics.store.review import Decision, decide
from tests import databases
from tests.figures.conftest import read_from
from tests.store.conftest import FRAMEWORK, close, draft, people

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
        f"{WORD}76 of 105 activities invented, indicator values or targets invented · "
    )


def test_a_source_in_french_says_what_is_invented_and_that_titles_are_unofficial(read):
    found, t = read(known_on="now", language="fr"), translate("fr")
    facts = {**registry.build("stories", found, t).facts, "synthetic": "1", "documented": "2"}

    line = provenance.source_line(
        found, t, facts, "records", "S-01", also_invented="", all_directions=True
    )

    assert line.partition(" · ")[0].endswith("lignes inventées\u00a0: 1 sur 3")
    assert "traduction non officielle" in line


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


def test_of_a_real_log_with_the_targets_of_the_demonstration_these_are_said(nothing, monkeypatch):
    table = pd.DataFrame({"provenance": ["reported"], "target_provenance": ["synthetic"]})
    monkeypatch.setattr(provenance, "statuses_of", lambda reading, **_: table)

    said = provenance.demonstration_sentence(nothing, T)
    assert said == "Demonstration data: the targets of 1 of 1 indicators are invented."


@pytest.mark.parametrize("period", ["2010-2015", "2011-2012"] if NIGHT else ["2010-2015"])
def test_real_data_only_gives_the_numbers_of_a_log_without_the_demonstration(period, read, real):
    """Reports apart: one that is invented still answers for its group (docs/methodology.md)."""
    chosen = read(known_on="now", period=period, documented_only=True)
    alone = read_from(real, {"known_on": "now", "period": period}, None, ())
    own = ["indicator", "target", "baseline", "actual", "numerator", "denominator", "progress"]

    for spec in registry.specs_for(chosen.framework):
        if spec.page in {"participation", "coverage", "stories", "framework"}:
            one, other = spec.build(chosen, T), spec.build(alone, T)
            assert (one.title, plain_rows(one)) == (other.title, plain_rows(other)), spec.name
    one, other = (indicator_status(r)[own].astype(object) for r in (chosen, alone))
    assert one.equals(other)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
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


AUGUST = "16 August 2012"
YEARS_LATER = "Position at 31 December 2012, as known"


@pytest.mark.parametrize(
    ("known_on", "said"),
    [
        ("now", f"{YEARS_LATER} today."),
        ("2013-02-01", f"{YEARS_LATER} on 1 February 2013."),
        ("2012-08", f"Position at {AUGUST}, as known at the Governing Board meeting of {AUGUST}."),
    ],
)
def test_a_page_says_its_day_and_when_that_was_known(read, known_on, said):
    assert as_of_line(read(("month_cells",), known_on=known_on), T) == said


@pytest.fixture
def log(tmp_path):
    """The history, of which every entry is approved, and one activity that is not."""
    engine = engine_of(databases.copy_history(tmp_path / "log.db"))
    said = draft(
        title="Open access workshop",
        started_on=date(2012, 5, 4),
        ended_on=date(2012, 5, 4),
        countries=("BEN",),
        outcomes=("KI2.C.2",),
        directions=("SD1",),
        participation=(people(36, country="BEN"),),
    )
    yield engine, record(engine, said, actor=LOCAL).uid
    engine.dispose()


MADE_OF_IT = {
    *("direction-status", "element-progress", "needs-the-board", "indicator-bullets", "trend-C4"),
    *("since-activities", "participation-over-time", "coverage-map", "priority-countries"),
    "direction-element-matrix",
}
NOT_MADE_OF_IT = {"milestones", "stories", "trend-C1", "indicators-KI2.B", "framework-tree"}
NAMES = {*MADE_OF_IT, *NOT_MADE_OF_IT, *registry.key_numbers()}
SAID = ("(1 entry not yet reviewed)", "(1 entry sent since, not yet reviewed)")


def told(engine, **chosen):
    choices = Choices(FRAMEWORK, **{"period": "2011-2012", **chosen})
    with read_transaction(engine) as connection:
        plan = read_catalogue(connection).framework(FRAMEWORK)
        specs = [spec for spec in registry.specs_for(plan) if spec.name in NAMES]
        found = read_log(connection, choices, *registry.needs_of(specs))
    figures = {spec.name: spec.build(found, T) for spec in specs}
    return figures, found, {name for name in figures if figures[name].title.endswith(SAID)}


def test_every_headline_with_an_entry_that_nobody_has_reviewed_says_so(log):
    engine, uid = log
    figures, found, marked = told(engine)

    entries = counting.totals(found).activities + found.unreviewed["entries"].sum()
    assert entries > 400
    assert as_of_line(found, T) == (
        f"{YEARS_LATER} today. 1 of {entries} entries not yet reviewed."
    )
    assert marked >= MADE_OF_IT
    assert not marked & NOT_MADE_OF_IT
    for name in MADE_OF_IT:
        assert any(said in figures[name].alt for said in SAID)
        assert figures[name].facts["unreviewed"] == "1"
    assert figures["direction-status"].table.frame["unreviewed"].tolist() == [1, 1, 1, 1]
    notes = [n["note"] for n in key_numbers({n: figures[n] for n in registry.key_numbers()}, T)]
    assert all("1 entry not yet reviewed" in note for note in notes)
    assert not told(engine, known_on="2012-12")[2]
    elsewhere = told(engine, direction="SD2")[2]
    assert "direction-status" in elsewhere, "ratings rest on activities of any direction"
    assert "since-activities" not in elsewhere
    nothing, _, elsewhere = told(engine, direction="SD3")
    assert nothing["needs-the-board"].empty
    assert "needs-the-board" in elsewhere, "that there is nothing rests on entries as well"

    decide(engine, [Decision("activity", uid, 1, "approved")], actor=LOCAL)
    _, found, marked = told(engine)
    assert as_of_line(found, T) == f"{YEARS_LATER} today."
    assert not marked
