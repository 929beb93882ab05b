"""`backup`, `restore` and `copy` do what they say, or say in one line what they cannot do."""

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
    assert out.startswith(f"{place} is as it was at 2")
    assert activities(place) == {"documented", "synthetic"}
    code, out, err = run("restore", str(file))
    assert (code, out) == (2, "")
    assert err == "There is a log already. To replace it, say --over; nothing was changed.\n"
    assert run("restore", str(file), "--over")[0] == 0
    assert run("init")[0] == 0
    code, out, _ = run("verify")
    assert (code, out.startswith("0 differences\nAudit: ")) == (0, True)


def test_a_log_is_copied_to_an_empty_place_only(ask, run, tmp_path, monkeypatch):
    place = tmp_path / "new" / "log.db"
    url = f"sqlite:///{place}"

    code, out, err = ask("copy", "--to", url)
    assert (code, err) == (0, "")
    assert out.startswith(f"{place}: ")
    assert "all equal to the original" in out
    assert run("copy", "--to", url)[0] == 2
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    assert run("verify")[0] == 0


def test_what_cannot_be_done_is_one_line(ask, run, tmp_path, nowhere):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(b"PK\x03\x04")

    for words, reason in (
        (("restore", str(cut)), "'cut.zip' is no backup of this program, or it is damaged"),
        (("backup", "--check", str(cut)), "'cut.zip' is no backup of this program"),
        (("restore", str(tmp_path / "none.zip")), "none.zip' cannot be used: No such file"),
        (("backup", "--out", str(tmp_path / "new.zip")), "There is no database"),
        (("copy", "--to", f"sqlite:///{tmp_path / 'copy.db'}"), "There is no database"),
        (("backup",), "exactly one of these: --out, --check"),
        (("copy",), "Missing option '--to'. See 'python -m ifla_metrics copy --help'."),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, ""), words
        assert len(err.splitlines()) == 1, err
        assert reason in err
    assert not nowhere.exists()
    assert cut.read_bytes() == b"PK\x03\x04"


@pytest.mark.parametrize(
    "fault", [psycopg.errors.AdminShutdown("away"), sqlite3.OperationalError("away")]
)
def test_a_database_that_goes_away_is_one_line_and_leaves_no_file(
    ask, tmp_path, monkeypatch, fault
):
    def away(*_):
        raise fault

    monkeypatch.setattr(backups, "_require_sound", away)
    code, out, err = ask("backup", "--out", str(tmp_path / "log.ifla-backup.zip"))
    assert (code, out) == (2, "")
    assert err.startswith("The database ")
    assert err.endswith("cannot be used: away\n")
    assert list(tmp_path.glob("*")) == []
