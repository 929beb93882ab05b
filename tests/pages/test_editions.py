"""An editor freezes the Board paper; a later entry moves figures; the page says which and why."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from shutil import copyfile

import pandas as pd
import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures.figure import Column, Table
from ifla_metrics.i18n import translate
from ifla_metrics.models.editions import FrozenFigure
from ifla_metrics.report.book.blocks import Block
from ifla_metrics.report.book.templates import Template, shipped
from ifla_metrics.report.drift import drift, errata
from ifla_metrics.report.drift_causes import FEW, causes, named, not_made
from ifla_metrics.report.marks import NotOurs, marks
from ifla_metrics.store import editions
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.editions import Changed
from ifla_metrics.store.records import record
from ifla_metrics.ui import report_blocks, sources
from ifla_metrics.ui.editions import checking, freezing
from tests.pages import doors
from tests.pages.test_pages import html
from tests.report import specimens
from tests.store.conftest import close, draft, people
from tests.store.test_records import SAID
from tests.ui import house

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12", language="en")


opened = partial(doors.opened, "editions", patience=120)


def reach_of(found):
    """The figure of the directions, in which a new activity counts."""
    return next(d.figure_id for d in found.moved if d.figure_id.startswith("O-01"))


OURS = Template("ours", "Ours", (Block("figure", figures=("direction-status", "stories")),))


def with_edition(folder, template):
    """A file with the history and this report frozen, to be copied; and the edition's uid."""
    path = folder / "log.db"
    url = house.copy_of_the_history(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IFLA_DATABASE_URL", url)
        uid = freezing.freeze(
            "Board paper, December 2012", template, CHOICES, note="", corrects="", key="k"
        )
    close(url)
    return path, uid


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    return with_edition(tmp_path_factory.mktemp("printed"), shipped("board-paper"))


@pytest.fixture(scope="module")
def printed_shortly(tmp_path_factory):
    return with_edition(tmp_path_factory.mktemp("printed"), OURS)


def own(edition, engine):
    path, uid = edition
    close(str(engine.url))
    copyfile(path, engine.url.database)
    return engine_of(str(engine.url)), uid


@pytest.fixture
def frozen(printed, own_history):
    """The engine of a log of its own that keeps a frozen Board paper, and the edition's uid."""
    return own(printed, own_history)


@pytest.fixture
def short(printed_shortly, own_history):
    """The same with a report of two figures, where many say no more than these."""
    return own(printed_shortly, own_history)


def test_a_frozen_report_is_checked_against_the_log_and_told_what_moved_it(frozen):
    engine, uid = frozen
    with reading(engine) as connection:
        figures = editions.figures_of(connection, uid)
        one = editions.edition(connection, uid)
    assert one.known_on == date(2012, 12, 12)
    assert len(figures) >= 4
    before = checking.check(figures)
    assert not before.lost
    told = {moved.figure_id for moved in before.moved}

    later = draft(title="A workshop told later", countries=("TON",), participation=(people(40),))
    log_activity(engine, later, actor=LOCAL)
    after = checking.check(figures)

    new = {moved.figure_id for moved in after.moved}
    assert new > told or sum(len(d.moved) for d in after.moved) > sum(
        len(d.moved) for d in before.moved
    )
    assert "A workshop told later" in [change.title for change in checking.causes(one)]
    behind_each = checking.behind(after.moved)
    behind = {
        entry.title
        for drifted in after.moved
        if drifted.figure_id in new - told
        for entries in behind_each[drifted.figure_id].cells.values()
        for entry in entries
    }
    assert {"A workshop told later"} >= behind
    said = {
        (row, column): [entry.title for entry in entries]
        for (row, column), entries in behind_each[reach_of(after)].cells.items()
    }
    assert any("A workshop told later" in titles for titles in said.values())
    text = errata(after.moved, translate("en"), edition=one.name, day=date(2013, 1, 5))
    assert text.startswith("Errata to “Board paper, December 2012”, 5 January 2013")
    assert "instead of" in text


def test_the_ids_in_a_printed_word_file_and_pdf_are_those_of_the_edition(frozen):
    engine, uid = frozen
    with reading(engine) as connection:
        ids = {figure.id for figure in editions.figures_of(connection, uid)}
        for name in ("board-paper.docx", "board-paper.pdf"):
            found = set(marks(editions.file_of(connection, uid, name).content))
            assert found
            assert found <= ids, name


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"no id in it", b"\xff" * 9])
def test_a_file_that_was_not_made_here_is_told(content):
    with pytest.raises(NotOurs):
        marks(content)


def test_the_page_lists_the_edition_with_its_files_and_what_changed(frozen):
    engine, uid = frozen
    log_activity(engine, draft(title="A <b>late</b> workshop"), actor=LOCAL)
    app = opened(edition=uid)

    assert not app.exception
    shown = html(app)
    assert "Board paper, December 2012" in shown
    assert "by this computer" in shown
    assert "what was printed" in shown
    assert "A &lt;b&gt;late&lt;/b&gt; workshop" in shown


