"""Figures by name: the same numbers, words and files as on screen."""

import csv
import io
import json

import pytest
from PIL import Image

from ifla_metrics.choices import Choices
from ifla_metrics.exports.data_files import value
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read as read_log

T = translate("en")
PARITY = ("direction-status", "participation-by-region", "coverage-map", "milestones", "trend-A3")


@pytest.fixture
def data(ask):
    """The JSON of a figure."""

    def of(*words: str):
        code, out, err = ask("figure", "data", *words)
        assert (code, err) == (0, "")
        return json.loads(out)

    return of


def test_the_list_names_every_figure_of_the_strategy_with_its_page(ask, history):
    code, out, err = ask("figure", "list")
    with reading(engine_of(history)) as connection:
        kinds = registry.kinds(read_framework(connection, "2010-2015"))

    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [[k.name, k.page] for k in kinds]


def test_another_strategy_has_a_list_of_its_own(ask):
    names = ask("figure", "list", "--framework", "2024-2029")[1]

    assert "coverage-map" in names
    assert "trend-A1" not in names


@pytest.mark.parametrize("name", PARITY)
def test_the_numbers_of_a_json_are_those_of_the_figures_table(data, history, name):
    with reading(engine_of(history)) as connection:
        plan = read_framework(connection, "2010-2015")
        kind = registry.find(name, plan)
        read = read_log(
            connection, Choices("2010-2015", "2012", "2012-12"), kind.needs, kind.previous
        )
    table = kind.build(read, T).table
    keys = [column.key for column in table.data_columns]
    written = data(name, "--period", "2012", "--known-on", "2012-12")

    expected = [
        dict(zip(keys, map(value, row), strict=True))
        for row in table.frame[keys].itertuples(index=False, name=None)
    ]
    assert written["rows"] == expected
    assert [column["key"] for column in written["columns"]] == keys


def test_a_json_says_all_that_its_numbers_depend_on(data):
    written = data(
        "direction-status",
        "--period",
        "2012",
        "--known-on",
        "2012-12",
        "--direction",
        "SD2",
        "--counting",
        "fractional",
        "--documented-only",
    )

    assert written["choices"] == {
        "framework": "2010-2015",
        "period": "2012",
        "known_on": "2012-12",
        "direction": "SD2",
        "counting": "fractional",
        "documented_only": True,
        "since": None,
        "region": None,
        "group": None,
        "reviewed_only": False,
        "language": "en",
    }
    assert written["counting_rule"] == "fractional"
    assert written["rows_counted"] == {
        "of": "activities",
        "documented": 9,
        "synthetic": 0,
        "unreviewed": 0,
    }
    assert written["revision"] > 0
    assert written["known_on"]["meeting"] == "2012-12"
    assert written["figure"] == "O-01~2010-2015~2012~2012-12~SD2~fractional~doc~en"
    assert written["figure"] in written["source"]
    assert written["subtitle"]


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("indicator-bullets", "indicator rows"),
        ("milestones", "records"),
        ("not-reached", "activities"),
    ],
)
def test_a_json_says_what_its_numbers_of_rows_count(data, name, of):
    assert data(name)["rows_counted"]["of"] == of


def test_what_is_not_said_is_as_the_strategy_has_it(data, history):
    with reading(engine_of(history)) as connection:
        plan = read_framework(connection, "2010-2015")
    chosen = data("direction-status")["choices"]

    assert chosen["period"] == plan.default_period == "2011-2012"
    assert chosen["counting"] == plan.counting
    assert chosen["known_on"] == "now"


def test_synthetic_rows_can_be_left_out(data):
    everything = data("participation-by-region")["rows"]
    documented = data("participation-by-region", "--documented-only")["rows"]

    def total(rows):
        return sum(cell for row in rows for cell in row.values() if isinstance(cell, int))

    assert total(documented) < total(everything)


def test_all_figures_are_one_object_a_line_in_the_order_of_the_list(ask, data):
    code, out, err = ask("figure", "data", "--all", "--format", "jsonl", "--period", "2012")
    written = [json.loads(line) for line in out.splitlines()]
    listed = [line.split()[0] for line in ask("figure", "list")[1].splitlines()]

    assert (code, err) == (0, "")
    assert [figure["name"] for figure in written] == listed
    for name in PARITY:
        assert written[listed.index(name)] == data(name, "--period", "2012")


