"""Foreign tables: certain cells are read, uncertain ones asked about; answers saved as TOML."""

from datetime import date

import pytest

from ifla_metrics.errors import IflaMetricsError, Message
from ifla_metrics.i18n import translate
from ifla_metrics.imports.answers import (
    add_answers,
    mapping_to_save,
    read_toml,
    saved_answers,
    write_toml,
)
from ifla_metrics.imports.foreign_table import FORMAT
from ifla_metrics.imports.headers import Source
from ifla_metrics.imports.read import Sheet, read
from ifla_metrics.imports.row_reader import SheetMapping
from ifla_metrics.imports.rows import Preview, Question, Verdict
from ifla_metrics.store.write.imports import SavedMapping
from tests.imports.sample_files import csv_bytes, edit_sheet_xml, preview_data, xlsx_bytes

T = translate("en")
HEADER = ("Title", "Type of activity", "Status", "Start date", "Country", "Participants")
ROW = ("Library law workshop", "workshop", "completed", "2012-03-05", "Kenya", "30")


def check(rows, answers=None, *, group="ALP"):
    return preview_data(csv_bytes(rows), "plan.csv", answers or {}, T, group)


def row_with(**cells):
    fields = ("title", "kind", "status", "date", "country", "people")
    return [cells.get(field, value) for field, value in zip(fields, ROW, strict=True)]


def only_row(cells, answers=None):
    [row] = check([HEADER, cells], answers).rows
    return row


def reasons(row):
    return [(reason.field, reason.code, reason.question_key) for reason in row.reasons]


@pytest.mark.parametrize("empty", ["", "-", "n/a", "–"])
@pytest.mark.parametrize(("column", "key"), [("kind", "kind"), ("status", "lifecycle")])
def test_an_empty_cell_is_asked_about_and_gets_no_default(column, key, empty):
    asked = only_row(row_with(**{column: empty}))
    answered = only_row(row_with(**{column: empty}), {f"empty:{key}": "cancelled"})
    ignored = only_row(row_with(**{column: "Sonstiges"}), {f"value:{key}:Sonstiges": ""})

    assert asked.draft is None
    assert reasons(asked) == [(key, "missing", f"empty:{key}")]
    assert getattr(answered.draft, key) == "cancelled" or column == "kind"
    assert reasons(ignored) == [(key, "missing", f"empty:{key}")]


def test_a_row_with_an_invalid_and_an_open_cell_names_both_and_asks_nothing():
    result = check([HEADER, row_with(date="soon", status="")])
    [row] = result.rows

    assert [code for _, code, _ in reasons(row)] == ["missing", "not_a_date"]
    assert row.verdict is Verdict.REFUSE
    assert not result.questions


def test_all_unknown_values_of_a_cell_are_asked_about_at_once():
    cells = (*row_with(country="Congo; Mexico, Missouri"), "Law; Fun")
    result = check([(*HEADER, "Outcomes"), cells])

    assert [question.key for question in result.questions] == [
        *("value:countries:Congo", "value:countries:Mexico, Missouri"),
        *("value:outcomes:Law", "value:outcomes:Fun"),
    ]
    assert [question.suggested for question in result.questions] == [""] * 4


def test_invisible_characters_are_removed_with_one_note_per_column():
    result = check([HEADER, *(row_with(title=f"Work\u200bshop {n}") for n in (1, 2))])

    assert [row.draft.title for row in result.rows] == ["Workshop 1", "Workshop 2"]
    [note] = result.notes
    assert (note.code, note.message.values) == ("invisible_removed", {"list": "Title"})


def test_dates_of_unequal_precision_are_kept_as_stated():
    header = ("Title", "Type of activity", "Status", "Start date", "End date")
    dates = (
        ("March 2012", "5 April 2012", "March 2012 – 5 April 2012"),
        ("5 March 2012", "April 2012", "5 March 2012 – April 2012"),
        ("5 March 2012", "7 March 2012", ""),
    )
    for first, last, stated in dates:
        [row] = check([header, (*ROW[:3], first, last)]).rows
        assert row.draft.date_as_stated == stated


def test_without_a_group_each_row_must_name_one():
    header, cells = (*HEADER, "Working group"), (*ROW, "OA-TF")

    assert check([header, cells], group="").rows[0].draft.groups == ("OA-TF",)
    [question] = check([HEADER, ROW], group="").questions
    assert question.key == "mapping:groups"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("Country", "a" + " " * 30_000 + "b"), ("Directions", "a" + "-" * 2_900 + "b")],
)
def test_long_hostile_cells_are_refused_at_once(field, typed):
    """Parsing in quadratic time would take minutes."""
    headers = ("Title", "Kind", "Status", "Start date", field)
    rows = [(f"Workshop {n}", "workshop", "completed", "2023", f"{typed}{n}") for n in range(50)]
    assert all(row.reasons for row in check([headers, *rows]).rows)


def test_merged_areas_as_large_as_the_sheet_are_read_at_once():
    """Going through their cells would take hours."""
    merged = "".join(f'<mergeCell ref="A2:XFD{1_048_576 - i}"/>' for i in range(2_000))
    data = edit_sheet_xml(
        xlsx_bytes([HEADER, ROW]),
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>"),
    )
    assert len(preview_data(data, "a.xlsx", {}, T).rows) == 1