def test_what_an_editor_has_assembled_is_frozen_as_it_was_assembled(own_history):
    assembled = Template("ours", "Ours", (Block("figure", figures=("women-share",)),))
    app = opened(framework="2010-2015", known_on="2012-12")
    app.session_state[report_blocks.TEMPLATE] = assembled
    app.run()
    [name] = [w for w in app.text_input if (w.key or "").startswith("edition_name")]
    name.set_value("Our own report")
    [report] = [w for w in app.selectbox if (w.key or "").startswith("edition_template")]
    report.set_value("own")
    [language] = [w for w in app.selectbox if (w.key or "").startswith("edition_language")]
    assert language.value == "en"
    language.set_value("ar")
    [button] = [b for b in app.button if b.label == "Freeze"]
    button.click().run()

    assert not app.exception
    with reading(own_history) as connection:
        [kept] = editions.editions(connection)
        printed = [figure.id for figure in editions.figures_of(connection, kept.uid)]
        files = [file for file, _media, _size in editions.files_of(connection, kept.uid)]
        figures = editions.figures_of(connection, kept.uid)
    assert (kept.name, kept.template, kept.language) == ("Our own report", "ours", "ar")
    assert not checking.check(figures).lost
    assert any(one.startswith("P-03~") for one in printed)
    assert files == ["ours.docx", "ours.pdf"]


def test_a_board_member_reads_editions_and_freezes_none(frozen, monkeypatch):
    viewer = Actor("v", Role.VIEWER)
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: viewer)
    app = opened()

    assert "Board paper, December 2012" in html(app)
    assert "Freeze an edition" not in html(app)


def figure(rows, title="T"):
    import json

    columns = [
        {"key": "name", "title": "Region", "kind": "text"},
        {"key": "n", "title": "Countries", "kind": "number"},
    ]
    return json.dumps({"figure": "X", "title": title, "columns": columns, "rows": rows})


def test_each_moved_cell_new_row_and_lost_row_is_named_and_equal_figures_stand():
    t = translate("en")
    old = figure([{"name": "Africa", "n": 4}, {"name": "Asia", "n": None}])
    assert drift(old, old, t).stands

    new = figure([{"name": "Africa", "n": 5}, {"name": "Oceania", "n": 1}])
    found = [(m.row, m.column, m.before, m.now) for m in drift(old, new, t).moved]

    assert found == [
        ("Africa", "Countries", "4", "5"),
        ("Asia", "the whole row", "printed", "no longer in it"),
        ("Oceania", "the whole row", "not in it", "new"),
    ]


def test_missing_is_not_nought():
    t = translate("en")
    [moved] = drift(figure([{"name": "A", "n": None}]), figure([{"name": "A", "n": 0}]), t).moved
    assert (moved.before, moved.now) == ("n/k", "0")


def test_errata_say_what_is_behind_a_change_where_it_is_known():
    t = translate("en")
    found = drift(figure([{"name": "Africa", "n": 4}]), figure([{"name": "Africa", "n": 5}]), t)
    behind = {"X": {("Africa", "Countries"): "A workshop (version 2)"}}

    text = errata([found], t, edition="E", day=date(2013, 1, 5), behind=behind)
    assert "read “5”. Because of: A workshop (version 2)." in text
    assert "Because" not in errata([found], t, edition="E", day=date(2013, 1, 5))


FIRST = FrozenFigure(
    "C-02~2010-2015~2011-2012~2012-12~all~full~all~en",
    "T",
    figure([{"name": "Africa", "n": 4}, {"name": "Asia", "n": 1}]),
)


def causes_of(numbers, entries):
    """The causes of a figure of two regions that says `numbers` as known on a day, or raises."""

    def make(_name, choices):
        told = numbers[choices.known_on]
        if isinstance(told, Exception):
            raise told
        frame = pd.DataFrame({"name": ["Africa", "Asia"], "n": told})
        return replace(
            specimens.charted(),
            title="T",
            table=Table(frame, (Column("name", "Region"), Column("n", "Countries", "number"))),
        ), None

    last = dict(zip(("Africa", "Asia"), numbers["now"], strict=True))
    now = figure([{"name": name, "n": n} for name, n in last.items()])
    one = replace(drift(FIRST.content, now, translate("en")), figure_id=FIRST.id)
    return causes(one, entries, make, lambda name, framework: ["country_cells:all"])


def uids(found):
    return {cell: [one.uid for one in some] for cell, some in found.cells.items()}


def test_a_changed_cell_is_told_from_the_entries_of_its_day_and_of_its_kinds():
    """Two days, one entry each: the cell that moved on the second names the second."""
    found = causes_of(
        {"2013-01-01": (5, 1), "2013-02-01": (5, 2), "now": (5, 2)},
        [
            recorded("a", date(2013, 1, 1)),
            recorded("b", date(2013, 2, 1)),
            recorded("c", date(2013, 2, 1), kind="story"),
        ],
    )

    assert uids(found) == {("Africa", "Countries"): ["a"], ("Asia", "Countries"): ["b"]}
    assert found.lost == ()


