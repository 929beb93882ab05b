"""A table made elsewhere: what is certain is taken, what is not is asked, what is wrong is said."""

import time
from datetime import date

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.imports.check import check_file
from ifla_metrics.imports.read import read
from ifla_metrics.models.columns import Precision
from tests.imports.codes import code_book
from tests.imports.making import csv_bytes, with_sheet_xml, workbook

T = translate("en")
HEADER = ("Title", "Type of activity", "Status", "Start date", "Country", "Participants")
ROW = ("Library law workshop", "workshop", "completed", "2012-03-05", "Kenya", "30")


def check(rows, name="plan.csv", *, group="ALP", data=None, **answers):
    answers = {key.replace("__", ":"): value for key, value in answers.items()}
    table = read(data or csv_bytes(rows), name, answers=answers)
    return check_file(table, code_book(), answers, group=group, t=T)


def changed(**cells):
    """A sound row, changed where it matters."""
    fields = ("title", "kind", "status", "date", "country", "people")
    return [cells.get(field, value) for field, value in zip(fields, ROW, strict=True)]


def only_row(cells, **answers):
    [row] = check([HEADER, cells], **answers).rows
    return row


def keys(found):
    return [question.key for question in found.questions]


def reasons(row):
    return [(reason.field, reason.code, reason.ask) for reason in row.reasons]


def test_a_table_whose_columns_are_certain_is_taken_without_a_question():
    found = check([HEADER, ROW])

    assert found.questions == ()
    [row] = found.rows
    draft = row.draft
    assert (draft.title, draft.kind, draft.lifecycle.value) == (ROW[0], "workshop", "completed")
    assert (draft.started_on, draft.ended_on) == (date(2012, 3, 5), date(2012, 3, 5))
    assert (draft.groups, draft.countries) == (("ALP",), ("KEN",))
    assert [(line.gender.value, line.count) for line in draft.participation] == [("not_stated", 30)]
    assert found.mapping["title"].samples == (ROW[0],)


@pytest.mark.parametrize("sign", ["", "-", "n/a", "–"])
@pytest.mark.parametrize("column", ["kind", "status"])
def test_a_cell_that_says_nothing_never_becomes_a_default(column, sign):
    key = {"status": "lifecycle"}.get(column, column)

    asked = only_row(changed(**{column: sign}))
    answered = only_row(changed(**{column: sign}), **{f"empty__{key}": "cancelled"})
    nothing = only_row(changed(**{column: "Sonstiges"}), **{f"value__{key}__Sonstiges": ""})

    assert asked.draft is None
    assert reasons(asked) == [(key, "missing", f"empty:{key}")]
    assert getattr(answered.draft, key) == "cancelled" or column == "kind"
    assert reasons(nothing) == [(key, "missing", f"empty:{key}")]


def test_doubtful_columns_are_asked_once_and_hold_all_rows_back():
    rows = [("Name", *HEADER[1:3], "When", *HEADER[4:]), ROW]
    found = check(rows)

    assert keys(found) == ["mapping"]
    assert [row.reasons[0].ask for row in found.rows] == ["mapping"]
    assert not found.mapping["title"].certain
    assert check(rows, mapping="yes").rows[0].is_valid


def test_a_column_can_be_corrected_or_left_out_or_be_a_constant():
    rows = [("Name", "Project title", *HEADER[3:]), ("ALP", *ROW[:1], *ROW[3:])]
    found = check(
        rows, mapping__title="B", mapping__kind="=training", mapping__lifecycle="=planned"
    )

    assert found.questions == ()
    assert found.rows[0].draft.title == ROW[0]
    assert found.rows[0].draft.kind == "training"
    assert [column.header for column in found.unmapped] == ["Name"]
    without = check([HEADER, ROW], mapping__participants="")
    assert without.rows[0].draft.participation == ()


def test_a_required_field_without_a_column_is_asked_with_columns_and_codes():
    found = check([HEADER[:1] + HEADER[3:], ROW[:1] + ROW[3:]])

    assert keys(found) == ["mapping:kind", "mapping:lifecycle"]
    assert "=workshop" in [choice.value for choice in found.questions[0].choices]


def test_an_empty_status_is_asked_once_for_the_file_and_never_filled_in():
    rows = [HEADER, changed(status=""), changed(title="Another", status="")]
    found = check(rows)

    assert keys(found) == ["empty:lifecycle"]
    assert not any(row.is_valid for row in found.rows)
    answered = check(rows, empty__lifecycle="planned")
    assert {row.draft.lifecycle.value for row in answered.rows} == {"planned"}
    refused = check(rows, empty__lifecycle="")
    assert [row.is_asked for row in refused.rows] == [False, False]


