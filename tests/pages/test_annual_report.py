"""The page "Annual report": edit the blocks of a template, save it, write the report."""

from unittest.mock import Mock

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import JobFailed
from ifla_metrics.exports import templates
from ifla_metrics.exports.templates import Block
from ifla_metrics.ui import reports
from tests.pages.page import open_page, text

CHOICES = {"framework": "2010-2015", "period": "2011-2012", "known_on": "2012-12"}
BLOCKS = templates.load_shipped("board-paper").blocks


@pytest.fixture
def page(own_history):
    return open_page("annual-report", **CHOICES)


def template(app):
    return app.session_state[f"report_of_{app.session_state[reports.SELECTED]}"]


def blocks(app):
    return template(app).blocks


def edit(app, *, rows=None, added=(), deleted=()):
    grid = "report_grid_" + app.data_editor[0].proto.id.partition("report_grid_")[2]
    edits = {"edited_rows": rows or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    app.session_state[grid] = edits
    return app.run()


def select_template(app, name):
    return app.selectbox(key="report_template").select(name).run()


def name_fields(app):
    return [field for field in app.text_input if field.key.startswith("report_save_name")]


def save_as(app, name):
    name_fields(app)[0].set_value(name)
    return next(button for button in app.button if button.label == "Save").click().run()


def test_edits_are_kept_while_another_template_is_open(page):
    edit(page, rows={0: {"text": "<b>Bold</b> *plan*"}})
    edited = blocks(page)

    assert edited[0].text == "<b>Bold</b> *plan*"
    select_template(page, "annual-report")
    assert blocks(page) == templates.load_shipped("annual-report").blocks
    select_template(page, "board-paper")
    assert blocks(page) == edited
    assert page.data_editor[0].value["text"][0] == "<b>Bold</b> *plan*"


def test_complete_blocks_are_printed_in_the_order_of_their_numbers(page):
    changed = {1: {"figures": []}, 2: {"kind": None}, 3: {"number": 5}}
    row = {"kind": "text", "text": "One\n\nTwo", "number": 55}
    edit(page, rows=changed, added=[row, {"kind": "figure"}])

    assert not page.exception
    added = Block("text", "One\n\nTwo")
    assert blocks(page) == (BLOCKS[3], BLOCKS[0], BLOCKS[4], added, *BLOCKS[5:])


def test_edited_blocks_survive_a_change_of_language(page):
    row = {"kind": "text", "text": "One", "number": 1}
    edit(page, rows={1: {"kind": None}}, added=[row])
    page.query_params["language"] = "fr"
    texts = page.run().data_editor[0].value["text"]

    assert not page.exception
    assert texts.iloc[0] == "One"
    assert texts.iloc[1] != BLOCKS[0].text, "a shipped heading must be translated"
    assert blocks(page) == (Block("text", "One"), BLOCKS[0], *BLOCKS[2:])


def test_no_report_is_offered_without_blocks(page):
    edit(page, deleted=range(len(BLOCKS)))

    assert not page.exception
    assert "report_make_pdf" not in [button.key for button in page.button]


def test_a_saved_template_is_opened_replaced_and_removed(page):
    edit(page, deleted=[2])
    edited = blocks(page)
    save_as(page, "  Our   paper ")
    save_as(page, "Our paper")
    assert "A template is already called “Our paper”." in text(page)
    select_template(page, "annual-report")
    assert blocks(page) != edited
    select_template(page, "Our paper")

    assert not page.exception
    assert blocks(page) == edited
    assert template(page).title == "Our paper"
    edit(page, deleted=[0])
    save_as(page, "Our paper")
    assert "“Our paper” is saved." in text(page)
    assert blocks(page) == edited[1:]
    page.button(key="report_remove").click().run()
    assert "“Our paper” is removed." in text(page)
    assert page.selectbox(key="report_template").value == "board-paper"


def test_a_viewer_opens_saved_templates_and_the_public_sees_none(page, act_as, monkeypatch):
    save_as(page, "Ours")
    act_as(Actor("v", Role.VIEWER))
    page.run()

    assert not page.exception
    assert not name_fields(page)
    select_template(page, "Ours")
    assert template(page).title == "Ours"
    for role in (Role.PUBLIC, Role.ANONYMOUS):
        monkeypatch.setattr(reports, "actor", lambda role=role: Actor("x", role))
        assert reports.saved_templates() == {}


def downloads(app):
    keys = [button.key for button in app.get("download_button")]
    return [key for key in keys if key.startswith("report_download")]


def test_a_written_report_is_offered_until_the_choices_change(page):
    edit(page, deleted=range(1, len(BLOCKS)))
    page.button(key="report_make_pdf").click().run()

    assert not page.exception
    assert page.session_state["report_output"][-1].startswith(b"%PDF")
    assert downloads(page) == ["report_download"]
    page.query_params["period"] = "2010-2015"
    assert downloads(page.run()) == []


def test_a_report_that_cannot_be_written_says_why(page, monkeypatch):
    write = Mock(side_effect=JobFailed("It took too long."))
    monkeypatch.setattr("ifla_metrics.exports.report.write", write)
    page.button(key="report_make_pages").click().run()

    assert not page.exception
    assert "It took too long." in text(page)


def test_small_numbers_are_in_the_data_pack_only_for_readers_of_entries(page, act_as):
    def link(app):
        return app.get("link_button")[0].proto.url

    assert "/data/pack.xlsx?" in link(page)
    assert "public=1" in link(page)
    page.toggle(key="data_pack_public").set_value(False).run()
    assert "public=0" in link(page)
    act_as(Actor("v", Role.PUBLIC))
    assert "public=1" in link(page.run())
