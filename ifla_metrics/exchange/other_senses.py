"""Coded columns that hold no code at all: who else organised it, results told in words.

Their headers have a second sense (“Organised by”, “Results”); where nothing below is a value of
the list, or like one, the column says something that is not kept, and refuses no row.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import SEPARATORS, text_of
from ifla_metrics.exchange.columns import ACTIVITY
from ifla_metrics.exchange.faults import Fault, Place, Reason, because
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import FORMATS_OR_KINDS, ORGANISERS, RESULTS
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.rows_aside import is_empty
from ifla_metrics.exchange.tables import Table

NO_GROUPS = because(n_("None of these is a working group of IFLA; the column was not read."))
IN_WORDS = because(
    n_("No code of the strategy stands here, but running text; the column was not read.")
)
_WORD = re.compile(r"\w+")
_LIKE_CODE = re.compile(r"\b[A-Za-z]{1,4}[ .-]?\d")
_FEWEST = 3
"""Words of running text."""


def leave_other_senses(table: Table, known: Known, framework: str) -> None:
    """Take no coded column whose header may mean something else, and whose cells do.

    Args:
        table: Changed in place; one with a column of ids is this tool's own.
        known: The codes that exist.
        framework: The strategy whose codes are meant.
    """
    if table.header.format.record != ACTIVITY or "id" in table.header.columns:
        return

    def find(name: str, text: str) -> str:
        found = known.find(name, text, framework)
        return found or known.nearest(name, text, framework)

    def like_a_group(text: str) -> bool:
        return bool(find("working_groups", text)) or "ifla" in text.casefold()

    def like_a_code(text: str) -> bool:
        if len(_WORD.findall(text)) < _FEWEST or _LIKE_CODE.search(text):
            return True
        parts = re.split(r"[\s,;:()]+", text)
        return bool(find("outcomes", text)) or any(known.find("outcomes", p, framework)
                                                   for p in parts)  # fmt: skip

    _leave(table, "groups", ORGANISERS, like_a_group, NO_GROUPS)
    _leave(table, "outcomes", RESULTS, like_a_code, IN_WORDS)
    texts = _texts(table, "kind", FORMATS_OR_KINDS)
    modes = texts and all(known.find("mode", text, framework) for text in texts)
    if modes and "mode" not in table.cells:  # “Format”: in person, online.
        table.cells["mode"] = table.cells.pop("kind")


def _texts(table: Table, key: str, headers: frozenset[str]) -> set[str]:
    """Return the different texts of a column whose header is one of some; empty without it."""
    named = table.header.columns.get(key)
    if named is None or key in table.header.doubled or header_key(named.header) not in headers:
        return set()
    cells = {cell for cell in table.cells[key] if not is_empty(cell)}
    parts = (p.strip() for c in cells for p in SEPARATORS.split(text_of(c) or str(c)))
    return {part for part in parts if part}


def _leave(
    table: Table, key: str, headers: frozenset[str], is_like: Callable[[str], bool], why: Reason
) -> None:
    texts = _texts(table, key, headers)
    if not texts or any(is_like(text) for text in texts):
        return
    del table.cells[key]
    named = table.header.columns[key]
    place = Place(table.sheet.name, table.header.row + 1, named.letters, named.header)
    table.notices.append(Fault(place, "", why))
