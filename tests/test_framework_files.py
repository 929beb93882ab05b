"""The framework folders are read whole, and every fault is named at its place."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from ifla_metrics.errors import FaultyData
from ifla_metrics.framework_files import folders, read_folder

FRAMEWORKS = Path(__file__).parents[1] / "data" / "frameworks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the framework 2010-2015 that a test may spoil."""
    return Path(shutil.copytree(FRAMEWORKS / "2010-2015", tmp_path / "2010-2015"))


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(FaultyData) as caught:
        read_folder(folder)
    return [str(fault) for fault in caught.value.faults]


def test_every_shipped_framework_is_without_a_fault():
    assert [read_folder(f).id for f in folders(FRAMEWORKS)] == [
        "2010-2015",
        "2016-2021",
        "2019-2024",
        "2024-2029",
    ]


def test_key_initiative_2_has_its_five_elements_with_the_owners_that_the_text_names():
    framework = read_folder(FRAMEWORKS / "2010-2015")
    owners = {n.code: n.owner_as_stated for n in framework.children("KI2")}

    assert owners == {
        "KI2.A": "ALP",
        "KI2.B": "Advisory group",
        "KI2.C": "Open access taskforce",
        "KI2.D": "Working group",
        "KI2.E": "",
        "KI2.X": "",
    }


def test_all_29_indicators_of_the_initiative_are_there():
    codes = {i.code for i in read_folder(FRAMEWORKS / "2010-2015").indicators}
    wanted = {"A": 7, "B": 6, "C": 4, "D": 5, "E": 3, "X": 4}

    assert {f"{k}{n + 1}" for k, many in wanted.items() for n in range(many)} <= codes


def test_a_strategy_may_have_three_impact_areas_and_nothing_below_them():
    framework = read_folder(FRAMEWORKS / "2024-2029")

    assert framework.direction_level.name == "Impact Area"
    assert len(framework.directions) == 3


def test_a_link_that_the_source_does_not_state_stays_not_stated():
    framework = read_folder(FRAMEWORKS / "2010-2015")

    assert framework.directions_of("KI3") == ()
    assert framework.directions_of("KI2") == ("SD1", "SD2", "SD3", "SD4")


def test_a_revised_target_keeps_the_old_one_with_its_date_and_reason():
    targets = [
        t
        for t in read_folder(FRAMEWORKS / "2010-2015").targets
        if (t.indicator, t.due_on) == ("A2", date(2012, 12, 31))
    ]

    assert [t.target for t in targets] == [30, 40]
    assert targets[0].decided_on < targets[1].decided_on
    assert all(t.reason for t in targets)


def test_an_unknown_direction_is_named_with_file_row_column_and_the_nearest_right_one(folder):
    spoil(folder / "indicators.csv", "A1,KI2.A.1,SD2,", "A1,KI2.A.1,SD22,")

    (found,) = faults_of(folder)

    assert found.startswith("2010-2015/indicators.csv, row 2, column directions: 'SD22'")
    assert found.endswith("is not a direction. Did you mean 'SD2'?")


@pytest.mark.parametrize(
    ("file", "change", "place", "reason"),
    [
        ("nodes.csv", ("KI2.B,element,KI2,", "KI2.B,element,KI9,"), "column parent", "not a node"),
        ("nodes.csv", ("KI2.B,element,", "KI2.A,element,"), "column code", "stands twice"),
        ("nodes.csv", ("KI2.B,element,", "KI2 B,element,"), "column code", "may only have"),
        ("nodes.csv", ("KI2.B,element,", "KI2\\B,element,"), "column code", "may only have"),
        ("nodes.csv", ("KI2.B,element,", "KI2|B,element,"), "column code", "may only have"),
        ("nodes.csv", ("KI2.B,element,", "KI2.B,elemnt,"), "column level", "not a level"),
        ("targets.csv", ("2010,2010-12-31,3,", "2010,2010-12-31,0,"), "column target", "baseline"),
        ("targets.csv", ("2010,2010-12-31,3,", "2010,2011-12-31,3,"), "column due_on", "outside"),
        ("targets.csv", ("2010,2010-12-31,3,", "2010,31/12/2010,3,"), "column due_on", "not a day"),
        (
            "targets.csv",
            ("2010,2010-12-31,3,", "2010,2010-12-31,three,"),
            "column target",
            "number",
        ),
        ("periods.csv", ("2009-2010,2009–2010", "2009-2010,x,y"), "row 3", "cells"),
        ("links.csv", ("KI1,SD1,stated", "KI1,SD1,not_stated"), "column direction", "empty"),
        ("indicators.csv", ("increase,at_least", "increese,at_least"), "direction", "known values"),
        ("indicators.csv", ("code,node,", "code,nod,"), "column node", "missing"),
    ],
)
def test_a_fault_is_found_at_its_place(folder, file, change, place, reason):
    spoil(folder / file, *change)

    found = faults_of(folder)

    assert any(file in f and place in f and reason in f for f in found), found


def test_all_faults_are_told_at_once(folder):
    spoil(folder / "nodes.csv", "KI2.B,element,KI2,", "KI2.B,element,KI9,")
    spoil(folder / "targets.csv", "A1,2010,", "A99,2010,")

    assert {f.split(",")[0] for f in faults_of(folder)} >= {
        "2010-2015/nodes.csv",
        "2010-2015/targets.csv",
    }


def test_a_missing_file_and_a_broken_head_are_faults_and_not_crashes(folder):
    (folder / "links.csv").unlink()
    (folder / "framework.toml").write_text("id = [", encoding="utf-8")

    assert [f.split(":")[0] for f in faults_of(folder)] == [
        "2010-2015/framework.toml",
        "2010-2015/links.csv",
    ]


def test_a_default_period_that_does_not_exist_is_a_fault(folder):
    spoil(folder / "framework.toml", 'default_period = "2011-2012"', 'default_period = "2099"')

    assert "default_period" in faults_of(folder)[0]


@pytest.mark.parametrize("written", ["0.67", '"2/0"', '"5/4"', '"most"'])
def test_a_cut_of_the_limit_is_a_part_of_1(folder, written):
    spoil(folder / "framework.toml", 'least_rated = "2/3"', f"least_rated = {written}")

    [fault] = faults_of(folder)
    assert "least_rated" in fault
    assert 'must be a fraction between 0 and 1, such as "2/3"' in fault
