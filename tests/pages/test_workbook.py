"""The pages "Workbook" and "Table": many entries at once."""

from dataclasses import replace

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import DATABASE_UNAVAILABLE, NotReady
from ifla_metrics.i18n import translate
from ifla_metrics.imports.read import PAGE_LIMITS
from ifla_metrics.imports.workbook import write_workbook
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.write.entries import withdraw
from ifla_metrics.ui import imports
from tests.imports.sample_files import edit_workbook
from tests.pages.page import ENTRIES, Page, uids_of, versions


def test_an_unreadable_or_too_large_file_is_refused_with_its_reason(own_history, monkeypatch):
    monkeypatch.setattr(imports, "PAGE_LIMITS", replace(PAGE_LIMITS, bytes=1024 * 1024))
    page = Page("workbook", framework="2010-2015")
    for name, data, reason in (
        ("ALP.xlsx", b"PK\x03\x04 truncated", "damaged"),
        ("ALP.csv", b"", "empty"),
        ("ALP.csv", b"x" * (1024 * 1024 + 1), "up to 1 MB"),
    ):
        page.app.file_uploader[0].upload(name, data, "text/csv")
        assert reason in page.run().text
        assert page.press("Close").app.file_uploader[0].value is None


def test_each_kind_has_its_own_columns_and_edits_are_compared_with_the_log(own_history):
    table = Page("table", framework="2010-2015")
    for name, column in (("observations", "indicator"), ("stories", "change")):
        table.field("of").set_value(name)
        [editor] = table.run().app.dataframe
        assert column in editor.value.columns
        assert len(editor.value) > 0
    table.app.session_state["table_shown"].initial.loc[1, "title"] = "Renamed in a table"
    table.run().press("Look at the changes")
    assert "1 of 1 row can be saved" in table.text


def test_edits_stay_in_the_table_until_they_are_saved(own_history):
    table = Page("table", framework="2010-2015")
    assert "No cell was changed." in table.press("Look at the changes").text
    editor = f"table_{table.app.session_state['table_shown'].grid.key}"
    rename = {0: {"title": "Renamed in a table"}}
    for edited_rows in ({10**6: {"title": "X"}}, {0: {"none": "X"}}, rename):
        edits = {"edited_rows": edited_rows, "added_rows": [], "deleted_rows": []}
        table.app.session_state[editor] = edits
        refused = "An edit does not match any cell of this table" in table.run().text
        assert refused == (edited_rows is not rename)
    for page in ("stories", "table"):
        table.app.switch_page(ENTRIES[page].script)
        table.run()

    assert table.app.data_editor[0].value["title"][1] == "Renamed in a table"
    assert "1 of 1 row can be saved" in table.press("Look at the changes").text
    [reason] = [field for field in table.app.text_input if field.label.startswith("Why are")]
    reason.input("A name")
    table.run().press("Save 1 entry")
    assert "table_shown" not in table.app.session_state


def test_an_editor_downloads_the_workbook_of_one_of_their_groups(history, act_as):
    act_as(Actor("Amina", Role.EDITOR, frozenset({"ALP", "OA-TF"})))
    for group in ("", "HQ"):
        page = Page("workbook", group=group)
        assert "Choose your working group in the filters above." in page.text
        assert not page.app.get("download_button")
    page = Page("workbook", group="OA-TF")
    assert "Working group: Open access taskforce" in page.text
    assert page.app.get("download_button")
    act_as(Actor("Office", Role.SECRETARIAT))
    assert "For all working groups." in Page("workbook").text


def upload_edited(database, change):
    """Upload a workbook with its activities changed; return the page and the first one's uid."""
    with read_transaction(database) as connection:
        data = write_workbook(connection, "OA-TF", translate("en"), framework="2010-2015")
    uids = []

    def edit(book):
        uids.append(book["Activities"].cell(3, 1).value)
        change(book["Activities"])

    page = Page("workbook", framework="2010-2015", group="OA-TF")
    page.app.file_uploader[0].upload("OA-TF.xlsx", edit_workbook(data, edit), "")
    return page.run(), uids[0]


def rename(activities):
    activities.cell(3, 3).value = "Renamed in the workbook"


def test_entries_missing_from_a_workbook_are_withdrawn_if_the_reader_asks(own_history):
    page, uid = upload_edited(own_history, lambda activities: activities.delete_rows(3))
    assert "Not in the file any more" in page.text
    assert not any(label.startswith("Save") for label in page.buttons)
    page.app.checkbox[0].check()
    page.run().fill(reason="Logged twice").press("Save 1 entry")

    assert "1 withdrawn" in page.text
    assert versions(own_history.url, uid)[-1].withdrawn


def test_a_file_is_compared_again_if_its_entries_were_changed_meanwhile(own_history):
    page, uid = upload_edited(own_history, rename)
    base = versions(own_history.url, uid)[-1].version
    withdraw(own_history, "activity", uid, base_version=base, reason="Twice", actor=LOCAL)

    page.fill(reason="A better name").press("Save 1 entry")
    assert "has been changed meanwhile" in page.text
    assert "The entry was withdrawn on" in page.text


def test_questions_about_values_and_rows_are_answered_on_the_page(own_history):
    titles = "First talk", "TBC", "Total recall"
    rows = "Title,Kind,First day,State of work\n"
    rows += "".join(f"{title},Seminar,03/04/2012,Completed\n" for title in titles)
    page = Page("workbook", framework="2010-2015", group="OA-TF")
    page.app.file_uploader[0].upload("talks.csv", rows.encode(), "text/csv")
    page.run()
    assert "Please answer" in page.text
    page.field("answer_date_order").select_index(0)
    page.field("doubtful_rows").set_value(["value:title:Total recall"])
    page.press("Use these answers").press("Save 2 entries")
    assert uids_of(own_history.url, "Total recall")
    [uid] = uids_of(own_history.url, "First talk")
    assert versions(own_history.url, uid)[0].draft.started_on.month == 4


def test_a_comparison_is_tried_again_after_the_database_did_not_respond(own_history, monkeypatch):
    def fail(*args, **kwargs):
        raise NotReady(DATABASE_UNAVAILABLE)

    page, _uid = upload_edited(own_history, rename)
    page.fill(reason="A better name")
    with monkeypatch.context() as outage:
        outage.setattr(imports, "apply_preview", fail)
        outage.setattr(imports, "preview_table", fail)
        assert "not responding" in page.press("Save 1 entry").text
    page.press("Try again").press("Save 1 entry")
    assert "1 changed" in page.text
