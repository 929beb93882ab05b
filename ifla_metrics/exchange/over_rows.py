"""Countries over a group of rows: which rows are headings or sums, and which rows they hold for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount, read_count
from ifla_metrics.exchange.day_spans import Days
from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Fault, Place, Reason, because
from ifla_metrics.exchange.heading_names import heading_of
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.merged_cells import headings_of
from ifla_metrics.exchange.places import code_of
from ifla_metrics.exchange.rows_aside import A_HEADING, A_TOTAL, is_empty
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table

HEADS = because(
    n_(
        "A heading; its country was taken for the rows below it that name none, up to a total,"
        " another heading or a row of another country."
    )
)
ENDS = because(
    n_("Not a country: the rows below it were not taken for the country that stands above.")
)
NO_SUM = because(
    n_(
        "A country and a number alone, and no sum of the rows below or above: is it a further"
        " country of another row?"
    )
)
_HEADED = ("title", "started_on", "countries")
"""The columns in which a heading may stand."""


@dataclass(frozen=True)
class _Heading:
    """A row that may be a heading: nothing but a country's name, and numbers of people perhaps."""

    place: int
    name: str
    code: str
    counts: Mapping[str, int] = field(default_factory=dict)
    merged: bool = False


def take_headings(table: Table, known: Known) -> bool:
    """Give rows the country that heads them; say whether a heading was found.

    Headings begin above the first entry, stand in one column, and not directly below an entry that
    names another country itself: there a further country of that entry is meant. Where a number
    stands beside the name, it must be the sum of the rows below, or of those of that country above
    (then the row is left out). What is none of this stays in the table, where it lacks a title.
    """
    maybe = _maybe_headings(table, known)
    if not maybe:
        return False
    walk = _Walk(table, known, maybe)
    for number in range(table.header.row + 2, len(table.sheet.rows) + 1):
        walk.step(number)
    for number in walk.no_sums:
        fault = Fault(Place(table.sheet.name, number), maybe[number].name, NO_SUM)
        table.faults.setdefault(number, []).append(fault)
    if not walk.heads and not walk.sums:
        return False
    _take(table, walk)
    return bool(walk.heads)


def _maybe_headings(table: Table, known: Known) -> dict[int, _Heading]:
    header = table.header
    kinds = header.format.by_key
    counted = {
        n.place: key
        for key, named in header.columns.items()
        if kinds[key].kind == "count"
        for n in (named, *header.doubled.get(key, ()))
    }
    places = {header.columns[key].place for key in _HEADED if key in header.columns}
    unread = {named.place for named, _ in header.unknown}
    merged = headings_of(table.sheet)
    empty: Sequence[Cell] = (None,) * len(table.numbers)
    titles, days = (table.cells.get(key, empty) for key in ("title", "started_on"))
    found = {}
    for i, number in enumerate(table.numbers):
        if not is_empty(titles[i]) and not is_empty(days[i]):
            continue
        row = table.sheet.rows[number - 1]
        filled = [place for place, cell in enumerate(row) if not is_empty(cell)]
        said = [place for place in filled if place not in counted]
        if len(said) < len(filled):  # What is not read may have a sum as well.
            said = [p for p in said if p not in unread or _count(row[p]) is None]
        if len(said) != 1 or said[0] not in places:
            continue
        name, code = heading_of(row[said[0]], known)
        keys = {counted[place] for place in filled if place in counted}
        counts = {key: _count(table.cells[key][i]) for key in keys}
        sums = {key: count for key, count in counts.items() if count is not None}
        if code and len(sums) == len(counts):
            one = not counts and number - 1 in merged
            found[number] = _Heading(said[0], name, code, sums, merged=one)
    for fault in table.left_out:
        if fault.reason is A_HEADING:
            name, code = heading_of(fault.value, known)
            if code and not _is_period(fault.value):
                found[fault.place.row] = _Heading(-1, name, code, merged=True)
    return found


def _count(cell: Cell) -> int | None:
    read = read_count(cell)
    return read.count if isinstance(read, Amount) else None


def _is_period(text: str) -> bool:
    return isinstance(read_days(text), Days)


