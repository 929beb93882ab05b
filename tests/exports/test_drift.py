"""Printed figures compared with the same figures now: what changed, and the entries behind it."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import NOW, Choices
from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports.data_files import as_json
from ifla_metrics.exports.drift import (
    MOST_NAMED,
    Causes,
    causes,
    check,
    compare,
    entries_in_words,
    errata,
    reworded_in_words,
)
from ifla_metrics.exports.editions import NotOurs, figure_ids, frozen
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Column, Table
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.models.editions import Changed
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.frameworks import apply_framework
from ifla_metrics.store.read import read
from tests.conftest import POSTGRESQL_AT_NIGHT
from tests.exports.test_data_files import figure as one_column
from tests.store.conftest import DATA, FRAMEWORK, draft, people, prepare_history

T = translate("en")
ID = "C-02~2010-2015~2011-2012~2012-12~all~full~all~en"
COLUMNS = (
    Column("code", "Code", "code", shown=False),
    Column("name", "Region"),
    Column("n", "Countries", "number"),
)


def document(*rows, title="T", t=T):
    """A figure with these rows of code, name and number, as JSON."""
    frame = pd.DataFrame(rows, columns=["code", "name", "n"])
    made = replace(one_column([]), id=ID, title=title, table=Table(frame, COLUMNS))
    return as_json(made, t).decode()


def changes(before, now, t=T):
    return [(c.row, c.column, c.before, c.now) for c in compare(before, now, t).cells]


AFRICA, ASIA = ("AF", "Africa", 4), ("AS", "Asia", None)


def test_each_changed_cell_new_row_and_lost_row_is_named():
    old = document(AFRICA, ASIA)
    new = document(("OC", "Oceania", 1), ("AF", "Africa", 5))

    assert changes(old, old) == []
    assert changes(old, new) == [
        ("Africa", "Countries", "4", "5"),
        ("Asia", "Whole row", "listed", "not listed"),
        ("Oceania", "Whole row", "not listed", "listed"),
    ]


def test_missing_is_not_zero():
    assert changes(document(ASIA), document(("AS", "Asia", 0))) == [
        ("Asia", "Countries", "n/k", "0")
    ]


def test_rows_of_one_name_are_told_apart_by_their_code():
    old = document(("1", "Workshop", 4), ("2", "Workshop", 7))
    new = document(("2", "Workshop", 7), ("1", "Workshop", 5))

    assert changes(old, new) == [("Workshop", "Countries", "4", "5")]


def test_a_corrected_word_counts_in_english_and_is_only_mentioned_in_a_translation():
    old = ("AF", "Africa", 4), ("AS", "Asia", 7)
    assert changes(document(*old), document(("AF", "The Africas", 4), old[1])) == [
        ("Africa", "Region", "Africa", "The Africas")
    ]
    t = translate("fr")
    reworded = document(("AF", "Afrique", 4), ("AS", "Asie", 7), title="Un titre", t=t)
    found = compare(document(*old, t=t), reworded, t)
    assert (found.cells, found.reworded) == ((), True)


@pytest.mark.parametrize(
    "now",
    [
        [("AF", "Afrique", 7), ("AS", "Asie", 4)],
        [("AF", "Afrique", 4), ("OC", "Océanie", 7)],
        [("AF", "Afrique, 3 pays", 4), ("AS", "Asie", 7)],
    ],
    ids=["numbers exchanged", "another row", "a number in a text"],
)
def test_in_a_translation_a_number_or_a_row_counts_as_changed_in_whatever_words(now):
    t = translate("fr")
    old = document(("AF", "Africa, 2 countries", 4), ("AS", "Asia", 7), t=t)

    assert compare(old, document(*now, t=t), t).cells


def recorded(uid, day, frame="", title="A workshop"):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Changed("activity", uid, title, 1, False, at, "someone", "", frame)


JANUARY, FEBRUARY = date(2013, 1, 1), date(2013, 2, 1)
GONE = UnknownCode("period", "2011-2012", ["strategy"])


def causes_of(numbers, entries):
    """The causes of the changes in a figure that has `numbers` as known on each day."""

    def make(_name, choices):
        known = numbers[choices.known_on]
        if isinstance(known, Exception):
            raise known
        frame = pd.DataFrame({"code": ["AF", "AS"], "name": ["Africa", "Asia"], "n": known})
        return replace(one_column([]), id=ID, title="T", table=Table(frame, COLUMNS))

    now = as_json(make("", Choices("", "", max(numbers))), T).decode()
    return causes(compare(document(AFRICA, ("AS", "Asia", 1)), now, T), entries, make)


def uids_behind(numbers, entries):
    found = causes_of(numbers, entries).entries
    return {cell.row: [entry.uid for entry in some] for cell, some in found.items()}


def test_the_entries_behind_a_cell_are_those_of_its_day_and_of_the_frames_it_is_made_from():
    numbers = {"2013-01-01": (5, 1), "2013-02-01": (5, 2)}
    entries = [
        recorded("a", JANUARY),
        recorded("b", FEBRUARY),
        recorded("c", FEBRUARY, frame="stories"),
    ]

    assert uids_behind(numbers, entries) == {"Africa": ["a"], "Asia": ["b"]}


def test_entries_of_a_day_that_cannot_be_built_count_with_the_next():
    numbers = {"2013-01-01": GONE, "2013-02-01": (5, 2)}

    entries = [recorded("a", JANUARY), recorded("b", FEBRUARY)]
    assert uids_behind(numbers, entries) == {"Africa": ["a", "b"], "Asia": ["a", "b"]}
    assert causes_of(numbers, entries).not_made == ((JANUARY, GONE),)


def test_entries_of_a_last_day_that_cannot_be_built_count_with_the_log_as_it_is():
    numbers = {"2013-01-01": GONE, NOW: (5, 1)}

    assert uids_behind(numbers, [recorded("a", JANUARY)]) == {"Africa": ["a"]}


def test_errata_name_place_printed_and_new_value_and_the_first_few_entries():
    drift = compare(document(AFRICA, ASIA), document(("AF", "Africa", 5)), T)
    many = [recorded(str(n), JANUARY, title=f"W{n}") for n in range(MOST_NAMED + 2)]
    of = {"edition": "Report", "day": date(2013, 1, 5)}

    assert errata([drift], T, **of) == (
        f"Errata to “Report”, 5 January 2013\n\nT (figure {ID})\n"
        "Africa, Countries: instead of “4” read “5”.\nDelete the row “Asia”.\n"
    )
    behind = {ID: Causes({drift.cells[0]: many[:1], drift.cells[1]: []})}
    with_causes = errata([drift], T, behind=behind, **of)
    assert "read “5”. Because of: W0 (version 1).\n" in with_causes
    assert entries_in_words(many, T).endswith("W5 (version 1), and 2 more")
    assert (
        entries_in_words([], T)
        == "no entry: time passed, or the strategy or reference data changed"
    )
    assert errata([compare(document(AFRICA), document(AFRICA), T)], T, **of) == ""


def office_file(place, value):
    """An office file with another byte at this place of its list of parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", ID * 9)
    content = bytearray(written.getvalue())
    content[content.index(b"PK\x01\x02") + place] = value
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [office_file(8, 1), office_file(10, 99), office_file(10, 12), office_file(10, 14)],
    ids=["password", "unknown packing", "bzip2", "lzma"],
)
def test_an_office_file_that_cannot_be_unpacked_is_refused(content):
    with pytest.raises(NotOurs):
        figure_ids(content)


