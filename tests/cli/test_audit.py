"""`audit list` prints the audit; `verify` names the first entry that was tampered with."""

import json

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.write.entries import amend, record
from tests.store.conftest import close, draft, prepare_empty

THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
JORGE = Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"}))


@pytest.fixture
def engine(database_from, monkeypatch):
    url = database_from(prepare_empty)
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    engine = engine_of(url)
    uids = iter(["act-1", "act-2", "act-3", "act-4"])
    monkeypatch.setattr("ifla_metrics.store.write.entries.token_hex", lambda _: next(uids))
    uid, _ = record(engine, draft(), actor=THANDI)
    amend(engine, uid, draft(note="x"), base_version=1, reason="Counted", actor=THANDI)
    for _ in range(3):
        record(engine, draft(groups=("OA-TF",)), actor=JORGE)
    yield engine
    close(url)


INSERT = """INSERT INTO audit_entry (id, at, actor, action, kind, subject, version, reason, hash)
    SELECT {}, at, actor, action, kind, 'act-9', version, reason, ''
    FROM audit_entry WHERE subject = 'act-4'"""
RENAME = "UPDATE audit_entry SET subject = '{}' WHERE subject = '{}'"
SWAP = (("x", "act-2"), ("act-2", "act-3"), ("act-3", "x"))
ATTACKS = {
    "row inserted at the beginning": ([INSERT.format(-1)], "act-9"),
    "row inserted at the end": ([INSERT.format(1000)], "act-9"),
    "row changed": (["UPDATE audit_entry SET actor = 'x' WHERE subject = 'act-2'"], "act-2"),
    "row deleted in the middle": (["DELETE FROM audit_entry WHERE subject = 'act-2'"], "act-3"),
    "rows swapped": ([RENAME.format(*names) for names in SWAP], "act-3"),
    "tail deleted": (["DELETE FROM audit_entry WHERE subject IN ('act-3', 'act-4')"], "2 entries"),
}


def tamper(engine, statements):
    with engine.connect().execution_options(ifla_writes=True) as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            for event in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER keep_audit_entry_{event}")
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("attack", ATTACKS)
def test_verify_names_the_first_entry_that_was_tampered_with(engine, run, attack):
    assert run("verify")[0] == 0
    statements, first_entry = ATTACKS[attack]
    tamper(engine, statements)

    code, out, _ = run("verify")
    assert (code, first_entry in out) == (1, True)


def test_the_audit_list_starts_with_the_newest_entry(engine, run):
    code, out, _ = run("audit", "list", "--json")
    entries = json.loads(out)[:5]
    assert code == 0
    assert [entry["subject"] for entry in entries] == ["act-4", "act-3", "act-2", "act-1", "act-1"]
    assert all(len(entry["hash"]) == 64 for entry in entries)
    when, *rest = run("audit", "list")[1].splitlines()[3].split("\t")
    assert rest == ["Thandi", "amend", "activity", "act-1", "2", "Counted"]
    assert run("audit", "list", "--since", when[:10])[1].startswith(when[:10])
    assert run("audit", "list", "--since", "2999-01-01")[:2] == (0, "")
