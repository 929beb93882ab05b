"""A random log counted in three ways: from summary cells, as known on a day, and from its rows.

`metrics.alignment` counts the rows of the log, which are selected here for each moment. By day 400
activities on SQLite; at night (IFLA_NIGHT=1) 6,000, with 10,000 writes, on each database.
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
from ifla_metrics.store.read.reading import read
from ifla_metrics.store.summary_cells import freeze_meeting
from ifla_metrics.store.write.entries import amend, record, withdraw
from ifla_metrics.store.write.review import Decision, decide
from tests.store.conftest import DATA, close, prepare_empty

ACTIVITIES = 6_000 if os.environ.get("IFLA_NIGHT") else 400
SEED = 2011
PERIODS = {"2010-2015": "2011-2012", "2016-2021": "2019", "2019-2024": "2019-2024"}
FRAMEWORKS = {f: read_folder(DATA / "frameworks" / f) for f in PERIODS}
OUTCOMES = {
    f: [node.code for node in framework.nodes if node.level != framework.direction_level.key]
    for f, framework in FRAMEWORKS.items()
}
FIRST_WRITE = datetime(2022, 1, 1, 8, tzinfo=UTC)
INTERVAL = timedelta(minutes=97) * 1_500 / ACTIVITIES
MEETING, HELD_ON = "2022-03", date(2022, 3, 1)
DAYS = (date(2022, 1, 20), date(2022, 3, 15))
"""Days between writes, before and after the meeting."""
NEEDS = ("country_cells", "month_cells", "profile_cells")
RARE_STATES = ("planned", "under_way", "cancelled", "suspended")


# Write


def vary(draft, rng):
    """Return the draft with other days, states, countries, outcomes, directions and people."""
    started_on, frameworks = draft.started_on, ["2010-2015"]
    if rng.random() < 0.5:
        started_on, frameworks = date(2019, 1, 1) + timedelta(rng.randrange(730)), [*PERIODS][1:]
    lines = [
        {
            **line.model_dump(),
            "count": rng.choice((None, 0, line.count, line.count)),
            "role": rng.choice(("participant", "student", "trainer", "observer")),
            "reach": rng.choice(("direct", "direct", "direct", "cascade")),
        }
        for line in draft.participation
    ]
    changes = {
        "started_on": started_on,
        "ended_on": started_on + timedelta(rng.randrange(5)),
        "lifecycle": rng.choice(RARE_STATES) if rng.random() < 0.15 else "completed",
        "provenance": rng.choice(("reported", "synthetic", "documented")),
        "countries": rng.sample(COUNTRIES, rng.choice((0, 1, 1, 2, 3))),
        "contributions": [
            {"framework": f, "outcome": code}
            for f in frameworks
            if rng.random() < 0.85
            for code in rng.sample(OUTCOMES[f], rng.choice((1, 1, 2, 3)))
        ],
        "alignments": [
            alignment
            for f in frameworks
            if rng.random() < 0.85
            for alignment in random_alignments(f, rng)
        ],
        "participation": rng.sample(lines, rng.randrange(len(lines) + 1)),
    }
    return ActivityDraft(**{**draft.model_dump(), **changes})


def random_alignments(framework, rng):
    directions = [direction.code for direction in FRAMEWORKS[framework].directions]
    chosen = rng.sample(directions, rng.choice((1, 2, 3, 4)))
    weights = equal_weights(chosen)
    if len(chosen) == 2 and rng.random() < 0.5:
        weights = dict(zip(chosen, (300, 900), strict=True))
    primary = rng.choice(["", *chosen])
    return [
        {"framework": framework, "direction": d, "weight": weight, "is_primary": d == primary}
        for d, weight in weights.items()
    ]


def write_log(engine, monkeypatch):
    """Write random activities and changes of them; freeze the meeting when its day is over."""
    rng, clock, frozen = random.Random(SEED), [FIRST_WRITE], False
    monkeypatch.setattr("ifla_metrics.store.write.entries.now", lambda: clock[0])
    versions = {}  # The last version of each activity that can still be changed.
    counts = dict.fromkeys(("record", "amend", "withdraw", "returned", "approved"), 0)
    new_drafts = [vary(draft, rng) for draft in drafts(2 * ACTIVITIES, seed=SEED)]
    rng.shuffle(new_drafts)
    while counts["record"] < ACTIVITIES:
        if not frozen and clock[0].date() > HELD_ON:
            with write_transaction(engine) as connection:
                freeze_meeting(connection, MEETING)
            frozen = True
        with write_transaction(engine, actor=LOCAL) as connection:
            for _ in range(50):
                clock[0] += INTERVAL
                action = rng.choices([*counts], (10, 4, 1, 1, 1))[0] if versions else "record"
                counts[action] += 1
                write(connection, action, rng, new_drafts, versions)
    monkeypatch.undo()
    assert frozen
    assert min(counts.values()) > ACTIVITIES / 50, counts


def write(connection, action, rng, new_drafts, versions):
    if action == "record":
        versions[record(connection, new_drafts.pop(), actor=LOCAL).uid] = 1
        return
    uid = rng.choice([*versions])
    version = versions.pop(uid)
    options = {"base_version": version, "reason": "A test", "actor": LOCAL}
    if action == "amend":
        amend(connection, uid, new_drafts.pop(), **options)
        versions[uid] = version + 1
    elif action == "withdraw":
        withdraw(connection, "activity", uid, **options)
    else:
        decide(connection, [Decision("activity", uid, version, action, "Why?")], actor=LOCAL)


# Count from rows


def log_from_rows(connection, framework, period, until):
    """Return the log of a period as it was known at a moment (None is now)."""
    versions, until = tables.ACTIVITY_VERSION.c, until or datetime(2200, 1, 1, tzinfo=UTC)

    def frame(statement):
        return pd.read_sql(statement, connection)

    def rows_of_framework(table, **labels):
        columns = [table.c[name].label(label) for name, label in labels.items()]
        statement = sa.select(table.c.version_id.label("activity"), *columns)
        return frame(statement.where(table.c.framework == framework.id))

    activities = frame(
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
    people = frame(sa.select(lines.version_id, lines["count"]).where(counted))
    people = people.groupby("version_id")["count"].sum().astype(float)
    contributions = rows_of_framework(tables.CONTRIBUTION, outcome="outcome")
    labels = {"direction": "direction", "weight": "weight", "is_primary": "primary"}
    countries = tables.ACTIVITY_COUNTRY.c
    return alignment.Log(
        activities.assign(participations=activities["activity"].map(people)),
        rows_of_framework(tables.ALIGNMENT, **labels),
        contributions.assign(element=contributions["outcome"].map(framework.row_of)),
        frame(sa.select(countries.version_id.label("activity"), countries.country)),
    )


# Compare


def assert_same(name, from_rows, from_cells, *columns):
    """Compare columns by position: exactly, with missing values equal."""
    sides = (f[[*columns]].astype(float).reset_index(drop=True) for f in (from_rows, from_cells))
    pd.testing.assert_frame_equal(*sides, check_exact=True, obj=f"{name} (rows, cells)")


def compare(connection, framework_id, period, known_on, until):
    """Compare the counts of a period as known at a moment; return its number of activities."""
    framework = FRAMEWORKS[framework_id]
    log = log_from_rows(connection, framework, framework.period(period), until)
    in_log = log.contributions["activity"].isin(log.activities["activity"])
    n_activities = log.activities["activity"].nunique()
    directions = [direction.code for direction in framework.directions]
    elements = [node.code for node in framework.rows]
    # Contributions to a level above the elements.
    elements += sorted({*log.contributions.loc[in_log, "element"]} - {*elements})
    by_direction = alignment.counts(log, by={"direction": directions})
    crossed = alignment.counts(log, by={"element": elements, "direction": directions})
    by_element = alignment.counts(log, by={"element": elements})
    if not by_element["full"].iloc[-1]:  # Cells have "not stated" only with activities.
        crossed, by_element = (table[table["element"] != ""] for table in (crossed, by_element))
    assert by_direction["weight"].sum() == TOTAL_WEIGHT * n_activities
    assert by_direction["primary"].sum() == n_activities

    reading = read(connection, Choices(framework_id, period, known_on), NEEDS)
    for rule in COUNTING_RULES:
        by_rule = replace(reading, choices=replace(reading.choices, counting=rule))
        name = f"{framework_id} {period} known on {known_on}, {rule}"
        for table, metric in ((by_direction, counting.by_direction), (crossed, counting.matrix)):
            assert_same(name, table.assign(count=table[rule]), metric(by_rule), "count")
    sums = ("full", "weight", "primary")
    assert_same(name, by_direction, counting.by_direction(reading), *sums, "fractional")
    assert_same(name, crossed, coverage.matrix(reading), *sums, "countries")
    rows = counting.by_row(reading).rename(columns={"activities": "full"})
    assert rows["row"].tolist() == by_element["element"].tolist()
    assert_same(name, by_element, rows, "full", "participations", "uncounted")

    by_outcome = alignment.counts(log, by={"outcome": OUTCOMES[framework_id]})
    leaves = {*OUTCOMES[framework_id]} - {node.parent for node in framework.nodes}
    by_outcome = by_outcome[by_outcome["outcome"].isin(leaves)]
    scopes = [(("direction", row["direction"]), row) for row in by_direction.to_dict("records")]
    scopes += [(("node", row["outcome"]), row) for row in by_outcome.to_dict("records")]
    for scope, row in scopes:
        totals = counting.totals(reading, scope)
        reached = coverage.reached_countries(reading, scope)
        people = None if pd.isna(row["participations"]) else row["participations"]
        counts = (totals.activities, totals.uncounted, len(reached), totals.participations)
        assert counts == (row["full"], row["uncounted"], row["countries"], people), row
    totals = counting.totals(reading)
    aligned = log.alignments["activity"].isin(log.activities["activity"])
    assert (totals.activities, totals.alignments) == (n_activities, aligned.sum())
    assert totals.unreviewed == log.activities["unreviewed"].sum()
    return n_activities


def test_cells_and_rows_of_a_random_log_have_the_same_counts(database_from, monkeypatch):
    url = database_from(prepare_empty)
    engine = engine_of(url)
    meeting = {"code": MEETING, "title": "A meeting", "held_on": HELD_ON}
    with write_transaction(engine) as connection:
        columns = {"provenance": "", "source": "", "note": "", **meeting}
        connection.execute(sa.insert(table_of(MeetingRow)), columns)
    write_log(engine, monkeypatch)
    moments = {"now": None}
    for known_on, day in ((MEETING, HELD_ON), *((day.isoformat(), day) for day in DAYS)):
        moments[known_on] = datetime.combine(day + timedelta(1), time(), tzinfo=UTC)
    with read_transaction(engine) as connection:
        for framework, period in PERIODS.items():
            numbers = [compare(connection, framework, period, *m) for m in moments.items()]
            assert len(set(numbers)) == len(moments), numbers
    close(url)
