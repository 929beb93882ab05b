"""Figures, reports, editions and open data by command: what the screen has, as files."""

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.settings import ROOT
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.editions import save_template
from ifla_metrics.store.entries import record
from tests import databases
from tests.store.conftest import draft, people

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
    plan = ("--framework", "2024-2029")
    code, out, err = ask("figure", "data", "--all", *plan)
    written = [json.loads(line) for line in out.splitlines()]
    listed = [line.split()[0] for line in ask("figure", "list", *plan)[1].splitlines()]

    assert (code, err) == (0, "")
    assert [figure["name"] for figure in written] == listed
    assert written[listed.index("milestones")] == data("milestones", *plan)
    told = json.loads(ask("figure", "list", *plan, "--json")[1])
    ids = [(figure["name"], figure["figure"].partition("~")[0]) for figure in written]
    assert [(row["figure"], row["id"]) for row in told] == ids


def test_a_figure_is_written_in_the_format_asked_for_else_as_the_files_name_ends(ask, tmp_path):
    for name, start in (("status.png", b"\x89PNG"), ("status.SVG", b"<?xml")):
        file = tmp_path / name
        assert ask("figure", "render", "direction-status", "--out", str(file)) == (0, "", "")
        assert file.read_bytes().startswith(start)
    asked = ("figure", "render", "women-share", "--format", "svg", "--out", str(tmp_path / "a.txt"))
    assert ask(*asked) == (0, "", "")
    assert (tmp_path / "a.txt").read_bytes().startswith(b"<?xml")


def reopened(url, folder, formats):
    folder.mkdir()
    out = {name: folder / f"figure.{name}" for name in formats}
    reopen = ["figure", "reopen", ID, "--size", "one_column", "--out"]
    words = [[*reopen, str(file)] for file in out.values()]
    program = f"from ifla_metrics.cli.main import main\nassert not any(map(main, {words!r}))"
    env = {**os.environ, "IFLA_DATABASE_URL": url}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=env)
    return {name: file.read_bytes() for name, file in out.items()}


def test_two_fresh_processes_write_the_same_bytes_also_after_further_writes(tmp_path):
    log = databases.copy_history(tmp_path / "log.db")
    formats = ["pdf", "csv"]
    first = reopened(log, tmp_path / "first", formats)
    record(engine_of(log), draft(), actor=LOCAL)
    second = reopened(log, tmp_path / "second", formats[::-1])
    engine_of(log).dispose()

    assert [name for name in formats if first[name] != second[name]] == []
    assert min(map(len, first.values())) > 300


CHOSEN = ("--period", "2011-2012", "--known-on", "2012-12")
OURS = """title = "Ours"
[[blocks]]
kind = "heading"
text = "Only ไทย"
[[blocks]]
kind = "figure"
figures = ["direction-status"]
[[blocks]]
kind = "figure"
figures = ["women-share"]
"""


def test_a_template_is_read_from_a_file_or_by_the_name_it_is_kept_under(log, run, tmp_path):
    mine, out = tmp_path / "mine.toml", tmp_path / "ours.html"
    mine.write_text(OURS, "utf-8")
    save_template(engine_of(log), "Our paper", OURS, actor=LOCAL)

    by = ("--by", "direction")
    for name, language, way, more in ((str(mine), "en", "ltr", by), ("Our paper", "ar", "rtl", ())):
        words = ("--template", name, "--language", language, *more, *CHOSEN)
        assert run("report", "--out", str(out), *words) == (0, "", "")
        page = out.read_text("utf-8")
        assert "Only □□□" in page
        assert f'<html lang="{language}" dir="{way}">' in page
    code, _, err = run("report", "--template", "Our papre", "--out", str(out), *CHOSEN)
    assert (code, "Did you mean 'Our paper'?" in err) == (2, True)


def test_a_frozen_report_is_listed_and_what_changed_since_is_told(log, run, tmp_path):
    template, printed = tmp_path / "ours.toml", tmp_path / "printed.docx"
    template.write_text(OURS, "utf-8")
    words = ("--template", str(template), "--known-on", "2018-06-30")
    uid = run("edition", "freeze", "Paper for the Board", *words)[1].strip()
    assert run("edition", "list")[1].startswith(f"{uid}\tPaper for the Board\t2010-2015\t2018-")
    [listed] = json.loads(run("edition", "list", "--json")[1])
    assert (listed["uid"], listed["known_on"], "id" in listed) == (uid, "2018-06-30", False)

    before = run("edition", "check", uid)[1]
    day = date(2012, 5, 4)
    added = draft(participation=(people(90),), started_on=day, ended_on=day)
    record(engine_of(log), added, actor=LOCAL)
    code, text, _ = run("edition", "check", uid)
    assert (code, text.startswith("Errata to “Paper for the Board”")) == (1, True)
    assert f"Recorded since: {added.title} (version 1)" in text
    assert f"Recorded since: {added.title}" not in before

    figure = re.search(r"\(figure (.+)\)", text)[1]
    with zipfile.ZipFile(printed, "w") as file:
        file.writestr("word/document.xml", f"<w:t>{figure}</w:t>")
    for what in (figure, str(printed)):
        [moved] = json.loads(run("edition", "check", "--json", what)[1])["moved"]
        assert (moved["figure"], added.title in str(moved["entries"])) == (figure, True)


def test_all_figures_leave_as_a_package_and_as_iati(ask, tmp_path):
    package, iati = tmp_path / "all.zip", tmp_path / "all.xml"
    by = ("--reporting-org", "NL-KVK-12345678")
    assert ask("data", "--format", "package", "--out", str(package), *CHOSEN)[0] == 0
    assert ask("data", "--format", "iati", "--out", str(iati), *by, *CHOSEN)[0] == 0

    described = zipfile.ZipFile(package).read("datapackage.json")
    assert b"Counts of fewer than 5 people are hidden" in described
    assert b"NL-KVK-12345678-" in iati.read_bytes()
