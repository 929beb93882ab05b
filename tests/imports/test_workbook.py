"""Exported workbooks and CSV files are read back unchanged, and edits at their cells."""

import csv
import io
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import get_args

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import Refused
from ifla_metrics.i18n import translate
from ifla_metrics.imports import preview as preview_module
from ifla_metrics.imports import read as read_module
from ifla_metrics.imports.columns import FORMAT_OF_KIND, SHEET_FORMATS
from ifla_metrics.imports.own_workbook import is_own_workbook
from ifla_metrics.imports.preview import MARKED, apply, preview_table, write_marked_copy
from ifla_metrics.imports.read import COMMAND_LIMITS, MEGABYTE, PAGE_LIMITS, FileRefused, read
from ifla_metrics.imports.rows import Verdict
from ifla_metrics.imports.workbook import write_csv, write_workbook
from ifla_metrics.models.drafts import PartnerDraft
from ifla_metrics.models.field_types import Gender, Precision
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.write.entries import record
from ifla_metrics.store.write.imports import current_entries
from ifla_metrics.workers import Worker
from tests import databases
from tests.imports.sample_files import column_numbers, edit_workbook, set_cells
from tests.store.conftest import FRAMEWORK, close, draft, people
from tests.store.test_records import RECORDS

EN = translate("en")


def export_workbook(engine, group="ALP", t=EN):
    with read_transaction(engine) as connection:
        return write_workbook(connection, group, t, framework=FRAMEWORK)


def preview_file(engine, data, group="ALP", name="ALP.xlsx", **answers):
    with read_transaction(engine) as connection:
        table = read(data, name, COMMAND_LIMITS, answers=answers)
        assert is_own_workbook(table)
        return preview_table(
            connection, table, EN, group=group, actor=LOCAL, framework=FRAMEWORK, answers=answers
        )


def verdicts(preview):
    return Counter(row.verdict.value for row in preview.rows)


def codes(preview):
    return sorted(reason.code for row in preview.rows for reason in row.reasons)


FULL = draft(
    title="A workshop, with everything",
    countries=("BWA", "ZAF"),
    associations=("bwa-bla",),
    partners=(PartnerDraft(name="EIFL", kind="ngo_foundation"),),
    evidence=("https://example.org/a", "https://example.org/b"),
    participation=(people(12, gender="woman"), people(30)),
    description="Several\nlines",
    note="@SUM(1)",
)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    url = databases.copy_empty_log(tmp_path_factory.mktemp("workbook") / "log.db")
    engine = engine_of(url)
    lines = (people(4, country="ZAF", role="trainer"), people(None, note="not counted"))
    for entry in (FULL, draft(title="The second", participation=lines), draft(title="The third")):
        record(engine, entry, actor=LOCAL)
    for entry in RECORDS.values():
        record(engine, entry, actor=LOCAL)
    yield engine
    close(url)


@pytest.fixture(scope="module")
def downloaded(log):
    return export_workbook(log)


ENTRY_COUNT = 3 + len(RECORDS)


@pytest.mark.parametrize(("group", "language"), [("", "en"), ("ALP", "fr"), ("HQ", "ar")])
def test_an_unedited_workbook_changes_nothing_and_is_identical_each_time(group, language):
    history = engine_of(databases.history_url())
    data = export_workbook(history, group, translate(language))
    preview = preview_file(history, data, group)

    assert verdicts(preview).keys() == {"same"}, codes(preview)
    assert preview.is_complete
    assert (preview.missing, preview.notes) == ((), ())
    assert data == export_workbook(history, group, translate(language))


def shuffle_rows(book):
    for sheet_format in SHEET_FORMATS.values():
        sheet = book[sheet_format.title[:31]]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        random.Random(1).shuffle(rows)
        sheet.tables.clear()
        for number, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                sheet.cell(number, column).value = value


def without_table(sheet):
    sheet.tables.clear()
    return sheet


def delete_column(book):
    without_table(book["Activities"]).delete_cols(column_numbers(book["Activities"])["countries"])


