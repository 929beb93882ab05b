"""Entries of every kind: one version more, one line of the audit more, and nothing in silence."""

from datetime import UTC, date, datetime

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, Refused, UnknownCode
from ifla_metrics.models import drafts
from ifla_metrics.store.database import read_transaction, write_transaction
from ifla_metrics.store.entries import RecordedVersion, amend, record, withdraw
from ifla_metrics.store.kinds import RECORD_KINDS
from ifla_metrics.store.summary_cells import freeze_meeting
from ifla_metrics.store.versions import versions_of
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, clock_at, draft, entries, people

ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
COMMON = {"framework": FRAMEWORK, "group": "ALP"}
DAY = date(2012, 6, 30)

RECORDS = {
    "observation": drafts.ObservationDraft(
        **COMMON, indicator="A1", as_of=DAY, value=6, country="BWA", period="2012"
    ),
    "milestone": drafts.MilestoneDraft(
        **COMMON, node="KI2.A.1", title="Three projects begun", planned_on=DAY
    ),
    "cohort_count": drafts.CohortCountDraft(
        **COMMON, node="KI2.B.1", cohort="2012-2014", stage="selected", as_of=DAY, count=12
    ),
    "resource_stage": drafts.ResourceStageDraft(
        **COMMON,
        node="KI2.E.1",
        resource="bsla-1",
        title="Module one",
        kind="module",
        language="en",
        stage="released",
        as_of=DAY,
    ),
    "association_outcome": drafts.AssociationOutcomeDraft(
        **COMMON,
        node="KI2.A.3",
        association="bwa-bla",
        kind="membership",
        title="Doubled",
        change_percent=100,
        as_of=DAY,
        indicator="A5",
        qualifier="more_than",
    ),
    "story": drafts.StoryDraft(
        **COMMON,
        node="KI2.A.3",
        title="An association grows",
        change="It doubled.",
        country="BWA",
        as_of=DAY,
    ),
    "remark": drafts.RemarkDraft(**COMMON, subject="A5", as_of=DAY, why="Slow start", ask="Money"),
}


@BOTH_BY_DAY
def test_a_logged_activity_is_read_back_as_it_was_said(engine):
    lines = (
        people(18, country="BWA", association="bwa-bla", gender="woman", mode="remote"),
        people(None, qualifier="unknown", role="staff"),
    )
    texts = {"description": "Two days\nof work", "note": "A note", "date_as_stated": "early May"}
    said = draft(
        lifecycle="under_way",
        level="national",
        mode="mixed",
        language="en",
        groups=("ALP", "HQ"),
        countries=("BWA", "ZAF"),
        associations=("bwa-bla",),
        outcomes=("KI2.A.2", "KI2.A.1"),
        directions=("SD2", "SD4"),
        participation=lines,
        evidence=("https://example.org/report",),
        planned_started_on=date(2011, 4, 1),
        planned_ended_on=date(2011, 4, 2),
        **texts,
    )
    uid, version = record(engine, said, actor=ALP)

    with read_transaction(engine) as connection:
        found = versions_of(connection, "activity", uid)[-1]
    assert found.draft == said
    assert (found.version, version, found.recorded_by, found.withdrawn) == (1, 1, "Thandi", False)


def test_an_amendment_is_a_further_version_with_its_reason_and_never_an_earlier_one(engine):
    with write_transaction(engine) as connection:
        freeze_meeting(connection, "2012-04")
    amended = draft(title="Workshop, corrected title")
    with clock_at(datetime(2012, 4, 1, tzinfo=UTC)):
        uid, _ = record(engine, draft(), actor=LOCAL)
    with clock_at(datetime(2010, 1, 1, tzinfo=UTC)):
        done = amend(engine, uid, amended, base_version=1, reason=" A slip ", actor=ALP)
    with pytest.raises(Refused, match="reason"):
        amend(engine, uid, draft(), base_version=2, reason=" ", actor=LOCAL)
    amend(engine, uid, draft(), base_version=2, reason="No slip", actor=LOCAL)

    with read_transaction(engine) as connection:
        first, second, third = versions_of(connection, "activity", uid)
    assert third.logged_on == first.recorded_at.date() < third.recorded_at.date()
    assert done == RecordedVersion(uid, 2)
    assert (first.draft, first.reason) == (draft(), "")
    assert (second.draft, second.reason, second.recorded_by) == (amended, "A slip", "Thandi")
    assert second.recorded_at >= first.recorded_at > datetime(2012, 4, 20, tzinfo=UTC)


