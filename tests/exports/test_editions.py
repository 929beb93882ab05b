"""Printed figures are compared with their current state, and changes with entries."""

from dataclasses import replace

import pandas as pd
import pytest

from ifla_metrics.choices import Choices
from ifla_metrics.errors import Refused
from ifla_metrics.exports.data_files import as_json
from ifla_metrics.exports.editions import LARGEST_UNPACKED, compare, entries_for_figure, figure_ids
from ifla_metrics.exports.open_data import zip_files
from ifla_metrics.figures.figure import Column, Table
from ifla_metrics.i18n import translate
from ifla_metrics.models.editions import ChangedEntry
from tests.exports.test_data_files import figure as one_column

T = translate("en")
ID = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"
COLUMNS = (
    Column("code", "Code", "code", visible=False),
    Column("name", "Region"),
    Column("n", "Countries", "number"),
)


def document(*rows, title="T", t=T):
    frame = pd.DataFrame(rows, columns=["code", "name", "n"])
    figure = replace(one_column([]), id=ID, title=title, table=Table(frame, COLUMNS))
    return as_json(figure, t).decode()


def changes(before, now, t=T):
    return [(c.row, c.column, c.before, c.now) for c in compare(before, now, t)]


AFRICA, ASIA = ("AF", "Africa", 4), ("AS", "Asia", None)


def test_changed_cells_and_added_and_removed_rows_are_listed():
    old = document(AFRICA, ASIA)
    new = document(("OC", "Oceania", 1), ("AF", "Africa", 5))

    assert changes(old, old) == []
    assert changes(document(ASIA), document(("AS", "Asia", 0))) == [("Asia", "Countries", "–", "0")]
    assert changes(old, new) == [
        ("Africa", "Countries", "4", "5"),
        ("Asia", "Whole row", "listed", "not listed"),
        ("Oceania", "Whole row", "not listed", "listed"),
    ]


def test_a_figure_of_real_data_has_no_invented_entries_behind_it():
    choices = Choices("2010-2015", "2011-2012", "2012-12", documented_only=True)
    real = ChangedEntry("activity", "activities", "u", "Title", 1, None, "", "documented")
    entries = [real, real._replace(provenance="synthetic")]

    assert entries_for_figure("coverage-map", choices, entries) == (real,)


def zipped(name, text):
    return zip_files({name: text.encode()})


def test_each_id_in_a_word_file_is_read_once():
    filtered = f"{ID}~r=africa~rev"
    content = zipped("word/document.xml", f"<w:t>{ID}</w:t><w:t>{filtered} {ID}</w:t>")
    assert figure_ids(content) == (ID, filtered)


FOREIGN = {
    "pdf": b"%PDF-1.7 broken",
    "packed": b"PK\x03\x04 broken",
    "foreign": zipped("ppt/a.xml", ID),
    "without": zipped("word/document.xml", "none"),
    "bomb": zipped("word/document.xml", ID + " " * LARGEST_UNPACKED),
    "empty": b"",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_damaged_or_foreign_file_is_refused(kind):
    with pytest.raises(Refused, match=r"not a readable PDF or Word file|no figure id"):
        figure_ids(FOREIGN[kind])
