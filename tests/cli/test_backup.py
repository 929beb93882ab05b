"""`backup` writes one file, `restore` brings it back; both say in one line what they cannot do."""

import re
import sqlite3
import stat

import psycopg
import pytest

from ifla_metrics.store import backups
from tests.cli.test_init import activities


def test_a_log_goes_into_a_file_and_comes_back_elsewhere(ask, run, tmp_path, monkeypatch):
    file, place = tmp_path / "log.ifla-backup.zip", tmp_path / "new" / "log.db"

    code, out, err = ask("backup", "--out", str(file))
    assert (code, err) == (0, "")
    assert out.startswith(f"{file}: ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    code, out, err = run("backup", "--check", str(file))
    assert (code, err) == (0, "")
    assert f"{file} is whole: made 2" in out

    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{place}")
    code, out, err = run("restore", str(file))
    assert (code, err) == (0, "")
    assert out.startswith(f"{place} stands as it was at 2")
    assert set(activities(place)) == {"documented", "synthetic"}
    assert run("init")[0] == 0
    code, out, _ = run("verify")
    assert (code, out.startswith("0 differences\nAudit: ")) == (0, True)


def test_a_log_is_replaced_only_when_that_is_said(ask, tmp_path, monkeypatch):
    file, place = tmp_path / "log.ifla-backup.zip", tmp_path / "log.db"
    run = ask
    assert run("backup", "--out", str(file))[0] == 0
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{place}")
    assert run("init", "--empty")[0] == 0

    code, out, err = run("restore", str(file))
    assert (code, out) == (2, "")
    assert err == "There is a log already. To replace it, say --over; nothing was changed.\n"
    assert activities(place) == {}
    assert run("restore", str(file), "--over")[0] == 0
    assert activities(place)


def test_what_cannot_be_done_is_one_line(ask, run, tmp_path, nowhere):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(b"PK\x03\x04")
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")

    for words, reason in (
        (("restore", str(cut)), "'cut.zip' is no backup of this program, or it was cut"),
        (("backup", "--check", str(cut)), "'cut.zip' is no backup of this program"),
        (("restore", str(tmp_path / "none.zip")), "none.zip' cannot be used: No such file"),
        (("backup", "--out", str(tmp_path / "new.zip")), "There is no database"),
        (("backup",), "is required"),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, ""), words
        assert len(err.splitlines()) == 1, err
        assert reason in err
    assert not nowhere.exists()


def test_a_backup_takes_no_other_files_place(ask, tmp_path):
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")

    code, out, err = ask("backup", "--out", str(there))
    assert (code, out) == (2, "")
    assert "there.zip' cannot be used: File exists" in err
    assert there.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "fault", [psycopg.errors.AdminShutdown("away"), sqlite3.OperationalError("away")]
)
def test_a_database_that_goes_away_while_its_rows_are_copied_is_one_line(
    ask, tmp_path, monkeypatch, fault
):
    def away(*_):
        raise fault

    monkeypatch.setattr(backups, "_cursor", away)  # Past SQLAlchemy.
    code, out, err = ask("backup", "--out", str(tmp_path / "log.ifla-backup.zip"))
    assert (code, out) == (2, "")
    assert re.fullmatch("The database .* cannot be used: away\n", err)
    assert list(tmp_path.glob("*.zip")) == []
