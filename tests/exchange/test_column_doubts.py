"""What a whole column says about its cells is asked once, and answered once."""

from datetime import date

from tests.exchange.corpus.making import workbook
from tests.exchange.reading import read

SWAPPED = (
    ["Title", "First day", "Country"],
    ["A workshop", date(2012, 1, 3), "Kenya"],
    ["B workshop", date(2012, 5, 3), "Peru"],
    ["C workshop", "13/03/2012", "Mali"],
)


def first_days(answers=None):
    found = read(workbook(SWAPPED), answers=answers)
    return [row.draft.started_on if row.draft else None for row in found.rows]


def question():
    return read(workbook(SWAPPED)).rows[0].questions[0]


def test_days_that_may_be_exchanged_with_months_are_asked_about_once_a_column():
    found = read(workbook(SWAPPED))

    assert [row.verdict for row in found.rows] == ["asked", "asked", "accepted"]
    assert len({q.id for row in found.rows for q in row.questions}) == 1


def test_the_answer_puts_them_back_or_leaves_them():
    assert first_days({question().id: "exchanged"})[:2] == [date(2012, 3, 1), date(2012, 3, 5)]
    assert first_days({question().id: "stand"})[:2] == [date(2012, 1, 3), date(2012, 5, 3)]


def test_one_date_after_the_twelfth_shows_that_dates_were_read_rightly():
    rows = [*SWAPPED, ["D workshop", date(2012, 3, 28), "Mali"]]

    assert {row.verdict for row in read(workbook(rows)).rows} == {"accepted"}


def test_days_and_months_that_are_equal_are_not_asked_about():
    rows = [SWAPPED[0], ["A workshop", date(2012, 3, 3), "Kenya"], SWAPPED[3]]

    assert {row.verdict for row in read(workbook(rows)).rows} == {"accepted"}
