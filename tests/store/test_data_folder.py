"""The data folder is loaded whole or not at all, with each fact as of its day."""

import csv
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import FaultyData
from ifla_metrics.store.as_of import LIVE, state_of, today
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine_of, revision, write_transaction
from ifla_metrics.store.operations import migrate
from ifla_metrics.store.operations.history import FILES, load_history
from ifla_metrics.store.operations.initialise import initialise
from ifla_metrics.store.operations.reference import load_crosswalk, load_reference
from ifla_metrics.store.read.reading import read
from ifla_metrics.store.summary_cells import freeze_meeting, meetings_to_freeze
from ifla_metrics.store.write.entries import record
from tests.conftest import sqlite_url
from tests.framework.test_files import edit
from tests.store.conftest import DATA, FRAMEWORK, close, draft, people, prepare_empty
from tests.store.queries import query, sql, verify, versions

TABLES = {
    **{kind: file for kind, file in FILES.items() if kind != "activity"},
    "activity_version": "activities",
    "participation": "participation",
    "alignment": "alignments",
}


def rows(name):
    with (DATA / "history" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_recorded_once_in_the_order_of_its_day(history):
    for table, file in TABLES.items():
        assert sql(history, f"SELECT count(*) FROM {table}") == [len(rows(file))], table
    first = next(row for row in rows("activities") if row["uid"] == "act-d-001")
    recorded_at = versions(history, "act-d-001")[-1].recorded_at
    assert recorded_at.date() == date.fromisoformat(first["known_from"])
    times = sql(history, "SELECT at FROM audit_entry WHERE version = 1 ORDER BY id")
    assert len(times) == sum(len(rows(name)) for name in FILES.values())
    assert times == sorted(times)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("geo", "fonts"))
    return tmp_path / "data"


@pytest.fixture
def fresh(tmp_path):
    url = sqlite_url(tmp_path / "fresh.sqlite3")
    yield url
    close(url)


@contextmanager
def edited(path, old, new):
    original = path.read_text(encoding="utf-8")
    edit(path, old, new)
    yield
    path.write_text(original, encoding="utf-8")


FAULTS = (
    ("activities.csv", ",BWA,", ",BWX,", r"activities.csv, row \d+, column countries: 'BWX'"),
    ("activities.csv", ",BWA,", ",bwa,", r"column countries: 'bwa'.*Did you mean 'BWA'"),
    ("activities.csv", "act-d-002,", "act-d-001,", r"row 3, column uid.*appears twice"),
    ("alignments.csv", ",1200,", ",1100,", r"sum to 100 % .1200 in"),
    ("participation.csv", ",18,exact", ",-18,exact", r"participation.csv, row 2, column count"),
    ("observations.csv", ",6,,,reported", ",six,,,reported", "column value: 'six'.*be a number"),
    ("activities.csv", ",2010-12-", ",2010-31-", r"column \w+: '2010-31-.*such as 2012-03-05"),
    ("observations.csv", ",6,,,reported", ",6,5,0,reported", "row 2, column denominator: '0'"),
    ("observations.csv", ",A1,", ",A0,", r"column indicator: 'A0'.*Did you mean"),
)


def test_faulty_rows_are_named_and_nothing_is_loaded(copy, fresh):
    prepare_empty(fresh)
    engine = engine_of(fresh)
    for file, *change, place in FAULTS:
        with edited(copy / "history" / file, *change), pytest.raises(FaultyData, match=place):
            load_history(engine, copy / "history")
    assert sql(engine, "SELECT uid FROM activity_version UNION SELECT uid FROM story") == []
    load_history(engine, copy / "history")
    assert sql(engine, "SELECT uid FROM story") != []


def test_a_start_with_changed_files_keeps_the_entries_of_users(copy, fresh):
    initialise(fresh, data=copy)
    engine = engine_of(fresh)
    uid, _ = record(engine, draft(), actor=LOCAL)
    edit(copy / "reference" / "terms.csv", "Workshop", "Work shop")
    edit(copy / "frameworks" / "2010-2015" / "framework.toml", 'version = "1"', 'version = "2"')
    edit(copy / "history" / "activities.csv", "Training of trainers", "Training of some trainers")
    initialise(fresh, data=copy)

    assert versions(engine, uid)[-1].draft == draft()
    assert len(versions(engine, "act-d-001")) == 1
    assert "Work shop" in sql(engine, "SELECT title FROM term")
    assert query(engine, read_catalogue).framework(FRAMEWORK).version == "2"
    assert verify(engine) == []


def test_a_start_with_a_faulty_file_loads_nothing(copy, fresh):
    fault = copy / "frameworks" / "2010-2015" / "nodes.csv", "SD1", "SD1x"
    with edited(*fault), pytest.raises(FaultyData):
        initialise(fresh, data=copy, empty=True)
    with engine_of(fresh).connect() as connection:
        assert migrate.schema_of(connection) is None

    initialise(fresh, data=copy, empty=True)
    edit(copy / "reference" / "terms.csv", "Workshop", "Work shop")
    with edited(*fault), pytest.raises(FaultyData):
        initialise(fresh, data=copy)
    assert "Work shop" not in sql(engine_of(fresh), "SELECT title FROM term")


