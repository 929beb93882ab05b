"""Merged cells: what is told of them, and what they cost where they overlap."""

import datetime

from ifla_metrics.exchange.merged_cells import FILLED_DOWN, ONE_NUMBER
from ifla_metrics.exchange.rows import read_rows
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.exchange.tables import table_of
from ifla_metrics.i18n import translate
from tests.exchange.reading import known

MAY = datetime.date(2012, 5, 14)
HEAD = ["Title", "First day", "Countries", "Participants"]


def sheet(rows, *merged):
    return Sheet("Log", [list(HEAD), *[list(row) for row in rows]], merged=merged)


def told(log):
    read = read_rows([log], known())
    faults = [fault for row in read.rows for fault in row.faults]
    return [
        f.words(translate("en"))
        for f in (*read.notices, *faults)
        if f.reason in (FILLED_DOWN, ONE_NUMBER)
    ]


def test_a_number_over_rows_is_told_once_a_row_however_many_merges_hold_it():
    rows = [(f"Clinic {i}", MAY, "Kenya", 25.0) for i in range(200)]
    log = sheet(rows, *((1 + i, 3, 200, 3) for i in range(200)))
    faults = table_of(log).faults
    assert sorted(faults) == list(range(2, 202))
    assert {len(found) for found in faults.values()} == {1}


def test_a_number_over_rows_is_written_without_decimals():
    log = sheet(
        [("A clinic", MAY, "Kenya", 25.0), ("Book repair", MAY, "Ghana", None)], (1, 3, 2, 3)
    )
    assert [line.split(": ")[:2] for line in told(log)] == [
        ["Sheet “Log”, cell D2 (Participants)", "“25”"],
        ["Sheet “Log”, cell D3 (Participants)", "“25”"],
    ]


def test_a_value_that_was_filled_down_is_told_with_the_name_of_its_column():
    log = sheet([("A clinic", MAY, "Kenya", 25.0), ("Book repair", MAY, None, 9)], (1, 2, 2, 2))
    [line] = told(log)
    assert line.startswith("Sheet “Log”, cell C2 (Countries): “Kenya”: A merged cell")
