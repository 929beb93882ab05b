"""A random log counted three ways: by the store now, by the store as known on a day, by hand.

By hand is `metrics.alignment` on plain rows of the log, selected here for each moment. By day 400
activities on SQLite, at night (IFLA_NIGHT=1) 6,000, by 10,000 writes, on each database.
"""

import os
import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import sqlalchemy as sa

from benchmarks.logs import COUNTRIES, drafts
from ifla_metrics.access import LOCAL
from ifla_metrics.choices import COUNTING_RULES, Choices
from ifla_metrics.framework.files import read_folder
from ifla_metrics.metrics import alignment, counting, coverage
from ifla_metrics.models import log_tables as tables
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import ActivityDraft, equal_weights
from ifla_metrics.models.field_types import TOTAL_WEIGHT
from ifla_metrics.models.reference_tables import MeetingRow, TermRow
from ifla_metrics.store.database import engine_of, read_transaction, write_transaction
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.read import read
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.summary_cells import freeze_meeting
from tests.store.conftest import DATA, close, prepare_empty

ACTIVITIES = 6_000 if os.environ.get("IFLA_NIGHT") else 400
SEED = 2011
PLANS = {f: read_folder(DATA / "frameworks" / f) for f in ("2010-2015", "2016-2021", "2019-2024")}
PERIODS = (("2010-2015", "2011-2012"), ("2016-2021", "2019"), ("2019-2024", "2019-2024"))
BEGUN = datetime(2022, 1, 1, 8, tzinfo=UTC)
A_WRITE = timedelta(minutes=97)
MEETING, HELD_ON = "2022-03", date(2022, 3, 1)
DAYS = (date(2022, 1, 20), date(2022, 3, 15))
"""Days in the middle of the writes, before and after the meeting."""
NEEDS = ("country_cells", "month_cells", "profile_cells")
RARE = ("planned", "under_way", "cancelled", "suspended")


# Write


def varied(draft, chance):
    begun, frameworks = draft.started_on, ["2010-2015"]
    if chance.random() < 0.5:
        begun, frameworks = date(2019, 1, 1) + timedelta(chance.randrange(730)), [*PLANS][1:]
    claimed = [f for f in frameworks if chance.random() < 0.85]
    aligned = [f for f in frameworks if chance.random() < 0.85]
    lines = [
        {
            **line.model_dump(),
            "count": chance.choice((None, 0, line.count, line.count)),
            "role": chance.choice(("participant", "student", "trainer", "observer")),
            "reach": chance.choice(("direct", "direct", "direct", "cascade")),
        }
        for line in draft.participation
    ]
    return ActivityDraft(
        **{
            **draft.model_dump(),
            "started_on": begun,
            "ended_on": begun + timedelta(chance.randrange(5)),
            "lifecycle": chance.choice(RARE) if chance.random() < 0.15 else "completed",
            "provenance": chance.choice(("reported", "synthetic", "documented")),
            "countries": chance.sample(COUNTRIES, chance.choice((0, 1, 1, 2, 3))),
            "contributions": [
                {"framework": f, "outcome": code}
                for f in claimed
                for code in chance.sample(OUTCOMES[f], chance.choice((1, 1, 2, 3)))
            ],
            "alignments": [one for f in aligned for one in alignments(f, chance)],
            "participation": chance.sample(lines, chance.randrange(len(lines) + 1)),
        }
    )


def alignments(framework, chance):
    chosen = chance.sample(
        [d.code for d in PLANS[framework].directions], chance.choice((1, 2, 3, 4))
    )
    weights = equal_weights(chosen)
    if len(chosen) == 2 and chance.random() < 0.5:
        weights = dict(zip(chosen, (300, 900), strict=True))
    main = chance.choice(["", *chosen])
    return [
        {"framework": framework, "direction": d, "weight": w, "is_primary": d == main}
        for d, w in weights.items()
    ]


OUTCOMES = {
    f: [n.code for n in plan.nodes if n.level != plan.direction_level.key]
    for f, plan in PLANS.items()
}


