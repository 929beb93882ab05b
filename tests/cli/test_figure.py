"""Figures by name or by id: the same numbers, words and files as on screen."""

import json
import os
import subprocess
import sys

import pytest
from PIL import Image

from ifla_metrics.access import LOCAL
from ifla_metrics.settings import ROOT
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.entries import record
from tests.store.conftest import draft
from tests.ui import house

ID = "C-03~2010-2015~2011-2012~2012-12~all~full~all~en"


@pytest.fixture
def data(ask):
    return lambda *words: json.loads(ask("figure", "data", *words)[1])


def test_a_json_says_all_that_its_numbers_depend_on(data):
    choices = "--period 2012 --known-on 2012-12 --direction SD2 --counting fractional"
    written = data("direction-status", *choices.split(), "--documented-only")

    chosen = {"framework": "2010-2015", "period": "2012", "known_on": "2012-12", "language": "en"}
    chosen |= {"direction": "SD2", "counting": "fractional", "documented_only": True}
    not_chosen = dict.fromkeys(("since", "region", "group")) | {"reviewed_only": False}
    assert written["choices"] == chosen | not_chosen
    counted = {"of": "activities", "documented": 9, "synthetic": 0, "unreviewed": 0}
    assert written["rows_counted"] == counted
    assert written["counting_rule"] == "fractional"
    assert written["known_on"]["meeting"] == "2012-12"
    assert written["figure"] == "O-01~2010-2015~2012~2012-12~SD2~fractional~doc~en"
    assert written["figure"] in written["source"]


def test_all_figures_are_one_object_a_line_in_the_order_of_the_list(ask, data):
    code, out, err = ask("figure", "data", "--all", "--period", "2012")
    written = [json.loads(line) for line in out.splitlines()]
    listed = [line.split()[0] for line in ask("figure", "list")[1].splitlines()]

    assert (code, err) == (0, "")
    assert [figure["name"] for figure in written] == listed
    assert written[listed.index("milestones")] == data("milestones", "--period", "2012")
    assert [row["figure"] for row in json.loads(ask("figure", "list", "--json")[1])] == listed


def test_a_figure_is_written_in_the_format_asked_for_else_as_the_files_name_ends(ask, tmp_path):
    picture, text = tmp_path / "status.png", tmp_path / "status.txt"
    out = ask("figure", "render", "direction-status", "--out", str(picture))[1]

    assert out.startswith(f"{picture}: ")
    with Image.open(picture) as image:
        assert [round(dots) for dots in image.info["dpi"]] == [300, 300]
        assert image.info["Identifier"].startswith("O-01~2010-2015")
    asked = ("figure", "render", "women-share", "--format", "svg", "--out")
    assert ask(*asked, str(text))[0] == 0
    assert text.read_bytes().startswith(b"<?xml")


def reopened(url, folder, formats):
    """The bytes that one fresh process writes in each format, by format."""
    folder.mkdir()
    out = {name: folder / f"figure.{name}" for name in formats}
    reopen = ["figure", "reopen", ID, "--size", "one_column", "--out"]
    words = [[*reopen, str(file)] for file in out.values()]
    program = f"from ifla_metrics.cli.main import main\nassert not any(map(main, {words!r}))"
    env = {**os.environ, "IFLA_DATABASE_URL": url}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=env)
    return {name: file.read_bytes() for name, file in out.items()}


def test_two_fresh_processes_write_the_same_bytes_also_after_further_writes(tmp_path):
    log = house.copy_of_the_history(tmp_path / "log.db")
    formats = ["png", "pdf", "csv"]
    first = reopened(log, tmp_path / "first", formats)
    record(engine_of(log), draft(), actor=LOCAL)
    second = reopened(log, tmp_path / "second", formats[::-1])
    engine_of(log).dispose()

    assert [name for name in formats if first[name] != second[name]] == []
    assert min(map(len, first.values())) > 300
