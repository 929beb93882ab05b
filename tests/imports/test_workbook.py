"""What was exported comes back as it was, whatever was done to the file on the way."""

import csv
import io
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import get_args

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import Refused
from ifla_metrics.i18n import translate
from ifla_metrics.imports import preview as preview_module
from ifla_metrics.imports import read as read_module
from ifla_metrics.imports.columns import FORMAT_OF_KIND, SHEET_FORMATS
from ifla_metrics.imports.compare import Verdict
from ifla_metrics.imports.own_workbook import is_own_workbook
from ifla_metrics.imports.preview import WRONG, apply, preview_table, write_marked_copy
from ifla_metrics.imports.read import COMMAND_LIMITS, MEGABYTE, PAGE_LIMITS, FileRefused, read
from ifla_metrics.imports.workbook import write_csv, write_workbook
from ifla_metrics.models.drafts import PartnerDraft
from ifla_metrics.models.field_types import Gender, Precision
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.entries import record
from ifla_metrics.store.imports import current_entries
from ifla_metrics.workers import Worker
from tests import databases
from tests.imports.making import columns, edited, put
from tests.store.conftest import FRAMEWORK, close, draft, people
from tests.store.test_records import RECORDS

EN = translate("en")


def exported(engine, group="ALP", t=EN):
    with read_transaction(engine) as connection:
        return write_workbook(connection, group, t, framework=FRAMEWORK)


def returned(engine, data, group="ALP", name="ALP.xlsx", **answers):
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
    return exported(log)


ALL = 3 + len(RECORDS)


@pytest.mark.parametrize(("group", "language"), [("", "en"), ("ALP", "fr")])
def test_what_was_downloaded_and_not_touched_changes_nothing(group, language):
    history = engine_of(databases.history_url())
    data = exported(history, group, translate(language))
    preview = returned(history, data, group)

    assert verdicts(preview).keys() == {"same"}, codes(preview)
    assert preview.is_complete
    assert (preview.missing, preview.file.notes) == ((), ())
    assert data == exported(history, group, translate(language))


def shuffled(book):
    for form in SHEET_FORMATS.values():
        sheet = book[form.title[:31]]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        random.Random(1).shuffle(rows)
        sheet.tables.clear()
        for number, cells in enumerate(rows, start=1):
            for place, value in enumerate(cells, start=1):
                sheet.cell(number, place).value = value


def without_table(sheet):
    sheet.tables.clear()
    return sheet


def delete_column(book):
    without_table(book["Activities"]).delete_cols(columns(book["Activities"])["countries"])


def insert_column(book):
    without_table(book["Activities"]).insert_cols(4)
    book["Activities"].cell(2, 4).value = "Our own number"
    book["Activities"].cell(3, 4).value = 17


def without_ids(book):
    del book["_ids"]


def own_sheet(book):
    book.create_sheet("Notes").append(["Ask Thandi", "about the trainers", "in May"])
    book.create_sheet("_private").append(["ifla", "is", "not", "here"])


@pytest.mark.parametrize("change", [shuffled, delete_column, insert_column, without_ids, own_sheet])
def test_an_untouched_entry_is_the_same_after(log, downloaded, change):
    preview = returned(log, edited(downloaded, change))

    assert verdicts(preview) == {"same": ALL}, codes(preview)
    assert preview.is_complete
    assert not preview.missing


@pytest.mark.parametrize("above", [False, True])
def test_a_copied_row_is_asked_about_and_deleted_ones_are_named(log, downloaded, above):
    def change(book):
        sheet = without_table(book["Activities"])
        place = columns(sheet)["title"]
        rows = {row[place - 1].value: [c.value for c in row] for row in sheet.iter_rows(min_row=3)}
        second = rows["The second"]  # With lines of people.
        copy = ["A copy of it" if value == "The second" else value for value in second]
        sheet.delete_rows(3, 3)
        for line in (copy, second) if above else (second, copy):
            sheet.append(line)

    data = edited(downloaded, change)
    preview = returned(log, data)

    assert (verdicts(preview), codes(preview)) == ({"same": ALL - 2, "ask": 1}, ["repeats_row"])
    assert preview.blocking_message(take_valid=True) is None
    assert sorted(one.title for one in preview.missing) == [FULL.title, "The third"]
    assert verdicts(returned(log, data, repeats="add")) == {"same": ALL - 2, "add": 1}
    withdrawn = returned(log, data, repeats="leave", withdraw_missing="yes")
    assert verdicts(withdrawn) == {"same": ALL - 1, "withdraw": 2}
    assert withdrawn.blocking_message(take_valid=False) is None  # Nor do lines of a deleted row.


@pytest.mark.parametrize("what", ["id", "machine row and ids"])
def test_a_workbook_without_its_hidden_parts_is_refused_with_a_sentence(log, downloaded, what):
    def change(book):
        for sheet in (sheet for sheet in book.worksheets if sheet.tables):
            places = columns(sheet)
            if what == "id":
                without_table(sheet).delete_cols(places.get("id", places.get("activity")))
            else:
                without_table(sheet).delete_rows(1)
        if what != "id":
            del book["_ids"]

    preview = returned(log, edited(downloaded, change))

    assert (preview.rows, preview.missing) == ((), ())
    assert len(preview.file.reasons) == len(SHEET_FORMATS)
    assert "Download the workbook again" in preview.blocking_message(take_valid=False).translate(EN)


