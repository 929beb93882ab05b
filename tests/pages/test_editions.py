"""An editor freezes the Board paper; a later entry changes figures; the page says which and why."""

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count, repeat
from shutil import copyfile

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotReady
from ifla_metrics.exports.editions import draft_edition
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.i18n import translate
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.entries import record
from ifla_metrics.ui import editions as shown
from ifla_metrics.ui import page_data, reports
from tests import databases
from tests.pages import doors
from tests.pages.forms import words
from tests.store.conftest import close, draft
from tests.store.test_records import RECORDS

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12", language="en")
OURS = Template("ours", "Ours", (Block("figure", figures=("direction-status", "stories")),))
NAME = "Board paper, December 2012"

opened = partial(doors.opened, "editions", patience=120)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    path = tmp_path_factory.mktemp("printed") / "log.db"
    url = databases.copy_history(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IFLA_DATABASE_URL", url)
        document, figures = reports.build(OURS, CHOICES)
        printed = draft_edition(document, figures, CHOICES, translate("en"), name=NAME)
        uid = editions.freeze_edition(engine_of(url), printed, actor=LOCAL)
    close(url)
    return path, uid


@pytest.fixture
def late(printed, own_history):
    path, uid = printed
    url = str(own_history.url)
    close(url)
    copyfile(path, own_history.url.database)
    engine = engine_of(url)
    record(engine, draft(title="Told <b>later</b>", countries=("TON",)), actor=LOCAL)
    changed = {"title": "A story told later", "as_of": date(2012, 11, 1)}
    record(engine, RECORDS["story"].model_copy(update=changed), actor=LOCAL)
    return engine, uid


def test_a_figure_changes_with_the_entries_that_count_in_it(late):
    found = shown.compare(late[1])
    told = {one.figure_id[:4]: {e.title for e in one.entries} for one in found.changed}
    directions = told.pop("O-01")

    assert not found.unavailable
    assert "Told <b>later</b>" in directions
    assert "A story told later" not in directions
    assert any("A story told later" in titles for titles in told.values())


def behind(app):
    """The addresses of the entries behind changed figures, by title."""
    tables = [one.value for one in app.dataframe if "link" in one.value]
    return {
        title: link
        for table in tables
        for title, link in zip(table["title"], table["link"], strict=True)
    }


def test_the_page_shows_the_edition_what_changed_the_entries_and_errata(late):
    _, uid = late
    app = opened(edition=uid, period="2012", known_on="2012-12", language="en")

    page = words(app)
    assert NAME in page
    assert "by this computer" in page
    assert "changed since printing" in page
    chosen = "framework=2010-2015&period=2012&known_on=2012-12"
    links = behind(app)
    assert links["Told <b>later</b>"].startswith(f"activity?{chosen}")
    assert links["A story told later"].startswith(f"records?{chosen}")
    assert f"errata_{uid}" in [one.key for one in app.get("download_button")]

    other = opened(edition=uid, framework="2016-2021", language="en")
    assert f"“{NAME}” is an edition of the strategy" in words(other)
    next(one for one in other.button if one.label.startswith("Show strategy")).click().run()
    assert "changed since printing" in words(other)


def test_a_viewer_reads_editions_freezes_none_and_opens_no_record(late, monkeypatch):
    viewer = Actor("v", Role.VIEWER)
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: viewer)
    app = opened(framework="2010-2015")
    app.button(key=f"edition_check_{late[1]}").click().run()

    assert NAME in words(app)
    assert "Freeze an edition" not in words(app)
    links = behind(app)
    assert links["Told <b>later</b>"]
    assert not links.get("A story told later")


def test_an_assembled_report_is_frozen_as_it_was_assembled(own_history):
    app = opened(framework="2010-2015", known_on="2012-12")
    ours = Template("ours", "Ours", (Block("figure", figures=("women-share",)),))
    app.session_state[f"report_of_{reports.DEFAULT_TEMPLATE}"] = ours
    app.run()

    def widget(kind, name):
        return next(one for one in getattr(app, kind) if (one.key or "").startswith(name))

    widget("text_input", "edition_name").set_value("Our own report")
    widget("selectbox", "edition_template").select_index(-1)
    assert widget("selectbox", "edition_language").value == "en"
    widget("selectbox", "edition_language").set_value("ar")
    next(one for one in app.button if one.label == "Freeze").click().run()

    assert not app.exception
    with read_transaction(own_history) as connection:
        [kept] = editions.editions(connection)
        ids = [one.figure.id for one in editions.printed_figures(connection, uid=kept.uid)]
        files = [name for name, _type in editions.files_of(connection, kept.uid)]
    assert (kept.name, kept.template, kept.language) == ("Our own report", "ours", "ar")
    assert not shown.compare(kept.uid).unavailable
    assert any(one.startswith("P-03~") for one in ids)
    assert files == ["ours.docx", "ours.pdf"]


def test_a_report_is_read_from_one_state_of_the_log(history, monkeypatch):
    two = Template("two", "Two", (Block("figure", figures=("women-share", "coverage-map")),))
    made, revisions = page_data.figure, count()

    def figure(name, choices):
        found, reading = made(name, choices)
        return found, replace(reading, revision=next(revisions))

    monkeypatch.setattr(page_data, "figure", figure)
    with pytest.raises(NotReady):
        reports.build(two, CHOICES)
    revisions = repeat(1)
    assert reports.build(two, CHOICES)