def insert_column(book):
    without_table(book["Activities"]).insert_cols(4)
    book["Activities"].cell(2, 4).value = "Our own number"
    book["Activities"].cell(3, 4).value = 17


def delete_id_sheet(book):
    del book["_ids"]


def add_sheets(book):
    book.create_sheet("Notes").append(["Ask Thandi", "about the trainers", "in May"])
    book.create_sheet("_private").append(["ifla", "is", "not", "here"])


def reword_titles(book):
    for sheet in (book["Activities"], book["Observations"]):
        without_table(sheet).cell(2, 3).value = "A title of last year"


CHANGES = (shuffle_rows, delete_column, insert_column, delete_id_sheet, add_sheets, reword_titles)


@pytest.mark.parametrize("change", CHANGES)
def test_a_rearranged_workbook_changes_nothing(log, downloaded, change):
    preview = preview_file(log, edit_workbook(downloaded, change))

    assert verdicts(preview) == {"same": ENTRY_COUNT}, codes(preview)
    assert preview.is_complete
    assert not preview.missing


@pytest.mark.parametrize("above", [False, True])
def test_a_copied_row_is_asked_about_and_deleted_rows_are_listed(log, downloaded, above):
    def change(book):
        sheet = without_table(book["Activities"])
        title = column_numbers(sheet)["title"]
        rows = {row[title - 1].value: [c.value for c in row] for row in sheet.iter_rows(min_row=3)}
        second = rows["The second"]
        copy = ["A copy of it" if value == "The second" else value for value in second]
        sheet.delete_rows(3, 3)
        for cells in (copy, second) if above else (second, copy):
            sheet.append(cells)

    data = edit_workbook(downloaded, change)
    preview = preview_file(log, data)

    assert (verdicts(preview), codes(preview)) == (
        {"same": ENTRY_COUNT - 2, "ask": 1},
        ["repeats_row"],
    )
    assert preview.blocking_message(take_valid=True) is None
    assert sorted(entry.title for entry in preview.missing) == [FULL.title, "The third"]
    assert verdicts(preview_file(log, data, repeats="add")) == {"same": ENTRY_COUNT - 2, "add": 1}
    withdrawn = preview_file(log, data, repeats="leave", withdraw_missing="yes")
    assert verdicts(withdrawn) == {"same": ENTRY_COUNT - 1, "withdraw": 2}
    assert withdrawn.blocking_message(take_valid=False) is None


FIRST_ID = "that of the first row"


@pytest.mark.parametrize("has_fault", [True, False])
@pytest.mark.parametrize(
    ("uid", "deleted"), [(None, 5), ("x", 5), ("#REF!", 5), (FIRST_ID, 5), (FIRST_ID, 3)]
)
def test_no_entry_is_withdrawn_as_missing_while_a_row_may_be_it(
    log, downloaded, uid, deleted, has_fault
):
    def change(book):
        sheet = without_table(book["Activities"])
        column_of = column_numbers(sheet)
        first = sheet.cell(3, column_of["id"]).value
        sheet.cell(4, column_of["id"]).value = first if uid == FIRST_ID else uid
        sheet.cell(4, column_of["kind"]).value = "wrokshop" if has_fault else "Meeting"
        sheet.delete_rows(deleted)

    preview = preview_file(log, edit_workbook(downloaded, change), withdraw_missing="yes")

    assert codes(preview)
    assert preview.rows_to_write == ()
    assert uid == FIRST_ID or not preview.missing


def delete_id_columns(book):
    for sheet in (sheet for sheet in book.worksheets if sheet.tables):
        columns = column_numbers(sheet)
        without_table(sheet).delete_cols(columns.get("id", columns.get("activity")))


def delete_machine_rows_and_ids(book):
    for sheet in (sheet for sheet in book.worksheets if sheet.tables):
        without_table(sheet).delete_rows(1)
    del book["_ids"]


def copy_title_column(book):
    sheet, last = book["Activities"], book["Activities"].max_column + 1
    sheet.cell(1, last).value = "ifla:activities.title"
    sheet.cell(3, last).value = "Title in the copied column"