def write(engine, monkeypatch):
    chance, clock = random.Random(SEED), [BEGUN]
    monkeypatch.setattr("ifla_metrics.store.entries.now", lambda: clock[0])
    standing, done = {}, dict.fromkeys(("log", "amend", "withdraw", "returned", "approved"), 0)
    frozen = False
    said = [varied(one, chance) for one in drafts(2 * ACTIVITIES, seed=SEED)]
    chance.shuffle(said)
    while done["log"] < ACTIVITIES:
        if not frozen and clock[0].date() > HELD_ON:
            with write_transaction(engine) as connection:
                freeze_meeting(connection, MEETING)
            frozen = True
        with write_transaction(engine, actor=LOCAL) as connection:
            for _ in range(50):
                clock[0] += A_WRITE * 1_500 / ACTIVITIES
                act(connection, chance, said, standing, done)
    monkeypatch.undo()
    assert frozen
    assert min(done.values()) > ACTIVITIES / 50, done


def act(connection, chance, said, standing, done):
    what = chance.choices([*done], (10, 4, 1, 1, 1))[0] if standing else "log"
    done[what] += 1
    if what == "log":
        uid = record(connection, said.pop(), actor=LOCAL).uid
        standing[uid] = 1
        return
    uid = chance.choice([*standing])
    base = {"base_version": standing[uid], "reason": "A test", "actor": LOCAL}
    if what == "amend":
        amend(connection, uid, said.pop(), **base)
    elif what == "withdraw":
        withdraw(connection, "activity", uid, **base)
        del standing[uid]
        return
    else:
        decide(
            connection, [Decision("activity", uid, standing.pop(uid), what, "Why?")], actor=LOCAL
        )
        return
    standing[uid] += 1


# By hand


def by_hand(connection, plan, period, until):
    versions, until = tables.ACTIVITY_VERSION.c, until or datetime(2200, 1, 1, tzinfo=UTC)

    def rows(statement):
        found = connection.execute(statement)
        return pd.DataFrame(found.all(), columns=[*found.keys()])

    def of_plan(table, **columns):
        named = [table.c[name].label(label) for name, label in columns.items()]
        chosen = sa.select(table.c.version_id.label("activity"), *named)
        return rows(chosen.where(table.c.framework == plan.id))

    told = rows(
        sa.select(
            versions.id.label("activity"),
            sa.func.coalesce(versions.approved_at >= until, sa.true()).label("unreviewed"),
        ).where(
            versions.recorded_at < until,
            sa.or_(versions.superseded_at.is_(None), versions.superseded_at >= until),
            sa.or_(versions.returned_at.is_(None), versions.returned_at >= until),
            sa.not_(versions.withdrawn),
            versions.lifecycle.in_(["completed", "under_way"]),
            versions.started_on.between(period.starts_on, period.ends_on),
        )
    )
    lines, terms = tables.PARTICIPATION.c, table_of(TermRow).c
    roles = sa.select(terms.code).where(terms.list == "role", terms.counts == "yes")
    counted = (lines.reach == "direct") & lines["count"].is_not(None) & lines.role.in_(roles)
    people = rows(sa.select(lines.version_id, lines["count"]).where(counted))
    people = people.groupby("version_id")["count"].sum().astype(float)
    claims = of_plan(tables.CONTRIBUTION, outcome="outcome")
    places = tables.ACTIVITY_COUNTRY.c
    return alignment.Log(
        told.assign(participations=told["activity"].map(people)),
        of_plan(tables.ALIGNMENT, direction="direction", weight="weight", is_primary="primary"),
        claims.assign(element=[plan.row_of(code) for code in claims["outcome"]]),
        rows(sa.select(places.version_id.label("activity"), places.country)),
    )


# Compare


