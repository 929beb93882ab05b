"""A country is found by any of its names, and never guessed."""

import csv

import babel
import pytest

from ifla_metrics.imports.code_book import NAMED_IN, find_countries, find_country
from ifla_metrics.settings import ROOT
from tests.imports.codes import code_book

COUNTRIES = code_book().countries


@pytest.mark.parametrize("language", NAMED_IN)
def test_a_country_is_found_by_its_name_in_every_language(language):
    names = babel.Locale.parse(language).territories
    asked = {
        alpha3
        for alpha3, (alpha2, _) in COUNTRIES.items()
        if find_country(names[alpha2], COUNTRIES).alpha3 != alpha3
    }
    assert asked <= {"COG"}  # In Spanish, Congo-Brazzaville is called Congo.


def test_every_name_of_the_table_leads_to_its_countries():
    table = (ROOT / "data" / "reference" / "country_names.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        found = find_country(row["name"], COUNTRIES)
        meant = {*found.candidates, *([found.alpha3] if found.alpha3 else [])}
        assert meant == set(row["countries"].split("|")), row
        assert bool(found.alpha3) is (len(meant) == 1), row


@pytest.mark.parametrize(
    ("typed", "alpha3", "candidates"),
    [
        ("NA", "NAM", ""),
        ("cote divoire", "CIV", ""),
        ("St. Lucia", "LCA", ""),
        ("Royaume du Maroc", "", "MAR"),
        ("Congo", "", "COG COD"),
        ("Nigera", "", "NER NGA"),
        ("Nairobi, Kenya", "", "KEN"),
        ("NO", "", "NOR"),
        ("Lima", "", "PER"),
        ("Botswanna", "", "BWA"),
        ("Kenya?", "", "KEN"),
        ("Africa", "", ""),
        ("online", "", ""),
        ("x" * 5000, "", ""),
    ],
)
def test_a_name_is_found_or_asked_about_with_what_it_may_mean(typed, alpha3, candidates):
    found = find_country(typed, COUNTRIES)
    assert found.alpha3 == alpha3
    assert set(found.candidates) == set(candidates.split())


@pytest.mark.parametrize(
    ("typed", "alpha3s"),
    [
        ("Kenya; Ghana", "KEN GHA"),
        ("Kenya, Ghana and Togo", "KEN GHA TGO"),
        ("Bosnia and Herzegovina", "BIH"),
        ("Nairobi, Kenya", ""),
        ("Georgia, USA", ""),
        ("Kenya, Atlantis", ""),
        ("Kenya - Ghana", ""),
    ],
)
def test_a_list_is_read_only_when_every_part_is_a_country(typed, alpha3s):
    found = find_countries(typed, COUNTRIES)
    assert " ".join(match.alpha3 for match in found) == alpha3s
