"""What figures and pages say about invented data, their day and unreviewed entries."""

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
from ifla_metrics.store.operations.initialise import initialise
from ifla_metrics.store.read.reading import read as read_log
from ifla_metrics.store.write.entries import record
from ifla_metrics.store.write.review import Decision, decide
from tests import databases
from tests.figures.conftest import read_from
from tests.store.conftest import FRAMEWORK, close, draft, people

T = translate("en")
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
DEMONSTRATION = "Demonstration: "
REAL = {
    *("across-KI2.X", "framework-tree", "ladder-KI2.D", "trend-A8", "trend-A9", "trend-D4"),
    *("since-activities", "since-countries", "since-corrections", "since-milestones"),
    "since-targets",
}
"""Figures of the shipped history without invented data."""


@pytest.fixture(scope="module")
def now(read):
    return read(known_on="now")


def sources(reading, every=1):
    specs = registry.specs_for(reading.framework)[::every]
    return {spec.name: spec.build(reading, T).source for spec in specs}


def test_the_source_of_a_figure_begins_with_what_is_invented(now):
    invented = {
        "participation-over-time": "76 of 105 activities invented, activities of the year before",
        "indicator-bullets": "24 of 27 indicator values invented, targets",
        "direction-status": "76 of 105 activities invented, indicator values or targets",
    }
    by_name = sources(now)

    assert {name for name, source in by_name.items() if DEMONSTRATION not in source} == REAL
    for name, text in invented.items():
        assert by_name[name].startswith(f"{DEMONSTRATION}{text} invented · ")


def test_a_french_source_says_what_is_invented_and_that_titles_are_unofficial(read):
    reading, t = read(known_on="now", language="fr"), translate("fr")
    figure = registry.build("stories", reading, t)
    figure = replace(figure, facts={**figure.facts, "synthetic": "1", "documented": "2"})

    line = provenance.source_line(figure, reading, t, "records", "")

    assert line.partition(" · ")[0].endswith("lignes inventées\u00a0: 1 sur 3")
    assert "traduction non officielle" in line


def test_under_real_data_only_no_source_mentions_invented_data(read):
    by_name = sources(read(known_on="now", documented_only=True), every=1 if NIGHT else 5)

    assert [name for name, source in by_name.items() if DEMONSTRATION in source] == []
    assert all("real data only" in source for source in by_name.values())


def test_one_sentence_counts_the_invented_rows_of_the_strategy_and_period(now, read):
    def sentence(reading):
        return provenance.demonstration_sentence(reading, T)

    assert sentence(now) == (
        "Demonstration data: 76 of 105 activities and 24 of 27 indicator values are invented, "
        "targets included."
    )
    assert sentence(read(known_on="now", direction="SD3")) == sentence(now), "of all directions"
    assert sentence(read(known_on="now", period="2013")).startswith("Demonstration data: 0 of ")
    assert sentence(read(known_on="now", documented_only=True)) == ""


def test_a_real_log_with_invented_targets_says_so(empty, monkeypatch):
    table = pd.DataFrame({"provenance": ["reported"], "target_provenance": ["synthetic"]})
    monkeypatch.setattr(provenance, "statuses_of", lambda reading, **_: table)

    sentence = provenance.demonstration_sentence(empty, T)
    assert sentence == "Demonstration data: the targets of 1 of 1 indicators are invented."


@pytest.mark.parametrize("period", ["2010-2015", "2011-2012"] if NIGHT else ["2010-2015"])
def test_real_data_only_has_the_numbers_of_a_documented_log(period, read, tmp_path):
    """Except for reports: an invented one still answers for its group (docs/methodology.md)."""
    url = f"sqlite:///{tmp_path / 'log.db'}"
    initialise(url, data=DATA, documented_only=True)
    real = read_from(url, {"known_on": "now", "period": period}, None, ())
    close(url)
    real_only = read(known_on="now", period=period, documented_only=True)

    for spec in registry.specs_for(real.framework):
        if spec.page in {"participation", "coverage", "stories", "framework"}:
            figures = spec.build(real_only, T), spec.build(real, T)
            assert figures[0].title == figures[1].title, spec.name
            assert plain_rows(figures[0]) == plain_rows(figures[1]), spec.name
    columns = ["indicator", "target", "baseline", "actual", "numerator", "denominator", "progress"]
    statuses = [indicator_status(r)[columns].astype(object) for r in (real_only, real)]
    assert statuses[0].equals(statuses[1])


