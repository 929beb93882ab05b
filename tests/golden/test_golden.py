"""The numbers of every figure are those of the golden files; a change of them says why.

Written by `python -m tests.golden write`. By day the full rows of 13 choice sets and a fixed part
of the matrix of all others, at night (IFLA_NIGHT=1) the whole matrix.
"""

import random

import pytest

from tests.golden import numbers

MOST = 40
SHOWN = "\n".join
A_DAY = {framework: 12 if framework == numbers.MAIN else 3 for framework in numbers.DAYS}
"""Choice sets of the matrix that are compared by day."""


@pytest.fixture(scope="module")
def log():
    assert numbers.MATRIX.exists(), "No golden files yet: python -m tests.golden write"
    with numbers.fresh_log():
        yield


def none_of(found):
    told = [*found]
    assert not told, SHOWN([f"{len(told)} differences", *told[:MOST]])


@pytest.mark.usefixtures("log")
def test_every_number_of_the_full_choice_sets_is_as_it_was():
    none_of(numbers.different_sets())


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


def test_a_difference_names_figure_choices_row_column_old_and_new():
    def told(**rows):
        return {"coverage": {"names": ["region"], "columns": ["reached", "ratio"], "rows": rows}}

    found = numbers.different_rows(
        "default", told(africa=[13, 0.4], lac=[1, None]), told(africa=[12, 0.4], europe=[2, None])
    )

    assert [*found] == [
        "coverage [default], row africa, reached: 13 -> 12",
        "coverage [default], row europe: new",
        "coverage [default], row lac: gone",
    ]


def test_no_word_of_a_figure_stands_in_the_files():
    for file in numbers.FOLDER.glob("*.json"):
        assert " " not in file.read_text(encoding="utf-8"), file.name


def test_the_files_stay_small():
    assert sum(file.stat().st_size for file in numbers.FOLDER.glob("*.json")) < 3_000_000
