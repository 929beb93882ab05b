"""The numbers of every figure are those of the golden files; a change of them says why.

Written by `python -m tests.golden write`. By day the full rows of 16 choice sets and a fixed part
of the matrix of all others, at night (IFLA_NIGHT=1) the whole matrix.
"""

import random

import pytest

from tests.golden import numbers

MOST = 40


@pytest.fixture(scope="module", autouse=True)
def log():
    with numbers.fresh_log():
        yield


def none_of(found):
    told = [*found]
    assert not told, "\n".join([f"{len(told)} differences", *told[:MOST]])


@pytest.mark.parametrize("name", numbers.SETS)
def test_every_number_of_a_full_choice_set_is_as_it_was(name):
    none_of(numbers.different_set(name))


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.night)])
@pytest.mark.parametrize("framework", numbers.DAYS)
def test_the_matrix_is_as_it_was(framework, whole):
    every = range(len(numbers.matrix(framework)))
    some = random.Random(framework).sample(every, 4 if framework == numbers.MAIN else 1)
    none_of(numbers.different_hashes(framework, every if whole else some))