@pytest.mark.parametrize(
    ("country", "suggested", "first"), [("Lima", "PER", "PER"), ("Online", "", "")]
)
def test_a_city_suggests_its_country_and_online_none(country, suggested, first):
    [question] = check([HEADER, changed(country=country)]).questions

    assert question.suggested == suggested
    assert question.choices[0].value == first


def test_a_row_of_another_group_is_refused_and_without_a_group_each_row_names_its_own():
    header, cells = (*HEADER, "Working group"), (*ROW, "OA-TF")

    assert reasons(check([header, cells]).rows[0]) == [("groups", "other_group", "")]
    assert check([header, cells], group="").rows[0].draft.groups == ("OA-TF",)
    assert keys(check([HEADER, ROW], group="")) == ["mapping:groups"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"title": "#REF!"}, "spreadsheet_error"),
        ({"title": "Biblioth\ufffdques"}, "damaged_letters"),
        ({"title": "TBC"}, "no_title"),
        ({"title": "(same as above)"}, "no_title"),
        ({"title": "Ditto"}, "no_title"),
        ({"people": "50 %"}, "not_a_count"),
        ({"people": "12 women, 8 men"}, "several_counts"),
        ({"date": "31 February 2012"}, "no_such_day"),
        ({"date": "Tuesday 5 March 2012"}, "wrong_weekday"),
        ({"date": ""}, "missing"),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused_at_its_place(cells, code):
    row = only_row(changed(**cells))

    assert [reason.code for reason in row.reasons] == [code]
    assert row.reasons[0].cell.row == 2
    assert row.reasons[0].cell.column
    assert not row.is_asked


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("Country", "a" + " " * 30_000 + "b"),
        ("Directions", "a" + "-" * 2_900 + "b"),
        ("Month", "²"),
    ],
)
def test_a_hostile_cell_is_refused_at_once(field, typed):
    headers = ["Title", "Kind", "Status", "Year", field]
    rows = [["A workshop", "workshop", "completed", "2023", typed]]
    began = time.process_time()
    found = check([headers, *rows])
    assert not found.rows[0].is_valid
    assert time.process_time() - began < 4


def test_areas_that_merge_the_whole_sheet_are_no_work():
    rows = [["Title", "Kind", "Status", "Date"], ["A workshop", "workshop", "completed", "2023"]]
    merged = "".join(f'<mergeCell ref="A2:XFD{1_048_576 - i}"/>' for i in range(2_000))
    data = with_sheet_xml(
        workbook(rows),
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>"),
    )
    began = time.process_time()
    assert len(check((), "a.xlsx", data=data).rows) == 1
    assert time.process_time() - began < 8


def test_a_column_full_of_unknown_words_is_given_up():
    headers = ["Title", "Kind", "Status", "Date", "Country"]
    rows = [[f"Workshop {i}", "workshop", "completed", "2023", f"Hall {i}"] for i in range(300)]
    found = check([headers, *rows], mapping="yes")
    codes = [row.reasons[0].code for row in found.rows]
    assert codes == ["unknown_country"] * 200 + ["too_many_unknown"] * 100


def test_a_number_that_its_format_shows_in_thousands_is_refused():
    def change(book):
        book.active["F2"].number_format = '0"k"'

    data = workbook([HEADER, (*ROW[:5], 20)], change)
    [row] = check(None, "plan.xlsx", data=data).rows
    assert reasons(row) == [("participants", "not_a_count", "")]
    assert row.reasons[0].value == "20 k"


@pytest.mark.parametrize("typed", ["5 March", "Q1", "12-14 March", "March/April", "2012-03-05"])
def test_what_is_no_single_month_is_refused_in_a_column_of_months(typed):
    headers = ["Title", "Kind", "Status", "Year", "Month"]
    [row] = check([headers, [*ROW[:3], "2012", typed]], mapping="yes").rows
    assert reasons(row) == [("month", "not_a_date", "")]


@pytest.mark.parametrize("day", [date(2012, 3, 1), date(2012, 3, 5)])
def test_a_day_under_month_stays_a_day(day):
    headers = ["Title", "Kind", "Status", "Month"]
    data = workbook([headers, [*ROW[:3], day]])
    [row] = check(None, "plan.xlsx", data=data, mapping__started_on="D").rows
    draft = row.draft
    assert (draft.started_on, draft.ended_on, draft.date_precision) == (day, day, Precision.DAY)


def test_an_activity_that_ends_in_the_future_is_not_completed_unasked():
    rows = [HEADER, changed(date="2099-03-05")]

    assert keys(check(rows)) == ["future"]
    [row] = check(rows, future="planned").rows
    assert (row.draft.lifecycle.value, row.draft.planned_ended_on) == ("planned", date(2099, 3, 5))
    assert reasons(check(rows, future="refuse").rows[0]) == [("lifecycle", "ends_in_future", "")]