GONE = UnknownCode("period", "2011-2012", ["strategy"])


@pytest.mark.parametrize("broken", ["2013-01-01", "2013-02-01"])
def test_a_day_that_cannot_be_answered_is_told_and_its_entries_stand_with_the_next(broken):
    numbers = {"2013-01-01": (5, 1), "2013-02-01": (5, 2), "now": (5, 2), broken: GONE}
    found = causes_of(numbers, [recorded("a", date(2013, 1, 1)), recorded("b", date(2013, 2, 1))])

    both = ["a", "b"]
    first = broken == "2013-01-01"
    assert uids(found) == {
        ("Africa", "Countries"): both if first else ["a"],
        ("Asia", "Countries"): both if first else ["b"],
    }
    assert found.lost == ((date.fromisoformat(broken), GONE),)
    [said] = not_made(found, translate("en"))
    assert said.startswith(
        f"As known on 1 {'Jan' if first else 'Feb'} 2013 this figure cannot be made: Unknown period"
    )


def recorded(uid, day, kind="activity", title="A workshop"):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Changed(kind, uid, title, 1, False, at, "someone", "")


def test_entries_are_named_in_words_the_first_few_and_none_is_said():
    t = translate("en")
    many = [recorded(str(n), date(2013, 1, 1), title=f"W{n}") for n in range(FEW + 2)]

    assert named(many[:2], t) == "W0 (version 1), W1 (version 1)"
    assert named(many, t).endswith("W5 (version 1), and 2 more")
    assert named([], t) == "no entry: the strategy or the reference data"


def test_a_dropped_draft_names_the_entries_behind_each_change_too(short):
    engine, uid = short
    log_activity(engine, draft(title="Told later", countries=("TON",)), actor=LOCAL)
    with reading(engine) as connection:
        content = editions.file_of(connection, uid, "ours.docx").content
    ids = marks(content)
    found = checking.check_ids(ids)
    cells = checking.behind(found.moved)[reach_of(found)].cells

    assert any("Told later" in [one.title for one in some] for some in cells.values())
    app = opened()
    app.text_area(key="edition_ids").set_value("\n".join(ids)).run()
    app.toggle(key="edition_behind_draft").set_value(True).run()
    assert not app.exception
    assert "Told later (version 1)" in html(app)


@pytest.fixture
def late(short):
    """A workshop and a story that were told after the edition was frozen."""
    engine, uid = short
    log_activity(engine, draft(title="Told later", countries=("TON",)), actor=LOCAL)
    story = SAID["story"].model_copy(
        update={"title": "A story told later", "as_of": date(2012, 11, 1)}
    )
    record(engine, story, actor=LOCAL)
    return uid


def test_entries_behind_an_edition_are_links_that_keep_the_choices(late):
    app = opened(edition=late, period="2012", known_on="2012-12", language="en")

    shown = html(app)
    chosen = "framework=2010-2015&amp;period=2012&amp;known_on=2012-12"
    assert f'<a href="activity?{chosen}' in shown
    assert f'<a href="records?{chosen}' in shown


def test_who_may_not_open_an_entry_reads_its_title_and_is_led_nowhere(late, monkeypatch):
    viewer = Actor("v", Role.VIEWER)
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: viewer)

    shown = html(opened(edition=late))

    assert '<a href="activity?' in shown
    assert "<span>A story told later" in shown
    assert 'href="records?' not in shown


def test_what_was_found_is_held_until_something_is_written(late, own_history, monkeypatch):
    made = []
    once = sources.figure
    monkeypatch.setattr(
        sources, "figure", lambda name, choices: (made.append(name), once(name, choices))[1]
    )
    app = opened(edition=late)
    app.toggle(key=f"edition_behind_{late}").set_value(True).run()
    first = len(made)
    app.run()
    app.run()

    assert len(made) == first > 0
    log_activity(own_history, draft(title="Later still", countries=("TON",)), actor=LOCAL)
    app.run()
    assert len(made) > first
    assert "Later still (version 1)" in html(app)


def test_a_day_of_the_past_that_cannot_be_answered_is_told_at_its_figure(late, monkeypatch):
    once = sources.figure

    def broken(name, choices):
        if choices.known_on != "now":
            raise UnknownCode("known-on date", choices.known_on, ["now"])
        return once(name, choices)

    monkeypatch.setattr(sources, "figure", broken)
    app = opened(edition=late)
    app.toggle(key=f"edition_behind_{late}").set_value(True).run()

    assert not app.exception
    assert "this figure cannot be made: Unknown known-on date" in html(app)
    assert "Told later (version 1)" in html(app)
