"""A file is applied whole or not at all, fast, once, and by nobody without the right."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, InvalidRecord, NotAllowed, UnknownCode
from ifla_metrics.models.drafts import AlignmentDraft, PartnerDraft
from ifla_metrics.store.activities import amend_activity, log_activity
from ifla_metrics.store.database import reading
from ifla_metrics.store.import_operations import Action, Operation, Source
from ifla_metrics.store.import_stored import Past, owned, rows_taken, said_then, standing
from ifla_metrics.store.imports import apply_plan
from ifla_metrics.store.kinds import KINDS
from ifla_metrics.store.records import record, withdraw_record
from ifla_metrics.store.versions import activity, activity_versions, record_versions
from tests.store.conftest import FRAMEWORK, draft, entries, people, verify
from tests.store.test_failures import fail_each, in_threads
from tests.store.test_records import SAID

ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
OTHER = Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"}))
VIEWER = Actor("board", Role.VIEWER)
FILE = Source("ALP.xlsx", "f" * 64, "ALP", "Corrected")


def new(said, row=5, **further):
    kind = "activity" if hasattr(said, "groups") else kind_of(said)
    return Operation(Action.ADD, kind, said, key=f"{FILE.hash}/{kind}/{row}", **further)


def kind_of(said):
    return next(name for name, kind in KINDS.items() if isinstance(said, kind.draft))


def changed(uid, said, base=1, kind="activity", **further):
    return Operation(Action.AMEND, kind, said, uid, base, **further)


def gone(uid, base=1, kind="activity"):
    return Operation(Action.WITHDRAW, kind, None, uid, base)


def applied(engine, *operations, actor=ALP, key="once", source=FILE):
    return apply_plan(engine, operations, actor=actor, key=key, source=source)


def now(engine, uid):
    with reading(engine) as connection:
        return activity(connection, uid)


FULL = draft(
    participation=(people(12, gender="woman"), people(None, country="ZAF", note="x")),
    associations=("bwa-bla",),
    evidence=("https://example.org/a",),
    countries=("BWA", "ZAF"),
    note="seen",
)


@pytest.fixture
def log(engine):
    """Two activities and a story of ALP."""
    return [
        log_activity(engine, FULL, actor=LOCAL).uid,
        log_activity(engine, draft(title="To be withdrawn"), actor=LOCAL).uid,
        record(engine, SAID["story"], actor=LOCAL).uid,
    ]


def everything(log):
    first, second, story = log
    return (
        new(draft(title="New one", participation=(people(7),)), 5),
        new(draft(title="Another new one", groups=("ALP", "OA-TF")), 6),
        changed(first, FULL.model_copy(update={"countries": ("ZAF",)})),
        gone(second),
        changed(story, SAID["story"].model_copy(update={"note": "more"}), kind="story"),
        *(new(said, 9) for said in SAID.values()),
    )


def test_what_stands_is_read_as_it_was_said(engine, log):
    with reading(engine) as connection:
        found = owned(connection, {"ALP"})
        assert found["activity"][log[0]].draft == FULL
        assert list(found["activity"]) == log[:2]
        assert found["story"][log[2]].draft == SAID["story"]
        assert standing(connection, "activity", groups={"OA-TF"}) == {}
        assert standing(connection, "activity", uids=["none", log[1]]).keys() == {log[1]}


def test_a_file_is_written_with_versions_cells_audit_and_a_record_of_its_own(engine, log):
    done = applied(engine, *everything(log))

    assert (done.added, done.changed, done.withdrawn) == (9, 2, 1)
    assert now(engine, log[0]).draft.countries == ("ZAF",)
    assert now(engine, log[0]).reason == "Corrected"
    assert now(engine, log[1]).withdrawn
    with reading(engine) as connection:
        for written in done.written:
            [last, *_] = entries(connection, subject=written.uid)
            assert (last.version, last.actor) == (written.version, "Thandi")
        assert [e.kind for e in entries(connection, limit=1)] == ["import"]
    assert verify(engine) == []


def test_what_is_written_in_bulk_is_what_is_written_one_by_one(engine, log):
    done = applied(engine, new(FULL), *(new(said) for said in SAID.values()))

    for written in done.written:
        with reading(engine) as connection:
            if written.kind == "activity":
                [found] = activity_versions(connection, written.uid)
                assert found.draft == FULL
            else:
                [found] = record_versions(connection, written.kind, written.uid)
                assert found.draft == SAID[written.kind]


def test_the_same_key_again_is_the_same_import(engine, log):
    operations = everything(log)
    first = applied(engine, *operations)
    second = applied(engine, *operations)

    assert second.again
    assert replace(second, again=False, written=()) == replace(first, written=())
    assert now(engine, log[0]).version == 2


def test_the_rows_of_a_file_are_known_again(engine, log):
    operation = new(draft())
    done = applied(engine, operation)

    with reading(engine) as connection:
        [(key, (kind, uid, version))] = rows_taken(connection, FILE.hash).items()
        assert rows_taken(connection, "e" * 64) == {}
    assert (key, kind, uid, version) == (operation.key, "activity", done.written[0].uid, 1)
    with pytest.raises(Conflict, match="imported meanwhile"):
        applied(engine, operation, key="another key")


def test_what_was_said_earlier_can_be_asked_for(engine, log):
    amend_activity(engine, log[0], draft(), base_version=1, reason="x", actor=LOCAL)
    with reading(engine) as connection:
        then = said_then(connection, "activity", {(log[0], 1), (log[0], 9), ("none", 1)})
    assert then == {(log[0], 1): FULL}


def test_one_change_meanwhile_and_nothing_is_written(engine, log):
    operations = everything(log)
    amend_activity(engine, log[0], draft(title="Other"), base_version=1, reason="x", actor=LOCAL)

    with pytest.raises(Conflict, match=r"row 7 was changed by local after the preview"):
        applied(engine, *(o._replace(place="row 7") for o in operations))
    assert now(engine, log[1]).version == 1
    with reading(engine) as connection:
        assert len(standing(connection, "activity")) == 2


@pytest.mark.parametrize("actor", [OTHER, VIEWER])
def test_a_foreign_row_is_refused_and_the_file_with_it(engine, log, actor):
    theirs = draft(groups=("OA-TF",))
    for operation in (
        new(draft()),
        changed(log[0], theirs),
        changed(log[0], FULL),
        gone(log[1]),
        changed(log[2], SAID["story"], kind="story"),
        gone(log[2], kind="story"),
    ):
        for group in ("ALP", "OA-TF", ""):
            source = replace(FILE, group=group)
            with pytest.raises(NotAllowed):
                applied(engine, new(theirs), operation, actor=actor, source=source)
    with pytest.raises(NotAllowed):
        applied(engine, new(theirs, 8), new(draft(), 9))
    assert [now(engine, uid).version for uid in log[:2]] == [1, 1]


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (new(draft(kind="wrokshop"), place="Activities, row 5"), InvalidRecord),
        (new(draft(countries=("XXX",))), UnknownCode),
        (new(draft(outcomes=("KI2.A.99",))), UnknownCode),
        (new(draft(partners=(PartnerDraft(name="EIFL", kind="foundtion"),))), UnknownCode),
        (new(draft(participation=(people(3, role="king"),))), UnknownCode),
        (new(SAID["story"].model_copy(update={"node": "KI99"})), UnknownCode),
        (changed("nobody", FULL), UnknownCode),
    ],
)
def test_an_unknown_code_in_any_row_refuses_the_file(engine, log, operation, error):
    with pytest.raises(error, match=r"Unknown (kind|country|outcome|role|node|entry)"):
        applied(engine, new(draft(), 4), operation)
    with reading(engine) as connection:
        assert len(standing(connection, "activity")) == 2


def test_a_changed_row_that_breaks_a_rule_refuses_the_file(engine, log):
    broken = (
        FULL.model_copy(update={"ended_on": date(2001, 1, 1)}),
        FULL.model_copy(
            update={
                "alignments": (AlignmentDraft(framework=FRAMEWORK, direction="SD1", weight=600),)
            }
        ),
    )
    for said in broken:
        with pytest.raises(InvalidRecord, match=r"row 3: (Ends|Weights)"):
            applied(engine, changed(log[0], said, place="row 3"))


def test_what_a_retired_code_said_before_may_be_kept(engine, log):
    withdraw_record(engine, "story", log[2], base_version=1, reason="x", actor=LOCAL)
    applied(engine, changed(log[2], SAID["story"], base=2, kind="story"))
    with reading(engine) as connection:
        found = record_versions(connection, "story", log[2])
    assert [v.withdrawn for v in found] == [False, True, False]


def test_one_thing_in_two_rows_is_refused(engine, log):
    with pytest.raises(InvalidRecord, match="two rows"):
        applied(engine, changed(log[0], draft()), gone(log[0]))
    applied(engine, gone(log[1]), key="first")
    with pytest.raises(InvalidRecord, match="withdrawn already"):
        applied(engine, gone(log[1], base=2), key="second")


def test_the_day_on_which_an_entry_became_known_is_believed_of_the_secretariat_alone(engine):
    day = date(2011, 6, 1)
    past = Past(1, datetime(2011, 6, 1, 9, 30, tzinfo=UTC), logged_on=day)
    told = new(draft(), past=(past,))
    office = Source("all.xlsx", "a" * 64, reason="Corrected")
    [uid] = [w.uid for w in applied(engine, told, actor=LOCAL, source=office).written]
    with reading(engine) as connection:
        found = standing(connection, "activity")[uid]
    assert found.recorded_at.date() == found.logged_on == day

    again = told._replace(key="other/1")
    [late] = [w.uid for w in applied(engine, again, key="2").written]
    with reading(engine) as connection:
        found = standing(connection, "activity")[late]
    assert found.recorded_at.date() == found.logged_on
    assert found.logged_on > date(2012, 1, 1)
    assert verify(engine) == []


def test_an_import_that_fails_at_any_statement_leaves_nothing(engine, log, monkeypatch):
    office = Source("all.xlsx", "a" * 64, reason="Corrected")
    rows = everything(log)

    failures = fail_each(
        engine,
        lambda: applied(engine, *rows, actor=LOCAL, source=office),
    )

    print(f"\n{engine.dialect.name}: failed at each of {failures} points, 0 half states")
    assert failures > 100
    assert verify(engine) == []


def test_one_file_that_is_sent_many_times_at_once_is_one_import(engine, log):
    answers, refused = [], []
    rows = everything(log)

    def send(i):
        try:
            answers.append(applied(engine, *rows, key=f"key {i % 3}"))
        except Conflict as conflict:
            refused.append(conflict)

    in_threads(9, send)

    assert len(answers) + len(refused) == 9
    assert sum(not a.again for a in answers) == 1
    with reading(engine) as connection:
        assert len(standing(connection, "activity")) == 4
        assert connection.execute(sa.text("SELECT count(*) FROM applied_import")).scalar() == 1
    assert verify(engine) == []
