"""What the secretariat takes away, a backup or the audit, and who does not get it."""

import csv
import io
import stat
import tempfile
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.store import backups
from ifla_metrics.store.activity_log import amend_activity, log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.restoring import look_at
from ifla_metrics.ui.audit_view import routes as audit_routes
from ifla_metrics.ui.reader import STRANGER
from ifla_metrics.ui.routes import ROUTES
from ifla_metrics.ui.settings_page import backup as backup_route
from tests.store.conftest import close, draft
from tests.ui import house

OURS = {"origin": "http://testserver"}
FORMULAS = ('=HYPERLINK("https://evil.example")', "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(1)")
NOT_THE_OFFICE = (
    STRANGER,
    Actor("board", Role.VIEWER),
    Actor("Thandi", Role.EDITOR, frozenset({"ALP"})),
)


@pytest.fixture
def engine(tmp_path, monkeypatch):
    url = house.copy_of_an_empty_log(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    yield engine_of(url)
    close(url)


@pytest.fixture
def client(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return TestClient(Starlette(routes=ROUTES))


def left_over(tmp_path):
    return list((tmp_path / "temporary").iterdir())


def actions(engine):
    with reading(engine) as connection:
        return connection.exec_driver_sql("SELECT action FROM audit_entry").scalars().all()


def as_reader(monkeypatch, actor):
    for module in (audit_routes, backup_route):
        monkeypatch.setattr(module, "actor_of", lambda _request: actor)


def test_the_secretariat_takes_a_backup_the_audit_says_so_and_nothing_stays_behind(
    engine, client, tmp_path
):
    answer = client.post("/backup", headers=OURS)

    assert answer.status_code == 200
    assert "ifla-metrics-20" in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]
    taken = tmp_path / "taken.zip"
    taken.write_bytes(answer.content)
    assert look_at(taken).rows > 100
    assert actions(engine)[-1] == "back_up"
    assert left_over(tmp_path) == []


def test_the_file_is_for_its_owner_alone_while_it_is_made(engine, client, monkeypatch):
    modes = []
    real = backups.write_backup

    def watched(engine, path):
        told = real(engine, path)
        modes.append(
            (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(Path(path).parent.stat().st_mode))
        )
        return told

    monkeypatch.setattr(backups, "write_backup", watched)
    assert client.post("/backup", headers=OURS).status_code == 200
    assert modes == [(0o600, 0o700)]


def test_nobody_else_and_no_other_site_gets_a_backup(engine, client, monkeypatch, tmp_path):
    before = actions(engine)
    assert client.get("/backup").status_code == 405
    for headers in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        assert client.post("/backup", headers=headers).status_code == 403
    for actor in NOT_THE_OFFICE:
        as_reader(monkeypatch, actor)
        assert client.post("/backup", headers=OURS).status_code == 403
    as_reader(monkeypatch, LOCAL)
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    assert client.post("/backup", headers=OURS).status_code == 403
    known = [actor for actor in NOT_THE_OFFICE if actor.role is not Role.STRANGER]
    assert actions(engine) == [*before, *["refused" for _ in known]]
    assert left_over(tmp_path) == []


def test_a_backup_that_cannot_be_made_is_a_sentence(engine, client, monkeypatch, tmp_path):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "write_backup", full)
    answer = client.post("/backup", headers=OURS)

    assert answer.status_code == 503
    assert answer.text.startswith("The backup could not be made")
    assert left_over(tmp_path) == []


def test_a_backup_that_fails_as_nobody_foresaw_leaves_no_file(
    engine, client, monkeypatch, tmp_path
):
    def surprise(_engine, path):
        Path(path).write_bytes(b"names and addresses")
        raise MemoryError

    monkeypatch.setattr(backups, "write_backup", surprise)

    with pytest.raises(MemoryError):
        client.post("/backup", headers=OURS)
    assert actions(engine)[-1] == "back_up"
    assert left_over(tmp_path) == []


def rows(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_audit_leaves_as_csv_filtered_and_without_a_formula(engine, client):
    uid, version = log_activity(engine, draft(), actor=LOCAL)
    for reason in FORMULAS:
        _, version = amend_activity(
            engine,
            uid,
            draft(title=f"After {version}"),
            base_version=version,
            reason=reason,
            actor=LOCAL,
        )
    found = rows(client.get("/audit.csv?kind=activity"))

    assert [row["reason"] for row in reversed(found)] == ["", *(f"'{r}" for r in FORMULAS)]
    assert {row["subject"] for row in found} == {uid}
    assert all(cell[:1] not in "=+-@" for row in found for cell in row.values() if cell)
    whole = rows(client.get("/audit.csv"))
    assert len(whole) == len(actions(engine))
    assert rows(client.get("/audit.csv?first=2100-01-01")) == []
    assert client.get("/audit.csv?first=yesterday").status_code == 400


def test_nobody_else_reads_the_audit(engine, client, monkeypatch):
    for actor in NOT_THE_OFFICE:
        as_reader(monkeypatch, actor)
        assert client.get("/audit.csv").status_code == 403