def test_a_changed_cell_changes_one_field_and_a_new_row_is_a_new_entry(log, downloaded):
    new_row = {
        "title": "Quite new",
        "started_on": "March 2012",
        "groups": "ALP",
        "kind": "Workshop",
        "lifecycle": "Completed",
        "outcomes": "KI2.A.1",
        "directions": "SD1 25; SD2 75",
        "primary_direction": "SD2",
        "countries": "Côte d’Ivoire",
    }

    def change(book):
        put(3, countries="Zambia; Botswana", women=11, participants=41)(book)
        put(3, provenance="synthetic")(book)  # Where an entry comes from is never changed.
        put(6, **new_row)(book)

    preview = returned(log, edited(downloaded, change))

    assert verdicts(preview) == {"same": ALL - 1, "change": 1, "add": 1}, codes(preview)
    [one] = preview.with_verdict(Verdict.CHANGE)
    lines = (people(11, gender="woman"), people(30))
    assert one.draft == FULL.model_copy(
        update={"countries": ("ZMB", "BWA"), "participation": lines}
    )
    [new] = preview.with_verdict(Verdict.ADD)
    assert (new.draft.date_as_stated, new.draft.countries) == ("March 2012", ("CIV",))
    aligned = [(a.direction, a.weight, a.is_primary) for a in new.draft.alignments]
    assert aligned == [("SD1", 300, False), ("SD2", 900, True)]


def test_each_fault_stands_at_its_cell(log, downloaded):
    may, april = date(2012, 5, 1), date(2012, 4, 1)
    new = {"started_on": may, "groups": "ALP", "kind": "Workshop"}

    def change(book):
        put(3, kind="wrokshop", countries="Congo")(book)
        put(4, lifecycle=None, started_on=may, ended_on=april)(book)
        put(5, directions="SD1 50; SD2 30", evidence="https://example.org", note="#REF!")(book)
        put(6, title="No status", **new)(book)
        put(7, title="Â garbled CafÃ©", lifecycle="Completed", **new)(book)
        put(8, title="TBC", lifecycle="Completed", **new)(book)
        put(3, "Stories", as_of="2012", country="BWA; ZAF")(book)

    preview = returned(log, edited(downloaded, change))

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
        ("Activities", 8, "title"): "rule",
        ("Stories", 3, "country"): "several_countries",
    }
    wrong = faults["Activities", 3, "kind"]
    assert (wrong.value, wrong.suggestion, wrong.question_key) == ("wrokshop", "workshop", "")
    assert wrong.cell.header == "Kind"


def test_the_faulty_workbook_is_corrected_in_place_and_returned(log, downloaded, monkeypatch):
    def change(book):
        put(3, kind="wrokshop")(book)
        book["Instructions"]["A30"] = "=1+1"

    data = edited(downloaded, change)
    faulty = write_marked_copy(data, returned(log, data), EN)

    book = openpyxl.load_workbook(io.BytesIO(faulty))
    cell = book["Activities"]["D3"]
    assert cell.fill.start_color.rgb.endswith(WRONG)
    assert "Did you mean" in cell.comment.text
    assert not any(c.data_type == "f" for page in book for row in page.rows for c in row)
    assert book["Activities"].row_dimensions[1].hidden
    assert book["Activities"].column_dimensions["A"].hidden
    preview = returned(log, edited(faulty, put(3, kind="workshop")))
    assert verdicts(preview) == {"same": ALL}
    assert not preview.missing

    with monkeypatch.context() as little:
        little.setattr(read_module, "Worker", Worker)
        little.setattr(preview_module, "MARKING_LIMITS", replace(PAGE_LIMITS, memory=MEGABYTE))
        with pytest.raises(FileRefused):
            write_marked_copy(data, preview, EN)


def test_lines_of_participation_are_read_with_their_activity(log, downloaded):
    def change(book):
        sheet = without_table(book["Participation"])
        sheet.append(["The third", 7, "exact", "Botswana", None, "woman"])
        sheet.append(["Nobody knows", 7])
        put(3, "Participation", count="many")(book)

    preview = returned(log, edited(downloaded, change))

    [third] = preview.with_verdict(Verdict.CHANGE)
    assert third.draft.title == "The third"
    assert third.draft.participation == (people(7, country="BWA", gender="woman"),)
    assert codes(preview) == ["not_a_count"]
    # The people of a line that lost its activity are not taken away.
    assert [reason.code for reason in preview.file.reasons] == ["which_activity"]
    assert preview.blocking_message(take_valid=True) is preview.file.reasons[0].message

    assert codes(returned(log, edited(downloaded, put(4, participants=9)))) == ["other_sum"]


