"""The page "Edit in a table": activities, or the records of one kind, in their own columns."""

from tests.pages.forms import Reader


def test_each_kind_has_its_own_columns_and_rows(history):
    table = Reader("table", framework="2010-2015")
    for name, column in (("observations", "indicator"), ("stories", "change")):
        [kinds] = [group for group in table.app.button_group if group.key == "table_of"]
        kinds.set_value(name)
        [editor] = table.run().app.dataframe
        assert column in editor.value.columns
        assert len(editor.value) > 0


def test_what_was_typed_before_the_page_was_left_is_compared_with_the_log(own_history):
    table = Reader("table", framework="2010-2015")
    shown = table.app.session_state["table_shown"]
    shown.rows[0]["title"], shown.turn = "Renamed in a table", 1
    table.run().press("Look at the changes")

    assert "1 of 1 row can be saved" in table.html
