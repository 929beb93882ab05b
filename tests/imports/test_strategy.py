"""A strategy is downloaded, edited and uploaded as a workbook."""

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, NotAllowed, Refused
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.imports import strategy
from ifla_metrics.imports.read import read
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine_of, read_transaction, revision_of, write_transaction
from ifla_metrics.store.loaded_parts import mark_loaded
from ifla_metrics.store.operations.initialise import FRAMEWORKS, initialise
from ifla_metrics.store.write.frameworks import edit_framework
from tests import databases
from tests.imports.sample_files import edit_workbook, set_cells
from tests.store.conftest import DATA, FRAMEWORK, close

T = translate("en")
PLAN = read_folder(DATA / "frameworks" / FRAMEWORK)
EDITOR = Actor("p-1", Role.EDITOR, frozenset({"ALP"}))


@pytest.fixture
def log_url(tmp_path):
    url = databases.copy_history(tmp_path / "log.sqlite3")
    yield url
    close(url)


def edited_table(change):
    data = edit_workbook(strategy.write_strategy(PLAN, T), change)
    return read(data, "strategy.xlsx")


def read_edited(change):
    framework, _ = strategy.read_strategy(edited_table(change), T)
    return framework


def copy_row(book, name, key, **values):
    sheet = book[name]
    original = next(row for row in sheet.iter_rows(min_row=3) if row[0].value == key)
    empty = next(n for n in range(3, 10_000) if sheet.cell(n, 1).value is None)
    for cell in original:
        sheet.cell(empty, cell.column).value = cell.value
    set_cells(empty, name, **values)(book)


def new_indicator(book):
    title = "Associations with a plan"
    copy_row(book, "Indicators", "A1", code="A99", title=title, short_title=title)
    copy_row(book, "Targets", "A1", indicator="A99")


@pytest.mark.parametrize("folder", folders(DATA / "frameworks"), ids=lambda path: path.name)
def test_a_downloaded_strategy_is_read_back_unchanged(folder):
    plan = read_folder(folder)
    table = read(strategy.write_strategy(plan, translate("fr")), "strategy.xlsx")

    assert strategy.read_strategy(table, T) == (plan, [])


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "described_cell", "suggestion"),
    [
        ("Strategy", "E3", None, "Strategy”, cell E3 (Last day)", ""),
        ("Strategy", "J3", "half", "Strategy”, cell J3 (Counting rule)", ""),
        ("Strategy", "B4", "Another one", "Strategy”, cell B4 (Title)", ""),
        ("Targets", "C3", "next year", "Targets”, cell C3 (Due on)", ""),
        ("Indicators", "G3", "outptu", "Indicators”, cell G3 (Kind)", "output"),
        ("Indicators", "B3", "KI2.A.11", "Indicators”, cell B3 (Part of the strategy)", "KI2.A.1"),
    ],
)
def test_a_fault_is_reported_at_its_cell_with_the_closest_valid_value(
    sheet, cell, typed, described_cell, suggestion
):
    def change(book):
        book[sheet][cell].value = typed

    _, [reason] = strategy.read_strategy(edited_table(change), T)
    assert (reason.cell.describe(T), reason.value) == (f"Sheet “{described_cell}", typed or "")
    assert reason.suggestion.startswith(suggestion)
    assert bool(reason.suggestion) is bool(suggestion)


def test_a_second_row_of_the_strategy_is_a_fault_even_if_its_text_is_invisible():
    _, [reason] = strategy.read_strategy(edited_table(set_cells(4, "Strategy", title="\u202e")), T)
    assert reason.cell.describe(T) == "Sheet “Strategy”, row 4"


def test_an_empty_template_names_its_required_columns_and_another_file_is_refused():
    table = read(strategy.write_strategy(None, T), "strategy.xlsx")
    _, faults = strategy.read_strategy(table, T)
    assert {"id", "title", "starts_on", "default_period", ""} <= {fault.field for fault in faults}

    def without_machine_row(book):
        book["Targets"].delete_rows(1)

    with pytest.raises(Refused, match="in: Targets"):
        strategy.read_strategy(edited_table(without_machine_row), T)
    with pytest.raises(Refused, match="not a strategy workbook"):
        strategy.read_strategy(read(b"Title,Day\nWorkshop,2012-01-01\n", "plan.csv"), T)


def test_a_preview_lists_changed_ratings_and_writes_nothing(log_url):
    engine = engine_of(log_url)
    file = read_edited(new_indicator)
    before = revision_of(log_url)

    preview = strategy.compare_strategy(engine, file, actor=LOCAL)

    assert [(c.kind, c.part, c.code) for c in preview.changes] == [
        ("added", "indicators", "A99"),
        ("added", "targets", "A99 2010 2010-12-31 2010-01-01"),
    ]
    assert ("A99", "", "no_data") in {(r.code, r.before, r.after) for r in preview.ratings}
    assert not preview.is_new
    with read_transaction(engine) as connection:
        assert read_catalogue(connection).framework(FRAMEWORK) == PLAN
    assert revision_of(log_url) == before
    with pytest.raises(NotAllowed):
        strategy.compare_strategy(engine, file, actor=EDITOR)


def test_an_edit_needs_a_reason_and_survives_an_update_of_the_shipped_files(log_url):
    engine = engine_of(log_url)
    file = read_edited(new_indicator)
    with pytest.raises(Refused, match="needs a reason"):
        edit_framework(engine, file, actor=LOCAL, reason=" ")

    edit_framework(engine, file, actor=LOCAL, reason="Board decision 7")
    with write_transaction(engine) as connection:
        mark_loaded(connection, FRAMEWORKS, "of an older version")
    initialise(log_url, data=DATA)

    with read_transaction(engine) as connection:
        assert read_catalogue(connection).framework(FRAMEWORK) == file


def test_an_edit_made_after_the_preview_is_not_overwritten_unseen(log_url):
    engine = engine_of(log_url)
    mine = read_edited(lambda book: setattr(book["Levels"]["B3"], "value", "Aim"))
    preview = strategy.compare_strategy(engine, mine, actor=LOCAL)
    theirs = read_edited(new_indicator)
    edit_framework(engine, theirs, actor=LOCAL, reason="Board decision 7")

    with pytest.raises(Conflict, match="after the preview"):
        edit_framework(engine, mine, actor=LOCAL, reason="Named", expected=preview.changes)

    with read_transaction(engine) as connection:
        assert read_catalogue(connection).framework(FRAMEWORK) == theirs
    new_preview = strategy.compare_strategy(engine, mine, actor=LOCAL)
    assert {change.kind for change in new_preview.changes} == {"changed", "retired"}
