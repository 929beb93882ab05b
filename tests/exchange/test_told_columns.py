"""What is told of columns that were added, spread or not read, and where it says so."""

from ifla_metrics.i18n import translate
from tests.exchange.corpus.making import csv_bytes
from tests.exchange.reading import read

HEAD = ("Title", "Date", "Country")
CLINIC = ("A clinic", "2012-05-14", "Kenya")
EN = translate("en")


def told(*rows):
    found = read(csv_bytes([list(row) for row in rows]), "log.csv")
    faults = [fault.words(EN) for row in found.rows for fault in row.faults]
    return faults, [notice.words(EN) for notice in found.notices]


def test_parts_that_are_not_exact_are_called_so():
    header = (*HEAD, "Women (onsite)", "Women (online)")
    for unknown in ("n/a", "-", "about 5"):
        [fault], notices = told(header, (*CLINIC, "12", unknown))
        assert "Columns D and E count parts" in fault
        assert "not exactly known" in fault
        assert not any("added" in notice for notice in notices)


def test_parts_are_told_as_added_only_where_they_were():
    header = (*HEAD, "Women (onsite)", "Women (online)")
    assert not any("added" in n for n in told(header, (*CLINIC, "12", ""))[1])
    assert [n for n in told(header, (*CLINIC, "12", "5"))[1] if "D and E" in n and "added" in n]


def test_a_day_of_an_answer_is_told_where_no_other_column_is_a_day():
    header = ("Respondent ID", "Start Date", "Title", "Country")
    _, notices = told(header, ("1", "2012-06-11", "A clinic", "Kenya"))
    assert [n for n in notices if "“Start Date” may be when the form was answered" in n]
    _, notices = told((*header, "Date"), ("1", "2012-06-11", "A clinic", "Kenya", "2012-05-14"))
    assert not any("answered" in notice for notice in notices)


def test_sexes_that_were_read_from_cells_are_told_with_column_and_rows():
    rows = [
        (*CLINIC, "12 F, 8 M"),
        ("B clinic", "2012-05-15", "Kenya", "20"),
        ("C clinic", "2012-05-16", "Kenya", "F 3, M 4"),
    ]
    _, notices = told((*HEAD, "Participants"), *rows)
    assert [n for n in notices if "Column D (Participants)" in n and "rows: 2" in n]


def test_a_place_without_a_header_has_no_empty_brackets():
    faults, _ = told(HEAD, (*CLINIC, "more"))
    assert faults
    assert "cell D2:" in faults[0]
