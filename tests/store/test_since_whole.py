"""What the database tells as changed is what a comparison of two whole states in Python tells.

At night (IFLA_NIGHT=1) twelve logs, each pair of moments asked in all six ways; by day one log and
each pair in two of the ways in turn, so that each way is asked of every third pair.
"""

import os
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import COUNTS, Choices
from ifla_metrics.models import drafts
from ifla_metrics.models.columns import Lifecycle, Provenance
from ifla_metrics.reading import Moment
from ifla_metrics.store import kinds as tables
from ifla_metrics.store import read_changes as changes
from ifla_metrics.store.activities import amend_activity, log_activity, withdraw_activity
from ifla_metrics.store.as_of import State, meetings, now, state_of, today
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import reading
from ifla_metrics.store.kinds import KINDS
from ifla_metrics.store.read_activities import activity_frame
from ifla_metrics.store.read_request import COUNTED, Request
from ifla_metrics.store.records import amend_record, record, withdraw_record
from ifla_metrics.store.review import Decision, decide
from tests.store.conftest import FRAMEWORK, draft, people

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
PLAYS = range(12 if NIGHT else 1)
STEPS = 90
MOMENTS = 4
PERIOD = "2011-2012"
EVER = datetime(9000, 1, 1, tzinfo=UTC)
OWN = {"framework": FRAMEWORK, "group": "ALP"}
TOLD = ["kind", "uid", "field", "old", "new"]


# A log in which everything happens


def an_activity(chance):
    some = chance.choice
    number = some([None, 20, 30])
    directions = some([(), ("SD2",), ("SD2", "SD4"), ("SD4", "SD2")])
    return draft(
        title=some(["Workshop on library law", "Workshop on library associations"]),
        lifecycle=some([Lifecycle.COMPLETED] * 3 + [Lifecycle.PLANNED, Lifecycle.UNDER_WAY]),
        started_on=some([date(2011, 5, 4)] * 3 + [date(2011, 5, 5), date(2010, 5, 4)]),
        countries=some([("BWA",), ("BWA", "NPL"), ("NPL", "BWA"), ()]),
        outcomes=some([("KI2.A.1",), ("KI2.A.1", "KI2.A.2"), ()]),
        directions=directions,
        provenance=some([Provenance.REPORTED] * 3 + [Provenance.SYNTHETIC]),
        participation=some(
            [
                () if number is None else (people(number),),
                (people(20), people(5, role="observer")),
                (people(15), people(5)),
            ]
        ),
    )


def a_record(chance, kind):
    some = chance.choice
    days = [date(2011, 12, 31)] * 3 + [date(2011, 6, 30), date(2012, 12, 31)]
    own = {**OWN, "as_of": some(days), "note": some(["", "Seen"])}
    if kind == "observation":
        return drafts.ObservationDraft(
            **own, indicator=some(["A1", "C1"]), value=some([2, 2.5, 3]), country=some(["", "BWA"])
        )
    if kind == "cohort_count":
        return drafts.CohortCountDraft(
            **own, node="KI2.B.1", cohort="2012-2014", stage="selected", count=some([None, 5, 6])
        )
    if kind == "association_outcome":
        return drafts.AssociationOutcomeDraft(
            **own,
            node=some(["KI2.A.3", "KI2.C.1"]),
            association="bwa-bla",
            kind="membership",
            title="Doubled",
            change_percent=some([100, 50]),
            indicator=some(["A5", ""]),
        )
    return drafts.StoryDraft(
        **own, node=some(["KI2.A.3", "KI2.C.1"]), title="An association grows", change="Doubled."
    )


def an_entry(chance, kind):
    return an_activity(chance) if kind == "activity" else a_record(chance, kind)


CHANGED = {
    "activity": (
        "title",
        "lifecycle",
        "started_on",
        "countries",
        "contributions",
        "alignments",
        "provenance",
        "participation",
    ),
    "observation": ("value", "country", "as_of", "note"),
    "cohort_count": ("count", "as_of", "note"),
    "association_outcome": ("change_percent", "node", "indicator", "as_of"),
    "story": ("node", "as_of", "note"),
}
"""An amendment changes one field, so that each comparison is alone in finding it."""


