import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from ifla_metrics.access import Right
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


@pytest.fixture
def made(monkeypatch):
    """The figures that are made, in a cache that is empty."""
    found, figure = [], sources.figure

    def make(name, choices):
        found.append(name)
        return figure(name, choices)

    specs._finished.clear()
    monkeypatch.setattr(sources, "figure", make)
    return found


def ask(choices, **others):
    return specs.figure("coverage-by-region", choices, **others)


def test_a_figure_is_finished_once_for_the_same_choices(choices, made):
    with ThreadPoolExecutor(READERS) as readers:
        found = list(readers.map(ask, [choices] * READERS))

    assert found == [ask(choices)] * READERS
    assert len(made) == 1


@pytest.mark.parametrize(
    "other", [{"language": "fr"}, {"known_on": "2011-12"}, {"counting": "primary"}]
)
def test_another_choice_is_another_figure(choices, made, other):
    ask(choices)
    ask(replace(choices, **other))

    assert len(made) == 2


@pytest.mark.parametrize("other", [{"mode": "dark"}, {"right": Right.RECORD}])
def test_another_colour_another_right_are_other_figures(choices, made, other):
    ask(choices)
    ask(choices, **other)

    assert len(made) == 2


def test_what_was_made_for_members_is_not_given_to_the_public(choices, monkeypatch):
    chosen = replace(choices, period="2011-2012", known_on="2012-12")
    monkeypatch.delenv("IFLA_READ_ONLY", raising=False)
    members = specs.figure("women-share", chosen)
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    public = specs.figure("women-share", chosen)

    assert "small numbers" in public.foot
    assert "small numbers" not in members.foot


def test_a_moved_revision_gives_a_new_figure(choices, made, monkeypatch):
    ask(choices)
    revision = sources.revision()
    monkeypatch.setattr(sources, "revision", lambda: revision + 1)
    ask(choices)

    assert len(made) == 2


def test_another_database_gives_another_figure(choices, made, monkeypatch, tmp_path):
    ask(choices)
    copy = tmp_path / "copy.db"
    with (
        closing(sqlite3.connect(database_url().removeprefix("sqlite:///"))) as original,
        closing(sqlite3.connect(copy)) as other,
    ):
        original.backup(other)
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{copy}")
    ask(choices)

    assert len(made) == 2


def test_a_figure_that_could_not_be_made_is_tried_again_by_the_next_reader(choices, monkeypatch):
    specs._finished.clear()
    with monkeypatch.context() as broken:
        broken.setattr(sources, "figure", raising)
        with pytest.raises(NotReady):
            ask(choices)

    assert ask(choices).body


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
