"""Countries over rows: what looking for them costs in a file made to be slow."""

from ifla_metrics.exchange import over_rows
from ifla_metrics.exchange.over_rows import take_headings
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.exchange.tables import table_of
from tests.exchange.reading import known

HEAD = ["Country", "Title", "First day", "Participants"]
ENTRY = ["Kenya", "A clinic", "2012-05-14", "20"]


def test_each_number_is_read_a_few_times_however_many_sums_are_wrong(monkeypatch):
    calls = []

    def counted(cell, read=over_rows.read_count):
        calls.append(cell)
        return read(cell)

    monkeypatch.setattr(over_rows, "read_count", counted)
    rows = [list(ENTRY) if i % 2 else ["Kenya", "", "", "7"] for i in range(400)]
    table = table_of(Sheet("Log", [list(HEAD), *rows]))
    assert not take_headings(table, known())
    assert len(table.numbers) == 400
    assert len(calls) <= 4 * 400
