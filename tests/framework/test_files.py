"""Framework folders: shipped strategies, faults and translations."""

import csv
import shutil

import pytest

from ifla_metrics.errors import FaultyData
from ifla_metrics.framework.checks import untranslated
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.settings import DATA
from tests.i18n.french import french_spacing

FOLDER = DATA / "frameworks" / "2010-2015"
SHIPPED = folders(DATA / "frameworks")
HEADER = ["language", "original", "text", "status", "source", "note"]
SHORT = "Profile and standing of the profession"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "2010-2015")


def edit(file, old, new):
    text = file.read_text("utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), "utf-8")


def translate(folder, *rows):
    with (folder / "translations.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([HEADER, *rows])


def faults_of(folder):
    with pytest.raises(FaultyData) as caught:
        read_folder(folder)
    return [str(fault) for fault in caught.value.faults]


def test_the_shipped_frameworks_are_valid_and_match_their_sources():
    plans = {path.name: read_folder(path) for path in SHIPPED}
    assert list(plans) == ["2010-2015", "2016-2021", "2019-2024", "2024-2029"]

    plan = plans["2010-2015"]
    assert plan.directions_of("KI3") == ()  # The source does not state one.
    assert plan.directions_of("KI2") == ("SD1", "SD2", "SD3", "SD4")
    assert plans["2024-2029"].direction_level.name == "Impact Area"


@pytest.mark.parametrize(
    ("file", "change", "place", "reason"),
    [
        ("nodes.csv", ("KI2.B,element,KI2,", "KI2.B,element,KI9,"), "column parent", "not in the"),
        ("nodes.csv", ("KI2.B,element,", "KI2|B,element,"), "column code", "may only have"),
        ("nodes.csv", ("KI2.B,element,", "KI2.B,elemnt,"), "column level", "not a level"),
        ("targets.csv", ("2010,2010-12-31,3,", "2010,2010-12-31,0,"), "column target", "baseline"),
        ("targets.csv", ("2010,2010-12-31,3,", "2010,2011-12-31,3,"), "column due_on", "outside"),
        ("periods.csv", ("2009-2010,2009–2010", "2009-2010,x,y"), "row 3", "cells"),
        ("framework.toml", ('default_period = "2011-2012"', 'default_period = "x"'), "", "period"),
        (
            "framework.toml",
            ('least_rated = "2/3"', 'least_rated = "2.5"'),
            "least_rated",
            "0 and 1",
        ),
        ("framework.toml", ("too_few = 0.5", "too_few = 5"), "too_few", "between 0 and 1"),
        ("framework.toml", ("ahead = 1.15", 'ahead = "x"'), "cuts.ahead: 'x'", "not valid"),
        ("framework.toml", ("behind = 0.60", "behnd = 0.60"), "cuts.behnd", "unknown"),
        ("framework.toml", ('counting = "full"', ""), "counting", "missing"),
    ],
)
def test_a_fault_is_reported_at_its_place(folder, file, change, place, reason):
    edit(folder / file, *change)

    faults = faults_of(folder)

    assert any(file in f and place in f and reason in f for f in faults), faults


def test_a_missing_file_and_invalid_toml_are_reported_together(folder):
    (folder / "links.csv").unlink()
    (folder / "framework.toml").write_text("id = [", encoding="utf-8")

    files = [f.split(":")[0] for f in faults_of(folder)]

    assert files == ["2010-2015/framework.toml", "2010-2015/links.csv"]


# Translations


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("fr", SHORT + "s", "Image", "unofficial", "", ""), "original", f"mean '{SHORT}'?"),
        (("fr", SHORT, "Image", "official", "", ""), "source", "though the wording is official"),
        (("fr", SHORT, "Image", "oficial", "", ""), "status", "Did you mean 'official'"),
    ],
)
def test_a_faulty_translation_is_reported_at_its_column(folder, row, column, reason):
    translate(folder, row)

    (fault,) = faults_of(folder)

    assert f"translations.csv, row 2, column {column}: " in fault
    assert reason in fault


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_strategy_is_translated_with_french_spacing(path):
    plan = read_folder(path)
    french = [text.text for text in plan.texts if text.language == "fr"]
    missing = set(untranslated(plan, "ar"))

    assert untranslated(plan, "fr") == ()
    assert [text for text in french if french_spacing(text) != text] == []
    assert {plan.title, plan.short_title}.isdisjoint(missing)
    assert missing.isdisjoint(node.short_title for node in plan.directions)
    if path.name == "2010-2015":
        measured = [n for n in plan.nodes if n.code.startswith("KI2")]
        assert missing.isdisjoint(part.short_title for part in (*measured, *plan.indicators))
