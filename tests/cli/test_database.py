"""The database as a whole, and the files of a strategy that are checked before loading."""

import shutil
import sqlite3
import stat
from contextlib import closing
from unittest.mock import Mock

import pytest
from psycopg.errors import AdminShutdown, InsufficientPrivilege

from ifla_metrics.access import LOCAL
from ifla_metrics.cli import framework
from ifla_metrics.cli.connection import url_without_password
from ifla_metrics.errors import DATABASE_UNAVAILABLE, NotReady
from ifla_metrics.settings import ROOT, database_url
from ifla_metrics.store import backups
from ifla_metrics.store.database import engine, engine_of
from ifla_metrics.store.entries import record
from tests.framework.test_files import FOLDER, edit
from tests.store.conftest import draft


def activities(place) -> set[str]:
    with closing(sqlite3.connect(place)) as connection:
        return {kind for (kind,) in connection.execute("SELECT provenance FROM activity_version")}


def invented(place) -> list[str]:
    """The tables with synthetic rows; of a meeting only the day is invented."""
    with closing(sqlite3.connect(place)) as connection:
        tables = connection.execute(
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
            "WHERE m.type = 'table' AND c.name = 'provenance' AND m.name <> 'meeting'"
        ).fetchall()
        synthetic = "SELECT 1 FROM {} WHERE provenance = 'synthetic'"
        return [n for (n,) in tables if connection.execute(synthetic.format(n)).fetchone()]


def test_the_database_is_a_file_below_the_project_unless_the_environment_names_one(monkeypatch):
    monkeypatch.delenv("IFLA_DATABASE_URL", raising=False)
    assert database_url() == f"sqlite:///{ROOT / 'var' / 'ifla-metrics.db'}"
    monkeypatch.setenv("IFLA_DATABASE_URL", "postgres://board:secret@db/ifla?password=secret")
    assert database_url() == "postgresql://board:secret@db/ifla?password=secret"
    assert "secret" not in url_without_password(engine())


def test_the_history_is_loaded_once_and_never_called_ready_without_its_demonstration(run, nowhere):
    for _twice in range(2):
        assert run("init") == (0, f"The database sqlite:///{nowhere} is ready.\n", "")
        assert activities(nowhere) == {"documented", "synthetic"}

    for option in ("--empty", "--documented-only"):
        assert "IFLA_DATABASE_URL" in run("init", option)[2]
    assert activities(nowhere) == {"documented", "synthetic"}, "nothing is deleted"


@pytest.mark.parametrize(
    ("option", "kept"), [("--empty", set()), ("--documented-only", {"documented"})]
)
def test_a_log_begun_without_the_demonstration_holds_nothing_invented(run, nowhere, option, kept):
    assert run("init", option)[0] == 0
    assert run("init")[0] == 0, "a later start loads no more"

    assert activities(nowhere) == kept
    assert invented(nowhere) == []
    assert run("check")[1].endswith("The database already has all of this.\n")


def test_a_damaged_summary_is_found_and_rebuild_mends_it(run, empty_log):
    record(engine_of(empty_log), draft(), actor=LOCAL)
    file = empty_log.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as cells:
        most = "(SELECT max(activities) FROM summary_cell)"
        cells.execute(f"UPDATE summary_cell SET activities = 0 WHERE activities = {most}")
    code, out, _ = run("verify")

    assert (code, int(out.split()[0]) > 0, " 2010-2015 - total " in out) == (1, True, True)
    assert run("rebuild")[0] == 0
    assert run("verify")[1].startswith("0 differences between summaries and log\nAudit: ")


