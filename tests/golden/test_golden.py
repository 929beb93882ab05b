"""The numbers of every figure are those of the golden files; a change of them says why.

Written by `python -m tests.golden write`. By day the full rows of 16 choice sets and a fixed part
of the matrix of all others, at night (IFLA_NIGHT=1) the whole matrix.
"""

import random

import pytest

from tests.golden import numbers

MOST = 40
SHOWN = "\n".join
A_DAY = {framework: 4 if framework == numbers.MAIN else 1 for framework in numbers.DAYS}
"""Choice sets of the matrix that are compared by day."""


@pytest.fixture(scope="module")
def log():
    all_there()
    with numbers.fresh_log():
        yield


def all_there():
    expected = {numbers.MATRIX.name, *(numbers.file_of(name).name for name in numbers.SETS)}
    found = {file.name for file in numbers.FOLDER.glob("*.json")}
    assert found == expected, "python -m tests.golden write"


def none_of(found):
    told = [*found]
    assert not told, SHOWN([f"{len(told)} differences", *told[:MOST]])


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("name", numbers.SETS)
def test_every_number_of_a_full_choice_set_is_as_it_was(name):
    none_of(numbers.different_set(name))


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("framework", numbers.DAYS)
def test_a_part_of_the_matrix_is_as_it_was(framework):
    every = range(len(numbers.matrix(framework)))
    chosen = random.Random(framework).sample(every, A_DAY[framework])
    none_of(numbers.different_hashes(framework, chosen))


@pytest.mark.night
@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("framework", numbers.DAYS)
def test_the_whole_matrix_is_as_it_was(framework):
    none_of(numbers.different_hashes(framework, [*range(len(numbers.matrix(framework)))]))


def test_the_files_stay_small():
    all_there()
    assert sum(file.stat().st_size for file in numbers.FOLDER.glob("*.json")) < 3_000_000
