"""The day that a page speaks of and the entries nobody has reviewed, said above it and in print."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.exports.report_content import key_numbers
from ifla_metrics.figures import registry
from ifla_metrics.figures.provenance import as_of_line
from ifla_metrics.i18n import translate
from ifla_metrics.metrics import counting
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.read import read as read_log
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import FRAMEWORK, draft, people
from tests.ui import house

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
    assert as_of_line(read(("month_cells",), known_on=known_on), T) == said


@pytest.fixture
def log(tmp_path):
    """The history, of which every entry is approved, and one activity that is not."""
    engine = engine_of(house.copy_of_the_history(tmp_path / "log.db"))
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
SAID = "(1 entry not yet reviewed)"


def told(engine, **chosen):
    choices = Choices(FRAMEWORK, **{"period": "2011-2012", **chosen})
    with reading(engine) as connection:
        plan = read_framework(connection, FRAMEWORK)
        specs = [spec for spec in registry.specs_for(plan) if spec.name in NAMES]
        needs = {need for spec in specs for need in spec.needs}
        found = read_log(connection, choices, needs, {n for spec in specs for n in spec.previous})
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
        assert SAID in figures[name].alt
        assert figures[name].facts["unreviewed"] == "1"
    assert figures["direction-status"].table.frame["unreviewed"].tolist() == [1, 1, 1, 1]
    notes = [n["note"] for n in key_numbers({n: figures[n] for n in registry.key_numbers()}, T)]
    assert all("1 entry not yet reviewed" in note for note in notes)
    assert not told(engine, known_on="2012-12")[2]

    decide(engine, [Decision("activity", uid, 1, "approved")], actor=LOCAL)
    _, found, marked = told(engine)
    assert as_of_line(found, T) == f"{YEARS_LATER} today."
    assert not marked
