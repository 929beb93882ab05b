"""Compare a printed figure with its current state, and find its id in a file."""

from dataclasses import replace

import pandas as pd
import pytest

from ifla_metrics.choices import Choices
from ifla_metrics.errors import Refused
from ifla_metrics.exports.data_files import as_json
from ifla_metrics.exports.editions import compare, entries_for_figure, figure_ids
from ifla_metrics.exports.open_data import zip_files
from ifla_metrics.figures.figure import Column, Table
from ifla_metrics.figures.unreviewed_entries import title_with_count
from ifla_metrics.i18n import translate
from ifla_metrics.models.editions import ChangedEntry
from tests.exports.test_data_files import one_column

T = translate("en")
ID = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"
COLUMNS = (
    Column("code", "Code", "code", visible=False),
    Column("name", "Region"),
    Column("n", "Countries", "number"),
)


def json_of(*rows, **attributes):
    table = Table(pd.DataFrame(rows, columns=["code", "name", "n"]), COLUMNS)
    return as_json(replace(one_column([]), id=ID, table=table, **attributes), T).decode()


def changes(before, now):
    return [(c.row, c.column, c.before, c.now) for c in compare(before, now, T)]


def test_changed_cells_and_added_and_removed_rows_are_listed():
    old = json_of(("AF", "Africa", None), ("AS", "Asia", 4))
    new = json_of(("OC", "Oceania", 1), ("AF", "Africa", 0))

    assert changes(old, old) == []
    assert changes(old, new) == [
        ("Africa", "Countries", "–", "0"),
        ("Asia", "Whole row", "listed", "not listed"),
        ("Oceania", "Whole row", "not listed", "listed"),
    ]


def test_a_number_that_is_printed_as_before_has_not_changed():
    assert changes(json_of(("AF", "Africa", 1.00001)), json_of(("AF", "Africa", 1.00002))) == []


def test_a_review_changes_no_finding():
    def titled(finding, unreviewed):
        title = title_with_count(finding, unreviewed, T)
        return json_of(title=title, facts={"unreviewed": str(unreviewed)})

    assert changes(titled("3 new", 2), titled("3 new", 0)) == []
    assert changes(titled("3 new", 2), titled("4 new", 2))[0][1] == "Title"
    before, now = (json_of(("AF", "Africa", n)).replace('"n"', '"unreviewed"') for n in (2, 0))
    assert changes(before, now) == []


def test_demonstration_entries_do_not_explain_a_figure_of_real_data():
    choices = Choices("2010-2015", "2011-2012", "2012-12", documented_only=True)
    real = ChangedEntry("activity", "activities", "u", "Title", 1, None, "documented")
    entries = [real, real._replace(provenance="synthetic")]

    assert entries_for_figure("coverage-map", choices, entries) == (real,)


def word_file(text):
    return zip_files({"word/document.xml": text.encode()})


def test_each_id_in_a_word_file_is_listed_once():
    filtered = f"{ID}~r=africa~rev"
    text = f"<w:t>{ID}</w:t><w:t>{filtered} {ID}</w:t>"

    assert figure_ids(word_file(text)) == (ID, filtered)


UNREADABLE = {
    "damaged PDF": b"%PDF-1.7 broken",
    "damaged archive": b"PK\x03\x04 broken",
    "not Word": zip_files({"ppt/a.xml": ID.encode()}),
    "without an id": word_file("none"),
    "empty": b"",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_a_damaged_or_foreign_file_is_refused(content):
    with pytest.raises(Refused, match=r"not a readable PDF or Word file|no figure id"):
        figure_ids(content)