def test_all_figures_are_not_written_in_a_format_that_holds_one(ask):
    code, out, err = ask("figure", "data", "--all", "--format", "csv")

    assert (code, out) == (2, "")
    assert err == "All figures together are written as jsonl only.\n"


def test_a_csv_holds_the_same_rows_as_the_json(ask, data):
    written = ask("figure", "data", "priority-countries", "--format", "csv")[1]
    lines = [line for line in written.splitlines() if not line.lstrip("\ufeff").startswith("#")]
    rows = list(csv.reader(io.StringIO("\n".join(lines))))
    same = data("priority-countries")

    assert rows[0] == [column["title"] for column in same["columns"]]
    assert rows[1:] == [
        ["" if cell is None else str(cell) for cell in row.values()] for row in same["rows"]
    ]


def test_a_figure_is_written_in_the_format_that_the_files_name_ends_in(ask, tmp_path):
    target = tmp_path / "status.png"
    code, out, err = ask("figure", "render", "direction-status", "--out", str(target))

    assert (code, err) == (0, "")
    assert out.startswith(f"{target}: ")
    with Image.open(target) as picture:
        assert [round(dots) for dots in picture.info["dpi"]] == [300, 300]
        assert picture.info["Identifier"].startswith("O-01~2010-2015")


def test_a_format_that_is_asked_for_wins_over_the_files_name(ask, tmp_path):
    target = tmp_path / "status.txt"
    assert ask("figure", "render", "women-share", "--format", "svg", "--out", str(target))[0] == 0

    assert target.read_bytes().startswith(b"<?xml")


def test_a_file_can_go_to_the_terminal(ask):
    code, out, err = ask("figure", "render", "women-share", "--format", "svg", "--out", "-")

    assert (code, err) == (0, "")
    assert out.rstrip().endswith("</svg>")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["coverage-mp"], "Unknown figure 'coverage-mp'. Did you mean 'coverage-map'?"),
        (["women-share", "--framework", "2010-2016"], "Did you mean '2010-2015'?"),
        (["women-share", "--period", "2012x"], "Unknown period '2012x'. Did you mean '2012'?"),
        (["women-share", "--direction", "SD9"], "Unknown direction 'SD9'. Did you mean 'SD"),
        (["women-share", "--known-on", "2012-13"], "'2012-13'"),
        (["women-share", "--counting", "ful"], "Unknown counting 'ful'. Did you mean 'full'?"),
        (["women-share", "--format", "jason"], "Unknown format 'jason'. Did you mean 'json'?"),
        (["women-share", "--language", "e"], "Unknown language 'e'. Did you mean 'en'?"),
    ],
)
def test_a_wrong_word_is_one_line_with_the_nearest_right_one(ask, words, reason):
    code, out, err = ask("figure", "data", *words)

    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert reason in err


def test_a_file_that_cannot_be_written_is_one_line(ask):
    code, out, err = ask("figure", "render", "women-share", "--out", "/no/such/folder/a.csv")

    assert (code, out) == (2, "")
    assert err == "'/no/such/folder/a.csv' cannot be used: No such file or directory\n"


def test_a_name_that_ends_in_no_known_format_is_refused_before_anything_is_written(ask, tmp_path):
    target = tmp_path / "figure.gif"
    code, _, err = ask("figure", "render", "women-share", "--out", str(target))

    assert code == 2
    assert "Unknown format 'gif'" in err
    assert not target.exists()


def test_a_figure_in_french_speaks_french(data):
    english, french = data("women-share"), data("women-share", "--language", "fr")

    assert french["language"] == "fr"
    assert french["title"] != english["title"]
    assert french["figure"].endswith("~fr")
    numbers = [[c for c in row.values() if not isinstance(c, str)] for row in french["rows"]]
    same = [[c for c in row.values() if not isinstance(c, str)] for row in english["rows"]]
    assert numbers == same
