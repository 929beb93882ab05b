"""Totals of people beside money and other numbers: never counted too low, nor too high."""

import datetime
from functools import partial

from tests.exchange.corpus.making import BAD, OK, csv_case

MAY = datetime.date(2012, 5, 14)
HEAD = ("Title", "Date", "Country")
_csv = partial(csv_case, group="totals")


def _rows(columns, *rows, dropped=1, name=""):
    """Rows of numbers under columns; each has women, men and not stated, or None for a refusal."""
    cells, says, found = [], [], []
    for i, (numbers, people) in enumerate(rows):
        cells.append((f"Clinic {i}", MAY, "Kenya", *numbers))
        kinds = zip(("woman", "man", "not_stated"), people or (), strict=False)
        counted = {"genders": {kind: n for kind, n in kinds if n is not None}}
        says.append({} if people is None else counted)
        found.append(BAD if people is None else OK)
    title = f"{name or ', '.join(columns)}: {rows[0][0]}"
    return _csv(title, [(*HEAD, *columns), *cells], tuple(found), tuple(says), dropped=dropped)


SEXES = ("Women", "Men", "Total")
CASES = (
    _rows(["Total", "of which women", "Cost"], ([20, 12, 300], (12, None, 8))),
    _rows(["Women", "Total", "Budget"], ([12, 40, 100], (12, None, 28))),
    _rows([*SEXES, "Cost"], ([12, 8, 20, 100], (12, 8)), ([0, 0, 30, 100], (0, 0, 30))),
    _rows([*SEXES, "Cost"], ([12, 8, 21, 100], (12, 8, 1))),
    _rows([*SEXES, "Cost"], ([12, 8, 20, 90], (12, 8)), (["", "", 40, 90], (None, None, 40))),
    _rows(
        [*SEXES, "Cost"], (["", "", 40, 90], (None, None, 40)), (["", "", 30, 80], (None, None, 30))
    ),
    _rows([*SEXES, "Funding"], ([12, 8, 21, "own means"], (12, 8, 1))),
    _rows(
        [*SEXES, "Expected participants"],
        ([12, 8, 21, 25], (12, 8, 1)),
        ([12, 8, 21, 21], (12, 8, 1)),
    ),
    _rows(
        ["Women", "Men", "Librarians", "Teachers", "Total"],
        ([12, 7, 10, 10, 20], (12, 7, 1)),
        dropped=2,
    ),
    _rows([*SEXES, "Unknown"], ([12, 7, 20, 1], (12, 7, 1))),
    # Money, or in doubt.
    _rows(
        ["No.", "Women", "Men", "Lunch", "Transport", "Total"],
        ([1, 12, 8, 300.5, 149.5, 450], (12, 8)),
        ([2, 9, 9, 30, "", 30], (9, 9)),
        dropped=4,
    ),
    _rows([*SEXES, "Budget"], ([12, 8, 300, 300], (12, 8)), dropped=2),
    _rows([*SEXES, "Cost per participant"], ([12, 8, 100, 5], (12, 8)), dropped=2),
    _rows(["Women", "Men", "Cost", "Total"], ([12, 8, 300, 15], None)),
    _rows(
        ["Women", "Men", "Morning", "Afternoon", "Total"], ([12, 7, 10, 10, 20], None), dropped=2
    ),
    _rows(
        ["Women", "Men", "Lunch", "Transport", "Total"],
        ([12, 8, 300, 150, 450], None),
        ([9, 9, 30, "", 45], None),
        ([9, 9, 30, "", 18], (9, 9)),
        dropped=2,
    ),
    _rows([*SEXES, "Cost"], (["", "", 40, 40], None), ([12, 8, 20, 300], (12, 8))),
    _rows(["Women", "Men", "Trainers", "Total"], ([12, 8, 2, 22], None)),
    _rows(["Children", "Total"], (["yes", 450], ()), dropped=2, name="children (y/n)"),
)
"""A total that was dropped left people out; one that is money counted too many."""
