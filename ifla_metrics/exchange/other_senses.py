"""Coded columns that hold no code at all: who else organised it, results told in words.

Their headers have a second sense (“Organised by”, “Results”); where nothing below is a value of
the list, or like one, the column says something that is not kept, and refuses no row.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import SEPARATORS, text_of
from ifla_metrics.exchange.faults import Fault, Place, Reason, because
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import FORMATS_OR_KINDS, ORGANISERS, RESULTS, UNITS
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.rows_aside import is_empty
from ifla_metrics.exchange.tables import Table
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.text import folded

NO_GROUPS = because(n_("None of these is a working group of IFLA; the column was not read."))
IN_WORDS = because(
    n_("No code of the strategy stands here, but running text; the column was not read.")
)
_WORD = re.compile(r"\w+")
_CAPITALS = re.compile("[A-Z]{3,8}")
"""Short names of units: “FAIFE”."""
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

    shapes = _shapes(known)

    def find(name: str, text: str) -> str:
        found = known.find(name, text, framework)
        return found or known.nearest(name, text, framework)

    def like_a_group(text: str) -> bool:
        if find("working_groups", text) or UNITS.search(folded(text)):
            return True
        words = _WORD.findall(text)
        short = [w for w in words if _CAPITALS.fullmatch(w) and w not in known.countries]
        return bool(short) and (len(words) == 1 or not text.isupper())

    def like_a_code(text: str) -> bool:
        if len(_WORD.findall(text)) < _FEWEST or (shapes and shapes.search(text)):
            return True
        parts = re.split(r"[\s,;:()]+", text)
        return bool(find("outcomes", text)) or any(
            known.find("outcomes", p, framework) for p in parts
        )

    _leave(table, "groups", ORGANISERS, like_a_group, NO_GROUPS)
    _leave(table, "outcomes", RESULTS, like_a_code, IN_WORDS)
    texts = _texts(table, "kind", FORMATS_OR_KINDS)
    modes = texts and all(known.find("mode", text, framework) for text in texts)
    if modes and "mode" not in table.cells:  # “Format”: in person, online.
        table.cells["mode"] = table.cells.pop("kind")


def _shapes(known: Known) -> re.Pattern[str] | None:
    """Return how the codes of the strategies begin (“KI2”), be it one that does not exist."""
    codes = [c for f in known.frameworks for c in known.codes("nodes", f)]
    begun = {found[0] for code in codes if (found := re.match("[A-Za-z]+", code))}
    begins = "|".join(map(re.escape, sorted(begun)))
    return re.compile(rf"\b(?:{begins})[ .-]?\d", re.IGNORECASE) if begins else None


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