def misspell_machine_row(book):
    for cell in book["Activities"][1]:
        cell.value = str(cell.value).replace("activities", "actvities")


@pytest.mark.parametrize(
    "change",
    [delete_id_columns, delete_machine_rows_and_ids, copy_title_column, misspell_machine_row],
)
def test_a_workbook_with_damaged_hidden_parts_is_refused(log, downloaded, change):
    preview = preview_file(log, edit_workbook(downloaded, change))

    assert (preview.rows_to_write, preview.missing) == ((), ())
    assert "hidden_parts" in {reason.code for reason in preview.reasons}
    assert "Download the workbook again" in preview.blocking_message(take_valid=False).translate(EN)


def test_an_edited_cell_changes_one_field_and_a_new_row_is_added(log, downloaded):
    new_row = {
        "title": "A new one",
        "started_on": "March 2012",
        "groups": "ALP",
        "kind": "Workshop",
        "lifecycle": "Completed",
        "outcomes": "KI2.A.1",
        "directions": "SD1 25; SD2 75",
        "primary_direction": "SD2",
        "countries": "Côte d’Ivoire",
    }

    edits = {"countries": "Zambia; Botswana", "women": 11, "participants": 41}
    edits["provenance"] = "synthetic"  # Has no effect on a recorded entry.
    data = edit_workbook(downloaded, set_cells(3, **edits), set_cells(6, **new_row))
    preview = preview_file(log, data)

    assert verdicts(preview) == {"same": ENTRY_COUNT - 1, "change": 1, "add": 1}, codes(preview)
    [change] = preview.with_verdict(Verdict.CHANGE)
    lines = (people(11, gender="woman"), people(30))
    assert change.draft == FULL.model_copy(
        update={"countries": ("ZMB", "BWA"), "participation": lines}
    )
    [new] = preview.with_verdict(Verdict.ADD)
    assert (new.draft.date_as_stated, new.draft.countries) == ("March 2012", ("CIV",))
    aligned = [(a.direction, a.weight, a.is_primary) for a in new.draft.alignments]
    assert aligned == [("SD1", 300, False), ("SD2", 900, True)]


def test_each_fault_is_reported_at_its_cell(log, downloaded):
    may, april = date(2012, 5, 1), date(2012, 4, 1)
    new = {"started_on": may, "groups": "ALP", "kind": "Workshop"}

    changes = (
        set_cells(3, kind="ateliar", countries="Congo"),
        set_cells(4, lifecycle=None, started_on=may, ended_on=april),
        set_cells(5, directions="SD1 50; SD2 30", evidence="https://example.org", note="#REF!"),
        set_cells(6, title="No status", **new),
        set_cells(7, title="Â garbled CafÃ©", lifecycle="Completed", **new),
        set_cells(3, "Stories", as_of="2012", country="BWA; ZAF"),
    )
    preview = preview_file(log, edit_workbook(downloaded, *changes))

    reasons = [reason for row in preview.rows for reason in row.reasons]
    faults = {(r.cell.sheet, r.cell.row, r.field): r for r in reasons}
    assert {key: reason.code for key, reason in faults.items()} == {
        ("Activities", 3, "kind"): "unknown_value",
        ("Activities", 3, "countries"): "unknown_country",
        ("Activities", 4, "lifecycle"): "missing",
        ("Activities", 5, "directions"): "weights",
        ("Activities", 5, "note"): "spreadsheet_error",
        ("Activities", 6, "lifecycle"): "missing",
        ("Activities", 7, "title"): "damaged_letters",
        ("Stories", 3, "country"): "several_countries",
    }
    wrong = faults["Activities", 3, "kind"]
    assert (wrong.value, wrong.suggestion, wrong.question_key) == ("ateliar", "Workshop", "")
    congo = faults["Activities", 3, "countries"].suggestion
    assert (wrong.cell.header, congo) == ("Kind", "Congo - Kinshasa / Congo - Brazzaville")


