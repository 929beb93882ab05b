"""The data folder: loaded whole or not at all, each fact as of the day on which it was known."""

import csv
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import FaultyData
from ifla_metrics.store import migrate
from ifla_metrics.store.as_of import LIVE, meetings, state_of, today
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine_of, read_transaction, revision, write_transaction
from ifla_metrics.store.entries import record
from ifla_metrics.store.history import FILES, load_history
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.read import read
from ifla_metrics.store.reference import load_crosswalk, load_reference
from ifla_metrics.store.summary_cells import freeze_meeting, meetings_to_freeze, verify
from ifla_metrics.store.versions import versions_of
from tests.store.conftest import DATA, FRAMEWORK, close, draft, people, prepare_empty

RECORDS = {kind: name for kind, name in FILES.items() if kind != "activity"}


def rows(name):
    with (DATA / "history" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count(engine, table, where=""):
    with read_transaction(engine) as connection:
        return connection.exec_driver_sql(f"SELECT count(*) FROM {table} {where}").scalar_one()


def test_every_row_is_recorded_once_in_the_order_in_which_it_became_known(history):
    lists = {"participation": "participation", "alignment": "alignments"}
    for table, name in {**RECORDS, **lists, "activity_version": "activities"}.items():
        assert count(history, table) == len(rows(name)), table
    statement = "SELECT at FROM audit_entry WHERE version = 1 ORDER BY id"
    with read_transaction(history) as connection:
        found = versions_of(connection, "activity", "act-d-001")[-1]
        moments = list(connection.exec_driver_sql(statement).scalars())
    first = next(row for row in rows("activities") if row["uid"] == "act-d-001")
    assert found.recorded_at.date() == date.fromisoformat(first["known_from"])
    assert len(moments) == sum(len(rows(name)) for name in FILES.values())
    assert moments == sorted(moments)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("geo", "fonts"))
    return tmp_path / "data"


@pytest.fixture
def fresh(tmp_path):
    url = f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    yield url
    close(url)


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@contextmanager
def edited(path, old, new):
    kept = path.read_text(encoding="utf-8")
    edit(path, old, new)
    yield
    path.write_text(kept, encoding="utf-8")


FAULTS = (
    ("activities.csv", ",BWA,", ",BWX,", r"activities.csv, row \d+, column countries: 'BWX'"),
    ("activities.csv", "act-d-002,", "act-d-001,", r"row 3, column uid.*appears twice"),
    ("alignments.csv", ",1200,", ",1100,", r"sum to 1200 .now 1100."),
    ("participation.csv", ",18,exact", ",-18,exact", r"participation.csv, row 2, column count"),
    ("observations.csv", ",6,,,reported", ",6,5,0,reported", "row 2, column denominator: '0'"),
    ("observations.csv", ",A1,", ",A0,", r"column indicator: 'A0'.*Did you mean"),
)


def test_all_faults_are_named_at_their_place_and_nothing_is_loaded(copy, fresh):
    prepare_empty(fresh)
    for file, *change, place in FAULTS:
        with edited(copy / "history" / file, *change), pytest.raises(FaultyData, match=place):
            load_history(engine_of(fresh), copy / "history")
    assert count(engine_of(fresh), "activity_version") == count(engine_of(fresh), "story") == 0
    load_history(engine_of(fresh), copy / "history")
    assert count(engine_of(fresh), "story") > 0


def test_a_start_with_new_files_keeps_what_users_have_logged(copy, fresh):
    initialise(fresh, data=copy)
    engine = engine_of(fresh)
    uid, _ = record(engine, draft(), actor=LOCAL)
    edit(copy / "reference" / "terms.csv", "Workshop", "Work shop")
    edit(copy / "frameworks" / "2010-2015" / "framework.toml", 'version = "1"', 'version = "2"')
    edit(copy / "history" / "activities.csv", "Training of trainers", "Training of some trainers")
    initialise(fresh, data=copy)

    with read_transaction(engine) as connection:
        assert versions_of(connection, "activity", uid)[-1].draft == draft()
        assert len(versions_of(connection, "activity", "act-d-001")) == 1
        titles = connection.exec_driver_sql("SELECT title FROM term").scalars().all()
        versions = {one.version for one in read_catalogue(connection).frameworks.values()}
    assert "Work shop" in titles
    assert "2" in versions
    assert verify(engine) == []


def test_a_start_with_a_faulty_file_makes_no_database_and_loads_nothing_into_one(copy, fresh):
    fault = copy / "frameworks" / "2010-2015" / "nodes.csv", "SD1", "SD1x"
    with edited(*fault), pytest.raises(FaultyData):
        initialise(fresh, data=copy, empty=True)
    with engine_of(fresh).connect() as connection:
        assert migrate.schema_of(connection) is None

    initialise(fresh, data=copy, empty=True)
    edit(copy / "reference" / "terms.csv", "Workshop", "Work shop")
    with edited(*fault), pytest.raises(FaultyData):
        initialise(fresh, data=copy)
    assert count(engine_of(fresh), "term", "WHERE title = 'Work shop'") == 0


