"""A country is found by any of its names, and never guessed."""

import csv

import babel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.imports.countries import LANGUAGES, find_countries, find_country
from ifla_metrics.settings import ROOT

REFERENCE = ROOT / "data" / "reference"
with (REFERENCE / "countries.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
COUNTRIES = {row["alpha3"]: (row["alpha2"], row["name"]) for row in ROWS}
with (REFERENCE / "country_names.csv").open(encoding="utf-8") as file:
    NAMES = list(csv.DictReader(file))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_country_is_found_by_its_name_in_every_language(language):
    names = babel.Locale.parse(language).territories
    asked = {
        alpha3
        for alpha3, (alpha2, _) in COUNTRIES.items()
        if find_country(names[alpha2], COUNTRIES).alpha3 != alpha3
    }
    assert asked <= {"COG"}  # In Spanish, Congo-Brazzaville is called Congo.


def test_every_name_of_the_table_leads_to_its_countries():
    for row in NAMES:
        alpha3s = row["countries"].split("|")
        assert set(alpha3s) <= set(COUNTRIES), row
        found = find_country(row["name"], COUNTRIES)
        if len(alpha3s) == 1:
            assert found.alpha3 == alpha3s[0], row
        else:
            assert set(found.candidates) == set(alpha3s), row


@pytest.mark.parametrize(
    ("typed", "alpha3"),
    [
        ("NA", "NAM"),
        ("cote divoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("Burma", "MMR"),
        ("U.K.", "GBR"),
        ("Republic of Kenya", "KEN"),
        ("Federative Republic of Brazil", "BRA"),
        ("Principality of Monaco", "MCO"),
        ("Royaume du Maroc", "MAR"),
        ("Korea, Republic of", "KOR"),
        ("Congo, The Democratic Republic of the", "COD"),
        ("  kenya ", "KEN"),
        ("St. Lucia", "LCA"),
        ("ＣＨＩＮＡ", "CHN"),
    ],
)
def test_a_name_as_people_write_it_is_found(typed, alpha3):
    assert find_country(typed, COUNTRIES).alpha3 == alpha3


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("Congo", {"COG", "COD"}),
        ("Nigera", {"NER", "NGA"}),
        ("Nairobi, Kenya", {"KEN"}),
        ("no", {"NOR"}),
        ("NO", {"NOR"}),
        ("Lima", {"PER"}),
    ],
)
def test_a_doubtful_name_is_asked_about(typed, candidates):
    found = find_country(typed, COUNTRIES)
    assert not found.alpha3
    assert set(found.candidates) == candidates


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Botswanna", "Botswana"),
        ("online", ""),
        ("", ""),
        ("x" * 5000, ""),
    ],
)
def test_an_unknown_name_gets_the_nearest_right_one(typed, nearest):
    found = find_country(typed, COUNTRIES)
    assert (found.alpha3, found.candidates, found.nearest) == ("", (), nearest)


@pytest.mark.parametrize(
    ("typed", "alpha3s"),
    [
        ("Kenya; Ghana", "KEN GHA"),
        ("Kenya, Ghana and Togo", "KEN GHA TGO"),
        ("Bosnia and Herzegovina", "BIH"),
        ("肯尼亚、加纳", "KEN GHA"),
        ("Nairobi, Kenya", ""),
        ("Georgia, USA", ""),
        ("Jordan / MN", ""),
        ("Kenya, Atlantis", ""),
    ],
)
def test_a_list_is_read_only_when_every_part_is_a_country(typed, alpha3s):
    found = find_countries(typed, COUNTRIES)
    assert " ".join(match.alpha3 for match in found) == alpha3s


@given(st.text(max_size=150))
def test_no_text_breaks_the_search(typed):
    find_countries(typed, COUNTRIES)
