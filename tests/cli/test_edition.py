"""An edition is frozen and checked from the command line, as on the page."""

import json
from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.main import main
from ifla_metrics.store import editions
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.database import engine_of, reading
from tests.store.conftest import close, draft, people
from tests.ui import house


@pytest.fixture
def url(tmp_path, monkeypatch):
    url = house.copy_of_the_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    monkeypatch.setenv("LANG", "en")
    yield url
    close(url)


def test_a_frozen_paper_is_listed_and_what_changed_since_is_told(url, capsys, tmp_path):
    frozen = main(
        [
            "edition",
            "freeze",
            "Paper for the Board",
            "--template",
            "board-paper",
            "--known-on",
            "2018-06-30",
        ]
    )
    uid = capsys.readouterr().out.strip()
    assert frozen == 0
    assert main(["edition", "list"]) == 0
    assert f"{uid}  Paper for the Board  2010-2015" in capsys.readouterr().out

    main(["edition", "check", uid])
    before = capsys.readouterr().out
    day = date(2012, 5, 4)
    said = draft(participation=(people(90),), started_on=day, ended_on=day)
    log_activity(engine_of(url), said, actor=LOCAL)

    assert main(["edition", "check", uid]) == 1
    after = capsys.readouterr().out
    assert after.startswith("Errata to “Paper for the Board”")
    assert after.count("instead of") > before.count("instead of")
    assert f"Because of: {said.title} (version 1)" in after
    assert f"Because of: {said.title}" not in before
    causes_are_told_of_ids_and_files(url, uid, said.title, capsys, tmp_path)


def causes_are_told_of_ids_and_files(url, uid, title, capsys, tmp_path):
    """A list of ids, a dropped PDF and a dropped Word file are told as their edition is."""
    with reading(engine_of(url)) as connection:
        ids = [figure.id for figure in editions.figures_of(connection, uid)]
        files = []
        for kind in ("pdf", "docx"):
            files.append(tmp_path / f"draft.{kind}")
            files[-1].write_bytes(editions.file_of(connection, uid, f"board-paper.{kind}").content)

    assert main(["edition", "check", "--json", uid]) == 1
    whole = told(capsys)
    assert main(["edition", "check", "--json", *ids]) == 1
    assert told(capsys) == whole
    for file in files:
        assert main(["edition", "check", "--json", str(file)]) == 1
        from_file = told(capsys)
        assert {one: whole[one] for one in from_file} == from_file
        assert any(title in names for cells in from_file.values() for names in cells.values())


def told(capsys):
    """The titles of the entries behind each cell of each figure, from the JSON of a check."""
    said = json.loads(capsys.readouterr().out)
    assert said["errata"].startswith("Errata to")
    return {
        one["figure"]: {
            (cell["row"], cell["column"]): [entry["title"] for entry in cell["entries"]]
            for cell in one["cells"]
        }
        for one in said["moved"]
    }


def test_what_no_edition_has_printed_is_said(url, capsys):
    figure = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"

    assert main(["edition", "check", figure]) == 0
    assert f"In no edition: {figure}." in capsys.readouterr().out
    assert main(["edition", "check", "none"]) == 2
