"""Reading a CSV file: what its bytes do not say for certain becomes a question, not a guess.

Runs in the reading process only.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping

from ifla_metrics.errors import Message, n_
from ifla_metrics.imports.read import HEADINGS, FileRefused, Limits, Sheet, SheetRow, Table
from ifla_metrics.imports.rows import Question

DELIMITERS = {",": ",", ";": ";", "\t": "tab", "|": "|"}
"""What may stand between cells, and the word an answer calls it."""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
RIVALS = ("cp1252", "cp1250", "cp1251", "cp1256", "gb18030", "iso8859_15", "mac_roman")
"""Encodings that are always compared: a detector names one for short text, and may be wrong."""
_WRONG_ENCODING = n_("The file is not written in the encoding {encoding}.")
_BAD_QUOTE = n_(
    "A quotation mark in row {row} is not closed or is inside a cell, or a cell is too long."
)
_ENCODING = n_(
    "Which of these is spelled correctly? The file does not state its character encoding."
)
_DELIMITER = n_("What separates the cells? The file can be cut in more than one way.")


def read_csv(data: bytes, name: str, limits: Limits, answers: Mapping[str, str]) -> Table:
    """Return the one sheet of a CSV file, every cell as text."""
    questions: list[Question] = []
    text = _decode(data, answers.get("encoding", ""), questions)
    answered = next((d for d, w in DELIMITERS.items() if w == answers.get("delimiter")), "")
    rows = _rows(text, answered or _delimiter(text, questions), limits)
    filled = [SheetRow(i, tuple(row)) for i, row in enumerate(rows, start=1) if any(row)]
    return Table("", "", (Sheet(name, tuple(filled), is_text=True),), tuple(questions))


def _decode(data: bytes, answered: str, questions: list[Question]) -> str:
    """Return the text of a file; with a question where two encodings read it differently."""
    if answered:
        try:
            return data.decode(answered)
        except (UnicodeError, LookupError):
            raise FileRefused(_WRONG_ENCODING, encoding=answered[:20]) from None
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeError:
                raise FileRefused(_WRONG_ENCODING, encoding=encoding) from None
    try:
        return data.decode("utf-8")
    except UnicodeError:
        readings = _readings(data)
    suggested, text = next(iter(readings.items()))
    if len(readings) > 1:
        words = {name: _special_words(read) for name, read in readings.items()}
        questions.append(Question("encoding", Message(_ENCODING), words, suggested))
    return text


def _readings(data: bytes) -> dict[str, str]:
    """Return the different texts that `data` may be, by encoding, the likeliest first."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:50_000]).best()
    likely = [str(best.encoding)] if best is not None else []
    found: dict[str, str] = {}
    for encoding in (*likely, *RIVALS):
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        if text not in found.values():
            found[encoding] = text
    if not found:
        raise FileRefused(_WRONG_ENCODING, encoding="utf-8")
    return found


def _special_words(text: str) -> str:
    """Return the first words with letters beyond ASCII, by which a reading is recognised."""
    words = dict.fromkeys(re.findall(r"\w*[^\W\d_a-zA-Z]\w*|\S*[^\x00-\x7f]\S*", text[:200_000]))
    return ", ".join(list(words)[:4])[:80]


def _delimiter(text: str, questions: list[Question]) -> str:
    """Return what stands between the cells; with a question where two cut the rows alike."""
    sample = text[:100_000]
    scores: dict[str, tuple[float, int]] = {}
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
        several = {width: rows for width, rows in widths.items() if width > 1}
        if several:
            width, rows = max(several.items(), key=lambda item: (item[1], item[0]))
            scores[delimiter] = (round(rows / widths.total(), 1), width)
    if not scores:
        return ","
    best = max(scores, key=scores.__getitem__)
    rivals = [d for d in scores if scores[d] == scores[best]]
    if len(rivals) > 1:
        choices = {DELIMITERS[d]: DELIMITERS[d] for d in rivals}
        questions.append(Question("delimiter", Message(_DELIMITER), choices, DELIMITERS[best]))
    return best


def _rows(text: str, delimiter: str, limits: Limits) -> list[list[str]]:
    """Return the rows; empty cells at their ends are left out."""
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
            if filled > limits.rows + HEADINGS or len(rows) > 20 * limits.rows:
                raise limits.exceeded()
    except csv.Error:
        raise FileRefused(_BAD_QUOTE, row=len(rows) + 1) from None
    return rows
