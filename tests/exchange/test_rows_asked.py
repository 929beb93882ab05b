"""What was answered about a row that may be a total, or may not have taken place, becomes of it."""

import pytest

from ifla_metrics.exchange.faults import Place
from tests.exchange.corpus.making import csv_bytes, workbook
from tests.exchange.reading import in_this_process, read

HEAD = ["Activity", "Date", "Country", "Participants"]
ROWS = [HEAD, ["Workshop one", "2012-01-05", "Kenya", "30"]]


def told(row, **answers):
    with in_this_process():
        return read(csv_bytes([*ROWS, row]), "log.csv", **answers)


def answered(row, value):
    [question] = told(row).rows[-1].questions
    return told(row, answers={question.id: value})


TOTAL = ["Total", "2012-01-31", "", "30"]
CANCELLED = ["Seminar (cancelled)", "2012-01-31", "Kenya", ""]


def test_a_total_with_a_day_is_left_out_or_taken():
    left, taken = answered(TOTAL, "leave"), answered(TOTAL, "take")
    assert [r.draft.title for r in left.rows] == ["Workshop one"]
    [told_of] = left.left_out
    assert (told_of.place, told_of.value) == (Place("log", 3, "A", "Activity"), "Total")
    assert [r.draft.title for r in taken.rows] == ["Workshop one", "Total"]


@pytest.mark.parametrize("state", ["cancelled", "completed"])
def test_the_state_that_was_answered_is_kept(state):
    row = answered(CANCELLED, state).rows[-1]
    assert (row.verdict, row.draft.lifecycle) == ("accepted", state)


def test_what_did_not_take_place_may_be_left_out():
    found = answered(CANCELLED, "leave")
    assert len(found.rows) == len(found.left_out) == 1


def test_an_answer_that_was_not_offered_is_none():
    assert answered(CANCELLED, "take").verdict == "asked"


def test_a_row_of_the_log_is_not_asked_about():
    head, row = [*HEAD, "Id", "Version"], [*TOTAL, "uid-1", "1"]
    with in_this_process():
        found = read(csv_bytes([head, row]), "log.csv")
    assert [r.verdict for r in found.rows] == ["accepted"]


def test_a_sheet_of_costs_is_asked_about_row_by_row_where_it_counts_people():
    def change(book):
        page = book.create_sheet("Budget")
        for row in (["Activity", "Date", "Pax"], ["Workshop one", "2012-01-05", 31]):
            page.append(row)

    def found(**answers):
        with in_this_process():
            return read(workbook(ROWS, change), **answers)

    [question] = found().rows[-1].questions
    left, taken = (found(answers={question.id: said}) for said in ("leave", "take"))
    assert (len(left.rows), len(left.left_out)) == (1, 1)
    assert [r.verdict for r in taken.rows] == ["accepted", "accepted"]
