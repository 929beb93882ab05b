"""What is held of the cells, quarter by quarter, is never older than what is asked for."""

from collections import Counter
from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.models.drafts import RemarkDraft
from ifla_metrics.store.activity_log import amend_activity, log_activity, withdraw_activity
from ifla_metrics.store.contributions import ALL_ROWS, COLUMNS
from ifla_metrics.store.database import reading
from ifla_metrics.store.queries import held_cells, read
from ifla_metrics.store.records import record
from ifla_metrics.store.summaries import LIVE, rebuild, stored
from tests.store.conftest import FRAMEWORK, draft, people

NOW = Choices(FRAMEWORK, "2011-2012")
NEEDS = (
    "activity_cells",
    "country_cells",
    "association_cells",
    "month_cells",
    "profile_cells",
)


def frames(engine, choices=NOW):
    with reading(engine) as connection:
        found = read(connection, choices, NEEDS)
    return {name: rows(found.frame(name)) for name in NEEDS}


def rows(frame):
    return sorted(tuple(map(str, row)) for row in frame.itertuples(index=False))


def fresh(engine, choices=NOW):
    """The same, read with nothing held."""
    from ifla_metrics.store.queries import reading as held

    held._held.clear()
    held_cells._held.clear()
    return frames(engine, choices)


@pytest.mark.parametrize("documented_only", [False, True])
def test_what_is_held_follows_every_write(engine, documented_only):
    choices = Choices(FRAMEWORK, "2011-2012", documented_only=documented_only)
    attended = (people(7, association="bwa-bla"), people(3, gender="woman"))
    frames(engine, choices)
    uid, _ = log_activity(engine, draft(participation=attended), actor=LOCAL)
    assert frames(engine, choices) == fresh(engine, choices)
    log_activity(
        engine,
        draft(started_on=date(2012, 11, 2), ended_on=date(2012, 11, 2), provenance="synthetic"),
        actor=LOCAL,
    )
    assert frames(engine, choices) == fresh(engine, choices)
    moved = draft(started_on=date(2011, 7, 1), ended_on=date(2011, 7, 1), countries=("ZAF",))
    amend_activity(engine, uid, moved, base_version=1, reason="Moved", actor=LOCAL)
    assert frames(engine, choices) == fresh(engine, choices)
    withdraw_activity(engine, uid, base_version=2, reason="Twice", actor=LOCAL)
    assert frames(engine, choices) == fresh(engine, choices)


def test_only_the_quarter_of_a_write_is_read_again(engine, monkeypatch):
    log_activity(engine, draft(), actor=LOCAL)
    frames(engine)
    asked = []
    real = held_cells._read

    def noted(connection, name, part, *, units, **further):
        asked.extend(units)
        return real(connection, name, part, units=units, **further)

    monkeypatch.setattr(held_cells, "_read", noted)
    frames(engine)
    assert asked == []
    log_activity(engine, draft(started_on=date(2012, 2, 1), ended_on=date(2012, 2, 1)), actor=LOCAL)
    frames(engine)
    assert set(asked) == {"2012-Q1", 201201, 201202, 201203}


def test_a_rebuild_is_read_although_no_quarter_moved(engine):
    log_activity(engine, draft(), actor=LOCAL)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE activity_cell SET participations = 99")
    wrong = frames(engine)
    rebuild(engine, actor=LOCAL)

    assert frames(engine) != wrong
    assert frames(engine) == fresh(engine)


def test_the_sum_of_a_period_counts_a_country_of_two_quarters_once(engine):
    log_activity(engine, draft(), actor=LOCAL)
    log_activity(engine, draft(started_on=date(2011, 8, 1), ended_on=date(2011, 8, 1)), actor=LOCAL)

    with reading(engine) as connection:
        found = read(connection, NOW, ["country_cells:all;period"]).frame("country_cells")

    assert found[["country", "activities"]].to_numpy().tolist() == [["BWA", 2]]


def test_lists_that_begin_alike_are_kept_apart(engine):
    for day, countries in ((date(2011, 2, 1), ("BWA", "NPL")), (date(2011, 8, 1), ("BWA", "ZAF"))):
        log_activity(engine, draft(started_on=day, ended_on=day, countries=countries), actor=LOCAL)

    with reading(engine) as connection:
        found = read(connection, NOW, ["country_cells:all;period"]).frame("country_cells")

    told = sorted(found[["country", "activities"]].to_numpy().tolist())
    assert told == [["BWA", 2], ["NPL", 1], ["ZAF", 1]]


@pytest.mark.parametrize("name", sorted(set(NEEDS) - {"country_cells"}))
def test_what_is_shown_of_a_period_is_the_sum_of_the_stored_cells(engine, name):
    attended = (people(7, association="bwa-bla"), people(3, gender="woman"))
    for day in (date(2011, 2, 1), date(2011, 2, 9), date(2012, 8, 1)):
        log_activity(
            engine, draft(started_on=day, ended_on=day, participation=attended), actor=LOCAL
        )

    with reading(engine) as connection:
        shown = read(connection, NOW, [f"{name};period"]).frame(name)
        cells = stored(connection, FRAMEWORK, LIVE)[name]

    keys, measures = COLUMNS[name]
    summed = Counter()
    for key, amounts in cells.items():
        for measure, amount in zip(measures, amounts, strict=True):
            told_as = (None if code == ALL_ROWS else code for code in key[1:])
            summed[*told_as, measure] += amount
    told = Counter()
    for row in shown.to_dict("records"):
        for measure in measures:
            told[*(row[k] for k in keys[1:]), measure] += row[measure]
    assert told == summed
    assert sum(told.values())


def test_records_are_held_through_writes_of_activities_and_read_after_their_own(engine):
    def remarks():
        with reading(engine) as connection:
            return read(connection, NOW, ["remarks"]).frame("remarks")

    before = remarks()
    log_activity(engine, draft(), actor=LOCAL)
    assert remarks() is before

    said = RemarkDraft(
        framework=FRAMEWORK, subject="KI2", as_of=date(2012, 1, 1), group="HQ", why="Why so"
    )
    record(engine, said, actor=LOCAL)
    assert len(remarks()) == len(before) + 1
