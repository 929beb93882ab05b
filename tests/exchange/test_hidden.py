"""What a sheet hides is found by both readers of workbooks, and told of what was read alone."""

from ifla_metrics.exchange import fast_reading, slow_reading
from ifla_metrics.exchange.hidden_reading import SEEN, Unseen, unseen_in
from ifla_metrics.exchange.limits import PAGE
from tests.exchange.corpus.making import row, table, workbook

THREE = table(row(), row("Second workshop"), row("Third workshop"))


def _filtered(book):
    page = book.active
    page.auto_filter.ref = "A1:F4"
    page.auto_filter.add_filter_column(3, ["Kenya"])
    page.row_dimensions[3].hidden = page.row_dimensions[4].hidden = True
    page.column_dimensions["B"].hidden = True


def test_both_readers_find_the_same_rows_and_columns():
    file = workbook(THREE, _filtered)
    expected = Unseen(rows=((2, 3),), columns=((1, 1),), filtered=True)
    for reader in (fast_reading, slow_reading):
        [sheet] = reader.read_workbook(file, PAGE)
        assert sheet.unseen == expected
        assert len(sheet.rows) == 4


def test_a_workbook_that_hides_nothing_has_nothing_unseen():
    for reader in (fast_reading, slow_reading):
        [sheet] = reader.read_workbook(workbook(THREE), PAGE)
        assert sheet.unseen == SEEN


def test_rows_are_found_however_a_program_writes_their_tags():
    part = (
        b"<x:sheetData><x:row r='1'/><x:row spans='1:2' hidden = 'true' r='5'>"
        b'</x:row><x:row hidden="1"/><x:row r="9" hidden="0" ht="15"/><x:row r="11" ht="0"/>'
        b"</x:sheetData>"
    )
    assert unseen_in(part) == Unseen(rows=((4, 5), (10, 10)))
