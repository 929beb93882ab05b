"""Names of fields, codes by their other names, countries by any of theirs; none is guessed."""

import csv
from collections import Counter

import babel
import pytest

from ifla_metrics.imports.code_book import find_countries, find_country
from ifla_metrics.imports.columns import TITLES
from ifla_metrics.imports.dates import LANGUAGES
from ifla_metrics.imports.headers import CODE_WORDS, FIELDS, HEADER_NAMES, WORD_LISTS, fold_header
from ifla_metrics.settings import ROOT
from tests.imports.making import FRAMEWORK, code_book

COUNTRIES = code_book().lists["countries"]


@pytest.mark.parametrize("header", ["TITRE ACTION *", "3. Titre de l’action", "titreAction"])
def test_one_header_written_in_several_ways_is_one(header):
    assert fold_header(header) in HEADER_NAMES["title"]


def test_no_header_names_two_fields_for_certain_or_a_person():
    found = Counter(name for names in HEADER_NAMES.values() for name in names)
    assert [name for name, fields in found.items() if fields > 1 or not name] == []
    assert not found.keys() & WORD_LISTS["personal"]
    assert FIELDS.keys() <= TITLES.keys()


@pytest.mark.parametrize("listed", CODE_WORDS)
def test_every_word_stands_for_a_code_that_exists(listed):
    codes = code_book().codes(listed)
    assert set(CODE_WORDS[listed].values()) <= set(codes)


@pytest.mark.parametrize(
    ("listed", "typed", "code"),
    [
        ("lifecycle", "Terminé", "completed"),
        ("lifecycle", "TBD", None),
        ("directions", "SD2", "SD2"),
        ("directions", "Strategic direction 2", None),
        ("directions", "2", None),
        ("directions", "SD1 – a plan of another organisation", None),
    ],
)
def test_a_code_is_found_by_its_names_and_nothing_else(listed, typed, code):
    assert code_book().find(listed, typed, FRAMEWORK) == code


def test_a_code_beside_its_own_title_is_that_code_and_beside_another_none():
    titles = code_book().codes("directions", FRAMEWORK)
    assert code_book().find("directions", f"SD1 – {titles['SD1']}", FRAMEWORK) == "SD1"
    assert code_book().find("directions", f"SD1 – {titles['SD2']}", FRAMEWORK) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_is_found_by_its_name_in_every_language(language):
    names = babel.Locale.parse(language).territories
    asked = {
        alpha3
        for alpha3, named in COUNTRIES.items()
        if find_country(names[named.short], COUNTRIES).alpha3 != alpha3
    }
    assert asked <= {"COG", "GUY"}  # In Spanish Congo, in Portuguese Guiana may be two.


def test_every_name_of_the_table_leads_to_its_countries():
    table = (ROOT / "data" / "reference" / "country_names.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        found = find_country(row["name"], COUNTRIES)
        meant = {*found.candidates, *([found.alpha3] if found.alpha3 else [])}
        assert meant == set(row["countries"].split("|")), row
        assert bool(found.alpha3) is (len(meant) == 1), row


@pytest.mark.parametrize(
    ("typed", "alpha3s", "candidates"),
    [
        ("NA", "NAM", ""),
        ("cote divoire", "CIV", ""),
        ("Kenya, Ghana, Togo", "KEN GHA TGO", ""),
        ("Bosnia and Herzegovina", "BIH", ""),
        ("Nigera", "", "NER NGA"),
        ("Georgia, USA", "", ""),
        ("China, Hong Kong", "", ""),
        ("France and Belgium", "", ""),
        ("Kenya, Atlantis", "", ""),
        ("Lebanon, PA", "", "LBN"),
        ("NO", "", "NOR"),
        ("Kenya?", "", "KEN"),
        ("x" * 5000, "", ""),
    ],
)
def test_countries_are_found_or_asked_about_with_what_they_may_mean(typed, alpha3s, candidates):
    found = find_countries(typed, COUNTRIES)
    assert [match.alpha3 for match in found if match.alpha3] == alpha3s.split()
    assert {code for match in found for code in match.candidates} == set(candidates.split())