def test_the_marked_copy_can_be_corrected_and_uploaded(log, downloaded, monkeypatch):
    def add_formula_and_long_texts(book):
        for row in ["=1+1"], *([f"{n:030000}"] for n in range(300)):
            book["Instructions"].append(row)

    data = edit_workbook(downloaded, set_cells(3, kind="wrokshop"), add_formula_and_long_texts)
    marked_copy = write_marked_copy(data, preview_file(log, data), EN)

    book = openpyxl.load_workbook(io.BytesIO(marked_copy))
    cell = book["Activities"]["D3"]
    assert cell.fill.start_color.rgb.endswith(MARKED)
    assert "Did you mean" in cell.comment.text
    assert not any(c.data_type == "f" for sheet in book for row in sheet.rows for c in row)
    assert book["Activities"].row_dimensions[1].hidden
    assert book["Activities"].column_dimensions["A"].hidden
    preview = preview_file(log, edit_workbook(marked_copy, set_cells(3, kind="workshop")))
    assert verdicts(preview) == {"same": ENTRY_COUNT}
    assert not preview.missing

    with monkeypatch.context() as patch:
        patch.setattr(read_module, "Worker", Worker)
        patch.setattr(preview_module, "MARKING_LIMITS", replace(PAGE_LIMITS, memory=MEGABYTE))
        with pytest.raises(FileRefused):
            write_marked_copy(data, preview, EN)


def test_lines_of_participation_belong_to_their_activity(log, downloaded):
    def change(book):
        sheet = without_table(book["Participation"])
        sheet.append(["The third", 7, "exact", "Botswana", None, "woman"])
        sheet.append(["No such activity", 7])
        set_cells(3, "Participation", count="many")(book)

    preview = preview_file(log, edit_workbook(downloaded, change))

    [third] = preview.with_verdict(Verdict.CHANGE)
    assert third.draft.title == "The third"
    assert third.draft.participation == (people(7, country="BWA", gender="woman"),)
    assert codes(preview) == ["not_a_count"]
    # A line whose activity is unknown blocks the import, so its people are not lost.
    assert [reason.code for reason in preview.reasons] == ["which_activity"]
    assert preview.blocking_message(take_valid=True) is preview.reasons[0].message

    data = edit_workbook(downloaded, set_cells(4, participants=9))
    assert codes(preview_file(log, data)) == ["other_sum"]


def test_the_workbook_of_another_group_cannot_be_saved(log, downloaded):
    data = edit_workbook(downloaded, set_cells(3, title="Another title"))
    preview = preview_file(log, data, group="OA-TF")
    assert "of ALP" in preview.blocking_message(take_valid=True).translate(EN)
    with pytest.raises(Refused, match="of ALP"):
        apply(log, preview, EN, actor=LOCAL, key="k", take_valid=True)
    assert verdicts(preview_file(log, write_marked_copy(data, preview, EN))) == {
        "same": ENTRY_COUNT - 1,
        "change": 1,
    }


@pytest.mark.parametrize("sheet", [name for name in SHEET_FORMATS if name != "participation"])
def test_a_sheet_exported_as_csv_changes_nothing(log, sheet):
    with read_transaction(log) as connection:
        data = write_csv(connection, "ALP", sheet, EN, framework=FRAMEWORK)
    assert b",'@SUM(1)," in data or sheet != "activities"
    preview = preview_file(log, data, name=f"{sheet}.csv")
    assert verdicts(preview).keys() == {"same"}, codes(preview)


def test_the_encoding_of_an_exported_csv_is_asked_about_if_it_was_changed(engine):
    record(engine, draft(title="Une œuvre à Yaoundé"), actor=LOCAL)
    with read_transaction(engine) as connection:
        data = write_csv(connection, "ALP", "activities", EN, framework=FRAMEWORK)
    data = data.decode("utf-8-sig").encode("cp1252")

    unanswered = preview_file(engine, data, name="activities.csv")
    answered = preview_file(engine, data, name="activities.csv", encoding="cp1252")
    assert ([q.key for q in unanswered.questions], verdicts(unanswered)) == (["encoding"], {})
    assert (answered.questions, verdicts(answered)) == ((), {"same": 1})


