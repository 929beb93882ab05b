"""What came between two states of the log: found, limited, told with the true number beside."""

from datetime import date, timedelta

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import UnknownCode
from ifla_metrics.models.columns import Lifecycle, Provenance
from ifla_metrics.models.drafts import ObservationDraft
from ifla_metrics.reading import Moment
from ifla_metrics.store import read_changes as changes
from ifla_metrics.store.as_of import State, now, today
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.read import read
from ifla_metrics.store.read_request import Request
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.versions import activity
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, clock_at, draft, people

YESTERDAY = (today() - timedelta(days=1)).isoformat()
DAYS_AGO = now() - timedelta(days=5)


def told(engine, name, **chosen):
    choices = Choices(FRAMEWORK, "2011-2012", **{"since": YESTERDAY, **chosen})
    with reading(engine) as connection:
        return read(connection, choices, [name]).frame(name)


def logged(engine, *, earlier=False, **said):
    with clock_at(DAYS_AGO if earlier else now()):
        return record(engine, draft(**said), actor=LOCAL).uid


def amended(engine, uid, reason="Recounted", base_version=1, **said):
    amend(engine, uid, draft(**said), base_version=base_version, reason=reason, actor=LOCAL)


def said_of(found):
    return found[["kind", "field", "old", "new", "reason"]].values.tolist()


def test_activities_first_logged_since_are_listed_the_newest_first(engine):
    logged(engine, title="Known before", earlier=True)
    logged(engine, title="First of today")
    logged(engine, title="Second of today", participation=(people(30),))

    found = told(engine, "newly_logged")

    assert found["title"].tolist() == ["Second of today", "First of today"]
    assert found["total"].tolist() == [2, 2]
    assert found["participations"].tolist()[0] == 30


def test_only_what_counts_in_the_period_is_newly_logged(engine):
    logged(engine, lifecycle=Lifecycle.PLANNED, title="Only planned")
    logged(engine, started_on=date(2010, 5, 4), ended_on=date(2010, 5, 4), title="Another period")
    gone = logged(engine, title="Withdrawn again")
    withdraw(engine, "activity", gone, base_version=1, reason="Never held", actor=LOCAL)
    kept = logged(engine, title="Counts", provenance=Provenance.SYNTHETIC)

    assert told(engine, "newly_logged")["uid"].tolist() == [kept]
    assert not len(told(engine, "newly_logged", documented_only=True))
    assert not len(told(engine, "newly_logged", direction="SD1"))
    assert len(told(engine, "newly_logged", direction="SD2")) == 1


def test_an_activity_whose_first_day_was_amended_into_the_period_is_newly_logged(engine):
    early = date(2010, 5, 4)
    into, out = (logged(engine, started_on=early, ended_on=early), logged(engine))
    amended(engine, into)
    amended(engine, out, started_on=early, ended_on=early)

    assert told(engine, "newly_logged")["uid"].tolist() == [into]


def test_several_amendments_are_told_once_from_the_first_to_the_last(engine):
    uid = logged(engine, earlier=True, participation=(people(30),))
    amended(engine, uid, participation=(people(33),), reason="First")
    amended(engine, uid, participation=(people(34),), reason="Second", base_version=2)

    assert said_of(told(engine, "amended")) == [
        ["activity", "participations", "30", "34", "Second"],
    ]


@BOTH_BY_DAY
def test_each_field_that_figures_are_made_from_is_compared(engine):
    amendments = (
        ("lifecycle", {"lifecycle": Lifecycle.UNDER_WAY}),
        ("started_on", {"started_on": date(2011, 5, 5)}),
        ("countries", {"countries": ("BWA", "NPL")}),
        ("participations", {"participation": (people(5),)}),
        ("directions", {"directions": ("SD2", "SD4")}),
        ("outcomes", {"outcomes": ("KI2.A.1", "KI2.A.2")}),
        (None, {"title": "Another name"}),
        (None, {"participation": (people(3, role="observer"),)}),
    )
    wanted = {}
    for field, said in amendments:
        uid = logged(engine, earlier=True)
        amended(engine, uid, **said)
        wanted[uid] = field
    value = ObservationDraft(
        framework=FRAMEWORK, group="ALP", indicator="A1", as_of=date(2011, 12, 31), value=2
    )
    for field, other in {"value": 3.5, "country": "BWA", "note": "Seen"}.items():
        with clock_at(DAYS_AGO):
            uid, _ = record(engine, value, actor=LOCAL)
        new = value.model_copy(update={field: other})
        amend(engine, uid, new, base_version=1, reason=field, actor=LOCAL)
        wanted[uid] = None if field == "note" else field

    found = told(engine, "amended")
    assert dict(found[["uid", "field"]].values) == {u: f for u, f in wanted.items() if f}
    assert len(found) == len([f for f in wanted.values() if f])


