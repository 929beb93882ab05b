"""A file is applied whole or not at all, once, and by nobody without the right."""

import os
from collections import Counter
from dataclasses import replace

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, Refused
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.entries import EntryChange, record
from ifla_metrics.store.imports import apply_import, imported_rows
from ifla_metrics.store.kinds import ACTIVITY_KIND, kind_of_draft
from ifla_metrics.store.versions import current_versions, versions_of
from tests.conftest import BOTH_BY_DAY
from tests.store.concurrency import run_in_parallel
from tests.store.conftest import draft, entries, people, query, verify
from tests.store.test_failures import fail_each_statement
from tests.store.test_records import RECORDS

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
HASH = "f" * 64
FILE = {"file_name": "ALP.xlsx", "file_hash": HASH, "group": "ALP"}
FULL = draft(
    participation=(people(12, gender="woman"), people(None, country="ZAF", note="x")),
    associations=("bwa-bla",),
    evidence=("https://example.org/a",),
    countries=("BWA", "ZAF"),
    note="seen",
)


def new(entry, row=5):
    kind = kind_of_draft(entry).name
    return EntryChange(entry, key=f"{HASH}/{kind}/{row}", kind=kind)


def changed(uid, entry, base=1):
    return EntryChange(entry, uid, base, "Corrected", kind=kind_of_draft(entry).name)


def gone(uid, base=1):
    return EntryChange(None, uid, base, "Corrected", kind="activity")


def applied(engine, *operations, actor=ALP, key="once", file=FILE):
    return apply_import(engine, operations, actor=actor, key=key, **file)


def now(engine, uid):
    return query(engine, versions_of, "activity", uid)[-1]


@pytest.fixture
def log(engine):
    return [
        record(engine, FULL, actor=LOCAL).uid,
        record(engine, draft(title="To be withdrawn"), actor=LOCAL).uid,
        record(engine, RECORDS["story"], actor=LOCAL).uid,
    ]


def everything(log):
    first, second, story = log
    return (
        new(draft(title="New one", participation=(people(7),)), 5),
        new(draft(title="Another new one", groups=("ALP", "OA-TF")), 6),
        changed(first, FULL.model_copy(update={"countries": ("ZAF",)})),
        gone(second),
        changed(story, RECORDS["story"].model_copy(update={"note": "more"})),
        *(new(entry, 9) for entry in RECORDS.values()),
    )


@BOTH_BY_DAY
def test_a_file_is_written_with_versions_cells_audit_and_a_record_of_its_own(engine, log):
    done = applied(engine, *everything(log))

    assert (done.added, done.changed, done.withdrawn) == (9, 2, 1)
    assert now(engine, log[0]).draft.countries == ("ZAF",)
    assert now(engine, log[0]).reason == "Corrected"
    assert now(engine, log[1]).withdrawn
    with read_transaction(engine) as connection:
        [whole, *each] = entries(connection, limit=1 + 9 + 2 + 1)
    assert whole.kind == "import"
    assert Counter(e.action for e in each) == {"record": 9, "amend": 2, "withdraw": 1}
    assert {e.actor for e in (whole, *each)} == {"Thandi"}
    assert verify(engine) == []


@BOTH_BY_DAY
def test_the_same_rows_are_one_import_and_what_was_changed_meanwhile_is_none(engine, log):
    operations = everything(log)
    first = applied(engine, *operations)
    second = applied(engine, *operations)

    assert second.already_applied
    assert replace(second, already_applied=False) == first
    assert now(engine, log[0]).version == 2
    with read_transaction(engine) as connection:
        taken = imported_rows(connection, HASH)
        assert taken[operations[0].key][0] == "activity"
        assert imported_rows(connection, "e" * 64) == {}
    for refused, error, why in (
        ([operations[0]], Conflict, "imported meanwhile"),
        ([changed(log[0], draft())._replace(place="row 7")], Conflict, "row 7: .* is by Thandi"),
        ([changed(log[0], draft(), 2), gone(log[0], 2)], Refused, "two rows"),
        ([gone(log[1], base=2)._replace(place="row 9")], Refused, "row 9: .*already been w"),
    ):
        with pytest.raises(error, match=why):
            applied(engine, *refused, key=why)


def test_an_import_that_fails_at_any_statement_leaves_nothing(engine, log):
    every = 1 if NIGHT else 7
    office = {"file_name": "all.xlsx", "file_hash": "a" * 64}
    rows = everything(log)

    def write():
        applied(engine, *rows, actor=LOCAL, file=office)

    failures = fail_each_statement(engine, write, every=every)
    print(f"\n{engine.dialect.name}: failed at each of {failures} points, 0 half states")
    assert failures > 100 // every
    assert verify(engine) == []


def test_one_file_that_is_sent_many_times_at_once_is_one_import(engine, log):
    answers, refused, rows = [], [], everything(log)

    def send(i):
        try:
            answers.append(applied(engine, *rows, key=f"key {i % 3}"))
        except Conflict as conflict:
            refused.append(conflict)

    run_in_parallel(9, send)

    assert len(answers) + len(refused) == 9
    assert sum(not a.already_applied for a in answers) == 1
    assert len(query(engine, current_versions, ACTIVITY_KIND)) == 4
    with read_transaction(engine) as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM applied_import")).scalar() == 1
    assert verify(engine) == []
