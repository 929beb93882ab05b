"""Many entries at once: a file on the page of the workbook, or the table on the screen."""

from dataclasses import replace

from ifla_metrics.access import Actor, Role
from ifla_metrics.imports.read import PAGE_LIMITS
from ifla_metrics.ui import imports
from tests.pages.doors import ENTRIES
from tests.pages.forms import Reader


def test_what_is_no_table_or_too_large_is_refused_in_a_sentence(own_history, monkeypatch):
    monkeypatch.setattr(imports, "PAGE_LIMITS", replace(PAGE_LIMITS, bytes=1024 * 1024))
    reader = Reader("workbook", framework="2010-2015")
    reader.app.default_timeout = 120
    for name, data, says in (
        ("ALP.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("ALP.csv", b"", "empty"),
        ("ALP.csv", b"x" * (1024 * 1024 + 1), "up to 1 MB"),
    ):
        reader.app.file_uploader[0].upload(name, data, "text/csv")
        assert says in reader.run().html
        assert reader.press("Send another file").app.file_uploader[0].value is None


def test_each_kind_has_its_own_columns_and_what_was_typed_before_is_compared(own_history):
    table = Reader("table", framework="2010-2015")
    for name, column in (("observations", "indicator"), ("stories", "change")):
        table.field("of").set_value(name)
        [editor] = table.run().app.dataframe
        assert column in editor.value.columns
        assert len(editor.value) > 0
    shown = table.app.session_state["table_shown"]
    shown.initial.loc[0, "title"] = "Renamed in a table"
    table.run().press("Look at the changes")
    assert "1 of 1 row can be saved" in table.html


def test_what_was_typed_into_the_table_is_there_until_it_is_saved(own_history):
    table = Reader("table", framework="2010-2015")
    editor = f"table_{table.app.session_state['table_shown'].grid.key}"
    renamed = {0: {"title": "Renamed in a table"}}
    for typed in ({10**6: {"title": "X"}}, {0: {"none": "X"}}, renamed):
        edits = {"edited_rows": typed, "added_rows": [], "deleted_rows": []}
        table.app.session_state[editor] = edits
        refused = "An edit does not match any cell of this table" in table.run().html
        assert refused == (typed is not renamed)
    for page in ("stories", "table"):
        table.app.switch_page(ENTRIES[page].script)
        table.run()

    assert table.app.data_editor[0].value["title"][0] == "Renamed in a table"
    assert "1 of 1 row can be saved" in table.press("Look at the changes").html
    [reason] = [box for box in table.app.text_input if box.label.startswith("Why are")]
    reason.input("A name")
    table.run().press("Save 1 entry")
    assert "table_shown" not in table.app.session_state


def test_the_workbook_is_of_a_group_of_its_reader_chosen_in_the_filters(history, monkeypatch):
    asked = "Choose your working group in the filters above."
    of_two = Actor("Amina", Role.EDITOR, frozenset({"ALP", "OA-TF"}))
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda *_: of_two)
    for group in ("", "HQ"):
        page = Reader("workbook", group=group)
        assert asked in page.html
        assert not page.app.get("download_button")
    page = Reader("workbook", group="OA-TF")
    assert "Working group: Open access taskforce" in page.html
    assert [*page.app.get("download_button")]
    office = Actor("Office", Role.SECRETARIAT)
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda *_: office)
    assert "For all working groups." in Reader("workbook").html