def test_a_start_without_changes_keeps_the_revision(history_url, history):
    before = query(history, revision)
    assert not initialise(history_url, data=DATA)
    assert query(history, revision) == before


NOW = Choices(FRAMEWORK, "2011-2012")


@pytest.fixture
def folder(copy):
    return copy / "reference"


def frame(engine, name, choices=NOW):
    return query(engine, read, choices, [name]).frames[name]


def code_list(engine, name, choices=NOW):
    return query(engine, read, choices, []).lists[name]


REFERENCE_FAULTS = (
    ("sources.csv", "S1,", "S2,", "sources.csv, row 3, column id: 'S2': appears twice"),
    ("denominators.csv", ",144,", ",many,", "column value: 'many': is not a number"),
    ("associations.csv", ",BWA,", ",BWA|KEN,", "row 2, column country: 'BWA.KEN': is not in"),
    ("countries.csv", "alpha3,", "alpha,", "row 1, column alpha3: the column is missing"),
)


def test_faulty_reference_data_is_named_and_not_loaded(engine, folder):
    edit(folder / "terms.csv", "Workshop", "Work shop")
    for file, *change, place in REFERENCE_FAULTS:
        with edited(folder / file, *change), pytest.raises(FaultyData, match=place):
            load_reference(engine, folder, actor=LOCAL)
    frameworks = folder.parent / "frameworks"
    edit(frameworks / "crosswalk.csv", "2016-2021,SD4", "2016-2021,SD5")
    with pytest.raises(FaultyData, match=r"crosswalk.csv, row 2, column to_node: 'SD5'"):
        load_crosswalk(engine, frameworks, actor=LOCAL)
    assert code_list(engine, "activity_kind")["workshop"].title == "Workshop"
    load_reference(engine, folder, actor=LOCAL)
    assert code_list(engine, "activity_kind")["workshop"].title == "Work shop"


def test_past_days_keep_the_reference_data_of_their_time(history, folder):
    names = ("denominators", "listed", "countries")
    then = replace(NOW, known_on="2012-12-12")
    before = {name: frame(history, name, then) for name in names}
    groups = code_list(history, "working_groups", then)
    edit(folder / "denominators.csv", ",143,", ",139,")
    edit(folder / "regions.csv", "africa,AGO", "asia-oceania,AGO")
    for file, start in (("country_lists.csv", ""), ("working_groups.csv", "RO-AF,")):
        head, *lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
        lines.remove(next(line for line in lines if line.startswith(start)))
        (folder / file).write_text("".join([head, *lines]), encoding="utf-8")

    load_reference(history, folder, actor=LOCAL)

    for name in names:
        assert frame(history, name, then).equals(before[name]), name
    now = {name: frame(history, name) for name in names}
    assert 139 in set(now["denominators"]["value"])
    assert 143 not in set(now["denominators"]["value"])
    assert len(now["listed"]) == len(before["listed"]) - 1
    assert now["countries"].set_index("country").loc["AGO", "region"] == "asia-oceania"
    assert code_list(history, "working_groups", then) == groups
    now = code_list(history, "working_groups")
    assert [code for code, group in now.items() if group.retired_on] == ["RO-AF"]


def test_a_role_that_starts_to_count_changes_the_numbers(engine, folder):
    record(engine, draft(participation=(people(30), people(10, role="observer"))), actor=LOCAL)

    def participations():
        cells = query(engine, read, NOW, ["month_cells:all"]).frames["month_cells"]
        return cells["participations"].sum()

    assert participations() == 30
    edit(folder / "terms.csv", "Observer,no", "Observer,yes")
    load_reference(engine, folder, actor=LOCAL)

    assert participations() == 40
    assert verify(engine) == []


def test_a_meeting_with_another_date_is_frozen_again(history, folder):
    edit(folder / "meetings.csv", "2012-12-12", "2012-03-01")
    load_reference(history, folder, actor=LOCAL)

    with write_transaction(history) as connection:
        assert meetings_to_freeze(connection) == ["2012-12"]
        freeze_meeting(connection, "2012-12")
    meeting = next(m for m in query(history, read_catalogue).meetings if m.code == "2012-12")
    assert (meeting.held_on, meeting.known_until.date()) == (date(2012, 3, 1), date(2012, 3, 2))
    assert verify(history) == []

    edit(folder / "meetings.csv", "2012-03-01", str(today() + timedelta(days=9)))
    load_reference(history, folder, actor=LOCAL)
    state = state_of("2012-12", query(history, read_catalogue).meetings)
    assert (state.until, state.known) == (None, LIVE)
    assert query(history, meetings_to_freeze) == []