def test_a_start_with_nothing_new_waits_for_no_writer_and_leaves_the_revision(history_url):
    engine = engine_of(history_url)
    with write_transaction(engine, bump_revision=False) as connection:
        before = revision(connection)
        assert not initialise(history_url, data=DATA)
    with read_transaction(engine) as connection:
        assert revision(connection) == before


NOW = Choices(FRAMEWORK, "2011-2012")


@pytest.fixture
def folder(copy):
    return copy / "reference"


def frame(engine, name, choices=NOW):
    with read_transaction(engine) as connection:
        return read(connection, choices, [name]).frames[name]


def lists(engine, choices=NOW):
    with read_transaction(engine) as connection:
        return read(connection, choices, []).lists


REFERENCE_FAULTS = (
    ("sources.csv", "S1,", "S2,", "sources.csv, row 3, column id: 'S2': appears twice"),
    ("denominators.csv", ",144,", ",many,", "column value: 'many': is not a number"),
    ("countries.csv", "alpha3,", "alpha,", "row 1, column alpha3: the column is missing"),
)


def test_a_fault_of_reference_data_is_named_and_nothing_is_loaded(engine, folder):
    edit(folder / "terms.csv", "Workshop", "Work shop")
    for file, *change, place in REFERENCE_FAULTS:
        with edited(folder / file, *change), pytest.raises(FaultyData, match=place):
            load_reference(engine, folder, actor=LOCAL)
    frameworks = folder.parent / "frameworks"
    edit(frameworks / "crosswalk.csv", "2016-2021,SD4", "2016-2021,SD5")
    with pytest.raises(FaultyData, match=r"crosswalk.csv, row 2, column to_node: 'SD5'"):
        load_crosswalk(engine, frameworks, actor=LOCAL)
    assert lists(engine)["activity_kind"]["workshop"].title == "Workshop"
    load_reference(engine, folder, actor=LOCAL)
    assert lists(engine)["activity_kind"]["workshop"].title == "Work shop"


def test_lists_are_read_as_they_were_known_and_not_as_they_stand(history, folder):
    frames_of = ("denominators", "listed", "countries")
    then = replace(NOW, known_on="2012-12-12")
    before = {name: frame(history, name, then) for name in frames_of}
    groups = lists(history, then)["working_groups"]
    edit(folder / "denominators.csv", ",143,", ",139,")
    edit(folder / "regions.csv", "africa,AGO", "asia-oceania,AGO")
    for file, start in (("country_lists.csv", ""), ("working_groups.csv", "RO-AF,")):
        head, *lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
        lines.remove(next(line for line in lines if line.startswith(start)))
        (folder / file).write_text("".join([head, *lines]), encoding="utf-8")

    load_reference(history, folder, actor=LOCAL)

    for name in frames_of:
        assert frame(history, name, then).equals(before[name]), name
    now = {name: frame(history, name) for name in frames_of}
    assert 139 in set(now["denominators"]["value"])
    assert 143 not in set(now["denominators"]["value"])
    assert len(now["listed"]) == len(before["listed"]) - 1
    assert now["countries"].set_index("country").loc["AGO", "region"] == "asia-oceania"
    assert lists(history, then)["working_groups"] == groups
    assert [
        code for code, group in lists(history)["working_groups"].items() if group.retired_on
    ] == ["RO-AF"]


def test_a_role_that_begins_to_count_changes_the_numbers(engine, folder):
    record(engine, draft(participation=(people(30), people(10, role="observer"))), actor=LOCAL)

    def participations():
        with read_transaction(engine) as connection:
            needs = ["month_cells:all"]
            found = read(connection, Choices(FRAMEWORK, "2011-2012"), needs)
        return found.frames["month_cells"]["participations"].sum()

    assert participations() == 30
    edit(folder / "terms.csv", "Observer,no", "Observer,yes")
    load_reference(engine, folder, actor=LOCAL)

    assert participations() == 40
    assert verify(engine) == []


def test_a_meeting_that_is_moved_is_frozen_again(history, folder):
    edit(folder / "meetings.csv", "2012-12-12", "2012-03-01")
    load_reference(history, folder, actor=LOCAL)

    with write_transaction(history) as connection:
        assert meetings_to_freeze(connection) == ["2012-12"]
        freeze_meeting(connection, "2012-12")
        found = {m.code: m for m in meetings(connection)}
    assert found["2012-12"].held_on == date(2012, 3, 1)
    assert found["2012-12"].known_until.date() == date(2012, 3, 2)
    assert verify(history) == []
    later = today() + timedelta(days=9)
    edit(folder / "meetings.csv", "2012-03-01", str(later))
    load_reference(history, folder, actor=LOCAL)
    with read_transaction(history) as connection:
        state = state_of("2012-12", meetings(connection))
        assert (state.until, state.known, meetings_to_freeze(connection)) == (None, LIVE, [])
