"""Codes by their other names, and the names of fields."""

from collections import Counter

import pytest

from ifla_metrics.imports.columns import TITLES
from ifla_metrics.imports.headers import fold_header, vocabulary
from tests.imports.codes import FRAMEWORK, code_book


@pytest.mark.parametrize(
    "header",
    ["Titre de l'action", "TITRE ACTION *", "titre_action", "3. Titre de l’action", "titreAction"],
)
def test_one_header_written_in_several_ways_is_one(header):
    assert fold_header(header) in vocabulary().names["title"]


def test_no_header_names_two_fields_for_certain():
    found = Counter(name for names in vocabulary().names.values() for name in names)

    assert [name for name, fields in found.items() if fields > 1 or not name] == []
    assert vocabulary().fields.keys() <= TITLES.keys()


def test_a_certain_name_is_never_a_personal_column():
    certain = {name for names in vocabulary().names.values() for name in names}

    assert not certain & vocabulary().lists["personal"]


@pytest.mark.parametrize("listed", vocabulary().words)
def test_every_word_stands_for_a_code_that_exists(listed):
    codes = code_book().codes(listed)

    assert set(vocabulary().words[listed].values()) <= set(codes)


@pytest.mark.parametrize(
    ("listed", "typed", "code"),
    [
        ("lifecycle", "Terminé", "completed"),
        ("lifecycle", "TBD", None),
        ("activity_kind", "Workshops", "workshop"),
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
