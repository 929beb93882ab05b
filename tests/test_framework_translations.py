"""`translations.csv` is checked like the other files: every fault at its place; a lack is none."""

import csv
import re
import shutil

import pytest

from ifla_metrics.errors import FaultyData
from ifla_metrics.framework_checks import LONGEST_ORIGINAL, untold
from ifla_metrics.framework_files import TEXT_COLUMNS, folders, read_folder
from ifla_metrics.settings import DATA
from tests.i18n.french import breaking, set_well

PLAN = DATA / "frameworks" / "2010-2015"
SHIPPED = folders(DATA / "frameworks")
SHORT = "Profile and standing of the profession"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(PLAN, tmp_path / "2010-2015")


def write(folder, *rows):
    with (folder / "translations.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([TEXT_COLUMNS, *rows])


def faults(folder):
    with pytest.raises(FaultyData) as refused:
        read_folder(folder)
    return [str(fault) for fault in refused.value.faults]


def test_a_framework_without_translations_is_told_in_its_own_words(folder):
    (folder / "translations.csv").unlink()

    assert read_folder(folder).told("fr").node("SD3").short_title == SHORT


def test_words_that_the_framework_does_not_have_are_named_with_the_nearest(folder):
    write(folder, ("fr", SHORT + "s", "Image de la profession", "unofficial", "", ""))

    (fault,) = faults(folder)

    assert fault.startswith("2010-2015/translations.csv, row 2, column original: ")
    assert fault.endswith(f"is said nowhere in the framework. Did you mean '{SHORT}'?")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("fr", SHORT, "", "unofficial", "", ""), "text", "is empty"),
        (("fr", SHORT, "x" * 46, "unofficial", "", ""), "text", "longer than 45"),
        (("fr", SHORT, "Image", "official", "", ""), "source", "though the wording is official"),
        (("fr", SHORT, "Image", "oficial", "", ""), "status", "Did you mean 'official'"),
        (("fra", SHORT, "Image", "unofficial", "", ""), "language", "Did you mean 'fr'"),
    ],
)
def test_a_row_that_cannot_stand_is_a_fault_at_its_column(folder, row, column, reason):
    write(folder, row)

    (fault,) = faults(folder)

    assert f"row 2, column {column}: " in fault
    assert reason in fault


def test_words_too_long_for_a_key_of_the_database_are_a_fault_at_their_row(folder):
    """What `tests.store.test_framework_told` stores is the longest that passes."""
    said = "\U00020000" * LONGEST_ORIGINAL
    head = folder / "framework.toml"
    named = head.read_text("utf-8")
    for title in (said, said + "x"):
        head.write_text(re.sub("(?m)^title = .*$", f'title = "{title}"', named), "utf-8")
        write(folder, ("fr", title, "Plan", "unofficial", "", ""))
        if title == said:
            assert read_folder(folder).told("fr").title == "Plan"

    (fault,) = faults(folder)
    assert fault.startswith("2010-2015/translations.csv, row 2, column original: ")
    assert "is longer than 600 characters" in fault


def test_words_that_are_translated_twice_into_one_language_are_a_fault(folder):
    rows = [("fr", SHORT, text, "unofficial", "", "") for text in ("Image", "Profil")]
    write(folder, *rows, ("ar", SHORT, "صورة", "unofficial", "", ""))

    assert ["twice" in fault for fault in faults(folder)] == [True, True]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_word_of_a_shipped_strategy_is_told_in_french(path):
    assert untold(read_folder(path), "fr") == ()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_titles_of_a_shipped_strategy_are_told_in_arabic(path):
    plan = read_folder(path)
    lacking = set(untold(plan, "ar"))

    assert {plan.title, plan.short_title}.isdisjoint(lacking)
    assert lacking.isdisjoint(node.short_title for node in plan.directions)
    if path.name == "2010-2015":
        measured = [n for n in plan.nodes if n.code.startswith("KI2")]
        assert lacking.isdisjoint(part.short_title for part in (*measured, *plan.indicators))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_french_translations_are_set_with_the_spaces_of_french(path):
    told = [text.text for text in read_folder(path).texts if text.language == "fr"]

    assert [place for text in told for place in breaking(text)] == []
    assert [text for text in told if set_well(text) != text] == []


ASSOCIATE = {"fr": "associé", "ar": "منتسب"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
@pytest.mark.parametrize("language", ASSOCIATE)
def test_an_associate_of_the_leaders_programme_is_no_participant_in_any_language(path, language):
    """Anybody can take part in a meeting; an associate was admitted to the programme."""
    wrong = [
        text.text
        for text in read_folder(path).texts
        if text.language == language
        and re.search(r"\bassociates?\b", text.original.lower())
        and ASSOCIATE[language] not in text.text.lower()
    ]

    assert wrong == []
