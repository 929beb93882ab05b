"""What came between two states of the log, and what counts though nobody has reviewed it."""

from datetime import date, timedelta

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import UnknownCode
from ifla_metrics.models.columns import Lifecycle, Provenance
from ifla_metrics.models.drafts import ObservationDraft
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.read import read
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.versions import activity
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, clock_at, draft, people

DAYS_AGO = now() - timedelta(days=5)
VALUE = ObservationDraft(
    framework=FRAMEWORK, group="ALP", indicator="A1", as_of=date(2011, 12, 31), value=2
)


def day_before(days):
    return (today() - timedelta(days=days)).isoformat()


def told(engine, name, **chosen):
    choices = Choices(FRAMEWORK, "2011-2012", **{"since": day_before(1), **chosen})
    with reading(engine) as connection:
        return read(connection, choices, [name]).frame(name)


def logged(engine, *, earlier=False, **said):
    with clock_at(DAYS_AGO if earlier else now()):
        return record(engine, draft(**said), actor=LOCAL).uid


def sent(engine, **said):
    return record(engine, VALUE.model_copy(update=said), actor=LOCAL).uid


def corrected(engine, uid, **said):
    new = VALUE.model_copy(update=said)
    amend(engine, uid, new, base_version=1, reason="Known later", actor=LOCAL)


def amended(engine, uid, reason="Recounted", base_version=1, **said):
    amend(engine, uid, draft(**said), base_version=base_version, reason=reason, actor=LOCAL)


def decided(engine, uid, decision="approved", version=1, kind="activity"):
    decide(engine, [Decision(kind, uid, version, decision, "Why?")], actor=LOCAL)


def test_activities_of_the_period_that_were_first_logged_since_are_listed_newest_first(engine):
    early = {"started_on": date(2010, 5, 4), "ended_on": date(2010, 5, 4)}
    logged(engine, title="Known before", earlier=True)
    logged(engine, lifecycle=Lifecycle.PLANNED)
    gone, into, out = logged(engine), logged(engine, **early), logged(engine)
    withdraw(engine, "activity", gone, base_version=1, reason="Never held", actor=LOCAL)
    amended(engine, into, participation=(people(30),))
    amended(engine, out, **early)
    newest = logged(engine, provenance=Provenance.SYNTHETIC)

    found = told(engine, "newly_logged")

    assert found["uid"].tolist() == [newest, into]
    assert found["total"].tolist() == [2, 2]
    assert found["participations"].tolist()[1] == 30
    assert told(engine, "newly_logged", documented_only=True)["uid"].tolist() == [into]
    assert not len(told(engine, "newly_logged", direction="SD1"))
    assert len(told(engine, "newly_logged", direction="SD2")) == 2


@BOTH_BY_DAY
def test_each_field_that_figures_are_made_from_is_compared_from_the_first_to_the_last(engine):
    wanted = {}
    for field, said in (
        ("lifecycle", {"lifecycle": Lifecycle.UNDER_WAY}),
        ("started_on", {"started_on": date(2011, 5, 5)}),
        ("countries", {"countries": ("BWA", "NPL")}),
        ("participations", {"participation": (people(5),)}),
        ("directions", {"directions": ("SD2", "SD4")}),
        ("outcomes", {"outcomes": ("KI2.A.1", "KI2.A.2")}),
        (None, {"title": "Another name"}),
        (None, {"participation": (people(3, role="observer"),)}),
    ):
        uid = logged(engine, earlier=True)
        amended(engine, uid, **said)
        wanted[uid] = field
    for field, other in {"value": 3.5, "country": "BWA", "note": "Seen"}.items():
        with clock_at(DAYS_AGO):
            uid = sent(engine)
        corrected(engine, uid, **{field: other})
        wanted[uid] = None if field == "note" else field
    twice = logged(engine, earlier=True, participation=(people(30),))
    amended(engine, twice, participation=(people(33),), reason="First")
    amended(engine, twice, participation=(people(34),), reason="Second", base_version=2)
    wanted[twice] = "participations"

    found = told(engine, "amended").set_index("uid")
    assert dict(found["field"]) == {u: f for u, f in wanted.items() if f}
    assert found.loc[twice, ["old", "new", "reason"]].tolist() == ["30", "34", "Second"]


