"""`verify` finds what differs from the log; `rebuild` makes it right."""

import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def own(history, nowhere):
    """A copy of the log, to be damaged."""
    nowhere.parent.mkdir(parents=True)
    with (
        closing(sqlite3.connect(history.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(nowhere)) as copy,
    ):
        source.backup(copy)
    return nowhere


def damage(place) -> None:
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(
            "UPDATE summary_cell SET activities = activities + 1 "
            "WHERE activities = (SELECT max(activities) FROM summary_cell)"
        )


def test_a_log_just_loaded_has_no_difference(ask):
    code, out, err = ask("verify")

    assert (code, err) == (0, "")
    assert out.startswith("0 differences\nAudit: ")


def test_a_damaged_summary_is_found_and_rebuild_mends_it(run, own):
    damage(own)
    code, out, _ = run("verify")

    assert code == 1
    assert int(out.split()[0]) > 0
    assert "stored" in out
    assert "computed" in out

    assert run("rebuild")[0] == 0
    assert run("verify")[0] == 0


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_without_a_database_the_command_that_makes_one_is_named(run, nowhere, command):
    code, out, err = run(command)

    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "python -m ifla_metrics init" in err
    assert not nowhere.exists()


def test_a_damaged_file_is_one_line_and_stays_as_it_is(run, nowhere):
    nowhere.parent.mkdir(parents=True)
    nowhere.write_bytes(b"this is no database at all, it is a letter" * 100)
    before = nowhere.read_bytes()

    for command in ("verify", "init"):
        code, _, err = run(command)
        assert code == 2
        assert len(err.splitlines()) == 1
        assert "not a database" in err
    assert nowhere.read_bytes() == before


def test_an_unreachable_server_is_one_line_without_the_password(run, monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", "postgresql://board:geheim@127.0.0.1:1/ifla")
    code, out, err = run("verify")

    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "127.0.0.1" in err
    assert "geheim" not in err


def test_both_kinds_of_database_are_made_ready_and_verified(run, database_url, monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", database_url)

    assert run("init")[0] == 0
    assert run("init")[0] == 0
    assert run("verify")[0] == 0
    assert run("figure", "data", "direction-status")[0] == 0