def test_the_version_of_a_framework_changes_with_its_data_but_not_with_later_targets(reading):
    framework, day = reading.framework, reading.moment.known_on
    target, indicator = framework.targets[0], framework.indicators[0]
    later = replace(target, decided_on=day.replace(year=day.year + 9), target=999.0)
    renamed = replace(indicator, title="Another indicator")

    def version(**changes):
        return provenance.version_of(replace(framework, **changes), day)

    assert version() == version(targets=(*framework.targets, later))
    assert version() != version(indicators=(renamed, *framework.indicators[1:]))


AUGUST = "16 August 2012"
YEAR_END = "Position at 31 December 2012, as known"


@pytest.mark.parametrize(
    ("known_on", "line"),
    [
        ("now", f"{YEAR_END} today."),
        ("2013-02-01", f"{YEAR_END} on 1 February 2013."),
        ("2012-08", f"Position at {AUGUST}, as known on {AUGUST}."),
    ],
)
def test_a_page_says_its_day_and_its_known_on_day(read, known_on, line):
    assert as_of_line(read(("month_cells",), known_on=known_on), T) == line


@pytest.fixture
def log(tmp_path):
    """The history, whose entries are all approved, and one activity that is not yet reviewed."""
    engine = engine_of(databases.copy_history(tmp_path / "log.db"))
    workshop = draft(
        title="Open access workshop",
        started_on=date(2012, 5, 4),
        ended_on=date(2012, 5, 4),
        countries=("BEN",),
        outcomes=("KI2.C.2",),
        directions=("SD1",),
        participation=(people(36, country="BEN"),),
    )
    yield engine, record(engine, workshop, actor=LOCAL).uid
    engine.dispose()


COUNT_IT = {
    *("direction-status", "element-progress", "needs-the-board", "indicator-bullets", "trend-C4"),
    *("since-activities", "participation-over-time", "coverage-map", "priority-countries"),
    "direction-element-matrix",
}
DO_NOT_COUNT_IT = {"milestones", "stories", "trend-C1", "indicators-KI2.B", "framework-tree"}
NAMES = {*COUNT_IT, *DO_NOT_COUNT_IT, *registry.key_numbers()}
NOTE = "(1 entry not yet reviewed)"


def build(engine, **choices):
    """Return a reading, the figures of NAMES, and the names of those whose title has a note."""
    choices = Choices(FRAMEWORK, **{"period": "2011-2012", **choices})
    with read_transaction(engine) as connection:
        framework = read_catalogue(connection).framework(FRAMEWORK)
        specs = [spec for spec in registry.specs_for(framework) if spec.name in NAMES]
        reading = read_log(connection, choices, *registry.needs_of(specs))
    figures = {spec.name: spec.build(reading, T) for spec in specs}
    return reading, figures, {name for name in figures if figures[name].title.endswith(NOTE)}


def test_every_title_with_an_unreviewed_entry_says_so_until_it_is_approved(log):
    engine, uid = log
    reading, figures, noted = build(engine)

    entries = counting.totals(reading).activities + reading.unreviewed["entries"].sum()
    assert entries > 400
    note = f"1 of {entries} entries not yet reviewed."
    assert as_of_line(reading, T) == f"{YEAR_END} today. {note}"
    assert noted >= COUNT_IT
    assert not noted & DO_NOT_COUNT_IT
    for name in COUNT_IT:
        assert NOTE in figures[name].alt
        assert figures[name].facts["unreviewed"] == "1"
    assert figures["direction-status"].table.frame["unreviewed"].tolist() == [1, 1, 1, 1]
    for number in key_numbers({name: figures[name] for name in registry.key_numbers()}, T):
        assert "1 entry not yet reviewed" in number["note"]
    assert not build(engine, known_on="2012-12")[2]
    noted = build(engine, direction="SD2")[2]
    assert "direction-status" in noted, "ratings rest on activities of any direction"
    assert "since-activities" not in noted
    _, figures, noted = build(engine, direction="SD3")
    assert figures["needs-the-board"].empty
    assert "needs-the-board" in noted, "that there is nothing rests on entries too"

    decide(engine, [Decision("activity", uid, 1, "approved")], actor=LOCAL)
    reading, _, noted = build(engine)
    assert as_of_line(reading, T) == f"{YEAR_END} today."
    assert not noted
