"""A file with faults goes back with its cells coloured and commented, every row where it stood.

It is written anew from the cells that were read: whatever was live in the file is not in it.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Fault, Place, Question, shown
from ifla_metrics.exchange.sheets import Cell, Sheet
from ifla_metrics.exchange.workbook import LONGEST, OPTIONS, PROPERTIES
from ifla_metrics.exchange.workbook_looks import FONT, HEADER, INK, LINE
from ifla_metrics.i18n import Translate
from ifla_metrics.text import drawable

WRONG, ASKED = "#F6C7C0", "#FBE3A6"
SUMMARY = n_("What to look at")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_COMMENT = {"x_scale": 2.2, "y_scale": 1.4, "author": "IFLA Metrics"}
_WIDTHS = (8, 60)

Told = tuple[Place, str, str, str]
"""(place, value, what is to be said, colour)."""


def write_faulty(
    sheets: Sequence[Sheet],
    faults: Iterable[Fault],
    questions: Iterable[Question],
    t: Translate,
) -> bytes:
    """Return the file as XLSX with a list of all faults in front.

    Args:
        sheets: What was read (`files.read_file`).
        faults: Values that cannot stand.
        questions: Values that have more than one reading.
        t: The words of its reader.
    """
    told: list[Told] = [(f.place, f.value, _said(f, t), WRONG) for f in faults]
    told += [(q.place, q.value, _asked(q, t), ASKED) for q in questions]
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {**OPTIONS, "in_memory": True})
    book.set_properties(PROPERTIES)
    names = _names(sheets, t)
    _summary(book, told, names, t)
    by_sheet: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_sheet[one[0].sheet].append(one)
    looks = _Looks(book)
    for sheet in sheets:
        written = book.add_worksheet(names[sheet.name])
        if sheet.hidden:
            written.hide()
        _sheet(written, sheet, by_sheet[sheet.name], looks)
    book.close()
    return data.getvalue()


def _said(fault: Fault, t: Translate) -> str:
    words = fault.reason.words(t)
    if fault.nearest:
        return t("{reason} Did you mean “{nearest}”?", reason=words, nearest=fault.nearest)
    return words


def _asked(question: Question, t: Translate) -> str:
    choices = "; ".join(choice.words(t) for choice in question.choices)
    return t("{reason} Please choose: {choices}", reason=question.why.words(t), choices=choices)


class _Looks:
    """A look for each colour and kind of cell, made when it is first needed."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Any] = {}

    def of(self, colour: str, number: str = "") -> Any:
        key = (colour, number)
        if key not in self.made:
            look = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
            look |= {"bg_color": colour} if colour else {}
            look |= {"num_format": number} if number else {}
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def _summary(book: Any, told: Sequence[Told], names: Mapping[str, str], t: Translate) -> None:
    sheet = book.add_worksheet(_free(t(SUMMARY), set(names.values())))
    plain = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
    head = book.add_format(
        {**plain, "bold": True, "bg_color": HEADER, "bottom": 1, "bottom_color": LINE}
    )
    wrapped = book.add_format({**plain, "text_wrap": True})
    for place, (title, width) in enumerate(
        ((t("Sheet"), 20), (t("Cell"), 8), (t("Column"), 24), (t("Value"), 30), (t("Reason"), 70))
    ):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, drawable(title), head)
    for row, (where, value, words, colour) in enumerate(told, start=1):
        mark = book.add_format({**plain, "bg_color": colour})
        cell = f"{where.column}{where.row or ''}"
        for place, word in enumerate((where.sheet, cell, where.header, shown(value), words)):
            sheet.write_string(row, place, drawable(word), mark if place == 1 else wrapped)
    sheet.freeze_panes(1, 0)


def _sheet(written: Any, sheet: Sheet, told: Sequence[Told], looks: _Looks) -> None:
    comments: dict[tuple[int, int], list[str]] = defaultdict(list)
    colours: dict[tuple[int, int], str] = {}
    whole: dict[int, str] = {}
    for where, _, words, colour in told:
        row = max(0, where.row - 1)
        place = _number(where.column) if where.column else 0
        comments[row, place].append(words)
        if where.row and not where.column:
            whole[row] = colour
        elif colours.get((row, place)) != WRONG:
            colours[row, place] = colour
    widest: dict[int, int] = defaultdict(lambda: _WIDTHS[0])
    for row, cells in enumerate(sheet.rows):
        for place, value in enumerate(cells):
            colour = colours.pop((row, place), whole.get(row, ""))
            _write(written, row, place, value, looks=looks, colour=colour)
            if row < 200 and value is not None:
                widest[place] = max(widest[place], min(_WIDTHS[1] // 2, len(str(value)) + 2))
    for (row, place), colour in colours.items():
        written.write_blank(row, place, None, looks.of(colour))  # An empty cell that is needed.
    for place, width in widest.items():
        written.set_column(place, place, width)
    for (row, place), said in comments.items():
        text = drawable("\n".join(dict.fromkeys(said)))[:1000]
        written.write_comment(row, place, text, _COMMENT)


def _write(written: Any, row: int, place: int, value: Cell, *, looks: _Looks, colour: str) -> None:
    if value is None or value == "":
        if colour:
            written.write_blank(row, place, None, looks.of(colour))
    elif isinstance(value, bool):
        written.write_boolean(row, place, value, looks.of(colour))
    elif isinstance(value, int | float):
        written.write_number(row, place, value, looks.of(colour))
    elif isinstance(value, datetime) and value.time() != time():
        naive = value.replace(tzinfo=None)
        written.write_datetime(row, place, naive, looks.of(colour, "yyyy-mm-dd hh:mm"))
    elif isinstance(value, date) and value.year >= 1900:
        day = date(value.year, value.month, value.day)
        written.write_datetime(row, place, day, looks.of(colour, "yyyy-mm-dd"))
    elif isinstance(value, time | timedelta | date):
        written.write_string(row, place, str(value), looks.of(colour))
    else:
        written.write_string(row, place, drawable(str(value))[:LONGEST], looks.of(colour))


def _number(letters: str) -> int:
    """Return the place of a column, from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    if xl_col_to_name(number - 1) != letters.upper():
        raise ValueError(f"Not a column: {letters!r}")
    return number - 1


def _names(sheets: Sequence[Sheet], t: Translate) -> dict[str, str]:
    """Return names that a workbook can have for the sheets of a file."""
    taken = {t(SUMMARY).casefold()}
    names = {}
    for sheet in sheets:
        names[sheet.name] = _free(sheet.name, taken)
        taken.add(names[sheet.name].casefold())
    return names


def _free(name: str, taken: Iterable[str]) -> str:
    plain = _FORBIDDEN.sub(" ", drawable(name)).strip(" '")[:31] or "Sheet"
    used, found, number = {n.casefold() for n in taken}, plain, 2
    while found.casefold() in used or found.casefold() == "history":
        found = f"{plain[:27]} {number}"
        number += 1
    return found
