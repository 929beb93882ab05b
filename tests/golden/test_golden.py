"""The numbers of every figure are those of the golden files; a change of them says why.

Written by `python -m tests.golden write`. By day the full rows of 10 choice sets, and of the
matrix three that vary what the other six full ones vary; at night (IFLA_NIGHT=1) all of both.
"""

import pytest

from tests.golden import numbers

MOST = 40
AT_NIGHT = {"documented-only", "fractional", "primary", "direction", "period-2011", "day"}
CROSSED = (
    {"documented-only": True, "counting": "fractional", "known-on": "now", "direction": "SD2"},
    {"documented-only": False, "counting": "primary", "known-on": "2011-12-31", "direction": ""},
    {"documented-only": False, "counting": "fractional", "known-on": "2012-04", "direction": ""},
)


@pytest.fixture(scope="module", autouse=True)
def log():
    with numbers.fresh_log():
        yield


def none_of(found):
    told = [*found]
    assert not told, "\n".join([f"{len(told)} differences", *told[:MOST]])


@pytest.mark.parametrize(
    "name",
    [pytest.param(s, marks=pytest.mark.night if s in AT_NIGHT else ()) for s in numbers.SETS],
)
def test_every_number_of_a_full_choice_set_is_as_it_was(name):
    none_of(numbers.different_set(name))


@pytest.mark.parametrize("chosen", CROSSED, ids=str)
def test_a_part_of_the_matrix_is_as_it_was(chosen):
    place = numbers.matrix(numbers.MAIN).index({"framework": numbers.MAIN, **chosen})
    none_of(numbers.different_hashes(numbers.MAIN, [place]))


@pytest.mark.night
@pytest.mark.parametrize("framework", numbers.DAYS)
def test_the_whole_matrix_is_as_it_was(framework):
    none_of(numbers.different_hashes(framework, range(len(numbers.matrix(framework)))))
