"""The numbers of every figure are those of the golden files; a change of them says why.

Written by `python -m tests.golden write`. By day the full rows of 16 choice sets and a fixed part
of the matrix of all others, at night (IFLA_NIGHT=1) the whole matrix.
"""

import csv
import json
import random
import re

import pytest

from ifla_metrics.metrics.attention import RULES
from ifla_metrics.metrics.status import WORDS
from ifla_metrics.settings import DATA
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


OF_FIGURES = {"all", "before", "done", "down", "late", "listed", "new", "now", "open", "priority"}
OF_FIGURES |= {"any", "reached", "up"}
"""What some figures call the kind, the change or the state of a row."""
COLUMNS = ("code", "uid", "list", "category", "region", "resource", "stage", "state")
PLAIN = re.compile(r"[A-Z0-9][A-Z0-9.:-]*|")
"""A day, a year or a code in capitals."""


def words_in(figures):
    """The cells and names of rows that are no code: a title, or another word for a status."""
    known = {*WORDS, *RULES, *OF_FIGURES}
    for file in DATA.rglob("*.csv"):
        with file.open(encoding="utf-8") as lines:
            known.update(row[c] for row in csv.DictReader(lines) for c in COLUMNS if c in row)
    for name, table in figures.items():
        for row, cells in table["rows"].items():
            for text in (*row.partition("#")[0].split("/"), *cells):
                if isinstance(text, str) and not (text in known or PLAIN.fullmatch(text)):
                    yield f"{name}, row {row}: {text}"


def test_no_word_of_a_figure_stands_in_the_files():
    all_there()
    told = {"coverage": {"rows": {"africa": [1, "on_track"], "KI2.A": ["Africa", "maintained"]}}}
    assert [*words_in(told)] == [
        "coverage, row KI2.A: Africa",
        "coverage, row KI2.A: maintained",
    ]
    for choices in numbers.SETS:
        none_of(words_in(json.loads(numbers.file_of(choices).read_text(encoding="utf-8"))))


def test_the_files_stay_small():
    all_there()
    assert sum(file.stat().st_size for file in numbers.FOLDER.glob("*.json")) < 3_000_000
