"""`init` makes a log ready, once, and leaves alone what is there."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from ifla_metrics.settings import DATABASE, ROOT, database_url


def activities(place) -> set[str]:
    """The provenance of the activities in a file."""
    with closing(sqlite3.connect(place)) as connection:
        rows = connection.execute("SELECT DISTINCT provenance FROM activity_version")
        return {provenance for (provenance,) in rows}


def invented(place) -> set[str]:
    """The tables with synthetic rows; of a meeting only the day is invented."""
    with closing(sqlite3.connect(place)) as connection:
        tables = connection.execute(
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
            "WHERE m.type = 'table' AND c.name = 'provenance' AND m.name <> 'meeting'"
        ).fetchall()
        synthetic = "SELECT count(*) FROM {} WHERE provenance = 'synthetic'"
        return {n for (n,) in tables if connection.execute(synthetic.format(n)).fetchone()[0]}


def test_the_database_is_a_file_below_the_project_unless_the_environment_names_one(monkeypatch):
    monkeypatch.delenv("IFLA_DATABASE_URL", raising=False)
    assert database_url() == f"sqlite:///{ROOT / 'var' / 'ifla-metrics.db'}"
    assert database_url() == f"sqlite:///{DATABASE}"

    monkeypatch.setenv("IFLA_DATABASE_URL", "postgres://board@db/ifla")
    assert database_url() == "postgresql://board@db/ifla"


def test_the_history_is_loaded_once_and_never_called_ready_without_its_demonstration(run, nowhere):
    ready = (0, f"The database {nowhere} is ready.\n", "")
    assert run("init") == ready
    assert activities(nowhere) == {"documented", "synthetic"}
    assert run("init") == ready

    for option in ("--empty", "--documented-only"):
        code, out, err = run("init", option)
        assert (code, out) == (2, "")
        assert "IFLA_DATABASE_URL" in err
    assert activities(nowhere) == {"documented", "synthetic"}, "nothing is deleted"


@pytest.mark.parametrize(
    ("option", "kept"), [("--empty", set()), ("--documented-only", {"documented"})]
)
def test_a_log_begun_without_the_demonstration_holds_nothing_invented(run, nowhere, option, kept):
    assert run("init", option)[0] == 0
    assert run("init")[0] == 0, "a later start loads no more"

    assert activities(nowhere) == kept
    assert invented(nowhere) == set()
    assert run("check")[1].endswith("The database has all of this already.\n")


def test_a_database_that_cannot_be_made_is_one_line_and_no_traceback():
    done = subprocess.run(
        [sys.executable, "-m", "ifla_metrics", "init"],
        cwd=ROOT,
        env={**os.environ, "IFLA_DATABASE_URL": "sqlite:////proc/no/such/place.db"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "/proc/no" in done.stderr
