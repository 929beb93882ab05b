"""Texts of cells: cleaned, within their length, and asked about where letters are damaged."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Choice, Reason, Refused, because
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.text import clean, clean_line

LOST = because(n_("Letters of this text were lost when the file was saved."))
GARBLED = because(n_("The letters look garbled, as when a file is read in another encoding."))
A_TRUTH = because(n_("This says only yes or no where text is expected."))
NOT_A_TEXT = because(n_("This is a date or a time where text is expected."))
NO_TITLE = because(n_("This stands where a title is needed."))
NO_DETAILS = because(n_("Write details as name=value, with a semicolon between them."))
TOO_LONG = n_("The text has {count} characters; {limit} are kept at most.")
TOO_SHORT = n_("The text has {count} characters; {limit} are needed at least.")
_AFTER_C3 = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
_GARBLED = re.compile(
    f"[ÃÂ][{_AFTER_C3}\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]|â€|(?:[ÐØ][\u0080-\u00bf].?){2}"
)
SHOWN = 200
"""Letters of a cell that are shown where something is said of it."""
SEPARATORS = re.compile(r"[;|\n\r]+")


@dataclass(frozen=True)
class Doubt:
    """A cell with several readings: what may be answered, and the value of each answer."""

    choices: tuple[tuple[Choice, Any], ...]
    why: Reason
    order: bool = False
    """Whether knowing the order of day and month would settle it."""
    of_column: bool = False
    """Whether one answer holds for every such cell of the column."""


class Standing(str):
    """A text that stands in a log already: its letters are not judged again."""

    __slots__ = ()


def shown(cell: Cell) -> str:
    """Return the begin of a cell as a person sees it."""
    return (text_of(cell) or str(cell))[:SHOWN]


def text_of(cell: Cell) -> str | None:
    """Return a cell as text; None for a time. A whole number has no decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (int, float)):
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time().isoformat() != "00:00:00" else str(cell.date())
    return str(cell) if isinstance(cell, date) else None


def said(cell: Cell) -> str | Refused | Doubt:
    """Return the text of a cell unless its letters are damaged."""
    text = text_of(cell)
    if text is None:
        return Refused(NOT_A_TEXT)
    if text.isascii():
        return text
    if isinstance(cell, Standing):
        return str(cell)
    if "\ufffd" in text:
        return Refused(LOST)
    if _GARBLED.search(text):
        repaired = _repaired(text)
        if not repaired:
            return Refused(GARBLED)
        ways = (repaired, text)
        return Doubt(tuple((Choice(w[:200], w[:200]), w) for w in ways), GARBLED)
    return text


def _repaired(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            found = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return found if found != text else ""
    return ""


NOTHING_YET = frozenset(
    form(word)
    for word in (
        "n/a",
        "n.a.",
        "na",
        "tbc",
        "tbd",
        "tba",
        "tbc.",
        "none",
        "null",
        "nil",
        "unknown",
        "xxx",
        "???",
        "...",
        "s/o",
        "s.o.",
        "à définir",
        "por definir",
        "k.a.",
        "untitled",
        "no title",
    )
    for form in (str, str.upper, str.capitalize, str.title)
)
"""What stands in a cell for a title that there is not yet."""


def title(cell: Cell, limits: tuple[int, int]) -> Any:
    """Return a cell as a title; a word that stands for none is refused."""
    found = line(cell, limits)
    stands = isinstance(cell, Standing) or not isinstance(found, str)
    return found if stands or found not in NOTHING_YET else Refused(NO_TITLE)


def line(cell: Cell, limits: tuple[int, int]) -> Any:
    """Return a cell as one line of text."""
    return _text(cell, limits, clean_line)


def prose(cell: Cell, limits: tuple[int, int]) -> Any:
    """Return a cell as text of several lines."""
    return _text(cell, limits, clean)


def _text(cell: Cell, limits: tuple[int, int], tidy: Callable[[str], str]) -> Any:
    if isinstance(cell, bool):
        return Refused(A_TRUTH)
    text = said(cell)
    if isinstance(text, Refused):
        return text
    if isinstance(text, Doubt):
        tidied = tuple((choice, tidy(value)) for choice, value in text.choices)
        return Doubt(tidied, text.why)
    return _bounded(text if _is_tidy(text) else tidy(text), limits)


def _is_tidy(text: str) -> bool:
    """Say whether cleaning would change nothing; quick, and right where it says so."""
    return (
        text.isprintable()
        and text[0] != " "
        and text[-1] != " "
        and "  " not in text
        and (text.isascii() or (unicodedata.is_normalized("NFC", text) and "\u00a0" not in text))
    )


def all_plain(cells: Sequence[Cell], limits: tuple[int, int]) -> bool:
    """Say whether each cell of a column is a plain text that would be read as it stands.

    The column is asked as a whole: quick, and right where it says so.
    """
    if {*map(type, cells)} != {str}:
        return False
    fewest, most = limits
    texts: Sequence[Any] = cells
    if min(map(len, texts)) < max(fewest, 1) or (most and max(map(len, texts)) > most):
        return False
    lines = "\n".join(["", *texts, ""])
    return (
        lines.isascii()
        and lines.replace("\n", "").isprintable()
        and lines.count("\n") == len(texts) + 1
        and not any(mark in lines for mark in ("  ", "\n ", " \n", "\n#"))
    )


def _bounded(text: str, limits: tuple[int, int]) -> str | Refused:
    fewest, most = limits
    if most and len(text) > most:
        return Refused(because(TOO_LONG, count=len(text), limit=most))
    if fewest and len(text) < fewest:
        return Refused(because(TOO_SHORT, count=len(text), limit=fewest))
    return text


def each_line(cell: Cell) -> Any:
    """Return each line, or each address, of a cell."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    parts = re.split(r"[\n\r]+|[;,]\s*(?=https?://)|\s+(?=https?://)", text)
    return tuple(dict.fromkeys(clean_line(p) for p in parts if clean_line(p)))


def dimensions(cell: Cell) -> Any:
    """Return further details as names and values."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    if text.lstrip().startswith("{"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return Refused(NO_DETAILS)
        good = isinstance(found, dict) and all(isinstance(v, str) for v in found.values())
        return found if good else Refused(NO_DETAILS)
    pairs = [part.split("=", 1) for part in SEPARATORS.split(text) if part.strip()]
    if any(len(p) != 2 or not p[0].strip() or not p[1].strip() for p in pairs):
        return Refused(NO_DETAILS)
    found = {clean_line(name): clean_line(value) for name, value in pairs}
    too_long = any(len(part) > 40 for pair in found.items() for part in pair)
    return Refused(NO_DETAILS) if too_long or len(found) < len(pairs) else found
