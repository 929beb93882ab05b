"""Reference data are loaded whole or not at all, and handed out as they stood on a day."""

import shutil
from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.errors import FaultyData
from ifla_metrics.store.as_of import meetings
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.read import read
from ifla_metrics.store.reference import load_crosswalk, load_reference
from ifla_metrics.store.summary_cells import verify
from tests.store.conftest import DATA, FRAMEWORK, draft, people

NOW = Choices(FRAMEWORK, "2011-2012")


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(DATA / "reference", tmp_path / "reference")
    shutil.copytree(DATA / "frameworks", tmp_path / "frameworks")
    return tmp_path / "reference"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def frame(engine, name, choices=NOW):
    with reading(engine) as connection:
        return read(connection, choices, [name]).frame(name)


FAULTS = (
    ("sources.csv", "S1,", "S2,", "sources.csv, row 3, column id: 'S2': stands twice"),
    ("denominators.csv", ",144,", ",many,", "column value: 'many': is not a number"),
    ("countries.csv", "alpha3,", "alpha,", "row 1, column alpha3: '': the column is missing"),
)


def test_a_fault_is_named_at_its_place_and_nothing_is_loaded(engine, folder):
    edit(folder / "terms.csv", "Workshop", "Work shop")
    for file, old, new, place in FAULTS:
        kept = (folder / file).read_text(encoding="utf-8")
        edit(folder / file, old, new)
        with pytest.raises(FaultyData, match=place):
            load_reference(engine, folder, actor=LOCAL)
        (folder / file).write_text(kept, encoding="utf-8")
    frameworks = folder.parent / "frameworks"
    edit(frameworks / "crosswalk.csv", "2016-2021,SD4", "2016-2021,SD5")
    with pytest.raises(FaultyData, match=r"crosswalk.csv, row 2, column to_node: 'SD5'"):
        load_crosswalk(engine, frameworks, actor=LOCAL)
    assert "Workshop" in set(frame(engine, "terms")["title"])
    load_reference(engine, folder, actor=LOCAL)
    assert "Work shop" in set(frame(engine, "terms")["title"])


def test_lists_are_read_as_they_were_known_and_not_as_they_stand(history, folder):
    """A number that is corrected, a country that leaves a list, a region that is redrawn."""
    frames_of = ("denominators", "listed", "countries", "groups", "terms", "associations")
    then = replace(NOW, known_on="2012-12-12")
    before = {name: frame(history, name, then) for name in frames_of}
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
    assert "RO-AF" not in set(now["groups"]["code"])


def test_a_role_that_begins_to_count_changes_the_numbers(engine, folder):
    record(engine, draft(participation=(people(30), people(10, role="observer"))), actor=LOCAL)

    def participations():
        with reading(engine) as connection:
            needs = ["month_cells:all"]
            found = read(connection, Choices(FRAMEWORK, "2011-2012"), needs)
        return found.frame("month_cells")["participations"].sum()

    assert participations() == 30
    edit(folder / "terms.csv", "Observer,no", "Observer,yes")
    load_reference(engine, folder, actor=LOCAL)

    assert participations() == 40
    assert verify(engine) == []


def test_a_meeting_that_is_moved_is_frozen_again(history, folder):
    edit(folder / "meetings.csv", "2012-12-12", "2012-03-01")
    load_reference(history, folder, actor=LOCAL)

    with reading(history) as connection:
        found = {m.code: m for m in meetings(connection)}
    assert found["2012-12"].held_on == date(2012, 3, 1)
    assert found["2012-12"].known_until.date() == date(2012, 3, 2)
    assert verify(history) == []
