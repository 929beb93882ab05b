"""Logging, amending and withdrawing: one version more, one entry more, and nothing in silence."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, InvalidRecord, UnknownCode
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import Recorded, amend, record
from ifla_metrics.store.summary_cells import freeze_meeting
from ifla_metrics.store.versions import activity, activity_versions
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import clock_at, draft, people

ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))


def log(engine, actor=LOCAL, **said):
    return record(engine, draft(**said), actor=actor)


def stands(engine, uid):
    with reading(engine) as connection:
        return activity(connection, uid)


@BOTH_BY_DAY
def test_a_logged_activity_is_read_back_as_it_was_said(engine):
    said = draft(
        lifecycle="under_way",
        level="national",
        arena="advocate",
        mode="mixed",
        language="en",
        description="Two days\nof work",
        groups=("ALP", "HQ"),
        countries=("BWA", "ZAF"),
        associations=("bwa-bla",),
        outcomes=("KI2.A.2", "KI2.A.1"),
        directions=("SD2", "SD4"),
        participation=(
            people(18, country="BWA", association="bwa-bla", gender="woman", mode="remote"),
            people(
                None,
                qualifier="unknown",
                role="staff",
                note="Not told",
                dimensions={"library_type": "public"},
            ),
        ),
        evidence=("https://example.org/report",),
        planned_started_on=date(2011, 4, 1),
        planned_ended_on=date(2011, 4, 2),
        note="A note",
        date_as_stated="early May 2011",
    )

    uid, version = record(engine, said, actor=ALP)

    found = stands(engine, uid)
    assert found.draft == said
    assert (found.version, version, found.recorded_by, found.withdrawn) == (1, 1, "Thandi", False)


def test_an_amendment_is_a_further_version_with_its_reason_and_never_an_earlier_one(engine):
    freeze_meeting(engine, "2012-04", actor=LOCAL)
    amended = draft(title="Workshop, corrected title")
    with clock_at(datetime(2012, 4, 1, tzinfo=UTC)):
        uid, _ = log(engine)
    with clock_at(datetime(2010, 1, 1, tzinfo=UTC)):
        done = amend(engine, uid, amended, base_version=1, reason=" A slip ", actor=ALP)
    with pytest.raises(InvalidRecord, match="reason"):
        amend(engine, uid, draft(), base_version=2, reason=" ", actor=LOCAL)

    with reading(engine) as connection:
        first, second = activity_versions(connection, uid)
    assert done == Recorded(uid, 2)
    assert (first.draft, first.reason) == (draft(), "")
    assert (second.draft, second.reason, second.recorded_by) == (amended, "A slip", "Thandi")
    assert second.recorded_at >= first.recorded_at > datetime(2012, 4, 20, tzinfo=UTC)


UNKNOWN = (
    ({"countries": ("BWX",)}, "Unknown country 'BWX'. Did you mean"),
    ({"groups": ("ALPP",)}, "Unknown working group 'ALPP'. Did you mean 'ALP'"),
    ({"outcomes": ("KI2.A.9",)}, "Unknown outcome 'KI2.A.9'. Did you mean"),
    ({"directions": ("SD9",)}, "Unknown direction 'SD9'. Did you mean"),
    ({"directions": ("KI2",)}, "Unknown direction 'KI2'"),
    ({"associations": ("bwa-blaa",)}, "Did you mean 'bwa-bla'"),
    ({"kind": "workshops"}, "Did you mean 'workshop'"),
    ({"participation": (people(1, role="participants"),)}, "Did you mean 'participant'"),
    ({"provenance": "documented", "source": "S1|S9999"}, "Unknown source 'S9999'"),
)


def test_an_unknown_code_is_named_with_the_nearest_and_nothing_is_written(engine):
    for said, message in UNKNOWN:
        with pytest.raises(UnknownCode, match=message):
            log(engine, **said)

    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM activity").scalar_one() == 0


def test_the_same_key_with_other_words_is_refused(engine):
    said, other = draft(partners=(), countries=("BWA", "ZAF")), draft(title="Of the other tab")
    uid, _ = record(engine, said, actor=LOCAL, key="form-1")
    with pytest.raises(Conflict, match="saved already with other words"):
        record(engine, other, actor=LOCAL, key="form-1")

    change = {"base_version": 1, "reason": "x", "actor": LOCAL, "key": "form-2"}
    amend(engine, uid, draft(title="New title"), **change)
    with pytest.raises(Conflict, match="saved already with other words"):
        amend(engine, uid, other, **change)
    assert stands(engine, uid).draft.title == "New title"


TAMPERING = (
    "UPDATE activity_version SET title = 'Another title'",
    "UPDATE activity_version SET recorded_at = superseded_at",
    "UPDATE activity_version SET superseded_at = NULL WHERE superseded_at IS NOT NULL",
    "DELETE FROM activity_version",
    "UPDATE activity SET uid = 'x'",
    "DELETE FROM activity",
    "UPDATE participation SET count = 0",
    "DELETE FROM participation",
    "UPDATE activity_country SET country = 'ZAF'",
    "DELETE FROM alignment",
)


@BOTH_BY_DAY
def test_nobody_changes_or_deletes_the_past(engine):
    uid, _ = log(engine, participation=(people(5),))
    amend(engine, uid, draft(participation=(people(6),)), base_version=1, reason="x", actor=LOCAL)

    for statement in TAMPERING:
        with (
            pytest.raises(sa.exc.DBAPIError, match="is never changed or deleted"),
            engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)
