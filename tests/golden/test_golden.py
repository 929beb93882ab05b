"""The numbers of every figure are those in the golden files.

`python -m tests.golden write` writes the files. By day, 10 choice sets are compared, and three
combinations of the matrix that change several choices at once; at night (IFLA_NIGHT=1) everything.
"""

import pytest

from tests.golden import numbers

AT_NIGHT = {"documented-only", "fractional", "primary", "direction", "period-2011", "day"}
BY_DAY = (
    {"documented-only": True, "counting": "fractional", "known-on": "now", "direction": "SD2"},
    {"documented-only": False, "counting": "primary", "known-on": "2011-12-31", "direction": ""},
    {"documented-only": False, "counting": "fractional", "known-on": "2012-04", "direction": ""},
)


@pytest.fixture(scope="module", autouse=True)
def log():
    with numbers.fresh_log():
        yield


def assert_none(differences):
    listed = [*differences]
    assert not listed, "\n".join([f"{len(listed)} differences", *listed[:40]])


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.night if name in AT_NIGHT else ())
        for name in numbers.CHOICE_SETS
    ],
)
def test_the_rows_of_a_choice_set_have_not_changed(name):
    assert_none(numbers.changed_rows(name))


@pytest.mark.parametrize("choices", BY_DAY, ids=str)
def test_the_tables_of_a_combination_of_choices_have_not_changed(choices):
    position = numbers.matrix(numbers.MAIN).index({"framework": numbers.MAIN, **choices})
    assert_none(numbers.changed_hashes(numbers.MAIN, [position]))


@pytest.mark.night
@pytest.mark.parametrize("framework", numbers.DAYS)
def test_the_tables_of_the_whole_matrix_have_not_changed(framework):
    assert_none(numbers.changed_hashes(framework, range(len(numbers.matrix(framework)))))