def test_a_log_goes_into_a_file_and_comes_back_elsewhere(ask, run, tmp_path, monkeypatch):
    file, place = tmp_path / "log.ifla-backup.zip", tmp_path / "new" / "log.db"

    assert ask("backup", "--out", str(file))[1].startswith(f"{file}: ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"{file} is intact: made 2" in run("backup", "--check", str(file))[1]

    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{place}")
    assert run("restore", str(file))[1].startswith(f"sqlite:///{place} is restored to 2")
    assert activities(place) == {"documented", "synthetic"}
    assert "'restore --over' can also replace a log" in run("restore", str(file))[2]
    assert run("restore", str(file), "--over")[0] == 0
    assert run("verify")[0] == 0


def test_a_log_is_copied_to_an_empty_place_only(ask, run, tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'new' / 'log.db'}"

    assert "all equal to the original" in ask("copy", "--to", url)[1]
    assert run("copy", "--to", url)[0] == 2
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    assert run("verify")[0] == 0


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////proc/no/such/place.db", "/proc/no"),
        ("postgresql://board:geheim@127.0.0.1:1/ifla", "127.0.0.1"),
        ("sqlite:///{letter}", "not a database"),
        ("sqlite://", "cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line_without_a_password(
    run, monkeypatch, tmp_path, url, reason
):
    letter = tmp_path / "letter.db"
    letter.write_text("this is no database at all, it is a letter" * 100)
    monkeypatch.setenv("IFLA_DATABASE_URL", url.format(letter=letter))
    code, out, err = run("init")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert reason in err
    assert "geheim" not in err
    assert letter.read_text().startswith("this is no database")


@pytest.mark.parametrize("fault", [AdminShutdown, InsufficientPrivilege, sqlite3.OperationalError])
def test_a_database_that_goes_away_is_one_line(ask, tmp_path, monkeypatch, fault):
    monkeypatch.setattr(backups, "_copy_sqlite", Mock(side_effect=fault("away")))
    code, out, err = ask("backup", "--out", str(tmp_path / "log.ifla-backup.zip"))

    reason = "is not responding. Please try again in a moment. away\n"
    assert (code, out, err.endswith(reason)) == (2, "", True)
    assert list(tmp_path.glob("*")) == []
    monkeypatch.setattr(backups, "_copy_sqlite", Mock(side_effect=NotReady(DATABASE_UNAVAILABLE)))
    assert ask("backup", "--out", str(tmp_path / "log.zip"))[2].endswith("in a moment.\n")


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "2010-2015")


def test_a_wrong_code_is_named_by_its_cell_and_the_nearest_one(run, copied, nowhere, monkeypatch):
    rows = (copied / "targets.csv").read_text(encoding="utf-8").splitlines()
    right = rows[1].split(",")[0]
    edit(copied / "targets.csv", f"\n{right},", f"\n{right}x,")
    code, out, _ = run("check", str(copied))

    assert code == 1
    fault = next(line for line in out.splitlines() if f"'{right}x'" in line)
    assert fault.startswith(f"2010-2015/targets.csv, row 2, column indicator: '{right}x': ")
    assert fault.endswith(f"Did you mean '{right}'?")
    assert not nowhere.exists()
    monkeypatch.setattr(framework, "FRAMEWORKS", copied.parent)
    assert run("check")[1] == out, "links to a strategy that cannot be read are no further faults"


def test_a_changed_framework_is_previewed_and_not_loaded(ask, copied):
    edit(copied / "nodes.csv", "Equitable access to information", "Fair access to information")
    for language in ("fr", "ar"):
        was = f"\n{language},Equitable access to information,"
        edit(copied / "translations.csv", was, was.replace("Equitable", "Fair"))

    for _twice in range(2):
        code, out, _ = ask("check", str(copied))
        [changed] = [line for line in out.splitlines() if "would change" in line]
        assert code == 0
        assert "'Equitable access to information' becomes 'Fair access to" in changed


def test_what_a_language_lacks_is_told_and_no_fault(ask, copied):
    translations = (copied / "translations.csv").read_text("utf-8").splitlines(True)
    lacking = "fr,Equitable access to information,"
    kept = "".join(line for line in translations if not line.startswith(lacking))
    (copied / "translations.csv").write_text(kept, "utf-8")
    code, out, _ = ask("check", str(copied))

    told = "2010-2015, not translated (French): Equitable access to information\n"
    assert (code, told in out) == (0, True)
    rows = ask("check", str(copied), "--untranslated", "fr")[1]
    assert rows == f"language,original,text,status,source,note\n{lacking},unofficial,,\n"
    (copied / "links.csv").unlink()
    assert ask("check", str(copied), "--untranslated", "fr")[0] == 1
