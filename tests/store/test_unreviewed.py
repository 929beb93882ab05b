"""Entries that count and that nobody has reviewed: how many there are, on any day."""

from datetime import date, timedelta

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.models.drafts import MilestoneDraft, ObservationDraft
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.read import read
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import FRAMEWORK, clock_at, draft

DAYS_AGO = now() - timedelta(days=5)
YESTERDAY = (today() - timedelta(days=1)).isoformat()
WEEK_AGO = (today() - timedelta(days=7)).isoformat()
OWN = {"framework": FRAMEWORK, "group": "ALP"}


def told(engine, *, period="2011-2012", **chosen):
    """What was not reviewed, by kind of entry and what it is about."""
    with reading(engine) as connection:
        found = read(connection, Choices(FRAMEWORK, period, **chosen), ["newly_logged"]).unreviewed
    return {(row.kind, row.about): row for row in found.itertuples()}


def number(engine, column="unreviewed", about="", **chosen):
    found = told(engine, **chosen).get(("activity", about))
    return getattr(found, column) if found else 0


def logged(engine, *, ago=None, **said):
    with clock_at(ago or now()):
        return record(engine, draft(**said), actor=LOCAL).uid


def decided(engine, uid, decision="approved", version=1, kind="activity"):
    decide(engine, [Decision(kind, uid, version, decision, "Why?")], actor=LOCAL)


def test_an_activity_is_unreviewed_from_when_it_was_sent_until_it_was_approved(engine):
    uid = logged(engine, ago=DAYS_AGO)
    assert (number(engine, known_on=WEEK_AGO), number(engine)) == (0, 1)

    decided(engine, uid)
    assert (number(engine, known_on=YESTERDAY), number(engine)) == (1, 0)

    amend(engine, uid, draft(title="Another"), base_version=1, reason="x", actor=LOCAL)
    assert (number(engine, known_on=YESTERDAY), number(engine)) == (1, 1)


def test_activities_that_count_are_counted_in_the_period_and_for_the_direction(engine):
    decided(engine, logged(engine), "returned")
    logged(engine, lifecycle=Lifecycle.PLANNED)
    withdraw(engine, "activity", logged(engine), base_version=1, reason="twice", actor=LOCAL)

    assert told(engine) == {}

    logged(engine, ago=DAYS_AGO)
    logged(engine, started_on=date(2012, 1, 1), ended_on=date(2012, 1, 1), directions=("SD1",))
    logged(engine, started_on=date(2013, 1, 1), ended_on=date(2013, 1, 1))

    assert (number(engine), number(engine, "so_far")) == (2, 2)
    assert (number(engine, period="2012"), number(engine, "so_far", period="2012")) == (1, 2)
    assert number(engine, about="SD1", direction="SD1") == 1
    assert number(engine, "new", since=YESTERDAY) == 1


def test_records_are_counted_by_what_they_are_about(engine):
    for as_of in (date(2012, 6, 30), date(2013, 6, 30)):
        said = ObservationDraft(**OWN, indicator="A1", as_of=as_of, value=6)
        uid, _ = record(engine, said, actor=LOCAL)
        if as_of.year == 2012:
            decided(engine, uid, kind="observation")
    record(engine, MilestoneDraft(**OWN, node="KI2.A.1", title="Begun"), actor=LOCAL)

    by = {k: (row.entries, row.unreviewed) for k, row in told(engine, period="2010-2015").items()}
    assert by == {("observation", "A1"): (2, 1), ("milestone", "KI2.A.1"): (1, 1)}
    assert told(engine)["observation", "A1"].unreviewed == 0
