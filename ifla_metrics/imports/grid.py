"""A grid of entries that is edited on the screen: which rows it has, and its edits as a file.

Edits name rows by their place in the grid as it was shown. Ids and versions are taken from what was
shown, and cells that cannot be edited are not looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, FORMATS, PARTICIPATION, Column, SheetFormat
from ifla_metrics.imports.known import load_known
from ifla_metrics.imports.lines import Line, activity_line, participation_lines, record_line
from ifla_metrics.imports.lists import Lists
from ifla_metrics.imports.read import Sheet, SheetRow, Table, Value
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.database import reading
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.search import find
from ifla_metrics.store.versions import current_versions, own_records
from ifla_metrics.text import folded

ROWS = 100
"""Entries in a grid: more are found by searching."""
SHEETS = {name: sheet for name, sheet in FORMATS.items() if sheet.record != PARTICIPATION}
"""What a grid can hold, by the name of its sheet."""
PEOPLE = FORMATS["participation"]
OF_ACTIVITIES = (
    "title",
    "started_on",
    "ended_on",
    "countries",
    "groups",
    "kind",
    "lifecycle",
    "outcomes",
    "partners",
    "participants",
    "women",
    "men",
    "level",
    "mode",
    "description",
    "evidence",
    "withdraw",
)
"""Columns of activities, in their order; an entry keeps what its other columns say."""
FIXED = ("id", "version", "framework")
"""Columns that go with a row and are not shown."""
MOST = 2_000
"""Records that are looked through for words."""


@dataclass(frozen=True)
class GridRow:
    """An entry as it was shown; `people` are lines that plain numbers cannot say."""

    uid: str
    version: int
    cells: Line
    people: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Edits:
    """Changed cells by the place of their row, and the cells of new rows."""

    changed: dict[int, dict[str, str]] = field(default_factory=dict)
    added: list[dict[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changed or any(self.added))


@dataclass(frozen=True)
class Grid:
    """Entries of some groups, the newest entered first; `key` is made when it is shown."""

    key: str
    groups: tuple[str, ...]
    rows: tuple[GridRow, ...]
    sheet: SheetFormat = SHEETS["activities"]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown and may be edited."""
        if self.sheet.record == ACTIVITY:
            return tuple(self.sheet.by_key[key] for key in OF_ACTIVITIES)
        return tuple(c for c in self.sheet.columns if c.editable and c.key not in FIXED)

    def cells(self, edits: Edits) -> list[dict[str, str]]:
        """Return the texts of all cells with some edits made, new rows at the end."""
        shown = [
            {column.key: _text(row.cells.get(column.key)) for column in self.columns}
            for row in self.rows
        ]
        for place, cells in edits.changed.items():
            shown[place] |= cells
        return shown + [{c.key: new.get(c.key, "") for c in self.columns} for new in edits.added]

    def with_state(self, edits: Edits, state: Mapping[str, Any]) -> Edits:
        """Return edits and those of the widget that showed `cells(edits)`.

        Places and columns that the grid does not have are left out.
        """
        keys = {column.key for column in self.columns}
        changed = {place: dict(cells) for place, cells in edits.changed.items()}
        added = [dict(cells) for cells in edits.added]
        for place, cells in state.get("edited_rows", {}).items():
            texts = {key: _text(value) for key, value in cells.items() if key in keys}
            if place < len(self.rows):
                changed.setdefault(place, {}).update(texts)
            elif place - len(self.rows) < len(added):
                added[place - len(self.rows)].update(texts)
        added += [
            {key: _text(value) for key, value in cells.items() if key in keys}
            for cells in state.get("added_rows", [])
        ]
        return Edits(changed, added)


def load_grid(
    engine: Any,
    t: Translate,
    *,
    key: str,
    groups: Collection[str],
    typed: str = "",
    framework: str = "",
    sheet: str = "activities",
) -> Grid:
    """Return the newest entries of groups in which typed words are found, without withdrawn ones.

    Raises:
        UnknownCode: There is no such framework.
    """
    of = SHEETS[sheet]
    if of.record == ACTIVITY:
        rows = _activities(engine, t, groups=groups, typed=typed, framework=framework)
    else:
        rows = _records(engine, t, of, groups=groups, typed=typed, framework=framework)
    return Grid(key, tuple(groups), tuple(rows), of)


def _activities(
    engine: Any, t: Translate, *, groups: Collection[str], typed: str, framework: str
) -> list[GridRow]:
    uids = [entry.uid for entry in find(engine, typed, groups=groups, limit=ROWS)]
    with reading(engine) as connection:
        lists = Lists(load_known(connection, framework), t)
        found = current_versions(connection, ACTIVITY_KIND, uids=uids)
    rows = []
    for uid in uids:
        one = found.get(uid)
        if one is None or one.withdrawn or not isinstance(one.draft, ActivityDraft):
            continue
        cells = lists.named(SHEETS["activities"], activity_line(uid, one.version, one.draft))
        people = tuple(lists.line(PEOPLE, line) for line in participation_lines(uid, one.draft))
        rows.append(GridRow(uid, one.version, cells, people))
    return rows


def _records(
    engine: Any,
    t: Translate,
    of: SheetFormat,
    *,
    groups: Collection[str],
    typed: str,
    framework: str,
) -> list[GridRow]:
    with reading(engine) as connection:
        lists = Lists(load_known(connection, framework), t)
        found = own_records(connection, of.record, framework=framework, groups=groups, limit=MOST)
    wanted, rows = folded(typed).split(), []
    for one in found:
        if one.withdrawn:
            continue
        cells = lists.named(of, record_line(of.record, one.uid, one.version, one.draft))
        words = folded(" ".join(map(str, cells.values()))).split()
        if all(any(word.startswith(part) for word in words) for part in wanted):
            rows.append(GridRow(one.uid, one.version, cells))
    return rows[:ROWS]


def edited_table(grid: Grid, edits: Edits, name: str) -> Table:
    """Return changed and new rows as a returned workbook has them; they keep their places."""
    keys = (*FIXED, *(column.key for column in grid.columns))
    rows = [SheetRow(0, grid.sheet.machine_row(keys), hidden=True)]
    people: list[Line] = []
    for place, cells in sorted(edits.changed.items()):
        row = grid.rows[place]
        own = {**row.cells, **cells, "id": row.uid, "version": row.version}
        rows.append(_row(place + 1, own, keys))
        people += row.people
    for place, cells in enumerate(edits.added, len(grid.rows)):
        if any(cells.values()):
            rows.append(_row(place + 1, cells, keys))
    sheets = [Sheet(grid.sheet.name, tuple(rows))]
    if people:
        keys = tuple(PEOPLE.by_key)
        lines = (_row(place, line, keys) for place, line in enumerate(people, 1))
        head = SheetRow(0, PEOPLE.machine_row(), hidden=True)
        sheets.append(Sheet(PEOPLE.name, (head, *lines)))
    content = (grid.key, *(sheet.rows for sheet in sheets))
    digest = hashlib.sha256(repr(content).encode()).hexdigest()
    return Table(name, digest, tuple(sheets))


def _row(number: int, cells: Mapping[str, Value], keys: Sequence[str]) -> SheetRow:
    return SheetRow(number, tuple(cells.get(key) for key in keys))


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
