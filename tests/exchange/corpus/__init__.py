"""Files as groups send them and as attackers do, each with its verdict row by row."""

from tests.exchange.corpus import (
    beside,
    bombs,
    counted,
    countries,
    damaged,
    dates,
    encodings,
    groups,
    habits,
    half_said,
    hostile,
    kept,
    numbers,
    over_rows,
    persons,
    registers,
    reports,
    rows_called,
    shapes,
    sheets,
    totals,
    untidy,
    volunteers,
    weighed,
    workbooks,
)

CASES = (
    *encodings.CASES, *shapes.CASES, *dates.CASES, *numbers.CASES, *countries.CASES,
    *hostile.CASES, *damaged.CASES, *workbooks.CASES, *habits.CASES, *untidy.CASES,
    *half_said.CASES, *kept.CASES, *over_rows.CASES, *counted.CASES, *totals.CASES, *groups.CASES,
    *volunteers.CASES, *rows_called.CASES, *beside.CASES, *persons.CASES, *sheets.CASES,
    *reports.CASES, *registers.CASES, *weighed.CASES,
    *bombs.CASES,
)  # fmt: skip
BOMBS = bombs.CASES
