"""A table made elsewhere: what is certain is taken, what is not is asked; answers as TOML."""

from datetime import date

import pytest

from ifla_metrics.errors import IflaMetricsError, Message
from ifla_metrics.i18n import translate
from ifla_metrics.imports.answers import mapping_to_save, read_toml, saved_answers, write_toml
from ifla_metrics.imports.preview import check_file
from ifla_metrics.imports.read import read
from ifla_metrics.imports.rows import ParsedFile, Question, Source
from ifla_metrics.store.imports import SavedMapping
from tests.imports.making import code_book, csv_bytes, with_sheet_xml, workbook

T = translate("en")
HEADER = ("Title", "Type of activity", "Status", "Start date", "Country", "Participants")
ROW = ("Library law workshop", "workshop", "completed", "2012-03-05", "Kenya", "30")


def check(rows, name="plan.csv", *, group="ALP", data=None, **answers):
    answers = {key.replace("__", ":"): value for key, value in answers.items()}
    table = read(data or csv_bytes(rows), name, answers=answers)
    return check_file(table, code_book(), answers, group=group, t=T)


def changed(**cells):
    fields = ("title", "kind", "status", "date", "country", "people")
    return [cells.get(field, value) for field, value in zip(fields, ROW, strict=True)]


def only_row(cells, **answers):
    [row] = check([HEADER, cells], **answers).rows
    return row


def reasons(row):
    return [(reason.field, reason.code, reason.question_key) for reason in row.reasons]


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


def test_a_row_with_a_refused_and_an_open_cell_names_both_and_asks_nothing():
    found = check([HEADER, changed(date="soon", status="")])
    [row] = found.rows

    assert [code for _, code, _ in reasons(row)] == ["missing", "not_a_date"]
    assert not row.needs_answers
    assert not found.questions


def test_characters_that_nobody_sees_are_removed_and_told_once_a_column():
    found = check([HEADER, *(changed(title=f"Work\u200bshop {n}") for n in (1, 2))])

    assert [row.draft.title for row in found.rows] == ["Workshop 1", "Workshop 2"]
    [note] = found.notes
    assert (note.code, note.field, note.cell.row) == ("invisible_removed", "title", 2)


def test_the_number_of_a_direction_is_no_share_of_it():
    header, cells = (*HEADER, "Directions"), (*ROW, "Strategic Direction 1; SD2")
    key = "value__directions__Strategic Direction 1"

    [asked] = check([header, cells]).rows
    [answered] = check([header, cells], **{key: "SD1"}).rows

    assert reasons(asked) == [("directions", "unknown_value", key.replace("__", ":"))]
    assert [(one.direction, one.weight) for one in answered.draft.alignments] == [
        ("SD1", 600),
        ("SD2", 600),
    ]

    named = {"value__directions__Access": "SD1", "value__directions__UN": "SD2"}
    for typed in ("Access 75%; UN 25 %", "Access 75; UN 25"):
        [shared] = check([header, (*ROW, typed)], **named).rows
        assert [one.weight for one in shared.draft.alignments] == [900, 300]


@pytest.mark.parametrize(
    ("first", "last", "stated"),
    [
        ("March 2012", "5 April 2012", "March 2012 – 5 April 2012"),
        ("5 March 2012", "April 2012", "5 March 2012 – April 2012"),
        ("5 March 2012", "7 March 2012", ""),
    ],
)
def test_days_of_which_one_is_vague_are_stated_from_the_first_to_the_last(first, last, stated):
    header = ("Title", "Type of activity", "Status", "Start date", "End date")

    [row] = check([header, ("Library law workshop", "workshop", "completed", first, last)]).rows

    assert row.draft.date_as_stated == stated


