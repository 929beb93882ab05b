"""The pages "Workbook" and "Table": many entries at once."""

from dataclasses import replace

from ifla_metrics.access import Actor, Role
from ifla_metrics.imports.read import PAGE_LIMITS
from ifla_metrics.ui import imports
from tests.pages.page import ENTRIES, Page


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
        assert page.press("Send another file").app.file_uploader[0].value is None


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
