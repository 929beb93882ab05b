"""A printed figure is opened again from its id: the same numbers, the same bytes, years later."""

import os
import subprocess
import sys

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.settings import ROOT
from ifla_metrics.store import activities
from ifla_metrics.store.database import engine_of
from tests.store.conftest import draft
from tests.ui import house

ID = "C-03~2010-2015~2011-2012~2012-12~all~full~all~en"


@pytest.fixture
def log(tmp_path):
    """A log of its own, to be written to."""
    url = house.copy_of_the_history(tmp_path / "log.db")
    yield url
    engine_of(url).dispose()


def reopened(url, folder, formats):
    """The bytes that one fresh process writes in each format, by format."""
    folder.mkdir()
    out = {name: folder / f"figure.{name}" for name in formats}
    words = [
        ["figure", "reopen", ID, "--out", str(file), "--size", "one_column"]
        for file in out.values()
    ]
    program = f"from ifla_metrics.cli.main import main\nassert not any(map(main, {words!r}))"
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=ROOT,
        env={**os.environ, "IFLA_DATABASE_URL": url},
        capture_output=True,
    )
    return {name: file.read_bytes() for name, file in out.items()}


def test_two_fresh_processes_write_the_same_bytes_also_after_further_writes(log, tmp_path):
    formats = ["svg", "png", "pdf", "csv"]
    first = reopened(log, tmp_path / "first", formats)
    activities.log_activity(engine_of(log), draft(), actor=LOCAL)
    second = reopened(log, tmp_path / "second", formats[::-1])

    assert [name for name in formats if first[name] != second[name]] == []
    assert min(map(len, first.values())) > 300


def test_an_id_that_is_none_says_so_and_writes_nothing(ask, tmp_path):
    out = tmp_path / "figure.pdf"
    code, _, err = ask("figure", "reopen", "C-01~2010", "--out", str(out))

    assert code == 2
    assert "'C-01~2010' is not the id of a figure." in err
    assert not out.exists()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (ID.replace("~en", "~xx"), "Unknown language 'xx'"),
        (ID.replace("2011-2012", "2011-2013"), "2011-2013"),
        (ID.replace("~all~full", "~SD9~full"), "SD9"),
        (ID.replace("C-03", "C-99"), "C-99"),
    ],
)
def test_what_is_unknown_in_an_id_is_named(ask, wrong, named):
    code, _, err = ask("figure", "reopen", wrong, "--out", "-", "--format", "json")

    assert code == 2
    assert named in err


def test_without_a_file_the_figure_is_named_after_its_id(ask, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = ask("figure", "reopen", ID.replace("~en", "~ar"), "--format", "svg")

    assert (code, err) == (0, "")
    (written,) = tmp_path.iterdir()
    assert written.name == ID.replace("~en", "~ar").replace("~", "-") + ".svg"
    assert out.startswith(f"{written.name}: ")
