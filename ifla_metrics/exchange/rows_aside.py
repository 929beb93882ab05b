"""Rows below a header that are no entries: totals, comments, headings, hints, examples."""

from __future__ import annotations

from collections.abc import Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import AskedNumber, Number, read_number
from ifla_metrics.exchange.day_spans import Days
from ifla_metrics.exchange.day_words import is_month_alone
from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Reason, Refused, because
from ifla_metrics.exchange.header_rows import is_filler
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import (
    COMMENT,
    DAY_FORM,
    EXAMPLE,
    FOOTER,
    HINT,
    PAGE,
    TOTAL,
    TOTAL_OF,
)
from ifla_metrics.exchange.headers import LONGEST, Header
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.models.columns import Precision

A_TOTAL = because(n_("A row of totals; it was left out."))
A_COMMENT = because(n_("A comment; it was left out."))
A_HEADING = because(n_("A heading inside the table; it was left out."))
AN_EXAMPLE = because(n_("A row that shows how to fill in the others; it was left out."))
A_HINT = because(n_("A row that says what is to stand in each column; it was left out."))
HEADER_AGAIN = because(n_("The header once more; it was left out."))


def is_empty(cell: Cell) -> bool:
    """Say whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def _typed(header: Header, row: Sequence[Cell], key: str) -> Cell:
    named = header.columns.get(key)
    return row[named.place] if named is not None and named.place < len(row) else None


def like_example(header: Header, row: Sequence[Cell]) -> bool:
    """Say whether the title of the first row below a header begins as an example does."""
    title = _typed(header, row, "title")
    return isinstance(title, str) and bool(EXAMPLE.fullmatch(title.strip().casefold()))


def only_shows(header: Header, row: Sequence[Cell]) -> Reason | None:
    """Return why the first row below a header is no entry: an example, or how days are written.

    An example with a day may be an entry all the same.
    """

    def of(key: str) -> str:
        cell = _typed(header, row, key)
        return cell.strip() if isinstance(cell, str) else ""

    if like_example(header, row):
        days = [_typed(header, row, key) for key in ("started_on", "as_of")]
        if any(not is_empty(c) and not isinstance(read_days(c), Refused) for c in days):
            return None
        return AN_EXAMPLE
    filled = [cell for cell in row if not is_empty(cell)]
    rules = bool(filled) and all(isinstance(c, str) and not c.strip("-:=— ") for c in filled)
    fillers = bool(filled) and all(is_filler(cell) for cell in filled)
    hints = bool(filled) and all(
        isinstance(c, str) and HINT.fullmatch(c.strip().lower()) for c in filled
    )
    forms = (DAY_FORM.fullmatch(of(key)) for key in ("started_on", "ended_on", "as_of"))
    if rules or fillers or hints or any(forms):
        return A_HINT
    return None


def aside(
    header: Header, row: Sequence[Cell], filled: list[int], *, heading: bool, last: bool = False
) -> Reason | None:
    """Return why a row is no entry; None when it is one.

    Args:
        header: What the columns are.
        row: Its cells.
        filled: The places (from 0) of those that hold something.
        heading: Whether its first cell runs over the whole row.
        last: Whether it stands below the last entry that has what it needs.
    """
    first = row[filled[0]]
    if not isinstance(first, str):
        return None
    if len(filled) > 1 and all(_is_hint(row[place]) for place in filled):
        return A_HINT
    columns = header.columns
    again = {
        header_key(str(row[n.place])) == header_key(n.bare or n.header)
        for n in columns.values()
        if n.place < len(row) and not is_empty(row[n.place])
    }
    if len(filled) > 1 and again == {True}:
        return HEADER_AGAIN
    dates = [columns[k].place for k in ("started_on", "as_of") if k in columns]
    title = columns.get("title")
    lone = filled[0] in dates and not (title is not None and title.place in filled)
    if any(p in filled for p in dates) and not lone:
        return A_COMMENT if first.strip()[:1] == "#" and len(filled) == 1 else None
    word = first.strip().casefold()
    numbers = len(filled) > 1 and TOTAL_OF.fullmatch(word)
    if TOTAL.fullmatch(word) or (numbers and all(_is_number(row[p]) for p in filled[1:])):
        return A_TOTAL
    if COMMENT.match(word) and len(filled) <= 2:
        return A_COMMENT
    if last and FOOTER.match(word) and _is_footer(header, filled):
        return A_COMMENT
    if len(filled) == 1 and ((heading and not lone) or _is_period(first)):
        return A_HEADING
    if len(filled) == 1 and PAGE.fullmatch(word):
        return A_COMMENT
    return None


def _is_footer(header: Header, filled: Sequence[int]) -> bool:
    """Say whether beside the first cell none, or one that is not of countries or numbers, is."""
    named = {n.place for key, n in header.columns.items() if key not in ("title", "started_on")}
    return len(filled) == 1 or (len(filled) <= 2 and filled[1] not in named)


def _is_number(cell: Cell) -> bool:
    """Say whether a cell holds a number alone, also as the text that it is in a CSV file."""
    if isinstance(cell, str):
        return isinstance(read_number(cell), (Number, AskedNumber))
    return isinstance(cell, (int, float))


def _is_period(text: str) -> bool:
    """Say whether a lone cell says only when: “Q1 2012”, “March” head what follows."""
    if is_month_alone(text):
        return True
    read = read_days(text) if len(text) < LONGEST else None
    return isinstance(read, Days) and read.precision is not Precision.DAY


def _is_hint(cell: Cell) -> bool:
    """Say whether a cell below a header says what is to stand there: (dd/mm/yyyy), (number)."""
    return isinstance(cell, str) and cell.strip()[:1] in "([" and cell.strip()[-1:] in ")]"
