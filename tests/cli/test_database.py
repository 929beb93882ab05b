"""Set up, verify, back up and copy a database; check the files of a framework."""

import shutil
import sqlite3
import stat
from contextlib import closing
from unittest.mock import Mock

import pytest
from psycopg.errors import AdminShutdown, InsufficientPrivilege

from ifla_metrics.access import LOCAL
from ifla_metrics.cli import framework
from ifla_metrics.cli.database import url_without_password
from ifla_metrics.errors import DATABASE_UNAVAILABLE, NotReady
from ifla_metrics.settings import ROOT, database_url
from ifla_metrics.store.database import engine, engine_of
from ifla_metrics.store.operations import backups
from ifla_metrics.store.write.entries import record
from tests.framework.test_files import FOLDER, edit
from tests.store.conftest import draft


def provenances(file) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT DISTINCT provenance FROM activity_version")
        return {provenance for (provenance,) in rows}


def synthetic_tables(file) -> list[str]:
    """Return the tables with synthetic rows, without meetings: only their day is invented."""
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute(
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
            "WHERE m.type = 'table' AND c.name = 'provenance' AND m.name <> 'meeting'"
        ).fetchall()
        synthetic = "SELECT 1 FROM {} WHERE provenance = 'synthetic'"
        return [name for (name,) in tables if connection.execute(synthetic.format(name)).fetchone()]


def test_the_database_is_a_file_in_the_project_unless_the_environment_names_one(monkeypatch):
    monkeypatch.delenv("IFLA_DATABASE_URL", raising=False)
    assert database_url() == f"sqlite:///{ROOT / 'var' / 'ifla-metrics.db'}"
    monkeypatch.setenv("IFLA_DATABASE_URL", "postgresql://board:secret@db/ifla?password=secret")
    assert "secret" not in url_without_password(engine())


def test_init_loads_the_history_once_and_deletes_nothing(run, new_file):
    for _ in range(2):
        assert run("init") == (0, f"The database sqlite:///{new_file} is ready.\n", "")
        assert provenances(new_file) == {"documented", "synthetic"}
    assert stat.S_IMODE(new_file.stat().st_mode) == 0o600

    for option in ("--empty", "--documented-only"):
        assert "IFLA_DATABASE_URL" in run("init", option)[2]
    assert provenances(new_file) == {"documented", "synthetic"}


@pytest.mark.parametrize(
    ("option", "expected"), [("--empty", set()), ("--documented-only", {"documented"})]
)
def test_init_without_demonstration_data_writes_no_synthetic_row(run, new_file, option, expected):
    assert run("init", option)[0] == 0
    assert run("init")[0] == 0, "a second init must load nothing"

    assert provenances(new_file) == expected
    assert synthetic_tables(new_file) == []
    assert run("check")[1].endswith("The database already has all of this.\n")


def test_verify_finds_a_wrong_summary_and_rebuild_corrects_it(run, empty_log):
    record(engine_of(empty_log), draft(), actor=LOCAL)
    file = empty_log.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        highest = "(SELECT max(activities) FROM summary_cell)"
        connection.execute(f"UPDATE summary_cell SET activities = 0 WHERE activities = {highest}")
    code, out, _ = run("verify")

    assert (code, int(out.split()[0]) > 0) == (1, True)
    assert run("rebuild")[0] == 0
    assert run("verify")[1].startswith("0 differences between summaries and log\nAudit: ")


