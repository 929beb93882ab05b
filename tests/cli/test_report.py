"""`report`, `edition` and `data`: what leaves as a document or as open data, by command."""

import json
import zipfile
from datetime import date

from ifla_metrics.access import LOCAL
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.editions import save_template
from ifla_metrics.store.entries import record
from tests.store.conftest import draft, people

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

    for name, language in ((str(mine), "en"), ("Our paper", "fr")):
        words = ("--template", name, "--language", language, "--by", "direction", *CHOSEN)
        code, said, err = run("report", "--out", str(out), *words)
        page = out.read_text("utf-8")
        assert (code, said.startswith(str(out)), "Ours" in said) == (0, True, True)
        assert "Only □□□" in page
        assert f'<html lang="{language}" dir="ltr">' in page
    code, _, err = run("report", "--template", "Our papre", "--out", str(out), *CHOSEN)
    assert (code, "Did you mean 'Our paper'?" in err) == (2, True)


def test_a_frozen_report_is_listed_and_what_changed_since_is_told(log, run, tmp_path):
    template, printed = tmp_path / "ours.toml", tmp_path / "printed.html"
    template.write_text(OURS, "utf-8")
    words = ("--template", str(template), "--known-on", "2018-06-30")
    uid = run("edition", "freeze", "Paper for the Board", *words)[1].strip()
    assert run("edition", "list")[1].startswith(f"{uid}\tPaper for the Board\t2010-2015\t2018-")
    [listed] = json.loads(run("edition", "list", "--json")[1])
    assert (listed["uid"], listed["known_on"]) == (uid, "2018-06-30")

    before = run("edition", "check", uid)[1]
    day = date(2012, 5, 4)
    added = draft(participation=(people(90),), started_on=day, ended_on=day)
    record(engine_of(log), added, actor=LOCAL)
    code, text, _ = run("edition", "check", uid)
    assert (code, text.startswith("Errata to “Paper for the Board”")) == (1, True)
    assert f"Recorded since: {added.title} (version 1)" in text
    assert f"Recorded since: {added.title}" not in before

    found = json.loads(run("edition", "check", "--json", uid)[1])
    assert found["errata"].strip() == text.strip()
    assert {*found} == {"checked", "figures", "moved", "lost", "unknown", "errata"}
    entries = {one["figure"]: one["entries"] for one in found["moved"]}
    figure = next(one for one in entries if added.title in str(entries[one]))
    printed.write_text(f"<p>{figure}</p>", "utf-8")
    for what in (figure, str(printed)):
        [moved] = json.loads(run("edition", "check", "--json", what)[1])["moved"]
        assert {*moved} == {"figure", "title", "cells", "entries"}
        assert (moved["figure"], moved["entries"]) == (figure, entries[figure])


def test_all_figures_leave_as_a_package_and_as_iati(ask, tmp_path):
    package, iati = tmp_path / "all.zip", tmp_path / "all.xml"
    by = ("--reporting-org", "NL-KVK-12345678")
    assert ask("data", "--format", "package", "--out", str(package), *CHOSEN)[0] == 0
    assert ask("data", "--format", "iati", "--out", str(iati), *by, *CHOSEN)[0] == 0

    described = zipfile.ZipFile(package).read("datapackage.json")
    assert b"Counts of people below 5 are hidden" in described
    assert b"NL-KVK-12345678-" in iati.read_bytes()
