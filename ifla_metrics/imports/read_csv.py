"""Read a CSV file, in the worker process. Uncertain encodings and delimiters become questions."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice

from ifla_metrics.errors import Message, n_
from ifla_metrics.imports.read import MAX_HEADING_ROWS, FileRefused, Limits, Sheet, SheetRow, Table
from ifla_metrics.imports.rows import Question

DELIMITERS = {",": ",", ";": ";", "\t": "tab", "|": "|"}
"""Possible delimiters, with their names in answers."""
ENCODINGS = ("cp1252", "cp1250", "cp1251", "cp1256", "gb18030", "iso8859_15", "mac_roman")
"""Encodings that are always compared, as detection may be wrong for short texts."""
_WRONG_ENCODING = n_("The file is not written in the encoding {encoding}.")
_BAD_QUOTE = n_(
    "A quotation mark in row {row} is not closed or is inside a cell, or a cell is too long."
)
_ENCODING = n_(
    "Which of these is spelled correctly? The file does not state its character encoding."
)
_DELIMITER = n_("What separates the cells? The file can be split in more than one way.")


def read_csv(data: bytes, name: str, limits: Limits, options: Mapping[str, str]) -> Table:
    """Return the sheet of a CSV file, with all cells as text."""
    questions: list[Question] = []
    text = _decode(data, options.get("encoding", ""), questions)
    names = {name: delimiter for delimiter, name in DELIMITERS.items()}
    delimiter = names.get(options.get("delimiter", "")) or _delimiter(text, questions)
    sheet = Sheet(name, _rows(text, delimiter, limits), is_csv=True)
    return Table("", "", (sheet,), tuple(questions))


def _decode(data: bytes, answer: str, questions: list[Question]) -> str:
    """Return the text of a file; add a question if two encodings give different texts."""
    is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = answer or ("utf-16" if is_utf_16 else "utf-8-sig")
    texts = _texts(data, [encoding])
    if not texts and encoding == "utf-8-sig":
        import charset_normalizer

        best = charset_normalizer.from_bytes(data[:50_000]).best()
        texts = _texts(data, [str(best.encoding) if best else "", *ENCODINGS])
    if not texts:
        raise FileRefused(_WRONG_ENCODING, encoding=encoding[:20])
    if len(texts) > 1:
        words = {encoding: _special_words(text) for encoding, text in texts.items()}
        questions.append(Question("encoding", Message(_ENCODING), words))
    return next(iter(texts.values()))


def _texts(data: bytes, encodings: Iterable[str]) -> dict[str, str]:
    """Return the different texts that `data` may stand for, by encoding."""
    texts: dict[str, str] = {}
    for encoding in encodings:
        with suppress(UnicodeError, LookupError):
            text = data.decode(encoding)
            if text not in texts.values():
                texts[encoding] = text
    return texts


def _special_words(text: str) -> str:
    """Return the first words with letters beyond ASCII, which show if an encoding is right."""
    words = dict.fromkeys(re.findall(r"\w*[^\W\d_a-zA-Z]\w*|\S*[^\x00-\x7f]\S*", text[:200_000]))
    return ", ".join(list(words)[:4])[:80]


def _delimiter(text: str, questions: list[Question]) -> str:
    """Return the delimiter; add a question if two of them split the rows equally well."""
    scores: dict[str, tuple[float, int]] = {}
    for delimiter in DELIMITERS:
        rows = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(row) for row in islice(rows, 60) if any(map(str.strip, row)))
        except csv.Error:
            continue
        n_rows, width = max(((n, w) for w, n in widths.items() if w > 1), default=(0, 0))
        if n_rows:
            scores[delimiter] = (round(n_rows / widths.total(), 1), width)
    best = max(scores, key=scores.__getitem__, default=",")
    rivals = [delimiter for delimiter in scores if scores[delimiter] == scores[best]]
    if len(rivals) > 1:
        choices = {DELIMITERS[d]: DELIMITERS[d] for d in rivals}
        questions.append(Question("delimiter", Message(_DELIMITER), choices, DELIMITERS[best]))
    return best


def _rows(text: str, delimiter: str, limits: Limits) -> tuple[SheetRow, ...]:
    """Return the rows that are not empty, without empty cells at their ends."""
    rows: list[SheetRow] = []
    number = 0
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(lines, start=1):
            while row and not row[-1]:
                row.pop()
            if any(map(str.strip, row)):
                rows.append(SheetRow(number, tuple(row)))
            has_space = len(rows) <= limits.rows + MAX_HEADING_ROWS and number <= 20 * limits.rows
            if len(row) > limits.columns or not has_space:
                raise limits.exceeded()
    except csv.Error:
        raise FileRefused(_BAD_QUOTE, row=number + 1) from None
    return tuple(rows)