def test_a_backup_is_checked_and_restored_elsewhere(history, run, tmp_path, monkeypatch):
    file, target = tmp_path / "log.ifla-backup.zip", tmp_path / "new" / "log.db"

    assert run("backup", "--out", str(file))[1].startswith(f"{file}: ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert f"{file} is intact: made 2" in run("backup", "--check", str(file))[1]

    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{target}")
    assert run("restore", str(file))[1].startswith(f"sqlite:///{target} is restored to 2")
    assert provenances(target) == {"documented", "synthetic"}
    assert "'restore --over' can also replace a log" in run("restore", str(file))[2]
    assert run("restore", str(file), "--over")[0] == 0
    assert run("verify")[0] == 0


def test_a_log_is_copied_to_an_empty_database_only(history, run, tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'new' / 'log.db'}"

    assert "all equal to the original" in run("copy", "--to", url)[1]
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
        ("sqlite:////tmp", "does not name a file"),
        ("sqlite:///:memory:", "cannot be used"),
    ],
)
def test_an_unusable_database_is_reported_in_one_line_without_its_password(
    run, monkeypatch, tmp_path, url, reason
):
    letter = tmp_path / "letter.db"
    letter.write_text("Dear colleagues, this is a letter. " * 100)
    monkeypatch.setenv("IFLA_DATABASE_URL", url.format(letter=letter))
    code, out, err = run("init")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert reason in err
    assert "geheim" not in err
    assert run("check")[0] == (0 if "proc" in url else 2)
    assert letter.read_text().startswith("Dear colleagues")


@pytest.mark.parametrize("error", [AdminShutdown, InsufficientPrivilege, sqlite3.OperationalError])
@pytest.mark.usefixtures("history")
def test_a_lost_connection_is_reported_in_one_line(run, tmp_path, monkeypatch, error):
    monkeypatch.setattr(backups, "_copy_sqlite", Mock(side_effect=error("away")))
    code, out, err = run("backup", "--out", str(tmp_path / "log.ifla-backup.zip"))

    reason = "is not responding. Please try again in a moment. away\n"
    assert (code, out, err.endswith(reason)) == (2, "", True)
    assert list(tmp_path.glob("*")) == []
    monkeypatch.setattr(backups, "_copy_sqlite", Mock(side_effect=NotReady(DATABASE_UNAVAILABLE)))
    assert run("backup", "--out", str(tmp_path / "log.zip"))[2].endswith("in a moment.\n")


@pytest.fixture
def folder(tmp_path):
    """A copy of the files of a framework."""
    return shutil.copytree(FOLDER, tmp_path / "2010-2015")


def test_check_names_the_cell_of_an_unknown_code_and_the_closest_code(
    run, folder, new_file, monkeypatch
):
    rows = (folder / "targets.csv").read_text(encoding="utf-8").splitlines()
    code = rows[1].split(",")[0]
    edit(folder / "targets.csv", f"\n{code},", f"\n{code}x,")
    exit_code, out, _ = run("check", str(folder))

    assert exit_code == 1
    fault = next(line for line in out.splitlines() if f"'{code}x'" in line)
    assert fault.startswith(f"2010-2015/targets.csv, row 2, column indicator: '{code}x': ")
    assert fault.endswith(f"Did you mean '{code}'?")
    assert not new_file.exists()
    monkeypatch.setattr(framework, "FRAMEWORKS", folder.parent)
    assert run("check")[1] == out, "links to an unreadable framework must not be further faults"


def test_check_previews_a_changed_framework_and_does_not_load_it(history, run, folder):
    edit(folder / "nodes.csv", "Equitable access to information", "Fair access to information")
    for language in ("fr", "ar"):
        row = f"\n{language},Equitable access to information,"
        edit(folder / "translations.csv", row, row.replace("Equitable", "Fair"))

    for _ in range(2):
        code, out, _err = run("check", str(folder))
        [change] = [line for line in out.splitlines() if "would change" in line]
        assert code == 0
        assert "'Equitable access to information' becomes 'Fair access to" in change


def test_check_prints_missing_translations_as_rows(history, run, folder):
    file, row = folder / "translations.csv", "fr,Equitable access to information,"
    lines = file.read_text("utf-8").splitlines(True)
    file.write_text("".join(line for line in lines if not line.startswith(row)), "utf-8")
    assert run("check", str(folder))[0] == 0
    csv = run("check", str(folder), "--untranslated", "fr")[1]
    assert csv == f"language,original,text,status,source,note\n{row},unofficial,,\n"
    (folder / "links.csv").unlink()
    assert run("check", str(folder), "--untranslated", "fr")[0] == 1
