"""A table made elsewhere: what is certain is taken, what is not is asked, what is wrong is said."""

import time
from datetime import date

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.imports.check import check_file
from ifla_metrics.imports.read import read
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


def test_a_row_of_another_group_is_refused_and_without_a_group_each_row_names_its_own():
    header, cells = (*HEADER, "Working group"), (*ROW, "OA-TF")

    assert reasons(check([header, cells]).rows[0]) == [("groups", "other_group", "")]
    assert check([header, cells], group="").rows[0].draft.groups == ("OA-TF",)
    assert keys(check([HEADER, ROW], group="")) == ["mapping:groups"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("Country", "a" + " " * 30_000 + "b"),
        ("Directions", "a" + "-" * 2_900 + "b"),
        ("Month", "²"),
    ],
)
def test_a_hostile_cell_is_refused_at_once(field, typed):
    began = time.process_time()
    headers = ("Title", "Kind", "Status", "Year", field)
    [row] = check([headers, ("A workshop", "workshop", "completed", "2023", typed)]).rows
    assert not row.is_valid
    assert time.process_time() - began < 4


def test_areas_that_merge_the_whole_sheet_are_no_work():
    merged = "".join(f'<mergeCell ref="A2:XFD{1_048_576 - i}"/>' for i in range(2_000))
    data = with_sheet_xml(
        workbook([HEADER, ROW]),
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>"),
    )
    began = time.process_time()
    assert len(check((), "a.xlsx", data=data).rows) == 1
    assert time.process_time() - began < 8


def test_a_column_full_of_unknown_words_is_given_up():
    rows = [HEADER, *(changed(title=f"Workshop {i}", country=f"Hall {i}") for i in range(300))]
    codes = [row.reasons[0].code for row in check(rows, mapping="yes").rows]
    assert codes == ["unknown_country"] * 200 + ["too_many_unknown"] * 100


def test_an_activity_that_ends_in_the_future_is_not_completed():
    row = only_row(changed(date="2099-03-05"))
    assert reasons(row) == [("lifecycle", "ends_in_future", "")]
    planned = only_row(changed(date="2099-03-05", status="planned")).draft
    assert planned.planned_ended_on == date(2099, 3, 5)
