"""An editor freezes the Board paper; a later entry changes figures; the page says which and why."""

from datetime import date
from functools import partial
from shutil import copyfile

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.exports.editions import figure_ids
from ifla_metrics.exports.templates import Block, Template, shipped
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import record
from ifla_metrics.ui import editions as shown
from ifla_metrics.ui import figure_card, report_page, sources
from tests.pages import doors
from tests.pages.forms import words
from tests.store.conftest import close, draft
from tests.store.test_records import SAID
from tests.ui import house

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12", language="en")
OURS = Template("ours", "Ours", (Block("figure", figures=("direction-status", "stories")),))
NAME = "Board paper, December 2012"

opened = partial(doors.opened, "editions", patience=120)


def with_edition(folder, template):
    """A file with the history and this report frozen, to be copied; and the edition's uid."""
    path = folder / "log.db"
    url = house.copy_of_the_history(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IFLA_DATABASE_URL", url)
        uid = shown.freeze(NAME, template, CHOICES, note="", corrects="", key="k")
    close(url)
    return path, uid


@pytest.fixture(scope="module")
def board_paper(tmp_path_factory):
    return with_edition(tmp_path_factory.mktemp("printed"), shipped("board-paper"))


@pytest.fixture(scope="module")
def two_figures(tmp_path_factory):
    return with_edition(tmp_path_factory.mktemp("printed"), OURS)


def own(edition, engine):
    path, uid = edition
    close(str(engine.url))
    copyfile(path, engine.url.database)
    return engine_of(str(engine.url)), uid


@pytest.fixture
def frozen(board_paper, own_history):
    """The engine of a log of its own that keeps a frozen Board paper, and the edition's uid."""
    return own(board_paper, own_history)


@pytest.fixture
def late(two_figures, own_history):
    """The same with a report of two figures, and an activity and a story told afterwards."""
    engine, uid = own(two_figures, own_history)
    record(engine, draft(title="Told <b>later</b>", countries=("TON",)), actor=LOCAL)
    changed = {"title": "A story told later", "as_of": date(2012, 11, 1)}
    record(engine, SAID["story"].model_copy(update=changed), actor=LOCAL)
    return engine, uid


def test_the_ids_in_a_frozen_word_file_and_pdf_are_those_of_the_edition(frozen):
    engine, uid = frozen
    with reading(engine) as connection:
        assert editions.edition(connection, uid).known_on == date(2012, 12, 12)
        ids = {figure.id for figure in editions.figures_of(connection, uid)}
        assert len(ids) >= 4
        for name in ("board-paper.docx", "board-paper.pdf"):
            found = set(figure_ids(editions.file_of(connection, uid, name).content))
            assert found
            assert found <= ids, name


def test_only_the_figures_that_an_entry_counts_in_change_with_it(frozen):
    engine, uid = frozen
    before, _entries = shown.check(uid, (), figure_card.state())
    assert not before.lost
    record(engine, draft(title="Told later", countries=("TON",)), actor=LOCAL)
    after, behind = shown.check(uid, (), figure_card.state())

    was = {one.figure_id: one.cells for one in before.changed}
    for one in after.changed:
        titles = [entry.title for entry in behind[one.figure_id]]
        assert one.cells == was.get(one.figure_id) or "Told later" in titles
    assert any(one.figure_id.startswith("O-01~") for one in after.changed)


def test_the_page_shows_the_edition_what_changed_the_entries_and_errata(late):
    _, uid = late
    app = opened(edition=uid, period="2012", known_on="2012-12", language="en")

    assert not app.exception
    page = words(app)
    assert NAME in page
    assert "by this computer" in page
    assert "have changed since printing" in page or "has changed since printing" in page
    links = "".join(one.value for one in app.markdown)
    assert "[Told" in links
    chosen = "framework=2010-2015&period=2012&known_on=2012-12"
    assert f"(<activity?{chosen}" in links
    assert f"(<records?{chosen}" in links
    assert f"errata_{uid}" in [one.key for one in app.get("download_button")]


def test_a_viewer_reads_editions_freezes_none_and_opens_no_record(late, monkeypatch):
    viewer = Actor("v", Role.VIEWER)
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: viewer)
    app = opened(edition=late[1])

    assert NAME in words(app)
    assert "Freeze an edition" not in words(app)
    links = "".join(one.value for one in app.markdown)
    assert "(<activity?" in links
    assert "A story told later" in words(app)
    assert "(<records?" not in links


def test_an_assembled_report_is_frozen_as_it_was_assembled(own_history):
    app = opened(framework="2010-2015", known_on="2012-12")
    ours = Template("ours", "Ours", (Block("figure", figures=("women-share",)),))
    app.session_state[report_page.ASSEMBLY] = report_page.Assembly(ours, (), ())
    app.run()

    def widget(kind, name):
        return next(one for one in getattr(app, kind) if (one.key or "").startswith(name))

    widget("text_input", "edition_name").set_value("Our own report")
    widget("selectbox", "edition_template").set_value("own")
    assert widget("selectbox", "edition_language").value == "en"
    widget("selectbox", "edition_language").set_value("ar")
    next(one for one in app.button if one.label == "Freeze").click().run()

    assert not app.exception
    with reading(own_history) as connection:
        [kept] = editions.editions(connection)
        ids = [figure.id for figure in editions.figures_of(connection, kept.uid)]
        files = [name for name, _type, _size in editions.files_of(connection, kept.uid)]
    assert (kept.name, kept.template, kept.language) == ("Our own report", "ours", "ar")
    assert not shown.check(kept.uid, (), figure_card.state())[0].lost
    assert any(one.startswith("P-03~") for one in ids)
    assert files == ["ours.docx", "ours.pdf"]


def test_ids_of_a_draft_are_checked_against_what_was_printed_last(late):
    engine, uid = late
    with reading(engine) as connection:
        ids = figure_ids(editions.file_of(connection, uid, "ours.docx").content)
    app = opened()
    unknown = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"
    app.text_area(key="edition_ids").set_value("\n".join([*ids, unknown])).run()

    assert not app.exception
    assert "[Told" in words(app)
    assert f"Not in any edition: {unknown}" in words(app)


def test_what_was_found_is_kept_until_something_is_written(late, monkeypatch):
    engine, uid = late
    built, build = [], sources.figure
    monkeypatch.setattr(
        sources, "figure", lambda name, choices: (built.append(name), build(name, choices))[1]
    )
    app = opened(edition=uid)
    first = len(built)
    app.run()

    assert len(built) == first > 0
    record(engine, draft(title="Later still", countries=("TON",)), actor=LOCAL)
    app.run()
    assert len(built) > first
    assert "[Later still](" in words(app)