def play(engine, chance):
    """Write at random; some moments in between, the entries of each kind."""
    kinds = (
        "activity",
        "observation",
        "activity",
        "cohort_count",
        "activity",
        "story",
        "observation",
        "association_outcome",
        "activity",
    )
    entries: list[dict] = []
    moments = [now()]
    for step in range(STEPS):
        if step and step % (STEPS // MOMENTS) == 0:
            moments.append(now())
        some = entries if len(entries) == len(kinds) else entries[: step % 2 * len(entries)]
        entry = chance.choice(some) if some else None
        if entry is None:
            kind = kinds[len(entries)]
            said = an_entry(chance, kind)
            write = log_activity if kind == "activity" else record
            uid, version = write(engine, said, actor=LOCAL)
            own = {"kind": kind, "uid": uid, "version": version, "said": said}
            entries.append({**own, "open": True, "gone": False})
            continue
        name, uid, base = (entry[k] for k in ("kind", "uid", "version"))
        reason = {"base_version": base, "reason": "Recounted", "actor": LOCAL}
        what = chance.choice(["amend", "amend", "amend", "withdraw", "approved", "returned"])
        if what == "withdraw" and not entry["gone"]:
            if name == "activity":
                withdraw_activity(engine, uid, **reason)
            else:
                withdraw_record(engine, name, uid, **reason)
            entry |= {"version": base + 1, "gone": True, "open": False}
        elif what in ("approved", "returned") and entry["open"]:
            decide(engine, [Decision(name, uid, base, what, "Which country?")], actor=LOCAL)
            entry["open"] = False
        else:
            field = chance.choice(CHANGED[name])
            other = getattr(an_entry(chance, name), field)
            entry["said"] = entry["said"].model_copy(update={field: other})
            amend = amend_activity if name == "activity" else amend_record
            amend(engine, uid, entry["said"], **reason)
            entry |= {"version": base + 1, "gone": False, "open": True}
    return moments


# The other way: both states whole, in Python


def versions_of(connection, kind):
    if kind != "activity":
        table = KINDS[kind].table
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    rows = connection.execute(
        sa.select(tables.VERSION, tables.ACTIVITY.c.uid).join_from(
            tables.VERSION, tables.ACTIVITY, tables.ACTIVITY.c.id == tables.VERSION.c.activity_id
        )
    )
    found = [dict(row) for row in rows.mappings()]
    frame = activity_frame(connection, found, FRAMEWORK).to_dict("records")
    return [{**row, **more} for row, more in zip(found, frame, strict=True)]


def counted(versions, until, counts):
    """The version of each entry that counted just before a moment."""
    found = {}
    by_entry = defaultdict(list)
    for row in versions:
        if row["recorded_at"] < until:
            by_entry[row["uid"]].append(row)
    for uid, told in by_entry.items():
        told.sort(key=lambda row: row["version"])
        last = told[-1]
        if last["withdrawn"]:
            continue
        if counts == "sent":
            if last["returned_at"] is None or last["returned_at"] >= until:
                found[uid] = last
            continue
        approved = [row for row in told if row["approved_at"] and row["approved_at"] < until]
        if approved:
            found[uid] = approved[-1]
    return found


def said(value):
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def compared(connection, kind, before, after, *, counts, direction="", documented_only=False):
    """(kind, uid, field, old, new) of everything that counted then and says otherwise."""
    plan = catalogue(connection).framework(FRAMEWORK)
    period = plan.period(PERIOD)
    fields = changes.FIELDS[kind]
    versions = versions_of(connection, kind)
    then, later = (counted(versions, until or EVER, counts) for until in (before, after))
    codes = {i.code for i in plan.indicators_under(direction)} if direction else set()
    codes |= {n.code for n in plan.nodes if direction and direction in plan.directions_of(n.code)}
    for uid, old in then.items():
        new = later.get(uid)
        if documented_only and old["provenance"] == "synthetic":
            continue
        if kind == "activity":
            if old["lifecycle"] not in COUNTED or old["started_on"] not in period:
                continue
            if direction and direction not in old["directions"]:
                continue
        elif direction:
            about = new or old
            if (about.get("indicator") or about.get("node")) not in codes:
                continue
        if new is None:
            field = fields[0] if fields and kind != "activity" else ""
            yield kind, uid, "", said(old.get(field)), ""
            continue
        for name in fields:
            if said(old[name]) != said(new[name]):
                yield kind, uid, name, said(old[name]), said(new[name])


def told(connection, before, after, *, counts, **chosen):
    plan = catalogue(connection).framework(FRAMEWORK)
    states = [State(Moment(today()), moment, None) for moment in (after, before)]
    choices = Choices(FRAMEWORK, PERIOD, **chosen)
    asked = Request(choices, plan, plan.period(PERIOD), states[0], counts, before=states[1])
    return changes.amended(connection, asked)


def as_compared(found):
    gone = found["field"].isin(["withdrawn", "returned"])
    return {tuple(row) for row in found.assign(field=found["field"].mask(gone, ""))[TOLD].values}


ASKED = [
    {"counts": counts, **more}
    for counts in COUNTS
    for more in ({}, {"direction": "SD2"}, {"documented_only": True})
]


@pytest.mark.parametrize("seed", PLAYS)
def test_what_changed_is_what_a_comparison_of_both_states_finds(engine, monkeypatch, seed):
    moments = [*play(engine, random.Random(seed)), None]
    kinds = tuple(changes.FIELDS)
    met = set()
    with reading(engine) as connection:
        for (before, after), asked in (
            (pair, one)
            for turn, pair in enumerate(combinations(moments, 2))
            for one in (ASKED if NIGHT else ASKED[turn % 3 :: 3])
        ):
            right = {
                row for kind in kinds for row in compared(connection, kind, before, after, **asked)
            }
            monkeypatch.setattr(changes, "MOST_AMENDED", 200)
            found = told(connection, before, after, **asked)
            assert as_compared(found) == right
            assert not found["more"].any()
            met |= {(row[0], row[2]) for row in right}

            # Cut short, the number is of all.
            monkeypatch.setattr(changes, "MOST_AMENDED", 1)
            cut = told(connection, before, after, **asked)
            assert as_compared(cut) <= right
            for kind in {row[0] for row in right}:
                mine = cut[cut["kind"] == kind]
                entries = len({row[1] for row in right if row[0] == kind})
                assert mine["uid"].nunique() + mine["more"].iloc[0] == entries
    assert len(met) >= 6
    assert len({kind for kind, _field in met}) >= 3


SIDES = [("then", -timedelta(microseconds=1)), ("now", timedelta())]


@pytest.mark.parametrize(("side", "apart"), SIDES)
@pytest.mark.parametrize("kind", ["activity", "observation"])
def test_an_approval_of_the_very_day_counts_with_that_day(engine, monkeypatch, kind, side, apart):
    """A day that is compared with is over at midnight: until then its approvals count as then."""
    day = today() - timedelta(days=2)
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    first, *later = (
        (draft(countries=("BWA",)), draft(countries=("NPL",)))
        if kind == "activity"
        else [
            drafts.ObservationDraft(**OWN, indicator="A1", as_of=date(2012, 6, 30), value=value)
            for value in (2, 3)
        ]
    )
    write, amend = (log_activity, amend_activity) if kind == "activity" else (record, amend_record)

    def at(moment):
        monkeypatch.setattr("ifla_metrics.store.versions.now", lambda: moment)

    at(midnight - timedelta(hours=30))
    uid, _ = write(engine, first, actor=LOCAL)
    decide(engine, [Decision(kind, uid, 1, "approved", "")], actor=LOCAL)
    amend(engine, uid, *later, base_version=1, reason="Recounted", actor=LOCAL)
    at(midnight + apart)
    decide(engine, [Decision(kind, uid, 2, "approved", "")], actor=LOCAL)

    with reading(engine) as connection:
        found = told(connection, midnight, None, counts="approved")
        state = state_of(day.isoformat(), meetings(connection))

    assert state.until == midnight
    assert found["known_on"].tolist() == ([] if side == "then" else [day + timedelta(days=1)])
