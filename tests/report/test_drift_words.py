"""An edition that was printed before its strategy was translated: the words changed, no number.

On PostgreSQL at night (IFLA_NIGHT=1): to compare what is printed knows no database.
"""

from dataclasses import replace

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.exports.data_files import as_json
from ifla_metrics.figures import registry
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.models.editions import FrozenFigure
from ifla_metrics.report.drift import drift
from ifla_metrics.report.drift_causes import causes
from ifla_metrics.report.drift_check import check, translation_changed
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.as_of import now
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.editions import Changed
from ifla_metrics.store.frameworks import apply_framework
from ifla_metrics.store.read import read
from tests.conftest import POSTGRESQL_AT_NIGHT
from tests.pages.test_editions import figure
from tests.store.conftest import DATA, FRAMEWORK, draft, people, prepare_history

PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)
UNTOLD = replace(PLAN, texts=())
NAMES = (
    "direction-status",
    "indicator-bullets",
    "direction-element-matrix",
    "needs-the-board",
    "milestones",
    "ladder-KI2.A",
    "trend-A1",
    "framework-tree",
)
"""Made of the strategy's words: as labels, in sentences, in titles, as a column."""


@pytest.fixture
def engine(database_from):
    return engine_of(database_from(prepare_history))


def maker(engine):
    """What makes figures from the log of an engine."""

    def make(name, choices):
        with reading(engine) as connection:
            kind = registry.find(name, read_framework(connection, FRAMEWORK))
            found = read(connection, choices, kind.needs, kind.previous)
        return kind.build(found, translate(choices.language)), found

    return make


def printed(engine, language):
    """Figures as an edition keeps them."""
    choices = Choices(FRAMEWORK, "2011-2012", language=language)
    made = [maker(engine)(name, choices)[0] for name in NAMES]
    t = translate(language)
    return [FrozenFigure(one.id, one.title, as_json(one, t).decode()) for one in made]


@POSTGRESQL_AT_NIGHT
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_where_only_the_words_changed_the_figures_stand_and_it_is_said_in_one_line(
    engine, language
):
    apply_framework(engine, UNTOLD, actor=LOCAL)
    before = printed(engine, language)
    apply_framework(engine, PLAN, actor=LOCAL)
    found = check(before, maker(engine))

    assert [(one.title, one.moved[:2]) for one in found.moved] == []
    assert len(found.drifts) == len(NAMES)
    assert len(found.reworded) == len(NAMES)
    assert translation_changed(found, translate("en")) == (
        f"The translation changed in {len(NAMES)} figures, and in them nothing else."
    )


@POSTGRESQL_AT_NIGHT
def test_a_number_that_changed_is_found_in_whatever_words_and_with_what_is_behind_it(engine):
    apply_framework(engine, UNTOLD, actor=LOCAL)
    before = printed(engine, "fr")
    told_later = printed_in_today_s_words(engine)
    uid, _ = log_activity(
        engine, draft(title="Told later", participation=(people(40),)), actor=LOCAL
    )
    found = check(before, maker(engine))
    same = check(told_later, maker(engine))

    assert found.moved
    assert {(one.figure_id, one.moved) for one in found.moved} == {
        (one.figure_id, one.moved) for one in same.moved
    }
    matrix = next(one for one in found.moved if "direction-element" in one.printed)
    entry = Changed("activity", uid, "Told later", 1, False, now(), "", "")
    behind = causes(matrix, [entry], maker(engine), lambda name, framework: ["month_cells"])
    assert {(m.row, m.column) for m in matrix.moved} == set(behind.cells)


def printed_in_today_s_words(engine):
    apply_framework(engine, PLAN, actor=LOCAL)
    return printed(engine, "fr")


@POSTGRESQL_AT_NIGHT
def test_a_figure_in_the_language_of_its_strategy_is_compared_word_by_word(engine):
    """The title of a part that was corrected is a change of what was printed."""
    before = printed(engine, "en")
    nodes = tuple(replace(n, short_title="Another") if n.code == "SD1" else n for n in PLAN.nodes)
    apply_framework(engine, replace(PLAN, nodes=nodes), actor=LOCAL)
    found = check(before, maker(engine))

    assert found.moved
    assert not found.reworded


T = translate("en")
OLD = figure([{"name": "Members", "n": 4}, {"name": "Journals", "n": 7}])
NEW = figure([{"name": "Membres", "n": 4}, {"name": "Revues", "n": 7}])


def test_a_row_that_is_moved_is_not_taken_for_a_translated_one():
    """The numbers of the two rows were exchanged."""
    exchanged = figure([{"name": "Revues", "n": 4}, {"name": "Membres", "n": 7}])
    others = [figure([{"name": "Journals", "n": 4}, {"name": "Members", "n": 7}])]
    found = drift(OLD, exchanged, T, others)

    assert [(m.row, m.before, m.now) for m in found.moved] == [
        ("Membres", "4", "7"),
        ("Revues", "7", "4"),
    ]
    assert drift(OLD, NEW, T, [OLD]).stands


def test_words_that_mean_two_things_stay_as_they_are():
    other = figure([{"name": "Members", "n": 4}, {"name": "Members", "n": 7}])
    found = drift(OLD, NEW, T, [other])

    assert [m.row for m in found.moved] == ["Members", "Journals", "Membres", "Revues"]


def test_where_words_put_the_rows_in_another_order_nothing_is_guessed():
    other = figure([{"name": "Journals", "n": 7}, {"name": "Members", "n": 4}])

    assert not drift(OLD, NEW, T, [other]).reworded
