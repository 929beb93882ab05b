"""Read a CSV file, in the worker process. Uncertain encodings and delimiters become questions."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
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
    rows = _rows(text, delimiter, limits)
    filled = [SheetRow(i, tuple(row)) for i, row in enumerate(rows, start=1) if any(row)]
    return Table("", "", (Sheet(name, tuple(filled), is_csv=True),), tuple(questions))


def _decode(data: bytes, answer: str, questions: list[Question]) -> str:
    """Return the text of a file; add a question if two encodings give different texts."""
    is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if encoding := answer or ("utf-16" if is_utf_16 else ""):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            raise FileRefused(_WRONG_ENCODING, encoding=encoding[:20]) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeError:
        texts = _possible_texts(data)
    if len(texts) > 1:
        words = {encoding: _special_words(text) for encoding, text in texts.items()}
        questions.append(Question("encoding", Message(_ENCODING), words))
    return next(iter(texts.values()))


def _possible_texts(data: bytes) -> dict[str, str]:
    """Return the different texts that `data` may stand for, by encoding, the likeliest first."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:50_000]).best()
    likely = [str(best.encoding)] if best is not None else []
    texts: dict[str, str] = {}
    for encoding in (*likely, *ENCODINGS):
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if text not in texts.values():
            texts[encoding] = text
    if not texts:
        raise FileRefused(_WRONG_ENCODING, encoding="utf-8")
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


def _rows(text: str, delimiter: str, limits: Limits) -> list[list[str]]:
    """Return the rows without empty cells at their ends."""
    rows: list[list[str]] = []
    filled = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            while row and not row[-1]:
                row.pop()
            if len(row) > limits.columns:
                raise limits.exceeded()
            rows.append(row)
            filled += bool(row)
            if filled > limits.rows + MAX_HEADING_ROWS or len(rows) > 20 * limits.rows:
                raise limits.exceeded()
    except csv.Error:
        raise FileRefused(_BAD_QUOTE, row=len(rows) + 1) from None
    return rows
