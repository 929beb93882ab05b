"""Entries of every kind: versions, audit entries, unknown codes and repeated saves."""

from datetime import UTC, date, datetime

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import Conflict, Refused, UnknownCode
from ifla_metrics.models import drafts
from ifla_metrics.store.database import write_transaction
from ifla_metrics.store.kinds import RECORD_KINDS
from ifla_metrics.store.summary_cells import freeze_meeting
from ifla_metrics.store.write.entries import RecordedVersion, amend, record, withdraw
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import ALP, FRAMEWORK, clock_at, draft, people
from tests.store.queries import audit_entries, versions

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
def test_a_recorded_activity_is_read_back_unchanged(engine):
    lines = (
        people(18, country="BWA", association="bwa-bla", gender="woman", mode="remote"),
        people(None, qualifier="unknown", role="staff"),
    )
    activity = draft(
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
        description="Two days\nof work",
        note="A note",
        date_as_stated="early May",
    )
    uid, number = record(engine, activity, actor=ALP)

    [version] = versions(engine, uid)
    assert version.draft == activity
    assert version.version == number == 1
    assert (version.recorded_by, version.withdrawn) == ("Thandi", False)


def test_an_amendment_adds_a_later_version_with_its_reason(engine):
    with write_transaction(engine) as connection:
        freeze_meeting(connection, "2012-04")
    amended = draft(title="Workshop, corrected title")
    with clock_at(datetime(2012, 4, 1, tzinfo=UTC)):
        uid, _ = record(engine, draft(), actor=LOCAL)
    with clock_at(datetime(2010, 1, 1, tzinfo=UTC)):
        saved = amend(engine, uid, amended, base_version=1, reason=" A slip ", actor=ALP)
    with pytest.raises(Refused, match="reason"):
        amend(engine, uid, draft(), base_version=2, reason=" ", actor=LOCAL)
    earlier = amended.model_copy(update={"evidence": ("javascript:alert(1)",)})
    with pytest.raises(Refused, match="web address"):  # Stored under older rules, now restored.
        amend(engine, uid, earlier, base_version=2, reason="Restored", actor=LOCAL)
    amend(engine, uid, draft(), base_version=2, reason="No slip", actor=LOCAL)

    first, second, third = versions(engine, uid)
    assert third.logged_on == first.recorded_at.date() < third.recorded_at.date()
    assert saved == RecordedVersion(uid, 2)
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
    ("story", {"framework": "2019-2024"}, "Unknown part of the strategy"),
    ("story", {"country": "BWX"}, "Unknown country"),
    ("story", {"node": ""}, "Unknown part of the strategy ''"),
    ("association_outcome", {"association": "bwa"}, "Unknown association"),
    ("remark", {"subject": "Q1"}, "Unknown part of the strategy or indicator"),
)


@BOTH_BY_DAY
def test_every_kind_is_recorded_amended_withdrawn_and_restored(engine):
    assert set(RECORDS) == set(RECORD_KINDS)
    for kind, original in RECORDS.items():
        uid, _ = record(engine, original, actor=ALP)
        changed = original.model_copy(update={"note": "Seen the report"})
        amend(engine, uid, changed, base_version=1, reason="note", actor=ALP)
        with pytest.raises(Conflict):
            withdraw(engine, kind, uid, base_version=1, reason="stale", actor=LOCAL)
        for _ in range(2):  # A double click withdraws once.
            change = {"base_version": 2, "reason": "doubled", "key": f"{kind}-w"}
            assert withdraw(engine, kind, uid, actor=LOCAL, **change).version == 3
        amend(engine, uid, original, base_version=3, reason="not so", actor=LOCAL)

        history = versions(engine, uid, kind)
        assert [v.draft for v in history] == [original, changed, changed, original]
        assert [v.withdrawn for v in history] == [False, False, True, False]
        assert len(audit_entries(engine, uid)) == 4


def test_an_unknown_code_is_refused_with_the_nearest_one(engine):
    faulty = [(draft(**fields), message) for fields, message in UNKNOWN]
    for kind, fields, message in UNKNOWN_IN_RECORDS:
        faulty.append((RECORDS[kind].model_copy(update=fields), message))
    before = audit_entries(engine)
    for entry, message in faulty:
        with pytest.raises(UnknownCode, match=message):
            record(engine, entry, actor=LOCAL)
    assert audit_entries(engine) == before


def test_a_repeated_key_saves_once_and_refuses_other_content(engine):
    planned = RECORDS["milestone"]
    reached = planned.model_copy(update={"actual_on": DAY})
    uid, _ = record(engine, planned, actor=ALP, key="1")

    def add(entry):
        return record(engine, entry, actor=ALP, key="1").version

    def change(entry):
        form = {"base_version": 1, "reason": "reached", "actor": ALP, "key": "2"}
        return amend(engine, uid, entry, **form).version

    assert [add(planned), change(reached), change(reached)] == [1, 2, 2]
    for again in (lambda: add(reached), lambda: change(planned)):
        with pytest.raises(Conflict, match="already saved with different content"):
            again()