def same(what, ours, theirs, *columns):
    """The same values by row, to the last digit; what is missing is missing in both."""
    ours, theirs = (f[[*columns]].astype(float).reset_index(drop=True) for f in (ours, theirs))
    pd.testing.assert_frame_equal(ours, theirs, check_exact=True, obj=f"{what} (by hand, stored)")


def compare(connection, framework, period, known_on, until):
    plan = PLANS[framework]
    log = by_hand(connection, plan, plan.period(period), until)
    number = log.activities["activity"].nunique()
    directions, elements = [d.code for d in plan.directions], [n.code for n in plan.rows]
    known = log.contributions["activity"].isin(log.activities["activity"])
    elements += sorted({*log.contributions.loc[known, "element"]} - {*elements})  # Above the rows.
    by_direction = alignment.counts(log, by={"direction": directions})
    crossed = alignment.counts(log, by={"element": elements, "direction": directions})
    by_element = alignment.counts(log, by={"element": elements})
    if not by_element["full"].iloc[-1]:  # Not stated is a part where it is one.
        crossed, by_element = (part[part["element"] != ""] for part in (crossed, by_element))
    assert by_direction["weight"].sum() == TOTAL_WEIGHT * number
    assert by_direction["primary"].sum() == number

    what = f"{framework} {period} known on {known_on}"
    found = read(connection, Choices(framework, period, known_on), NEEDS)
    for rule in COUNTING_RULES:
        by_rule = replace(found, choices=replace(found.choices, counting=rule))
        for ours, theirs in ((by_direction, counting.by_direction), (crossed, counting.matrix)):
            same(f"{what}, {rule}", ours.assign(count=ours[rule]), theirs(by_rule), "count")
    sums = ("full", "weight", "primary")
    same(what, by_direction, counting.by_direction(found), *sums, "fractional")
    same(what, crossed, coverage.matrix(found), *sums, "countries")
    elementwise = counting.by_row(found).rename(columns={"activities": "full"})
    assert elementwise["row"].tolist() == by_element["element"].tolist()
    same(what, by_element, elementwise, "full", "participations", "uncounted")
    leaves = {*OUTCOMES[framework]} - {n.parent for n in plan.nodes}
    by_outcome = alignment.counts(log, by={"outcome": OUTCOMES[framework]})
    scopes = [(("direction", row["direction"]), row) for row in by_direction.to_dict("records")]
    scopes += [
        (("node", row["outcome"]), row)
        for row in by_outcome.to_dict("records")
        if row["outcome"] in leaves
    ]
    for scope, row in scopes:
        totals, reached = counting.totals(found, scope), coverage.reached_countries(found, scope)
        people = None if pd.isna(row["participations"]) else row["participations"]
        counts = (totals.activities, totals.uncounted, len(reached), totals.participations)
        assert counts == (row["full"], row["uncounted"], row["countries"], people), row
    totals = counting.totals(found)
    aligned = log.alignments["activity"].isin(log.activities["activity"])
    assert (totals.activities, totals.alignments) == (number, aligned.sum())
    assert totals.unreviewed == log.activities["unreviewed"].sum()
    return number


def test_a_random_log_counts_the_same_in_summaries_as_of_any_moment_and_by_hand(
    database_from, monkeypatch
):
    url = database_from(prepare_empty)
    engine = engine_of(url)
    with write_transaction(engine) as connection:
        meeting = {"code": MEETING, "title": "A meeting", "held_on": HELD_ON}
        rest = {"provenance": "", "source": "", "note": ""}
        connection.execute(sa.insert(table_of(MeetingRow)), {**meeting, **rest})
    write(engine, monkeypatch)
    asked = {"now": None}
    for known_on, day in ((MEETING, HELD_ON), *((day.isoformat(), day) for day in DAYS)):
        asked[known_on] = datetime.combine(day + timedelta(1), time(), tzinfo=UTC)
    with read_transaction(engine) as connection:
        for framework, period in PERIODS:
            numbers = [compare(connection, framework, period, *one) for one in asked.items()]
            assert len(set(numbers)) == len(asked), numbers
    close(url)
