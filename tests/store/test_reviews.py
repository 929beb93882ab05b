"""Approve, return, lock: figures follow, nobody is overwritten, and nothing is half done."""

from datetime import UTC, datetime

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.errors import Conflict, InvalidRecord
from ifla_metrics.models.system_tables import MEASURES
from ifla_metrics.store.as_of import LIVE
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.read import read
from ifla_metrics.store.review import Decision, count_waiting, decide
from ifla_metrics.store.summary_cells import freeze_meeting, stored_cells, verify
from tests.store.conftest import FRAMEWORK, clock_at, draft
from tests.store.test_records import SAID
from tests.store.test_summary_cells import hold

OFFICE = Actor("office", Role.SECRETARIAT)
CLOCK = datetime(2020, 1, 1, 9, tzinfo=UTC)


def test_a_frozen_meeting_keeps_what_was_approved_by_its_day(engine):
    set_framework(engine, FRAMEWORK, counts="approved", actor=OFFICE)
    hold(engine, "2020-01", CLOCK.date())
    with clock_at(CLOCK):
        uids = [record(engine, draft(), actor=OFFICE).uid for _ in range(2)]
        approve(engine, uids[0], 1)
    freeze_meeting(engine, "2020-01", actor=OFFICE)
    approve(engine, uids[1], 1)

    assert activities(engine, "2020-01") == 1
    assert activities(engine) == 2
    assert verify(engine) == []

    set_framework(engine, FRAMEWORK, counts="sent", actor=OFFICE)
    assert activities(engine, "2020-01") == 2
    assert verify(engine) == []


def approve(engine, uid, version, kind="activity"):
    return decide(engine, [Decision(kind, uid, version, "approved")], actor=OFFICE)


def give_back(engine, uid, version, comment="Please add the countries.", kind="activity"):
    return decide(engine, [Decision(kind, uid, version, "returned", comment)], actor=OFFICE)


def activities(engine, known=LIVE):
    """Activities in the cells of all months."""
    with reading(engine) as connection:
        cells = stored_cells(connection, FRAMEWORK, known)
    at = MEASURES.index("activities")
    return sum(v[at] for k, v in cells.items() if k[:2] == ("total", "all"))


def test_records_follow_the_setting_too(engine):
    story = SAID["story"]
    uid, _ = record(engine, story, actor=OFFICE)
    give_back(engine, uid, 1, kind="story")
    new = story.model_copy(update={"title": "Told again"})

    def told():
        with reading(engine) as connection:
            found = read(connection, Choices(FRAMEWORK, "2011-2012"), ["stories"])
        return list(found.frame("stories")["title"])

    assert told() == []
    amend(engine, uid, new, base_version=1, reason="As asked", actor=OFFICE)
    assert told() == ["Told again"]
    set_framework(engine, FRAMEWORK, counts="approved", actor=OFFICE)
    assert told() == []
    approve(engine, uid, 2, kind="story")
    assert told() == ["Told again"]


def test_of_decisions_one_of_which_is_stale_none_is_taken(engine):
    first, _ = record(engine, draft(), actor=OFFICE)
    second, _ = record(engine, draft(title="Meeting in Lima"), actor=OFFICE)
    amend(engine, second, draft(), base_version=1, reason="x", actor=OFFICE)
    stale = [Decision("activity", uid, 1, "approved") for uid in (first, second)]
    with pytest.raises(Conflict, match="was changed by office"):
        decide(engine, stale, actor=OFFICE)
    for comment, why in ((" \n ", "Say what the group"), ("x" * 2001, "at most 2000")):
        with pytest.raises(InvalidRecord, match=why):
            give_back(engine, second, 2, comment=comment)
    with reading(engine) as connection:
        assert count_waiting(connection) == 2