def test_each_kind_of_record_can_be_changed_added_and_withdrawn(log, downloaded):
    def change(book):
        for kind in RECORDS:
            sheet = FORMAT_OF_KIND[kind].title[:31]
            cells = [cell.value for cell in book[sheet][3]]
            without_table(book[sheet]).append([None, None, *cells[2:]])
            set_cells(4, sheet, note="A new one")(book)
            set_cells(3, sheet, withdraw="Yes" if kind == "story" else None, note="Seen")(book)

    preview = preview_file(log, edit_workbook(downloaded, change))
    kinds = len(RECORDS)
    expected = {"same": 3, "change": kinds - 1, "withdraw": 1, "add": kinds}
    assert verdicts(preview) == expected, codes(preview)
    for row in preview.with_verdict(Verdict.CHANGE):
        assert row.draft == RECORDS[row.kind].model_copy(update={"note": "Seen"})


SIGNS_OF_DAMAGE = "ÂÃâÐØ\ufffd"
LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters=SIGNS_OF_DAMAGE
)
TEXT = st.text(LETTERS, max_size=60)
TEXT |= st.sampled_from(("so\u00adft", "_x0041_"))
LINES = st.builds(
    people,
    st.none() | st.integers(0, 500),
    country=st.sampled_from(("", "BWA")),
    gender=st.sampled_from(get_args(Gender)),
    role=st.sampled_from(("participant", "trainer")),
    qualifier=st.sampled_from(("exact", "about")),
    note=TEXT,
)


def tuples_of(*codes):
    return st.lists(st.sampled_from(codes), max_size=4, unique=True).map(tuple)


ACTIVITIES = st.builds(
    draft,
    title=TEXT.filter(lambda text: len(" ".join(text.split())) >= 5).map("T {}".format),
    started_on=st.dates(date(2009, 1, 1), date(2012, 1, 1)),
    ended_on=st.dates(date(2012, 1, 1), date(2015, 2, 1)),
    countries=tuples_of("BWA", "ZAF", "COD", "KOR"),
    directions=tuples_of("SD1", "SD2", "SD3", "SD4"),
    outcomes=tuples_of("KI2.A.1", "KI2.D.3", "KI1"),
    mode=st.sampled_from(("", "on_site", "remote", "mixed")),
    date_precision=st.sampled_from(get_args(Precision)),
    description=TEXT,
    note=TEXT,
    participation=st.lists(LINES, max_size=4).map(tuple),
)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(drafts=[draft(participation=(people(9_000_000, gender="woman"), people(9_000_000)))])
@given(drafts=st.lists(ACTIVITIES, min_size=1, max_size=3))
def test_any_activity_is_read_back_unchanged(engine, drafts):
    for entry in drafts:
        record(engine, entry, actor=LOCAL)
    preview = preview_file(engine, export_workbook(engine))
    different = [row for row in preview.rows if row.verdict is not Verdict.SAME]
    assert not different, [(row.reasons, row.draft, row.current) for row in different]


def test_demonstration_data_is_marked_in_each_row_of_a_csv():
    with read_transaction(engine_of(databases.history_url())) as connection:
        by_kind = current_entries(connection, {"ALP"}).values()
        entries = {uid: entry for of_kind in by_kind for uid, entry in of_kind.items()}
        invented = {uid for uid, e in entries.items() if e.draft.provenance == "synthetic"}
        assert 1 < len(invented) < len(entries)
        for sheet in ("activities", "participation", "observations"):
            data = write_csv(connection, "ALP", sheet, translate("fr"), framework=FRAMEWORK)
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
            column = rows[0].index(f"ifla:{sheet}.provenance")
            marked = {row[0] for row in rows[2:] if row[column] == "Démonstration"}
            assert marked == {row[0] for row in rows[2:]} & invented != set()
