"""Headers, codes and countries are found by their known names and never guessed."""

import csv
from collections import Counter

import babel
import pytest

from ifla_metrics.imports.code_book import find_countries, find_country
from ifla_metrics.imports.columns import TITLES
from ifla_metrics.imports.dates import LANGUAGES
from ifla_metrics.imports.headers import CODE_WORDS, FIELDS, HEADER_NAMES, WORD_LISTS, fold_header
from ifla_metrics.settings import ROOT
from tests.imports.sample_files import FRAMEWORK, code_book

COUNTRIES = code_book().lists["countries"]
DIRECTIONS = code_book().codes("directions", FRAMEWORK)


@pytest.mark.parametrize("header", ["TITRE ACTION *", "3. Titre de l’action", "titreAction"])
def test_a_header_is_recognised_in_other_spellings(header):
    assert fold_header(header) in HEADER_NAMES["title"]


def test_no_header_means_two_fields_or_personal_data():
    headers = Counter(name for names in HEADER_NAMES.values() for name in names)
    assert [name for name, fields in headers.items() if fields > 1 or not name] == []
    assert not headers.keys() & WORD_LISTS["personal"]
    assert FIELDS.keys() <= TITLES.keys()


@pytest.mark.parametrize("code_list", CODE_WORDS)
def test_every_word_for_a_code_names_an_existing_code(code_list):
    assert set(CODE_WORDS[code_list].values()) <= set(code_book().codes(code_list))


@pytest.mark.parametrize(
    ("code_list", "typed", "code"),
    [
        ("lifecycle", "Terminé", "completed"),
        ("lifecycle", "TBD", None),
        ("directions", "SD2", "SD2"),
        ("directions", "Strategic direction 2", None),
        ("directions", "2", None),
        ("directions", "SD1 – a plan of another organisation", None),
        ("directions", f"SD1 – {DIRECTIONS['SD1'][:59].rstrip()}…", "SD1"),
        ("directions", f"SD1 – {DIRECTIONS['SD2'][:59].rstrip()}…", None),
    ],
)
def test_a_code_is_found_by_its_names_or_with_its_own_title(code_list, typed, code):
    assert code_book().find(code_list, typed, FRAMEWORK) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_is_found_by_its_name_in_every_language(language):
    names = babel.Locale.parse(language).territories
    ambiguous = {
        alpha3
        for alpha3, country in COUNTRIES.items()
        if find_country(names[country.short], COUNTRIES).alpha3 != alpha3
    }
    assert ambiguous <= {"COG", "GUY"}  # "Congo" in Spanish and "Guiana" in Portuguese.


def test_every_name_in_the_table_of_country_names_is_found():
    table = (ROOT / "data" / "reference" / "country_names.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        match = find_country(row["name"], COUNTRIES)
        codes = set(row["countries"].split("|"))
        assert {*match.candidates, match.alpha3} - {""} == codes, row
        assert bool(match.alpha3) is (len(codes) == 1), row


@pytest.mark.parametrize(
    ("typed", "alpha3s", "candidates"),
    [
        ("NA", "NAM", ""),
        ("cote divoire", "CIV", ""),
        ("Kenya, Ghana, Togo", "KEN GHA TGO", ""),
        ("Africa", "", ""),
        ("Atlanta, Georgia", "", ""),
        ("Bosnia and Herzegovina", "BIH", ""),
        ("Nigera", "", "NER NGA"),
        ("Georgia, USA", "", ""),
        ("China, Hong Kong", "", ""),
        ("Mexico, Missouri", "", ""),
        ("Lima", "", "PER"),
        ("Lebanon, PA", "", "LBN"),
        ("NO", "", "NOR"),
        ("Kenya?", "", "KEN"),
        ("x" * 5000, "", ""),
    ],
)
def test_a_name_that_is_no_certain_country_has_candidates(typed, alpha3s, candidates):
    matches = find_countries(typed, COUNTRIES)
    assert [match.alpha3 for match in matches if match.alpha3] == alpha3s.split()
    assert {code for match in matches for code in match.candidates} == set(candidates.split())