@BOTH_BY_DAY
def test_what_was_withdrawn_or_returned_is_told_with_its_reason_whatever_comes_later(engine):
    withdrawn, returned = (logged(engine, earlier=True) for _ in range(2))
    with clock_at(DAYS_AGO):
        value = sent(engine)
    with clock_at(now() - timedelta(days=2)):
        withdraw(engine, "activity", withdrawn, base_version=1, reason="Twice", actor=LOCAL)
        decided(engine, returned, "returned")
        decided(engine, value, "returned", kind="observation")
    past = {"since": day_before(4), "known_on": day_before(1)}
    then = told(engine, "amended", **past)
    amended(engine, returned, countries=("NPL",))
    corrected(engine, value, value=7)

    assert told(engine, "amended", **past).equals(then)
    columns = ["field", "reason", "version"]
    assert {uid: list(row) for uid, *row in then[["uid", *columns]].values} == {
        withdrawn: ["withdrawn", "Twice", 2],
        returned: ["returned", "Why?", 1],
        value: ["returned", "Why?", 1],
    }


def test_where_only_the_approved_counts_a_correction_counts_with_its_approval(history):
    set_framework(history, FRAMEWORK, actor=LOCAL, counts="approved")
    with reading(history) as connection:
        first = activity(connection, "act-s-039")
    fewer = first.draft.model_copy(update={"countries": first.draft.countries[:1]})
    amend(history, "act-s-039", fewer, base_version=1, reason="One country", actor=LOCAL)
    sent = told(history, "amended", since="2012-12")
    decided(history, "act-s-039", version=2)
    approved = told(history, "amended", since="2012-12")

    assert not len(sent)
    assert approved["field"].tolist() == ["countries"]


def test_a_comparison_with_a_later_day_is_refused(history):
    for moment in ("2012-12", "2013-01-01", "now", "2012-13"):
        with pytest.raises(UnknownCode, match=f"'{moment}'"):
            told(history, "amended", known_on="2012-12", since=moment)


# What nobody has reviewed


def unreviewed(engine, *, period="2011-2012", **chosen):
    """What was not reviewed, by kind of entry and what it is about."""
    with reading(engine) as connection:
        found = read(connection, Choices(FRAMEWORK, period, **chosen), ["newly_logged"]).unreviewed
    return {(row.kind, row.about): row for row in found.itertuples()}


def number(engine, column="unreviewed", about="", **chosen):
    found = unreviewed(engine, **chosen).get(("activity", about))
    return getattr(found, column) if found else 0


def test_an_activity_is_unreviewed_from_when_it_was_sent_until_it_was_approved(engine):
    uid = logged(engine, earlier=True)
    assert (number(engine, known_on=day_before(7)), number(engine)) == (0, 1)

    decided(engine, uid)
    assert (number(engine, known_on=day_before(1)), number(engine)) == (1, 0)

    amended(engine, uid, title="Another")
    assert (number(engine, known_on=day_before(1)), number(engine)) == (1, 1)


def test_what_counts_is_counted_in_the_period_for_the_direction_and_by_what_it_is_about(engine):
    decided(engine, logged(engine), "returned")
    logged(engine, lifecycle=Lifecycle.PLANNED)
    withdraw(engine, "activity", logged(engine), base_version=1, reason="twice", actor=LOCAL)
    assert unreviewed(engine) == {}

    logged(engine, earlier=True)
    logged(engine, started_on=date(2012, 1, 1), ended_on=date(2012, 1, 1), directions=("SD1",))
    logged(engine, started_on=date(2013, 1, 1), ended_on=date(2013, 1, 1))
    assert (number(engine), number(engine, "so_far")) == (2, 2)
    assert (number(engine, period="2012"), number(engine, "so_far", period="2012")) == (1, 2)
    assert number(engine, about="SD1", direction="SD1") == 1
    assert number(engine, "new", since=day_before(1)) == 1

    for year in (2012, 2013):
        uid = sent(engine, as_of=date(year, 6, 30))
        if year == 2012:
            decided(engine, uid, kind="observation")
    of_values = [unreviewed(engine, period=p)["observation", "A1"] for p in ("2010-2015", "2012")]
    assert [(row.entries, row.unreviewed) for row in of_values] == [(2, 1), (1, 0)]