def test_a_copied_column_is_refused_and_neither_of_both_is_taken(log, downloaded):
    def copy_column(book):
        sheet, last = book["Activities"], book["Activities"].max_column + 1
        sheet.cell(1, last).value = "ifla:activities.title"
        sheet.cell(3, last).value = "A title of the copy"

    preview = returned(log, edited(downloaded, copy_column))

    assert "hidden_parts" in {reason.code for reason in preview.file.reasons}
    assert preview.rows_to_write == ()


def test_nothing_of_another_group_s_workbook_can_be_saved(log, downloaded):
    data = edited(downloaded, put(3, title="Another title"))
    preview = returned(log, data, group="OA-TF")
    assert "of ALP" in preview.blocking_message(take_valid=True).translate(EN)
    with pytest.raises(Refused, match="of ALP"):
        apply(log, preview, EN, actor=LOCAL, key="k", take_valid=True)


@pytest.mark.parametrize("sheet", [name for name in SHEET_FORMATS if name != "participation"])
def test_a_sheet_as_csv_comes_back_as_it_was(log, sheet):
    with read_transaction(log) as connection:
        data = write_csv(connection, "ALP", sheet, EN, framework=FRAMEWORK)
    assert b",'@SUM(1)," in data or sheet != "activities"
    preview = returned(log, data, name=f"{sheet}.csv")
    assert verdicts(preview).keys() == {"same"}, codes(preview)


def test_our_csv_that_was_saved_in_another_encoding_is_asked_about(engine):
    record(engine, draft(title="Une œuvre à Yaoundé"), actor=LOCAL)
    with read_transaction(engine) as connection:
        data = write_csv(connection, "ALP", "activities", EN, framework=FRAMEWORK)
    data = data.decode("utf-8-sig").encode("iso8859_15")

    asked = returned(engine, data, name="activities.csv")
    answered = returned(engine, data, name="activities.csv", encoding="iso8859_15")
    assert ([q.key for q in asked.questions], verdicts(asked)) == (["encoding"], {"ask": 1})
    assert (answered.questions, verdicts(answered)) == ((), {"same": 1})


def test_each_kind_of_record_can_be_changed_added_and_withdrawn(log, downloaded):
    def change(book):
        for kind in RECORDS:
            sheet = FORMAT_OF_KIND[kind].title[:31]
            cells = [cell.value for cell in book[sheet][3]]
            without_table(book[sheet]).append([None, None, *cells[2:]])
            put(4, sheet, note="A new one")(book)
            put(3, sheet, withdraw="Yes" if kind == "story" else None, note="Seen")(book)

    preview = returned(log, edited(downloaded, change))
    kinds = len(RECORDS)
    expected = {"same": 3, "change": kinds - 1, "withdraw": 1, "add": kinds}
    assert verdicts(preview) == expected, codes(preview)
    for row in preview.with_verdict(Verdict.CHANGE):
        assert row.draft == RECORDS[row.row.kind].model_copy(update={"note": "Seen"})


GARBLED = "ÂÃâÐØ\ufffd"
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters=GARBLED)
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


def some(*codes):
    return st.lists(st.sampled_from(codes), max_size=4, unique=True).map(tuple)


ACTIVITIES = st.builds(
    draft,
    title=TEXT.filter(lambda text: len(" ".join(text.split())) >= 5).map("T {}".format),
    started_on=st.dates(date(2009, 1, 1), date(2012, 1, 1)),
    ended_on=st.dates(date(2012, 1, 1), date(2015, 2, 1)),
    countries=some("BWA", "ZAF", "COD", "KOR"),
    directions=some("SD1", "SD2", "SD3", "SD4"),
    outcomes=some("KI2.A.1", "KI2.D.3", "KI1"),
    mode=st.sampled_from(("", "on_site", "remote", "mixed")),
    date_precision=st.sampled_from(get_args(Precision)),
    description=TEXT,
    note=TEXT,
    participation=st.lists(LINES, max_size=4).map(tuple),
)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(logged=st.lists(ACTIVITIES, min_size=1, max_size=3))
def test_whatever_was_logged_comes_back_as_it_was(engine, logged):
    for entry in logged:
        record(engine, entry, actor=LOCAL)
    preview = returned(engine, exported(engine))
    wrong = [row for row in preview.rows if row.verdict is not Verdict.SAME]
    assert not wrong, [(row.reasons, row.row.draft, row.current) for row in wrong]


def test_what_is_invented_is_marked_in_each_row_of_a_csv():
    with read_transaction(engine_of(databases.history_url())) as connection:
        found = current_entries(connection, {"ALP"}).values()
        every = {uid: one.draft.provenance for some in found for uid, one in some.items()}
        invented = {uid for uid, origin in every.items() if origin == "synthetic"}
        sheets = ("activities", "participation", "observations")
        csvs = [
            write_csv(connection, "ALP", sheet, translate("fr"), framework=FRAMEWORK)
            for sheet in sheets
        ]

    assert 1 < len(invented) < len(every)
    for sheet, data in zip(sheets, csvs, strict=True):
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        place = rows[0].index(f"ifla:{sheet}.provenance")
        marked = {row[0] for row in rows[2:] if row[place] == "Démonstration"}
        assert marked == {row[0] for row in rows[2:]} & invented != set()
