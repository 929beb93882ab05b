"""The page "Editions" freezes a report and later says which figures changed, and why."""

from dataclasses import replace
from datetime import date
from itertools import count, repeat
from shutil import copyfile

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotReady
from ifla_metrics.exports.editions import draft_edition
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.i18n import translate
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.write import editions
from ifla_metrics.store.write.entries import record
from ifla_metrics.ui import editions as editions_ui
from ifla_metrics.ui import page_data, reports
from tests import databases
from tests.pages.page import open_page, text
from tests.store.conftest import close, draft
from tests.store.test_records import RECORDS

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12", language="en")
OURS = Template("ours", "Ours", (Block("figure", figures=("direction-status", "stories")),))
NAME = "Board paper, December 2012"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A history file with a frozen edition, and the edition's uid."""
    path = tmp_path_factory.mktemp("printed") / "log.db"
    url = databases.copy_history(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IFLA_DATABASE_URL", url)
        document, figures = reports.build(OURS, CHOICES)
        edition = draft_edition(document, figures, CHOICES, translate("en"), name=NAME)
        uid = editions.freeze_edition(engine_of(url), edition, actor=LOCAL)
    close(url)
    return path, uid


@pytest.fixture
def uid(printed, own_history):
    """The uid of an edition after which an activity and a story were recorded."""
    path, uid = printed
    url = str(own_history.url)
    close(url)
    copyfile(path, own_history.url.database)
    engine = engine_of(url)
    record(engine, draft(title="Late <b>activity</b>", countries=("TON",)), actor=LOCAL)
    fields = {"title": "A late story", "as_of": date(2012, 11, 1)}
    record(engine, RECORDS["story"].model_copy(update=fields), actor=LOCAL)
    return uid


def test_only_entries_that_count_in_a_figure_are_named_as_its_changes(uid):
    comparison = editions_ui.compare(uid)
    titles = {
        figure.figure_id[:4]: {entry.title for entry in figure.entries}
        for figure in comparison.changed
    }
    directions = titles.pop("O-01")

    assert not comparison.unavailable
    assert "Late <b>activity</b>" in directions
    assert "A late story" not in directions
    assert any("A late story" in others for others in titles.values())


def test_the_page_shows_changes_entries_and_errata_of_an_edition(uid):
    app = open_page("editions", edition=uid, period="2012", known_on="2012-12", language="en")

    page = text(app)
    assert NAME in page
    assert "by this computer" in page
    assert "changed since printing" in page
    assert "Recorded since: " in page
    assert "A late story (version 1)" in page.replace("\\", "")
    assert f"errata_{uid}" in [button.key for button in app.get("download_button")]
    other = open_page("editions", edition=uid, framework="2016-2021", language="en")
    assert "changed since printing" in text(other)


def test_a_viewer_reads_editions_but_can_freeze_none(uid, act_as):
    act_as(Actor("v", Role.VIEWER))
    app = open_page("editions", framework="2010-2015")
    app.button(key=f"edition_check_{uid}").click().run()

    assert NAME in text(app)
    assert "Freeze an edition" not in text(app)


def test_a_report_is_frozen_with_the_blocks_of_the_session(own_history):
    app = open_page("editions", framework="2010-2015", known_on="2012-12")
    template = Template("ours", "Ours", (Block("figure", figures=("women-share",)),))
    app.session_state[f"report_of_{reports.DEFAULT_TEMPLATE}"] = template
    app.run()

    def widget(kind, name):
        return next(w for w in getattr(app, kind) if (w.key or "").startswith(name))

    widget("text_input", "edition_name").set_value("Our own report")
    widget("selectbox", "edition_template").select_index(-1)
    assert widget("selectbox", "edition_language").value == "en"
    widget("selectbox", "edition_language").set_value("ar")
    next(button for button in app.button if button.label == "Freeze").click().run()

    assert not app.exception
    with read_transaction(own_history) as connection:
        [edition] = editions.editions(connection)
        printed = editions.printed_figures(connection, uid=edition.uid)
        files = [name for name, _type in editions.files_of(connection, edition.uid)]
    assert (edition.name, edition.template, edition.language) == ("Our own report", "ours", "ar")
    assert not editions_ui.compare(edition.uid).unavailable
    assert any(figure.figure_id.startswith("P-03~") for figure, _ in printed)
    assert files == ["ours.docx", "ours.pdf"]


def test_a_report_reads_all_figures_at_one_revision(history, monkeypatch):
    template = Template("two", "Two", (Block("figure", figures=("women-share", "coverage-map")),))
    build_figure, revisions = page_data.figure, count()

    def figure(name, choices):
        built, reading = build_figure(name, choices)
        return built, replace(reading, revision=next(revisions))

    monkeypatch.setattr(page_data, "figure", figure)
    with pytest.raises(NotReady):
        reports.build(template, CHOICES)
    revisions = repeat(1)
    assert reports.build(template, CHOICES)