class _Walk:
    """Goes down the rows of a table; keeps the country that stands over the next one."""

    def __init__(self, table: Table, known: Known, maybe: Mapping[int, _Heading]) -> None:
        self.table, self.maybe = table, maybe
        self.index = {number: i for i, number in enumerate(table.numbers)}
        self.aside = {fault.place.row: fault for fault in table.left_out}
        self.own: Sequence[Cell] = table.cells.get("countries", (None,) * len(table.numbers))
        self.heads: dict[int, _Heading] = {}
        self.sums: dict[int, _Heading] = {}
        self.ends: dict[int, str] = {}
        self.no_sums: list[int] = []
        self.given: dict[int, int] = {}
        """Of a row (from 0) the number of its heading."""
        self.over = 0
        self.place: int | None = None
        self.any_entry = self.blocked = False
        self.run: list[int] = []
        """The entries of one country directly above, and that country."""
        self.of_run = ""
        self.code_of = lru_cache(maxsize=4096)(lambda typed: code_of(typed, known.countries))

    def step(self, number: int) -> None:
        """Look at the next row, by its number."""
        one = self.maybe.get(number)
        if one is not None and one.counts and self._sums_above(one):
            self.sums[number] = one
            self._end()
        elif one is not None and self._heads(one, number):
            self.heads[number] = one
            self._end()
            self.over = number
            if not one.merged:
                self.place = one.place
        elif number in self.index:
            self._entry(self.index[number], number)
            if one is not None:  # What is no sum ends what is added: each row is added once.
                self.run = []
                self.no_sums += [number] if one.counts else []
        else:
            self._beside(number)

    def _end(self) -> None:
        self.over, self.blocked, self.run, self.of_run = 0, False, [], ""

    def _heads(self, one: _Heading, number: int) -> bool:
        if one.merged:
            return True
        if self.blocked or (self.any_entry if self.place is None else one.place != self.place):
            return False
        if not one.counts:
            return True
        below = []
        for i in range(self.index[number] + 1, len(self.table.numbers)):
            if self.table.numbers[i] in self.maybe:
                break
            below.append(i)
        return all(is_empty(self.own[i]) for i in below) and self._is_sum(one, below)

    def _sums_above(self, one: _Heading) -> bool:
        return one.code == self.of_run and self._is_sum(one, self.run)

    def _is_sum(self, one: _Heading, rows: Sequence[int]) -> bool:
        for key, number in one.counts.items():
            cells = [self.table.cells[key][i] for i in rows]
            read = [_count(cell) for cell in cells if not is_empty(cell)]
            known = [count for count in read if count is not None]
            if not known or len(known) < len(read) or sum(known) != number:
                return False
        return True

    def _entry(self, i: int, number: int) -> None:
        row = self.table.sheet.rows[number - 1]
        alone = [cell for cell in row if not is_empty(cell)]
        if len(alone) == 1 and isinstance(alone[0], str):  # Another part of the table begins.
            self._end()
            self.blocked = not is_empty(self.own[i])
            return
        self.any_entry = True
        over = self.heads[self.over].code if self.over else ""
        own = self.code_of(str(self.own[i] or ""))
        if is_empty(self.own[i]):
            own, self.blocked = over, False
            if self.over:
                self.given[i] = self.over
        else:
            self.blocked = own != over
            if own and self.blocked:  # “Kenya (Nairobi)” or “Keniya” is no other country.
                self.over = 0
        if not own or own != self.of_run:
            self.run, self.of_run = [], own
        self.run.append(i)

    def _beside(self, number: int) -> None:
        fault = self.aside.get(number)
        row = self.table.sheet.rows[number - 1]
        if fault is None:
            text = next((cell for cell in row if isinstance(cell, str) and not is_empty(cell)), "")
            if text and self.over:
                self.ends[number] = str(text)
                self._end()
        elif fault.reason is A_TOTAL and self.run:
            self._end()
        elif fault.reason is A_HEADING and not _is_period(fault.value):
            if self.over:
                self.ends[number] = fault.value
            self._end()


def _take(table: Table, walk: _Walk) -> None:
    """Leave headings and sums out, tell so, and write the countries into the rows."""
    sheet = table.sheet.name
    reasons: dict[int, tuple[str, Reason]] = {n: (text, ENDS) for n, text in walk.ends.items()}
    giving = set(walk.given.values())
    for number, one in walk.heads.items():
        reasons[number] = (one.name, HEADS if number in giving else A_HEADING)
    reasons.update({number: (one.name, A_TOTAL) for number, one in walk.sums.items()})
    told = [fault for fault in table.left_out if fault.place.row not in reasons]
    told += [Fault(Place(sheet, n), text, reason) for n, (text, reason) in reasons.items()]
    table.left_out[:] = sorted(told, key=lambda fault: fault.place.row)
    kept = [i for i, n in enumerate(table.numbers) if n not in walk.heads and n not in walk.sums]
    for number in (*walk.heads, *walk.sums):
        table.faults.pop(number, None)
    countries = [walk.heads[walk.given[i]].name if i in walk.given else walk.own[i] for i in kept]
    table.numbers = [table.numbers[i] for i in kept]
    table.cells.update({k: [cells[i] for i in kept] for k, cells in table.cells.items()})
    table.cells["countries"] = countries
