import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Barrier

import pytest

from ifla_metrics.errors import NotReady
from ifla_metrics.settings import database_url
from ifla_metrics.ui import sources, specs

READERS = 5
LOADED = """
import sys
from ifla_metrics.ui import frame, lifespan, menu, shell, sources, specs
print(sorted({"pandas", "altair", "sqlalchemy", "pyarrow"} & set(sys.modules)))
"""


@pytest.fixture
def choices(history):
    return sources.plan().start("2010-2015")


def test_a_figure_is_finished_once_for_the_same_choices(choices):
    first = specs.figure("coverage-by-region", choices)

    assert specs.figure("coverage-by-region", choices) is first


def test_another_language_another_colour_another_day_are_other_figures(choices):
    first = specs.figure("coverage-by-region", choices)

    assert specs.figure("coverage-by-region", replace(choices, language="fr")) is not first
    assert specs.figure("coverage-by-region", replace(choices, known_on="2011-12")) is not first
    assert specs.figure("coverage-by-region", choices, mode="dark") is not first


def test_a_moved_revision_gives_a_new_figure(choices, monkeypatch):
    first = specs.figure("coverage-by-region", choices)
    revision = sources.revision()
    monkeypatch.setattr(sources, "revision", lambda: revision + 1)

    assert specs.figure("coverage-by-region", choices) is not first


def test_another_database_gives_another_figure(choices, monkeypatch, tmp_path):
    first = specs.figure("coverage-by-region", choices)
    copy = tmp_path / "copy.db"
    with (
        closing(sqlite3.connect(database_url().removeprefix("sqlite:///"))) as original,
        closing(sqlite3.connect(copy)) as made,
    ):
        original.backup(made)
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{copy}")

    assert specs.figure("coverage-by-region", choices) is not first


def test_readers_who_ask_for_one_figure_at_once_have_it_made_once(choices, monkeypatch):
    known_on, finished = replace(choices, known_on="2012-04"), specs._finished
    made, all_here = [], Barrier(READERS + 1)

    def slowly(*asked):
        made.append(asked)
        if len(made) == 1:
            all_here.wait(60)
        time.sleep(0.2)  # The others come to the figure that is being made.
        return finished(*asked)

    def read(_reader):
        if _reader:
            all_here.wait(60)
        return specs.figure("coverage-by-region", known_on)

    monkeypatch.setattr(specs, "_finished", slowly)
    with ThreadPoolExecutor(READERS + 1) as readers:
        got = list(readers.map(read, range(READERS + 1)))

    assert len(made) == 1
    assert all(figure is got[0] for figure in got)
    assert not specs._turns


def test_a_figure_that_could_not_be_made_is_tried_again_by_the_next_reader(choices, monkeypatch):
    known_on = replace(choices, known_on="2012-08")
    with monkeypatch.context() as broken:
        broken.setattr(sources, "figure", raising)
        with pytest.raises(NotReady):
            specs.figure("coverage-by-region", known_on)

    assert specs.figure("coverage-by-region", known_on).body
    assert not specs._turns


def raising(*_asked):
    raise NotReady("The database does not answer.")


def test_what_is_kept_is_text(choices):
    figure = specs.figure("participation-over-time", choices)

    assert all(isinstance(value, str | bool) for value in vars(figure).values())


def test_pages_import_neither_pandas_nor_altair_until_a_figure_is_made():
    heavy = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )

    assert heavy.stdout.strip() == "[]"
