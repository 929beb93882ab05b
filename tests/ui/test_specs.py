import sqlite3
import subprocess
import sys
import time
import traceback
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Barrier

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

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


@pytest.fixture
def at_once(monkeypatch):
    """Has readers ask for a figure at once while the first makes it: the makings, the answers."""

    def ask(choices, first):
        made, all_here, finished = [], Barrier(READERS + 1), specs._finished

        def slowly(*asked):
            made.append(asked)
            if len(made) > 1:
                return finished(*asked)
            all_here.wait(60)
            time.sleep(0.3)  # The others come to the figure that is being made.
            return first(finished, *asked)

        def read(reader):
            if reader:
                all_here.wait(60)
            try:
                return specs.figure("coverage-by-region", choices)
            except BaseException as fault:  # noqa: BLE001 - a stop of Streamlit is one.
                return fault, "".join(traceback.format_exception(fault))

        monkeypatch.setattr(specs, "_kept", OrderedDict())
        monkeypatch.setattr(specs, "_finished", slowly)
        with ThreadPoolExecutor(READERS + 1) as readers:
            got = list(readers.map(read, range(READERS + 1)))
        assert not specs._turns
        return made, got

    return ask


def test_readers_who_ask_for_one_figure_at_once_have_it_made_once(choices, at_once):
    made, got = at_once(choices, lambda finished, *asked: finished(*asked))

    assert len(made) == 1
    assert got[0].body
    assert all(figure is got[0] for figure in got)


def test_readers_who_wait_for_a_figure_that_fails_are_told_so_at_once(choices, at_once):
    """One after the other would wait for a failure of its own each: eight readers, eight times."""
    made, got = at_once(choices, raising)

    assert len(made) == 1
    assert {type(fault) for fault, _ in got} == {NotReady}
    assert all("in raising" in trace for _, trace in got)
    assert specs.figure("coverage-by-region", choices).body


@pytest.mark.parametrize("stopped", [StopException, KeyboardInterrupt])
def test_a_run_that_is_stopped_while_it_makes_a_figure_stops_none_of_the_readers_who_wait(
    choices, at_once, stopped
):
    def stop(*_asked):
        raise stopped

    made, (first, *others) = at_once(choices, stop)

    assert isinstance(first[0], stopped)
    assert len(made) == 2
    assert others[0].body
    assert all(figure is others[0] for figure in others)


def test_a_figure_that_could_not_be_made_is_tried_again_by_the_next_reader(choices, monkeypatch):
    monkeypatch.setattr(specs, "_kept", OrderedDict())  # Another test may have had it drawn.
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
