"""The seven kinds of records are written by one module, with the care that activities get."""

from datetime import date

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, InvalidRecord, UnknownCode
from ifla_metrics.models import drafts
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.kinds import KINDS
from ifla_metrics.store.versions import record_versions
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, entries

ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
OWN = {"framework": FRAMEWORK, "group": "ALP"}
DAY = date(2012, 6, 30)

SAID = {
    "observation": drafts.ObservationDraft(
        **OWN, indicator="A1", as_of=DAY, value=6, country="BWA", period="2012"
    ),
    "milestone": drafts.MilestoneDraft(
        **OWN, node="KI2.A.1", title="Three projects begun", planned_on=DAY
    ),
    "cohort_count": drafts.CohortCountDraft(
        **OWN, node="KI2.B.1", cohort="2012-2014", stage="selected", as_of=DAY, count=12
    ),
    "resource_stage": drafts.ResourceStageDraft(
        **OWN,
        node="KI2.E.1",
        resource="bsla-1",
        title="Module one",
        kind="module",
        language="en",
        stage="released",
        as_of=DAY,
    ),
    "association_outcome": drafts.AssociationOutcomeDraft(
        **OWN,
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
        **OWN,
        node="KI2.A.3",
        title="An association grows",
        change="It doubled.",
        country="BWA",
        as_of=DAY,
    ),
    "remark": drafts.RemarkDraft(**OWN, subject="A5", as_of=DAY, why="Slow start", ask="Money"),
}


def versions(engine, kind, uid):
    with reading(engine) as connection:
        return record_versions(connection, kind, uid)


@BOTH_BY_DAY
def test_every_kind_is_recorded_amended_withdrawn_and_restored(engine):
    assert set(SAID) == set(KINDS)
    for kind, said in SAID.items():
        uid, _ = record(engine, said, actor=ALP)
        with (
            pytest.raises(sa.exc.DBAPIError, match="never changed or deleted"),
            engine.begin() as connection,
        ):
            connection.exec_driver_sql(f"UPDATE {kind} SET note = 'x'")
        changed = said.model_copy(update={"note": "Seen the report"})
        amend(engine, uid, changed, base_version=1, reason="note", actor=ALP)
        with pytest.raises(Conflict):
            withdraw(engine, kind, uid, base_version=1, reason="stale", actor=LOCAL)
        withdraw(engine, kind, uid, base_version=2, reason="doubled", actor=LOCAL)
        amend(engine, uid, said, base_version=3, reason="not so", actor=LOCAL)

        found = versions(engine, kind, uid)
        assert [v.draft for v in found] == [said, changed, changed, said]
        assert [v.withdrawn for v in found] == [False, False, True, False]
        with reading(engine) as connection:
            assert len(entries(connection, subject=uid)) == 4


def test_codes_are_checked(engine):
    for kind, change, message in (
        ("observation", {"indicator": "A99"}, "Unknown indicator 'A99'"),
        ("observation", {"period": "2012-Q9"}, "Unknown period"),
        ("milestone", {"node": "KI2.Z"}, "Unknown node"),
        ("story", {"country": "BWX"}, "Unknown country"),
        ("story", {"framework": "2010-2016"}, "Did you mean '2010-2015'"),
        ("association_outcome", {"association": "bwa"}, "Unknown association"),
        ("remark", {"subject": "Q1"}, "Unknown node or indicator"),
        ("remark", {"group": "ALQ"}, "Unknown working group"),
    ):
        with pytest.raises(UnknownCode, match=message):
            record(engine, SAID[kind].model_copy(update=change), actor=LOCAL)


def test_a_record_takes_no_code_of_its_own_strategy_into_another(engine):
    uid, _ = record(engine, SAID["story"], actor=ALP)
    moved = SAID["story"].model_copy(update={"framework": "2019-2024"})
    with pytest.raises(UnknownCode):
        amend(engine, uid, moved, base_version=1, reason="x", actor=ALP)


def test_the_same_key_gives_one_record(engine):
    first = record(engine, SAID["milestone"], actor=ALP, key="k")
    assert record(engine, SAID["milestone"], actor=ALP, key="k") == first
    amended = SAID["milestone"].model_copy(update={"actual_on": DAY})
    for _ in range(2):
        done = amend(
            engine, first.uid, amended, base_version=1, reason="reached", actor=ALP, key="k2"
        )
        assert done.version == 2
    for _ in range(2):
        done = withdraw(
            engine, "milestone", first.uid, base_version=2, reason="x", actor=ALP, key="k3"
        )
        assert done.version == 3
    with pytest.raises(InvalidRecord, match="withdrawn already"):
        withdraw(engine, "milestone", first.uid, base_version=3, reason="x", actor=ALP, key="k4")
