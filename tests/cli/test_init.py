"""`init` makes a log ready, once, and leaves alone what is there."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from ifla_metrics.settings import DATABASE, ROOT, database_url


def activities(place) -> dict[str, int]:
    with closing(sqlite3.connect(place)) as connection:
        return dict(
            connection.execute("SELECT provenance, count(*) FROM activity_version GROUP BY 1")
        )


def invented(place) -> dict[str, int]:
    """Count the synthetic rows of each table; of a meeting only the day is invented."""
    with closing(sqlite3.connect(place)) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if "provenance" in [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        ]
        found = {
            name: connection.execute(
                f"SELECT count(*) FROM {name} WHERE provenance = 'synthetic'"
            ).fetchone()[0]
            for name in tables
            if name != "meeting"
        }
    return {name: number for name, number in found.items() if number}


def process(*words: str, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ifla_metrics", *words],
        cwd=ROOT,
        env={**os.environ, "IFLA_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_database_is_a_file_below_the_project_unless_the_environment_names_one(monkeypatch):
    monkeypatch.delenv("IFLA_DATABASE_URL", raising=False)
    assert (
        database_url() == f"sqlite:///{ROOT / 'var' / 'ifla-metrics.db'}" == f"sqlite:///{DATABASE}"
    )

    monkeypatch.setenv("IFLA_DATABASE_URL", "postgres://board@db/ifla")
    assert database_url() == "postgresql://board@db/ifla"


def test_init_in_an_empty_place_loads_the_history_and_says_where(run, nowhere):
    code, out, err = run("init")

    assert (code, err) == (0, "")
    assert out == f"The database {nowhere} is ready.\n"
    assert set(activities(nowhere)) == {"documented", "synthetic"}


@pytest.mark.parametrize(
    ("option", "kept"), [("--empty", set()), ("--documented-only", {"documented"})]
)
def test_a_log_begun_without_the_demonstration_holds_nothing_invented(run, nowhere, option, kept):
    assert run("init", option)[0] == 0
    assert run("init")[0] == 0, "a later start loads no more"

    assert set(activities(nowhere)) == kept
    assert invented(nowhere) == {}
    assert run("check")[1].endswith("The database has all of this already.\n")


@pytest.mark.parametrize("option", ["--empty", "--documented-only"])
def test_a_database_with_the_demonstration_is_not_called_ready_without_it(run, nowhere, option):
    run("init")
    code, out, err = run("init", option)

    assert (code, out) == (2, "")
    assert "IFLA_DATABASE_URL" in err
    assert set(activities(nowhere)) == {"documented", "synthetic"}, "nothing is deleted"


@pytest.mark.parametrize("words", [["init"], ["--help"]])
def test_a_second_start_and_help_say_nothing_on_the_error_stream(words, history):
    done = process(*words, url=history)

    assert done.returncode == 0
    assert done.stderr == ""


def test_init_on_a_ready_database_imports_neither_pandas_nor_altair(history):
    code = (
        "import sys; from ifla_metrics.cli.main import main; main(['init']); "
        "print(sorted({'pandas', 'altair', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "IFLA_DATABASE_URL": history},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_database_that_cannot_be_made_is_one_line_and_no_traceback():
    done = process("init", url="sqlite:////proc/no/such/place.db")

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "/proc/no" in done.stderr
