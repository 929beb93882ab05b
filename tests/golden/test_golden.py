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


def test_a_part_of_the_matrix_is_as_it_was():
    every = range(len(numbers.matrix(numbers.MAIN)))
    none_of(numbers.different_hashes(numbers.MAIN, random.Random(numbers.MAIN).sample(every, 2)))


@pytest.mark.night
@pytest.mark.parametrize("framework", numbers.DAYS)
def test_the_whole_matrix_is_as_it_was(framework):
    none_of(numbers.different_hashes(framework, range(len(numbers.matrix(framework)))))
