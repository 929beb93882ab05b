"""The page "Annual report": blocks in order, moved, their words edited."""

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import JobFailed
from ifla_metrics.exports import templates
from ifla_metrics.exports.templates import Block
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import reports
from tests.pages import doors
from tests.pages.doors import plain

CHOSEN = {"framework": "2010-2015", "period": "2011-2012", "known_on": "2012-12"}


@pytest.fixture
def history(own_history):
    return str(own_history.url)


@pytest.fixture
def page(history):
    return doors.opened("annual-report", **CHOSEN)


def template(app):
    return app.session_state[f"report_of_{app.session_state[reports.SELECTED]}"]


def blocks(app):
    return template(app).blocks


def edit(app, *, rows=None, added=(), deleted=()):
    grid = "report_grid_" + app.data_editor[0].proto.id.partition("report_grid_")[2]
    edits = {"edited_rows": rows or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    app.session_state[grid] = edits
    return app.run()


def shown(app):
    elements = [*app.markdown, *app.success, *app.warning, *app.caption, *app.subheader, *app.info]
    return "\n".join(plain(element.value) for element in elements)


def test_words_that_are_typed_are_shown_as_typed_and_not_lost_by_another_template(page):
    edit(page, rows={0: {"text": "<b>Bold</b> *plan*"}})
    mine = blocks(page)

    assert mine[0].text == "<b>Bold</b> *plan*"
    page.selectbox(key="report_named").select("annual-report").run()
    assert blocks(page) == templates.load_shipped("annual-report").blocks
    page.selectbox(key="report_named").select("board-paper").run()
    assert blocks(page) == mine
    assert page.data_editor[0].value["text"][0] == "<b>Bold</b> *plan*"


BLOCKS = templates.load_shipped("board-paper").blocks


def test_blocks_are_printed_in_the_order_of_their_numbers_and_those_that_are_complete(page):
    changed = {1: {"figures": []}, 2: {"kind": None}, 3: {"number": 5}}
    typed = {"kind": "text", "text": "One\n\nTwo", "number": 55}
    edit(page, rows=changed, added=[typed, {"kind": "figure"}])

    assert not page.exception
    text = Block("text", "One\n\nTwo")
    assert blocks(page) == (BLOCKS[3], BLOCKS[0], BLOCKS[4], text, *BLOCKS[5:])


def test_a_report_that_is_shown_in_another_language_goes_on_with_its_blocks(page):
    typed = {"kind": "text", "text": "One", "number": 1}
    edit(page, rows={1: {"kind": None}}, added=[typed])
    page.query_params["language"] = "fr"
    shown = page.run().data_editor[0].value

    assert not page.exception
    assert shown["text"].iloc[0] == "One"
    assert shown["text"].iloc[1] != BLOCKS[0].text  # A heading is in the reader's words.
    assert blocks(page) == (Block("text", "One"), BLOCKS[0], *BLOCKS[2:])


def test_a_grid_that_is_emptied_offers_no_report(page):
    edit(page, deleted=range(len(BLOCKS)))

    assert not page.exception
    assert "report_make_pdf" not in [one.key for one in page.button]


def kept(app, name):
    name_field(app)[0].set_value(name)
    return next(b for b in app.button if b.label == "Save").click().run()


def name_field(app):
    return [one for one in app.text_input if one.key.startswith("report_kept_name")]


def opened(app, name):
    return app.selectbox(key="report_named").select(name).run()


def test_a_report_that_is_kept_is_opened_by_its_name_and_then_replaced(page):
    edit(page, deleted=[2])
    mine = blocks(page)
    kept(page, "  Our   paper ")
    kept(page, "Our paper")
    assert "A template is already called “Our paper”." in shown(page)
    page.selectbox(key="report_named").select("annual-report").run()
    assert blocks(page) != mine

    opened(page, "Our paper")

    assert not page.exception
    assert blocks(page) == mine
    assert template(page).title == "Our paper"
    edit(page, deleted=[0])
    kept(page, "Our paper")
    assert "“Our paper” is saved." in shown(page)
    assert blocks(page) == mine[1:]
    page.button(key="report_kept_gone").click().run()
    assert "“Our paper” is removed." in shown(page)
    assert page.selectbox(key="report_named").value == "board-paper"


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.ANONYMOUS])
def test_the_public_is_told_of_no_kept_template(history, monkeypatch, role):
    stranger = Actor("x", role)
    text = templates.to_toml(templates.load_shipped("board-paper"))
    editions.save_template(engine_of(history), "Drafts", text, actor=LOCAL)
    monkeypatch.setattr("ifla_metrics.ui.reports.actor", lambda: stranger)

    assert reports.saved_templates() == {}


def test_who_keeps_no_templates_opens_them_and_is_offered_no_more(page, history, monkeypatch):
    kept(page, "Ours")
    viewer = Actor("v", Role.VIEWER)
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: viewer)
    page.run()

    assert not page.exception
    assert not name_field(page)
    opened(page, "Ours")
    assert template(page).title == "Ours"


def test_a_report_is_made_for_who_waits_and_offered_until_it_is_another_one(page):
    edit(page, deleted=range(1, len(BLOCKS)))
    page.button(key="report_make_pdf").click().run()

    assert not page.exception
    assert page.session_state["report_made"][-1].startswith(b"%PDF")
    assert taken(page) == ["report_take"]
    page.query_params["period"] = "2010-2015"
    assert taken(page.run()) == []


def test_a_report_that_cannot_be_made_says_why(page, monkeypatch):
    def fail(*args, **kwargs):
        raise JobFailed("It took too long.")

    monkeypatch.setattr("ifla_metrics.exports.report.write", fail)
    page.button(key="report_make_pages").click().run()

    assert not page.exception
    assert "It took too long." in shown(page)


def test_a_data_pack_with_small_numbers_is_offered_to_who_may_read_entries(page, monkeypatch):
    def link(app):
        return app.get("link_button")[0].proto.url

    assert "/data/pack.xlsx?" in link(page)
    assert "public=1" in link(page)
    page.toggle(key="data_pack_public").set_value(False).run()
    assert "public=0" in link(page)
    nobody = Actor("v", Role.PUBLIC)
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: nobody)
    assert "public=1" in link(page.run())


def taken(app):
    return [one.key for one in app.get("download_button") if one.key.startswith("report_take")]
