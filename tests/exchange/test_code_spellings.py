"""A code is known however its marks are written, and never by the words of another one."""

import pytest

from tests.exchange.reading import FRAMEWORK, known


def find(name, typed, framework=FRAMEWORK):
    return known().find(name, typed, framework)


@pytest.mark.parametrize(
    "typed",
    [
        "SD2",
        "sd 2",
        "SD-2",
        "S.D. 2",
        "2",
        "Strategic Direction 2",
        "direction 2",
        "Axe 2",
        "SD2 – Strategic capacity",
        "SD 2: Strategic capacity",
    ],
)
def test_a_direction_is_known_by_its_number(typed):
    assert find("directions", typed) == "SD2"


@pytest.mark.parametrize("typed", ["24", "2.4", "5", "SD1-SD4", "SD", "OS2"])
def test_a_number_that_is_none_of_a_direction_is_not_known(typed):
    assert find("directions", typed) is None


def test_a_code_of_digits_is_known_by_all_of_them():
    assert find("outcomes", "4.4", "2016-2021") == "4.4"
    assert find("outcomes", "44", "2016-2021") is None


def test_the_words_beside_a_code_are_not_those_of_another_one():
    assert find("outcomes", "KI2.A.1 – Emerging leaders move into leadership roles") is None
    assert find("outcomes", "KI2.A.1 – our own words") == "KI2.A.1"


def test_further_codes_and_weights_are_no_words_beside_a_code():
    assert find("directions", "SD2: 33, SD3: 33") is None
    assert find("outcomes", "KI2.A.1 – KI2.A.4") is None


@pytest.mark.parametrize("name", ["directions", "outcomes", "nodes", "indicators", "subjects"])
@pytest.mark.parametrize("framework", sorted(known().frameworks))
def test_every_code_and_every_title_beside_its_code_is_known(name, framework):
    for code, title in known().codes(name, framework).items():
        for typed in (code, f"{code} – {title}", f"{code} – {title[:40]}…"):
            assert find(name, typed, framework) == code