def test_what_was_withdrawn_or_returned_is_told_with_its_reason(engine):
    withdrawn, returned = (logged(engine, earlier=True, title=f"Workshop {n}") for n in (1, 2))
    withdraw(engine, "activity", withdrawn, base_version=1, reason="Counted twice", actor=LOCAL)
    decide(engine, [Decision("activity", returned, 1, "returned", "Which country?")], actor=LOCAL)

    found = told(engine, "amended").set_index("uid")

    assert found.loc[withdrawn, ["field", "reason"]].tolist() == ["withdrawn", "Counted twice"]
    assert found.loc[returned, ["field", "reason"]].tolist() == ["returned", "Which country?"]
    assert found.loc[returned, "known_on"] == today()


def between(engine, before, after, counts="sent"):
    """What `amended` tells of two states of which both are past."""
    earlier, state = (State(Moment(today()), moment, None) for moment in (before, after))
    choices = Choices(FRAMEWORK, "2011-2012")
    with reading(engine) as connection:
        framework = catalogue(connection).framework(FRAMEWORK)
        period = framework.period(choices.period)
        asked = Request(choices, framework, period, state, counts, before=earlier)
        return changes.amended(connection, asked).to_dict("records")


@BOTH_BY_DAY
def test_what_changed_between_two_past_days_is_told_alike_after_later_amendments(engine):
    uid = logged(engine, earlier=True)
    value = ObservationDraft(
        framework=FRAMEWORK, group="ALP", indicator="A1", as_of=date(2011, 12, 31), value=2
    )
    with clock_at(DAYS_AGO):
        kept = record(engine, value, actor=LOCAL)
        june = value.model_copy(update={"as_of": date(2011, 6, 30)})
        sent = record(engine, june, actor=LOCAL)
    before = now()
    decide(
        engine,
        [
            Decision("activity", uid, 1, "returned", "Which country?"),
            Decision("observation", sent.uid, 1, "returned", "Which quarter?"),
        ],
        actor=LOCAL,
    )
    withdraw(engine, "observation", kept.uid, base_version=1, reason="Never held", actor=LOCAL)
    after = now()
    told_then = between(engine, before, after)
    amended(engine, uid, reason="Country given", countries=("NPL",))
    for entry, version in ((kept, 2), (sent, 1)):
        amend(
            engine,
            entry.uid,
            value.model_copy(update={"value": 7}),
            base_version=version,
            reason="Known only later",
            actor=LOCAL,
        )

    assert between(engine, before, after) == told_then
    assert {(row["kind"], row["field"], row["reason"], row["version"]) for row in told_then} == {
        ("activity", "returned", "Which country?", 1),
        ("observation", "returned", "Which quarter?", 1),
        ("observation", "withdrawn", "Never held", 2),
    }


def test_where_only_the_approved_counts_a_correction_counts_with_its_approval(history):
    set_framework(history, FRAMEWORK, actor=LOCAL, counts="approved")
    with reading(history) as connection:
        first = activity(connection, "act-s-039")
    fewer = first.draft.model_copy(update={"countries": first.draft.countries[:1]})
    amend(history, "act-s-039", fewer, base_version=1, reason="One country", actor=LOCAL)
    sent = told(history, "amended", since="2012-12")
    decide(history, [Decision("activity", "act-s-039", 2, "approved", "")], actor=LOCAL)
    approved = told(history, "amended", since="2012-12")

    assert not len(sent)
    assert approved["field"].tolist() == ["countries"]


def test_a_comparison_with_a_later_day_is_refused(history):
    for moment in ("2012-12", "2013-01-01", "now", "2012-13"):
        with pytest.raises(UnknownCode, match=f"'{moment}'"):
            told(history, "amended", known_on="2012-12", since=moment)
