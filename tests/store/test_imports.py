"""Imports are applied whole or not at all, once, and only with the right."""

from collections import Counter

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import Conflict, Refused
from ifla_metrics.store.kinds import kind_of_draft
from ifla_metrics.store.write.entries import EntryChange, record
from ifla_metrics.store.write.imports import apply_import, imported_rows
from tests.conftest import BOTH_BY_DAY
from tests.store.concurrency import run_in_parallel
from tests.store.conftest import ALP, NIGHT, draft, people
from tests.store.queries import audit_entries, query, sql, verify, versions
from tests.store.test_failures import fail_each_statement
from tests.store.test_records import RECORDS

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


def withdrawn(uid, base=1):
    return EntryChange(None, uid, base, "Corrected", kind="activity")


def apply(engine, *changes, actor=ALP, key="once", file=FILE):
    return apply_import(engine, changes, actor=actor, key=key, **file)


@pytest.fixture
def uids(engine):
    return [
        record(engine, FULL, actor=LOCAL).uid,
        record(engine, draft(title="To be withdrawn"), actor=LOCAL).uid,
        record(engine, RECORDS["story"], actor=LOCAL).uid,
    ]


@pytest.fixture
def changes(uids):
    """9 new entries, 2 changes and 1 withdrawal."""
    first, second, story = uids
    return (
        new(draft(title="New one", participation=(people(7),)), 5),
        new(draft(title="Another new one", groups=("ALP", "OA-TF")), 6),
        changed(first, FULL.model_copy(update={"countries": ("ZAF",)})),
        withdrawn(second),
        changed(story, RECORDS["story"].model_copy(update={"note": "more"})),
        *(new(entry, 9) for entry in RECORDS.values()),
    )


@BOTH_BY_DAY
def test_an_import_writes_versions_cells_and_audit_entries(engine, uids, changes):
    result = apply(engine, *changes)

    assert (result.added, result.changed, result.withdrawn) == (9, 2, 1)
    version = versions(engine, uids[0])[-1]
    assert (version.draft.countries, version.reason) == (("ZAF",), "Corrected")
    assert versions(engine, uids[1])[-1].withdrawn
    [whole, *each] = audit_entries(engine)[: 1 + len(changes)]
    assert whole.kind == "import"
    assert Counter(e.action for e in each) == {"record": 9, "amend": 2, "withdraw": 1}
    assert {e.actor for e in (whole, *each)} == {"Thandi"}
    assert verify(engine) == []


@BOTH_BY_DAY
def test_a_repeated_import_changes_nothing_and_outdated_rows_are_refused(engine, uids, changes):
    first = apply(engine, *changes)
    second = apply(engine, *changes)

    assert second == first
    assert versions(engine, uids[0])[-1].version == 2
    assert query(engine, imported_rows, HASH)[changes[0].key][0] == "activity"
    assert query(engine, imported_rows, "e" * 64) == {}
    for rows, error, reason in (
        ([changes[0]], Conflict, "imported meanwhile"),
        ([changed(uids[0], draft())._replace(place="row 7")], Conflict, "row 7: .* is by Thandi"),
        ([withdrawn(uids[1], 2)._replace(place="row 9")], Refused, "row 9: .*already been w"),
    ):
        with pytest.raises(error, match=reason):
            apply(engine, *rows, key=reason)


def test_an_import_that_fails_at_any_statement_changes_nothing(engine, changes):
    every = 1 if NIGHT else 7
    file = {"file_name": "all.xlsx", "file_hash": "a" * 64}

    def write():
        apply(engine, *changes, actor=LOCAL, file=file)

    failures = fail_each_statement(engine, write, every=every)
    print(f"\n{engine.dialect.name}: failed at each of {failures} points, 0 half states")
    assert failures > 100 // every
    assert verify(engine) == []


def test_a_file_sent_many_times_at_once_is_imported_once(engine, changes):
    answers, conflicts = [], []

    def send(i):
        try:
            answers.append(apply(engine, *changes, key=f"key {i % 3}"))
        except Conflict as conflict:
            conflicts.append(conflict)

    run_in_parallel(9, send)

    assert len(answers) + len(conflicts) == 9
    assert len({answer.id for answer in answers}) == 1
    assert sql(engine, "SELECT count(DISTINCT uid) FROM activity_version") == [4]
    assert sql(engine, "SELECT count(*) FROM applied_import") == [1]
    assert verify(engine) == []
