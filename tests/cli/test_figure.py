"""The commands `figure`, `report`, `edition` and `data`."""

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from unittest.mock import Mock

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.cli import report
from ifla_metrics.errors import JobFailed
from ifla_metrics.exports import templates
from ifla_metrics.settings import ROOT
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.write.editions import save_template
from ifla_metrics.store.write.entries import record
from tests import databases
from tests.store.conftest import draft, people

ID = "C-03~2010-2015~2011-2012~2012-12~all~full~all~en"


@pytest.fixture
def figure_data(history, run):
    return lambda *arguments: json.loads(run("figure", "data", *arguments)[1])


def test_the_json_of_a_figure_names_all_choices(figure_data):
    choices = "--period 2012 --known-on 2012-12 --direction SD2 --counting fractional"
    figure = figure_data("direction-status", *choices.split(), "--documented-only")

    chosen = {"framework": "2010-2015", "period": "2012", "known_on": "2012-12", "language": "en"}
    chosen |= {"direction": "SD2", "counting": "fractional", "documented_only": True}
    not_chosen = dict.fromkeys(("since", "region", "group")) | {"reviewed_only": False}
    assert figure["choices"] == chosen | not_chosen
    rows_counted = {"of": "activities", "documented": 9, "synthetic": 0, "unreviewed": 0}
    assert figure["rows_counted"] == rows_counted
    assert figure["counting_rule"] == "fractional"
    assert figure["known_on"]["meeting"] == "2012-12"
    assert figure["figure"] == "O-01~2010-2015~2012~2012-12~SD2~fractional~doc~en"
    assert figure["figure"] in figure["source"]


def test_all_figures_are_one_json_line_each_in_the_order_of_the_list(run, figure_data):
    framework = ("--framework", "2024-2029")
    code, out, err = run("figure", "data", "--all", *framework)
    figures = [json.loads(line) for line in out.splitlines()]
    names = [line.split()[0] for line in run("figure", "list", *framework)[1].splitlines()]

    assert (code, err) == (0, "")
    assert [figure["name"] for figure in figures] == names
    assert figures[names.index("milestones")] == figure_data("milestones", *framework)
    listed = json.loads(run("figure", "list", *framework, "--json")[1])
    ids = [(figure["name"], figure["figure"].partition("~")[0]) for figure in figures]
    assert [(row["figure"], row["id"]) for row in listed] == ids


def test_format_or_else_the_file_extension_decides_the_format(history, run, tmp_path):
    for name, start, *options in (
        ("a.png", b"\x89PNG"),
        ("a.SVG", b"<?xml"),
        ("a.txt", b"<?xml", "--format", "svg"),
    ):
        file = tmp_path / name
        assert run("figure", "render", "women-share", "--out", str(file), *options) == (0, "", "")
        assert file.read_bytes().startswith(start)


def reopen_in_new_process(url, folder, formats):
    folder.mkdir()
    files = {name: folder / f"figure.{name}" for name in formats}
    reopen = ["figure", "reopen", ID, "--size", "one_column", "--out"]
    commands = [[*reopen, str(file)] for file in files.values()]
    program = f"from ifla_metrics.cli.main import main\nassert not any(map(main, {commands!r}))"
    env = {**os.environ, "IFLA_DATABASE_URL": url}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=env)
    return {name: file.read_bytes() for name, file in files.items()}


def test_a_reopened_figure_has_the_same_bytes_in_another_process_after_another_write(tmp_path):
    log = databases.copy_history(tmp_path / "log.db")
    formats = ["pdf", "csv"]
    first = reopen_in_new_process(log, tmp_path / "first", formats)
    record(engine_of(log), draft(), actor=LOCAL)
    second = reopen_in_new_process(log, tmp_path / "second", formats[::-1])
    engine_of(log).dispose()

    assert [name for name in formats if first[name] != second[name]] == []
    assert min(map(len, first.values())) > 300


CHOICES = ("--period", "2011-2012", "--known-on", "2012-12")
TEMPLATE = """title = "Ours"
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


def test_a_report_uses_a_template_file_or_a_saved_template(log, run, tmp_path, monkeypatch):
    template, out = tmp_path / "ours.toml", tmp_path / "ours.html"
    template.write_text(TEMPLATE, "utf-8")
    saved = templates.to_json(templates.from_toml(TEMPLATE))
    save_template(engine_of(log), "Our paper", saved, actor=LOCAL)

    for name, language, direction, options in (
        (str(template), "en", "ltr", ("--by", "direction")),
        ("Our paper", "ar", "rtl", ()),
    ):
        arguments = ("--template", name, "--language", language, *options, *CHOICES)
        assert run("report", "--out", str(out), *arguments) == (0, "", "")
        html = out.read_text("utf-8")
        assert "Only □□□" in html
        assert f'<html lang="{language}" dir="{direction}">' in html
    code, _, err = run("report", "--template", "Our papre", "--out", str(out), *CHOICES)
    assert (code, "Did you mean 'Our paper'?" in err) == (2, True)
    monkeypatch.setattr(report.report_files, "write", Mock(side_effect=JobFailed("Too large.")))
    assert run("report", "--template", "Our paper", "--out", str(out), *CHOICES)[0] == 2
    assert out.read_text("utf-8") == html, "a failed report must not empty an earlier one"


def test_an_edition_is_listed_and_its_check_names_changed_figures_and_entries(log, run, tmp_path):
    template, printed = tmp_path / "ours.toml", tmp_path / "printed.docx"
    template.write_text(TEMPLATE, "utf-8")
    options = ("--template", str(template), "--known-on", "2018-06-30")
    uid = run("edition", "freeze", "Paper for the Board", *options)[1].strip()
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
    for source in (figure, str(printed)):
        [moved] = json.loads(run("edition", "check", "--json", source)[1])["moved"]
        assert (moved["figure"], added.title in str(moved["entries"])) == (figure, True)
    never_frozen = figure.replace("~en", "~fr")
    assert run("edition", "check", never_frozen)[0] == 1


@pytest.mark.parametrize(("meeting", "since"), [("2012-08", ["April 2012"]), ("2010-12", [])])
def test_a_check_compares_with_the_meeting_that_the_printed_figure_compared_with(
    log, run, tmp_path, meeting, since
):
    template = tmp_path / "ours.toml"
    template.write_text(TEMPLATE.replace("direction-status", "since-status"), "utf-8")
    options = ("--template", str(template), "--period", "2011-2012", "--known-on", meeting)
    uid = run("edition", "freeze", "Paper for the Board", *options)[1].strip()
    checked = json.loads(run("edition", "check", "--json", uid)[1])
    moved = [figure for figure in checked["moved"] if figure["figure"].startswith("N-01~")]

    assert (checked["figures"], checked["lost"]) == (2, [])
    titles = [figure["cells"][0]["now"] for figure in moved]
    assert [re.search(r"since (\w+ \d+)", title)[1] for title in titles] == since


def test_open_data_is_written_as_a_package_and_as_iati(history, run, tmp_path):
    package, iati = tmp_path / "all.zip", tmp_path / "all.xml"
    organisation = ("--reporting-org", "NL-KVK-12345678")
    assert run("data", "--format", "package", "--out", str(package), *CHOICES)[0] == 0
    assert run("data", "--format", "iati", "--out", str(iati), *organisation, *CHOICES)[0] == 0

    descriptor = zipfile.ZipFile(package).read("datapackage.json")
    assert b"Counts of fewer than 5 people are hidden" in descriptor
    assert b"NL-KVK-12345678-" in iati.read_bytes()
