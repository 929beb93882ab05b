"""The registry: every figure builds, says what it is, and asks for all it needs."""

import os
import re
from dataclasses import replace

import pytest

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures import registry
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.status import CODES
from ifla_metrics.settings import DATA

T = translate("en")
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
STRATEGY = read_folder(DATA / "frameworks" / "2010-2015")
NAMES = [kind.name for kind in registry.kinds(STRATEGY)]
STATIC = [kind.name for kind in registry.figures()]
FEW = [*STATIC, "indicators-KI2.A", "ladder-KI2.B", "trend-A2", "trend-D1", "across-KI2.D"]
"""All figures of every strategy, and some of those made one per row and indicator."""
PAGES = [
    "overview",
    "since-last-meeting",
    "participation",
    "coverage",
    "progress",
    "stories",
    "framework",
]
TABLES_ONLY = {
    "needs-the-board",
    "not-reached",
    "association-outcomes",
    "stories",
    "framework-tree",
    "indicator-definitions",
    "target-revisions",
    *(name for name in STATIC if name.startswith("since-") and name != "since-causes"),
}


@pytest.fixture(scope="module")
def figures(whole):
    return {name: registry.build(name, whole, T) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_history_says_what_it_shows(figures, name):
    figure = figures[name]
    told = (figure.title, figure.subtitle, figure.source, figure.alt, figure.explanation.formula)

    assert figure.name == name
    assert all(words.strip() for words in told)
    for words in (*told, figure.empty):
        assert not re.search(r"\bnan\b|\bNone\b|NaT|[{}]|\bn/k of\b", words), words
    assert figure.id in figure.source
    assert figure.source.startswith(("Demonstration", "Position"))
    assert len(figure.method) <= 90
    assert figure.short_source.endswith(", 12 Dec 2012")
    assert "Log as known on 12 December 2012" in figure.source


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_its_table_and_either_a_chart_or_the_reason_why_not(figures, name):
    figure = figures[name]
    shown = figure.table.shown(T)

    assert len(shown) == len(figure.table.frame)
    assert all(len(row) == len(figure.table.columns) for row in shown)
    if name not in TABLES_ONLY:
        assert (figure.chart is None) == bool(figure.empty)
    if figure.chart is not None:
        drawn = as_dictionary(figure.chart)
        assert drawn["width"] == "container"
        assert "title" not in drawn
    if figure.explanation.rows is not None:
        figure.explanation.rows.shown(T)


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_told_apart_by_their_codes(figures, name):
    table = figures[name].table
    codes = [column.key for column in table.data_columns if column.kind == "code"]

    if name.startswith("trend-"):
        codes = ["as_of"]  # One value a day.
    if name in ("since-targets", "target-revisions"):
        codes.append("due_on")
    assert not table.frame[codes].duplicated().any()


def test_every_status_is_a_column_of_the_data_and_only_those_found_of_the_screen(figures):
    table = figures["direction-status"].table

    assert set(CODES) <= {column.key for column in table.data_columns}
    assert {c.key for c in table.columns} & set(CODES) == {c for c in CODES if table.frame[c].sum()}


@pytest.mark.parametrize("which", ["nothing", "documented"])
@pytest.mark.parametrize("name", FEW)
def test_every_figure_builds_on_little_and_on_nothing(request, which, name):
    figure = registry.build(name, request.getfixturevalue(which), T)

    assert figure.title
    assert figure.subtitle
    if figure.chart is not None:
        assert as_dictionary(figure.chart)
    figure.table.shown(T)


def test_nothing_needs_the_board_of_a_direction_before_its_strategy_begins(read):
    chosen = {"framework": "2019-2024", "period": "2019-2024", "direction": "SD1"}
    figure = registry.build("needs-the-board", read(**chosen), T)

    assert figure.empty
    assert not len(figure.table.frame)


@pytest.mark.parametrize("name", [n for n in STATIC if n.startswith(("participation", "women"))])
def test_an_empty_log_says_so_in_place_of_a_chart(nothing, name):
    figure = registry.build(name, nothing, T)

    assert figure.empty == "No activity is logged in 2011–2012."
    assert figure.title == figure.empty.rstrip(".")
    assert figure.chart is None


@pytest.mark.parametrize("name", FEW if NIGHT else FEW[::3])
def test_a_figure_asks_for_all_that_it_draws(figures, read, name):
    kind = registry.find(name, STRATEGY)
    alone, among_all = kind.build(read(kind.needs, kind.previous), T), figures[name]

    for part in ("id", "title", "subtitle", "source", "alt", "empty"):
        assert getattr(alone, part) == getattr(among_all, part)
    assert alone.table.shown(T) == among_all.table.shown(T)
    assert (alone.chart and as_dictionary(alone.chart)) == (
        among_all.chart and as_dictionary(among_all.chart)
    )


@pytest.mark.night
@pytest.mark.parametrize(
    ("framework", "period"),
    [("2016-2021", "2016-2021"), ("2019-2024", "2019-2024"), ("2024-2029", "2024-2029")],
)
def test_strategies_of_another_shape_have_the_same_figures(read, framework, period):
    found = read(framework=framework, period=period, known_on="now")

    for kind in registry.kinds(found.framework):
        figure = kind.build(found, T)
        assert figure.title, kind.name
        assert figure.chart is None or as_dictionary(figure.chart)
        figure.table.shown(T)


def test_figures_stand_in_the_order_of_the_pages():
    pages = [PAGES.index(kind.page) for kind in registry.kinds(STRATEGY)]

    assert pages == sorted(pages)
    assert len(set(NAMES)) == len(NAMES)
    assert set(STATIC) <= set(NAMES)


def test_an_unknown_figure_is_named_with_the_nearest_one():
    with pytest.raises(UnknownCode, match=r"'coverage-mpa'.*Did you mean 'coverage-map'"):
        registry.find("coverage-mpa")
    with pytest.raises(UnknownCode, match=r"'trend-A99'"):
        registry.find("trend-A99", STRATEGY)


def test_building_a_figure_leaves_the_reading_as_it_was(whole):
    before = {name: frame.copy() for name, frame in whole.frames.items()}
    for name in STATIC:
        registry.build(name, whole, T)

    for name, frame in before.items():
        assert frame.equals(whole.frames[name]), name


def test_every_figure_is_written_in_the_readers_language_only(whole):
    """Every word passes the catalogue: a language that shouts leaves no quiet title behind."""

    class Shouting(type(T)):
        def __call__(self, message, **values):
            return super().__call__(message, **values).upper()

        def plural(self, one, many, n, **values):
            return super().plural(one, many, n, **values).upper()

    loud, bare = Shouting("en"), replace(whole, previous=None)
    for name in STATIC:
        figure = registry.build(name, bare, loud)
        titles = [column.title for column in figure.table.columns]
        assert [t for t in titles if t != t.upper()] == [], name
        assert figure.explanation.formula == figure.explanation.formula.upper(), name


def test_a_click_on_a_chart_gives_codes_of_an_address_and_each_mark_says_its_numbers(whole):
    codes = {"": [], "cell": [["direction", "element"]]}
    for kind in registry.figures():
        if kind.page not in ("participation", "coverage") or kind.name in TABLES_ONLY:
            continue
        spec = as_dictionary(kind.build(whole, T).chart)
        picks = [p["select"]["fields"] for p in spec.get("params", ()) if p["name"] == "pick"]

        assert picks == codes.get(kind.click, [[kind.click]]), kind.name
        assert len(spec["layer"][-1]["encoding"]["tooltip"]) > 2, kind.name
