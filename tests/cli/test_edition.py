"""An edition is frozen and checked from the command line, as on the page."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.cli.main import main
from ifla_metrics.store.activity_log import log_activity
from ifla_metrics.store.database import engine_of
from tests.store.conftest import close, draft, people
from tests.ui import house


@pytest.fixture
def url(tmp_path, monkeypatch):
    url = house.copy_of_the_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    monkeypatch.setenv("LANG", "en")
    yield url
    close(url)


def test_a_frozen_paper_is_listed_and_what_changed_since_is_told(url, capsys):
    frozen = main([
        "edition", "freeze", "Paper for the Board", "--template", "board-paper",
        "--known-on", "2018-06-30",
    ])  # fmt: skip
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


def test_what_no_edition_has_printed_is_said(url, capsys):
    figure = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"

    assert main(["edition", "check", figure]) == 0
    assert f"In no edition: {figure}." in capsys.readouterr().out
    assert main(["edition", "check", "none"]) == 2
