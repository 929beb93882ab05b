"""What hangs on cells: an address behind evidence is read, other ones and notes are told."""

import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from ifla_metrics.exchange import fast_reading, slow_reading
from ifla_metrics.exchange.limits import PAGE
from ifla_metrics.exchange.workbook_faulty import write_faulty
from ifla_metrics.i18n import translate
from tests.exchange.corpus.making import workbook
from tests.exchange.reading import in_this_process, read

EN = translate("en")
ROWS = [
    ["Activity", "Date", "Country", "Evidence"],
    ["Workshop one", "2012-01-05", "Kenya", "the report"],
    ["Seminar two", "2012-01-06", "Ghana", "https://a.example/r"],
]
ADDRESS = "https://a.example/r?x=1&y=2"


def made(change=lambda page: None):
    return workbook(ROWS, lambda book: change(book.active))


def told(data):
    with in_this_process():
        found = read(data)
    return found, [n.words(EN) for n in found.notices if "cells" in n.reason.message]


def test_an_address_behind_evidence_is_evidence():
    def change(page):
        page["D2"].hyperlink = ADDRESS
        page["D3"].hyperlink = "https://a.example/r/"

    found, said = told(made(change))
    one, two = (row.draft.evidence for row in found.rows)
    assert (one, two) == (("the report", ADDRESS), ("https://a.example/r",))
    assert said == []


def test_other_addresses_and_notes_are_told():
    def change(page):
        page["A2"].hyperlink = ADDRESS
        page["A1"].hyperlink = ADDRESS
        page["C3"].hyperlink = "mailto:a@example.org"
        page["C2"].comment = Comment("Only the first day", "Ann")
        page["C1"].comment = Comment("Names in English", "Ann")

    found, said = told(made(change))
    assert [r.verdict for r in found.rows] == ["accepted", "accepted"]
    assert said == [
        (
            "Sheet “Activities”: Links behind cells were not read: A2. "
            "Write an address into the column “Evidence”."
        ),
        "Sheet “Activities”: Notes on cells were not read: C2.",
    ]


def test_the_notes_of_a_file_that_came_back_with_its_faults_are_not_told():
    data = workbook([ROWS[0], ["Workshop one", "not a day", "Kenya", ""]])
    sheets = fast_reading.read_workbook(data, PAGE)
    found, _ = told(data)
    faulty = write_faulty(sheets, [f for r in found.rows for f in r.faults], [], EN)
    assert openpyxl.load_workbook(io.BytesIO(faulty))["Activities"]["B2"].comment
    assert told(faulty)[1] == []


@pytest.mark.parametrize("reader", [fast_reading, slow_reading])
def test_both_readers_give_them(reader):
    def change(page):
        page["D2"].hyperlink = ADDRESS
        page["C2"].comment = Comment("x", "Ann")

    [sheet] = reader.read_workbook(made(change), PAGE)
    assert (sheet.links, sheet.notes) == (((1, 3, ADDRESS),), ((1, 2),))
