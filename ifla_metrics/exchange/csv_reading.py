"""Reading a CSV file in the usual encodings and dialects; what is doubtful is refused or told."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from ifla_metrics.errors import n_
from ifla_metrics.exchange.fast_reading import TOO_MANY_COLUMNS, TOO_MANY_ROWS
from ifla_metrics.exchange.limits import Limits
from ifla_metrics.exchange.sheets import Cell, FileRefused, Sheet

_WIDEST = 16_384
"""Cells that a row of a spreadsheet can have, empty ones too."""
DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WESTERN = frozenset(
    "àâäáãåçéèêëíìîïñóòôöõøúùûüýÿœæßÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜÝŸŒÆ¿¡’‘“”„–—…€£§°«»ºª·•´©®™½¼¾×±"
    "\u00a0\u00ad\u2039\u203a"
)
_RUN = re.compile(r"[^\W\d_a-zA-Z]{3,}")
_UNSURE = n_(
    "It is not certain which letters this file means ({guess}?)."
    " Save it as “CSV UTF-8” or as .xlsx and send that."
)
_OPEN_QUOTE = n_("A quotation mark is opened in row {row} and never closed.")


def read_csv(data: bytes, name: str, limits: Limits, encoding: str = "") -> list[Sheet]:
    """Return the one sheet of a CSV file, every cell as text.

    Args:
        data: The bytes of the file.
        name: What the sheet is called.
        limits: Rows and columns.
        encoding: When somebody has said which it is; else it is found out.

    Raises:
        FileRefused: No encoding fits for certain, or the file breaks a limit.
    """
    text, encoding = decoded(data, encoding)
    notices: list[tuple[str, tuple[tuple[str, object], ...]]] = []
    if encoding == "cp1252":
        notices.append((n_("Read as Western European letters (Windows-1252)."), ()))
    if "\x00" in text:
        text = text.replace("\x00", "")
        notices.append((n_("Characters that are no text (NUL) were left out."), ()))
    declared = re.match(r'"?sep=(.)"?[ \t;,|]*(\r\n|\r|\n)', text, re.IGNORECASE)
    if declared:
        text, delimiter = text[declared.end() :], declared[1]
    else:
        delimiter = delimiter_of(text)
    rows, uneven, broken = _rows(text, delimiter, name, limits)
    if broken:
        notices.append(
            (n_("A quotation mark stands inside a cell; the cell was read as it is."), ())
        )
    return [
        Sheet(
            name=name,
            rows=rows,
            delimiter=delimiter,
            encoding=encoding,
            uneven=uneven,
            notices=tuple(notices),
        )
    ]


def decoded(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file and the encoding it is in; raises FileRefused in doubt."""
    if encoding:
        try:
            return data.decode(encoding), encoding
        except (UnicodeError, LookupError):
            raise FileRefused(_UNSURE, guess=encoding) from None
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name), name
            except UnicodeError:
                raise FileRefused(_UNSURE, guess=name) from None
    wide = _without_mark(data)
    for name in (*wide, "utf-8"):
        try:
            return data.decode(name), name
        except UnicodeError:
            continue
    try:
        text = data.decode("cp1252")
    except UnicodeError:
        raise FileRefused(_UNSURE, guess=_hint(data)) from None
    foreign = {c for c in text if not c.isascii()} - _WESTERN
    if foreign or _RUN.search(text):
        raise FileRefused(_UNSURE, guess=_hint(data))
    return text, "cp1252"


def _without_mark(data: bytes) -> tuple[str, ...]:
    """Return the kind of UTF-16 whose zero bytes stand where `data` has them."""
    sample = data[:4000]
    if len(sample) < 4 or sample.count(0) < len(sample) // 4:
        return ()
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    return ("utf-16-le",) if odd > 3 * even else ("utf-16-be",) if even > 3 * odd else ()


def _hint(data: bytes) -> str:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:50_000]).best()
    return str(best.encoding) if best else "?"


def delimiter_of(text: str) -> str:
    """Return what stands between the cells: of those that cut most rows alike, the busiest."""
    sample = text[:100_000]
    best, highest = ",", (0.0, 0.0)
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                if any(cell.strip() for cell in row):
                    widths[len(row)] += 1
                if widths.total() > 60:
                    break
        except csv.Error:
            continue
        many = Counter({width: n for width, n in widths.items() if width > 1})
        if not many:
            continue
        width, alike = max(many.items(), key=lambda item: (item[1], item[0]))
        score = (alike / widths.total(), float(width))
        if (round(score[0], 1), score[1]) > (round(highest[0], 1), highest[1]):
            best, highest = delimiter, score
    return best


def _rows(
    text: str, delimiter: str, name: str, limits: Limits
) -> tuple[list[list[Cell]], tuple[int, ...], bool]:
    """Return the rows, the uneven ones, and whether a quotation mark stood inside a cell."""
    csv.field_size_limit(1_000_000)
    try:
        return (*_parsed(text, delimiter, name, limits, strict=True), False)
    except csv.Error as fault:
        if "unexpected end" in str(fault):
            row = _last_good(text, delimiter)
            raise FileRefused(_OPEN_QUOTE, row=row) from None
    try:
        return (*_parsed(text, delimiter, name, limits, strict=False), True)
    except csv.Error:
        raise FileRefused(n_("The file cannot be read as CSV.")) from None


def _last_good(text: str, delimiter: str) -> int:
    count = 0
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            count += 1
    except csv.Error:
        pass
    return count + 1


def _parsed(
    text: str, delimiter: str, name: str, limits: Limits, *, strict: bool
) -> tuple[list[list[Cell]], tuple[int, ...]]:
    rows: list[list[Cell]] = []
    widths: Counter[int] = Counter()
    filled = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        if len(row) > _WIDEST:
            raise FileRefused(TOO_MANY_COLUMNS, sheet=name, limit=limits.columns)
        while row and not row[-1]:
            row.pop()
        if len(row) > limits.columns:
            raise FileRefused(TOO_MANY_COLUMNS, sheet=name, limit=limits.columns)
        if row:
            filled += 1
            widths[len(row)] += 1
        if filled > limits.rows or len(rows) > 20 * limits.rows:
            raise FileRefused(TOO_MANY_ROWS, sheet=name, limit=limits.rows)
        rows.append(list(row))
    while rows and not rows[-1]:
        rows.pop()
    return rows, ()
