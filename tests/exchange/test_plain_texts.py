"""A column of plain texts is taken as it stands, asked as a whole."""

import pytest

from ifla_metrics.exchange.cell_lists import Manner
from ifla_metrics.exchange.cell_reading import reader_of, stands_as_written
from ifla_metrics.exchange.cell_texts import Standing
from ifla_metrics.imports.columns import FORMATS
from tests.exchange.reading import known

TITLE = FORMATS["activities"].column("title")
LIMITS = (3, 20)
PLAIN = "Workshop 5: law"
READ = (
    "",
    " ",
    "ab",
    "x" * 21,
    " law of",
    "law of ",
    "law  of",
    "law\nof",
    "law\tof",
    "\nlaw",
    "law\n",
    "#N/A",
    "law\x7fof",
    "Lire à Dakar",
    "Lire Ã  Dakar",
    "lost \ufffd of it",
    "law\u00a0of",
    True,
    12,
    None,
    Standing("Lire Ã  Dakar"),
)


def read(cell, column=TITLE):
    return reader_of(column, known(), Manner(), limits=LIMITS)(cell)


def test_plain_texts_stand_as_they_are_written():
    cells = [PLAIN, "law", "x" * 20, "law (draft)"]

    assert stands_as_written(TITLE, cells, LIMITS)
    assert [read(cell) for cell in cells] == cells


@pytest.mark.parametrize("cell", READ)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_cell_that_is_not_plain_lets_each_be_read(cell, place):
    cells = [PLAIN, PLAIN]
    cells.insert(place, cell)

    assert not stands_as_written(TITLE, cells, LIMITS)


def test_details_are_read_even_where_their_text_is_plain():
    details = FORMATS["participation"].column("dimensions")

    assert not stands_as_written(details, ["age=adult"], (0, 0))
    assert read("age=adult", details) == {"age": "adult"}