def test_without_a_group_each_row_names_its_own():
    header, cells = (*HEADER, "Working group"), (*ROW, "OA-TF")

    assert check([header, cells], group="").rows[0].draft.groups == ("OA-TF",)
    [question] = check([HEADER, ROW], group="").questions
    assert question.key == "mapping:groups"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("Country", "a" + " " * 30_000 + "b"), ("Directions", "a" + "-" * 2_900 + "b")],
)
def test_hostile_cells_are_refused_at_once(field, typed):
    """Work that grew with the square of a cell's length would take minutes for so many."""
    headers = ("Title", "Kind", "Status", "Start date", field)
    rows = [(f"Workshop {n}", "workshop", "completed", "2023", f"{typed}{n}") for n in range(50)]
    assert not any(row.is_valid for row in check([headers, *rows]).rows)


def test_areas_that_merge_the_whole_sheet_are_no_work():
    """One by one, their cells would take hours."""
    merged = "".join(f'<mergeCell ref="A2:XFD{1_048_576 - i}"/>' for i in range(2_000))
    data = with_sheet_xml(
        workbook([HEADER, ROW]),
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>"),
    )
    assert len(check((), "a.xlsx", data=data).rows) == 1


def test_planned_days_are_those_of_a_planned_activity_or_known_to_one_period():
    planned = only_row(changed(date="2099-03-05", status="planned")).draft
    assert planned.planned_ended_on == date(2099, 3, 5)

    def of(*plan):
        return check([(*HEADER, "Planned start", "Planned end"), (*ROW, *plan)]).rows[0]

    assert of("Q1 2012", "").draft.planned_ended_on == date(2012, 3, 31)
    for plan in (("March-April 2012", ""), ("March 2012", "2012-03-20")):
        assert reasons(of(*plan)) == [("planned_started_on", "not_one_period", "")]


def test_a_suggestion_can_be_read_back_as_it_stands():
    choices = {"dmy": "day", "mdy": "m"}
    read = ParsedFile(
        "table",
        mapping={
            "title": Source("Plan", "B", 'Titre "court"', samples=("Atelier\nà Dakar",)),
            "kind": Source("", constant="workshop", certain=False),
        },
        questions=(Question("date_order", Message("Day or month?"), choices, "dmy"),),
    )
    text = write_toml(read, {"decimal": ",", "value:kind:Réunion: x": "meeting"})

    assert text.splitlines()[1] == '# Titre "court" | Atelier à Dakar'
    assert '# Day or month? "dmy" | "mdy"\n# "date_order" = "dmy"' in text
    answers = read_toml(text.encode(), "plan.toml")
    assert {key: answer for key, answer in answers.items() if answer} == {
        "mapping": "yes",
        "sheet": "Plan",
        "mapping:title": "B",
        "mapping:kind": "=workshop",
        "value:kind:Réunion: x": "meeting",
        "decimal": ",",
    }


@pytest.mark.parametrize(
    ("text", "says"),
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
def test_what_is_no_mapping_is_refused_in_a_sentence(text, says):
    with pytest.raises(IflaMetricsError, match=says):
        read_toml(text.encode(), "plan.toml")


def test_a_file_with_one_text_a_row_is_asked_about_and_gives_no_row():
    found = check([["Notes of May"], ["Ask Thandi"]])

    assert not [row for row in found.rows if row.is_valid]
    assert "mapping:title" in {question.key for question in found.questions}


def test_a_sheet_that_the_file_has_not_is_named():
    with pytest.raises(IflaMetricsError, match="no sheet “Plan”"):
        check([], "plan.xlsx", data=workbook([HEADER, ROW]), sheet="Plan")


def test_what_an_empty_status_means_is_asked_for_each_file():
    words = {"value:kind:Cours": "workshop", "mapping:lifecycle": "=completed"}
    once = {"empty:lifecycle": "completed", "date_order": "dmy"}

    assert mapping_to_save(ParsedFile("table"), words | once).answers == words


@pytest.mark.parametrize(("headers", "column"), [("Date,Title", "B"), ("Title,Date,Title", None)])
def test_a_kept_mapping_is_not_taken_where_a_header_stands_twice(headers, column):
    kept = SavedMapping({"title": "Title"})
    table = read(f"{headers}\n2012-03-05,A workshop,B\n".encode(), "plan.csv")

    assert saved_answers(table, [kept]).get("mapping:title") == column