UNKNOWN = (
    ({"groups": ("ALPP",)}, "Unknown working group 'ALPP'. Did you mean 'ALP'"),
    ({"outcomes": ("KI2.A.9",)}, "Unknown outcome 'KI2.A.9'. Did you mean"),
    ({"directions": ("SD9",)}, "Unknown direction 'SD9'. Did you mean"),
    ({"kind": "workshops"}, "Did you mean 'workshop'"),
    ({"kind": ""}, "Unknown kind of activity ''"),
    ({"participation": (people(1, role="participants"),)}, "Did you mean 'participant'"),
    ({"provenance": "documented", "source": "S1|S9999"}, "Unknown source 'S9999'"),
)
UNKNOWN_IN_RECORDS = (
    ("observation", {"indicator": "A99"}, "Unknown indicator 'A99'"),
    ("story", {"framework": "2019-2024"}, "Unknown node"),
    ("story", {"country": "BWX"}, "Unknown country"),
    ("story", {"node": ""}, "Unknown node ''"),
    ("association_outcome", {"association": "bwa"}, "Unknown association"),
    ("remark", {"subject": "Q1"}, "Unknown node or indicator"),
)


@BOTH_BY_DAY
def test_every_kind_is_recorded_amended_withdrawn_and_restored(engine):
    assert set(RECORDS) == set(RECORD_KINDS)
    for kind, said in RECORDS.items():
        uid, _ = record(engine, said, actor=ALP)
        changed = said.model_copy(update={"note": "Seen the report"})
        amend(engine, uid, changed, base_version=1, reason="note", actor=ALP)
        with pytest.raises(Conflict):
            withdraw(engine, kind, uid, base_version=1, reason="stale", actor=LOCAL)
        for _ in range(2):  # A doubled click is one withdrawal.
            change = {"base_version": 2, "reason": "doubled", "key": f"{kind}-w"}
            assert withdraw(engine, kind, uid, actor=LOCAL, **change).version == 3
        amend(engine, uid, said, base_version=3, reason="not so", actor=LOCAL)

        with read_transaction(engine) as connection:
            found = versions_of(connection, kind, uid)
            assert len(entries(connection, subject=uid)) == 4
        assert [v.draft for v in found] == [said, changed, changed, said]
        assert [v.withdrawn for v in found] == [False, False, True, False]


def test_an_unknown_code_is_named_with_the_nearest_and_nothing_is_written(engine):
    wrong = [(draft(**said), message) for said, message in UNKNOWN]
    wrong += [(RECORDS[kind].model_copy(update=said), m) for kind, said, m in UNKNOWN_IN_RECORDS]
    with read_transaction(engine) as connection:
        before = len(entries(connection, limit=1000))
    for said, message in wrong:
        with pytest.raises(UnknownCode, match=message):
            record(engine, said, actor=LOCAL)
    with read_transaction(engine) as connection:
        assert len(entries(connection, limit=1000)) == before


def test_the_same_key_is_one_write_and_with_other_words_refused(engine):
    planned = RECORDS["milestone"]
    reached = planned.model_copy(update={"actual_on": DAY})
    uid, _ = record(engine, planned, actor=ALP, key="1")

    def add(said):
        return record(engine, said, actor=ALP, key="1").version

    def change(said):
        form = {"base_version": 1, "reason": "reached", "actor": ALP, "key": "2"}
        return amend(engine, uid, said, **form).version

    assert [add(planned), change(reached), change(reached)] == [1, 2, 2]
    for again in (lambda: add(reached), lambda: change(planned)):
        with pytest.raises(Conflict, match="already saved with different content"):
            again()