def test_planned_days_default_to_those_of_a_planned_activity_and_must_be_one_period():
    planned = only_row(row_with(date="2099-03-05", status="planned")).draft
    assert planned.planned_ended_on == date(2099, 3, 5)

    def with_plan(*plan):
        return check([(*HEADER, "Planned start", "Planned end"), (*ROW, *plan)]).rows[0]

    assert with_plan("Q1 2012", "").draft.planned_ended_on == date(2012, 3, 31)
    for plan in (("March-April 2012", ""), ("March 2012", "2012-03-20")):
        assert reasons(with_plan(*plan)) == [("planned_started_on", "not_one_period", "")]


def test_a_suggested_mapping_can_be_read_back_unchanged():
    choices = {"dmy": "day", "mdy": "m"}
    parsed = Preview(
        "table",
        (SheetMapping(Sheet("Plan", ()), FORMAT, {}, (), 1),),
        mapping={
            "title": Source(2, 'Titre "court"', values=["Atelier\n\x1bà Dakar"]),
            "kind": Source(constant="workshop", certain=False),
        },
        questions=(Question("date_order", Message("Day or month?"), choices, "dmy"),),
        answers={"decimal": ",", "value:kind:Réunion: x": "meeting"},
    )
    text = write_toml(parsed, T)

    assert text.splitlines()[1] == '# Titre "court" | Atelier à Dakar'
    assert '# Day or month? "dmy" | "mdy"\n# "date_order" = "dmy"' in text
    text = text.replace("[constants]", "[constants]\nstarted_on = 2012-11-30")
    answers = read_toml(text.encode(), "plan.toml")
    assert {key: answer for key, answer in answers.items() if answer} == {
        "mapping": "yes",
        "sheet": "Plan",
        "mapping:title": "B",
        "mapping:started_on": "=2012-11-30",
        "mapping:kind": "=workshop",
        "value:kind:Réunion: x": "meeting",
        "decimal": ",",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[mapping\n", "is not a mapping: .*Expected"),
        ("[mapping]\ntitle = {column = 1}", "mapping.title.column.*as --suggest-mapping does"),
        ('[mapping]\nwomem = {column = "F"}', "Did you mean 'women'"),
        ('[columns]\ntitle = "B"\n', "is not a mapping: columns"),
        (
            '[mapping]\ntitle = {sheet = "a", column = "B"}\nkind = {sheet = "b", column = "C"}\n',
            "several sheets",
        ),
    ],
)
def test_an_invalid_mapping_is_refused_with_a_reason(text, message):
    with pytest.raises(IflaMetricsError, match=message):
        read_toml(text.encode(), "plan.toml")


def test_a_file_without_rows_is_refused():
    [reason] = check([HEADER]).reasons

    assert (reason.code, reason.cell.row) == ("no_rows", 1)


def test_an_answer_for_a_missing_sheet_is_refused_with_its_name():
    with pytest.raises(IflaMetricsError, match="no sheet “Plan”"):
        preview_data(xlsx_bytes([HEADER, ROW]), "plan.xlsx", {"sheet": "Plan"}, T)


def test_a_column_feeds_the_field_that_was_answered_last():
    answers = add_answers({"mapping:women": "B", "mapping:men": "C"}, {"mapping:women": "C"})
    mapping = check([["Title", "Female", "Male"], ["Law", "3", "4"]], answers).mapping

    assert (mapping["women"].column, "men" in mapping) == ("C", False)


def test_only_answers_that_hold_for_later_files_are_saved():
    lasting = {"value:kind:Cours": "workshop", "mapping:lifecycle": "=completed"}
    for_this_file = {"empty:lifecycle": "completed", "date_order": "dmy"}

    preview = Preview("table", mapping={"women": Source()}, answers=lasting | for_this_file)
    assert mapping_to_save(preview).answers == lasting | {"mapping:women": ""}


@pytest.mark.parametrize(
    ("headers", "answers"),
    [
        ("Date,Title", {"mapping:title": "B", "mapping:lifecycle": "=completed"}),
        ("Date,Title,Status", {"mapping:title": "B"}),
        ("Title,Date,Title", {}),
    ],
)
def test_a_saved_mapping_fits_unique_headers_and_gives_way_to_a_new_column(headers, answers):
    mapping = SavedMapping({"title": "Title"}, {"mapping:lifecycle": "=completed"})
    rows = [headers.split(","), ["2012-03-05", "A workshop", "planned"]]
    table = read(xlsx_bytes(rows), "plan.xlsx")
    again = read(xlsx_bytes(rows, lambda book: book.copy_worksheet(book.active)), "plan.xlsx")

    saved = saved_answers(table, [mapping], "")
    assert {key: a for key, a in saved.items() if key.startswith("mapping:")} == answers
    assert not saved_answers(again, [mapping], "")  # It has two such sheets.
    assert saved_answers(again, [mapping], "Activities") == saved
