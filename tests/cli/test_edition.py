"""An edition is frozen and checked from the command line, as on the page."""

import json
from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.store import editions
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.database import engine_of, reading
from tests.store.conftest import close, draft, people
from tests.ui import house


@pytest.fixture
def url(tmp_path, monkeypatch):
    url = house.copy_of_the_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    yield url
    close(url)


def entries(run, *what):
    """The titles of the entries behind each figure, from the JSON of a check."""
    code, out, _ = run("edition", "check", "--json", *what)
    found = json.loads(out)
    assert code == 1
    assert found["errata"].startswith("Errata to")
    assert {*found} == {*("checked", "figures", "moved", "lost", "unknown", "errata")}
    assert all({*one} == {"figure", "title", "cells", "entries"} for one in found["moved"])
    return {one["figure"]: [entry["title"] for entry in one["entries"]] for one in found["moved"]}


def test_a_frozen_paper_is_listed_and_what_changed_since_is_told(url, run, tmp_path):
    paper = ("Paper for the Board", "--template", "board-paper", "--known-on", "2018-06-30")
    code, uid, _ = run("edition", "freeze", *paper)
    uid = uid.strip()
    assert code == 0
    assert f"{uid}  Paper for the Board  2010-2015" in run("edition", "list")[1]
    listed = json.loads(run("edition", "list", "--json")[1])
    assert [(one["uid"], one["known_on"]) for one in listed] == [(uid, "2018-06-30")]

    before = run("edition", "check", uid)[1]
    day = date(2012, 5, 4)
    added = draft(participation=(people(90),), started_on=day, ended_on=day)
    log_activity(engine_of(url), added, actor=LOCAL)
    code, after, _ = run("edition", "check", uid)

    assert (code, after.startswith("Errata to “Paper for the Board”")) == (1, True)
    assert after.count("instead of") > before.count("instead of")
    assert f"Recorded since: {added.title} (version 1)" in after
    assert f"Recorded since: {added.title}" not in before

    with reading(engine_of(url)) as connection:
        ids = [figure.id for figure in editions.figures_of(connection, uid)]
        file = tmp_path / "draft.pdf"
        file.write_bytes(editions.file_of(connection, uid, "board-paper.pdf").content)
    whole = entries(run, uid)
    assert entries(run, *ids) == whole
    from_file = entries(run, str(file))
    assert {one: whole[one] for one in from_file} == from_file
    assert any(added.title in titles for titles in from_file.values())


def test_what_no_edition_has_printed_is_said(url, run):
    figure = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"

    code, out, _ = run("edition", "check", figure)
    assert (code, f"Not in any edition: {figure}." in out) == (0, True)
    assert run("edition", "check", "none")[0] == 2