def test_a_damaged_office_file_is_refused():
    content = bytearray(office_file(8, 0))
    start = content.index(b"core.xml") + len(b"core.xml")
    content[start : start + 4] = b"\xff" * 4
    with pytest.raises(NotOurs):
        figure_ids(bytes(content))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"no id in it", b"\xff" * 9])
def test_a_file_that_was_not_made_here_is_refused(content):
    with pytest.raises(NotOurs):
        figure_ids(content)


@pytest.mark.parametrize("filters", ["", "~r=AFR", "~r=AFR~g=ALP~rev", "~rev"])
def test_the_ids_in_a_file_keep_their_filters(filters):
    """Else a filtered figure would be compared with the one of everything."""
    assert figure_ids(f"<p>{ID}{filters}</p>".encode()) == (ID + filters,)


# With the log and a strategy whose translations came later

PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)
NAMES = (
    "direction-status",
    "indicator-bullets",
    "direction-element-matrix",
    "needs-the-board",
    "milestones",
    "ladder-KI2.A",
    "trend-A1",
    "framework-tree",
)
"""Made of the strategy's words: as labels, in sentences, in titles, as a column."""


@pytest.fixture
def engine(database_from):
    return engine_of(database_from(prepare_history))


def from_log(engine):
    def make(name, choices):
        with reading(engine) as connection:
            kind = registry.find(name, read_framework(connection, FRAMEWORK))
            found = read(connection, choices, kind.needs, kind.previous)
        return kind.build(found, translate(choices.language))

    return make


def printed(engine, language):
    choices, t = Choices(FRAMEWORK, "2011-2012", language=language), translate(language)
    return [frozen(from_log(engine)(name, choices), t) for name in NAMES]


@POSTGRESQL_AT_NIGHT
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_translation_that_comes_later_changes_words_only(engine, language):
    apply_framework(engine, replace(PLAN, texts=()), actor=LOCAL)
    before = printed(engine, language)
    apply_framework(engine, PLAN, actor=LOCAL)
    found = check(before, from_log(engine))

    assert [(one.title, one.cells[:2]) for one in found.changed] == []
    assert len(found.reworded) == len(found.drifts) == len(NAMES)
    assert reworded_in_words(found, T).startswith(f"Only words changed in {len(NAMES)} figures")


@POSTGRESQL_AT_NIGHT
def test_an_entry_is_named_behind_the_cells_it_changed_in_a_translated_figure(engine):
    apply_framework(engine, replace(PLAN, texts=()), actor=LOCAL)
    before = printed(engine, "fr")
    apply_framework(engine, PLAN, actor=LOCAL)
    log_activity(engine, draft(title="Told later", participation=(people(40),)), actor=LOCAL)
    found = check(before, from_log(engine))

    assert "direction-element-matrix" in [json.loads(one.printed)["name"] for one in found.changed]
    entry = recorded("told-later", datetime.now(UTC).date(), title="Told later")
    for drift in found.changed:
        behind = causes(drift, [entry], from_log(engine)).entries
        assert [entry] in [list(some) for some in behind.values()]
