"""Reading a workbook quickly; this may end the whole process, so it runs in one of its own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.hidden_reading import SEEN, may_hide, unseen_in
from ifla_metrics.exchange.limits import MEGABYTE, Limits
from ifla_metrics.exchange.month_formats import month_styles, show, shown_in
from ifla_metrics.exchange.sheet_extras import NOTHING, is_extra, links_and_notes
from ifla_metrics.exchange.sheets import Area, Cell, FileRefused, Sheet
from ifla_metrics.exchange.struck_reading import struck_in, struck_styles, struck_texts
from ifla_metrics.exchange.zip_checks import DAMAGED, TOO_MUCH, unpacked_part

TOO_MANY_ROWS = n_(
    "The sheet “{sheet}” has more than {limit} rows. Split the file, or send the rows that changed."
)
TOO_MANY_COLUMNS = n_("The sheet “{sheet}” has more than {limit} columns.")
TOO_LARGE = n_("The sheet “{sheet}” is too large: its cells lie too far apart, or are too many.")
TOO_MANY_SHEETS = n_("The file has more than {limit} sheets.")
FAR_BELOW = 1_048_576
"""Rows that a spreadsheet has."""
TOO_FAR = n_("The cell {cell} lies outside the rows and columns that are read. Is it a slip?")
_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]+)(\d+)"[^>/]*>\s*<(?:v|is|f)\b')
_THREE_LETTERS = re.compile(rb' r="[A-Z]{3}\d')
_EPOCH_1904 = re.compile(rb'date1904\s*=\s*"(?:1|true)"')
_UNFINISHED = re.compile(
    rb'<c\s+r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_ERROR = re.compile(
    rb'<c\s+r="([A-Z]{1,3})(\d{1,7})"[^>]*?\bt="e"[^>]*>(?:\s*<f[^>]*(?:/>|>[^<]*</f>))?\s*<v>([^<]*)'
)
_SHEET_PART = re.compile(r"xl/worksheets/[^/]*\.xml", re.IGNORECASE)
_KEPT = frozenset({"xl/workbook.xml", "xl/styles.xml"})
_TEXTS = "xl/sharedstrings.xml"


def parts_of(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Return the parts of a workbook that are read, each checked as `unpacked_part` says.

    Of other parts only the length is checked.
    """
    kept, budget = {}, limits.unpacked
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if name.lower().endswith((".xml", ".rels")):
                content = unpacked_part(file, name, budget)
                budget -= len(content)
                if budget < 0:
                    raise FileRefused(TOO_MUCH, limit=limits.unpacked // MEGABYTE)
                low = name.lower()
                kept_text = low == _TEXTS and b"strike" in content
                if _SHEET_PART.fullmatch(name) or low in _KEPT or is_extra(name) or kept_text:
                    kept[name] = content
    return kept


def epoch_is_1904(parts: dict[str, bytes]) -> bool:
    """Say whether the workbook counts days from 1904."""
    book = next((part for name, part in parts.items() if name.lower() == "xl/workbook.xml"), b"")
    return _EPOCH_1904.search(book[:20_000]) is not None


def texts_of(parts: dict[str, bytes]) -> bytes:
    """Return the shared texts of a workbook, where some are struck through."""
    return next((p for n, p in parts.items() if n.lower() == _TEXTS), b"")


def styles_of(parts: dict[str, bytes]) -> bytes:
    """Return the part of a workbook that says how its cells look."""
    return next((p for n, p in parts.items() if n.lower() == "xl/styles.xml"), b"")


def read_workbook(data: bytes, limits: Limits) -> list[Sheet]:
    """Return the sheets of a workbook; raises FileRefused, or ends the process."""
    import python_calamine as calamine

    parts = parts_of(data, limits)
    epoch_1904 = epoch_is_1904(parts)
    for part in parts.values():
        if _THREE_LETTERS.search(part):  # Cells far apart are what the fast reader dies of.
            check_far(part, FAR_BELOW, limits)
    styles, strikes = month_styles(styles_of(parts)), struck_styles(styles_of(parts))
    texts = struck_texts(texts_of(parts))
    special = (
        bool(styles or strikes or texts)
        or any(is_extra(name) for name in parts)
        or any(_is_special(part) for n, part in parts.items() if _SHEET_PART.fullmatch(n))
    )
    paths = sheet_paths(data, parts) if special else {}
    named = {name: parts[path] for name, path in paths.items()}
    lacking = {name: unfinished_in(part) for name, part in named.items()}
    errors = {name: errors_in(part) for name, part in named.items()}
    unseen = {name: unseen_in(part) for name, part in named.items()}
    months = {name: shown_in(part, styles) for name, part in named.items()}
    struck = {name: struck_in(part, strikes, texts) for name, part in named.items()}
    extras = {name: links_and_notes(parts, path) for name, path in paths.items()}
    del parts, named
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        if len(shown) > limits.sheets:
            raise FileRefused(TOO_MANY_SHEETS, limit=limits.sheets)
        sheets = []
        for meta in shown:
            read = book.get_sheet_by_name(meta.name)
            rows = _rows(read, meta.name, limits)
            for row, column, text in errors.get(meta.name, ()):
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = text
            show(rows, months.get(meta.name, ()))
            sheets.append(
                Sheet(
                    name=meta.name,
                    rows=rows,
                    hidden=meta.visible != calamine.SheetVisibleEnum.Visible,
                    merged=_merged(read),
                    epoch_1904=epoch_1904,
                    unfinished=lacking.get(meta.name, ()),
                    struck=struck.get(meta.name, ()),
                    unseen=unseen.get(meta.name, SEEN),
                    links=extras.get(meta.name, NOTHING)[0],
                    notes=extras.get(meta.name, NOTHING)[1],
                )
            )
    except (calamine.CalamineError, ValueError, OSError):
        raise FileRefused(DAMAGED) from None
    return sheets


def _is_special(part: bytes) -> bool:
    """Say whether a sheet's part says what its reader does not give."""
    return b"<f" in part or b't="e"' in part or b"strike" in part or may_hide(part)


def _rows(read: Any, name: str, limits: Limits) -> list[list[Cell]]:
    end = getattr(read, "end", None)
    if end is None:
        return []
    height, width = end[0] + 1, end[1] + 1
    if width > limits.columns:
        raise FileRefused(TOO_MANY_COLUMNS, sheet=name, limit=limits.columns)
    if height * width > limits.cells:
        message = TOO_MANY_ROWS if height > limits.rows else TOO_LARGE
        raise FileRefused(message, sheet=name, limit=limits.rows)
    rows: list[list[Cell]] = read.to_python(skip_empty_area=False)
    check_rows(rows, name, limits)
    _share(rows)
    return rows


def _share(rows: list[list[Cell]]) -> None:
    """Let equal texts and days be one object: they travel once, and are compared at once.

    The reader gives rows of one length, and a column is mostly of one kind. Only equal cells of one
    kind are one: True is 1, and a day may be a number.
    """
    known: dict[type, dict[Any, Any]] = {str: {}, date: {}}
    columns = [_shared(column, known) for column in zip(*rows, strict=True)]
    rows[:] = map(list, zip(*columns, strict=True))


def _shared(column: tuple[Cell, ...], known: dict[type, dict[Any, Any]]) -> Iterable[Cell]:
    kinds = set(map(type, column))
    if not kinds & known.keys():
        return column
    if len(kinds) == 1:
        one = known[kinds.pop()]
        return map(one.setdefault, column, column)
    return [
        known[cell.__class__].setdefault(cell, cell) if cell.__class__ in known else cell
        for cell in column
    ]


def check_far(part: bytes, highest: int, limits: Limits) -> None:
    """Raise FileRefused for a filled cell further right or below than is read."""
    for letters, row in _CELL.findall(part):
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        if number > limits.columns or int(row) > highest:
            raise FileRefused(TOO_FAR, cell=(letters + row).decode())


def check_rows(rows: list[list[Cell]], name: str, limits: Limits) -> None:
    """Raise FileRefused for more filled rows than the limit; empty ones below the last go."""
    while rows and not any(cell not in ("", None) for cell in rows[-1]):
        rows.pop()
    if len(rows) > limits.rows:
        filled = sum(1 for row in rows if any(cell not in ("", None) for cell in row))
        if filled > limits.rows:
            raise FileRefused(TOO_MANY_ROWS, sheet=name, limit=limits.rows)


def _merged(read: object) -> tuple[Area, ...]:
    ranges = getattr(read, "merged_cell_ranges", None) or ()
    return tuple((a[0], a[1], b[0], b[1]) for a, b in ranges)[:5000]


def unfinished_in(part: bytes) -> tuple[tuple[int, int], ...]:
    """Return the places of formulas without a value."""
    found = _UNFINISHED.findall(part) if b"<f" in part else ()
    return tuple((int(row) - 1, _column(letters)) for letters, row in found[:5000])


def errors_in(part: bytes) -> list[tuple[int, int, str]]:
    """Return the places of a spreadsheet's errors such as #N/A, which the reader leaves empty."""
    found = _ERROR.findall(part) if b't="e"' in part else ()
    return [(int(r) - 1, _column(c), text.decode("ascii", "replace")) for c, r, text in found]


def sheet_paths(data: bytes, parts: dict[str, bytes]) -> dict[str, str]:
    """Return of each sheet the name of its part."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = {n.lower(): n for n in file.namelist()}
        links = names.get("xl/_rels/workbook.xml.rels")
        rels = file.read(links).decode("utf-8", "replace") if links else ""
    targets = {}
    for tag in re.findall(r"<\w*:?Relationship\b[^>]*>", rels):
        marks = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        targets[marks.get("Id", "")] = marks.get("Target", "").lstrip("/").removeprefix("xl/")
    book = next((p for n, p in parts.items() if n.lower() == "xl/workbook.xml"), b"")
    for tag in re.findall(r"<\w*:?sheet\b[^>]*>", book.decode("utf-8", "replace")):
        marks = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
        link = next((v for k, v in marks.items() if k.endswith(":id")), "")
        path = f"xl/{targets.get(link, '')}"
        if path in parts:
            found[_plain(marks.get("name", ""))] = path
    return found


def _plain(text: str) -> str:
    for mark, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(mark, sign)
    return text.replace("&amp;", "&")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
