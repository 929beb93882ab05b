"""What people a header counts by all of its words, where no list has it: “No. of persons trained”.

A word for several people is needed: “Participant No.” is a running number, and “Women's attendance”
may be a share. Every other word must be one of those that belong to it; one that does not, as in
“Participants to date”, and the header means nothing. Such a reading gives way to any other column
of its meaning, and stands only where all cells below are counts. No header is found by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ifla_metrics.exchange.amounts import Amount, AskedAmount, read_count
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.sheets import Cell


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SMALL = _set(
    "of the and or in on who that which de del des du d la le les l el los las der die das den dem"
    " do da dos das o os et y e und oder s"
)
_NUMBER = _set(
    "number numbers no nos nr nb nbre num numero numeros nro nombre nombres anzahl zahl qty count"
    " counts total totals actual # n° nº №"
)
_THERE = _set("attending attended trained participated took part")
"""What people may have done."""
_PEOPLE = _set(
    "participants participantes attendees people persons personnes personas delegates trainees"
    " teilnehmenden asistentes"
)
_WOMEN = _set("women females femmes mujeres mulheres frauen")
_MEN = _set("men males hommes hombres homens manner")
_OF_WOMEN = _set("female feminin feminins feminine feminines femeninas femeninos weibliche")
_OF_MEN = _set("male masculin masculins masculine masculines masculinos mannliche")
"""Beside a word for several people: “female participants”."""
_LETTERS = {"f": "women", "w": "women", "m": "men"}
_SPANISH = _set("participantes asistentes personas")
"""Beside these M may be “mujeres”."""
_WORD = re.compile(r"[^\W\d_]+[°º]?|[#№]|\d+")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_SIGNS = re.compile(r"[%‰€$£¥<>=×+]")
"""Shares, money and sums are no counts."""
WEAK = 3
"""How nearly such a header names its column: less than any name of a list."""


@lru_cache(maxsize=4_096)
def counted_by(header: str) -> str:
    """Return the key of the column of people that a header means by its words; empty for none."""
    words = _WORD.findall(header_key(header))
    said = frozenset(words)
    if not said & (_PEOPLE | _WOMEN | _MEN) or _SIGNS.search(header):
        return ""
    aside = {word for text in _BRACKETS.findall(header_key(header)) for word in _WORD.findall(text)}
    if aside & _NUMBER and aside & (_WOMEN | _MEN):
        return ""  # “Participants (number of women)”: which of the two numbers stands there?
    sexes = [
        key for key, own in (("women", _WOMEN | _OF_WOMEN), ("men", _MEN | _OF_MEN)) if said & own
    ]
    rest = said - _PEOPLE - _NUMBER - _THERE - _SMALL - _WOMEN - _MEN - _OF_WOMEN - _OF_MEN
    if len(rest) == 1 and not sexes and not (said & _SPANISH and "m" in rest):
        return _LETTERS.get(min(rest), "")
    if rest or len(sexes) > 1:
        return ""
    return sexes[0] if sexes else "participants"


def are_counts(place: int, below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether all cells of a column are counts, as far as they are filled, and some are."""
    cells = (row[place] for row in below if place < len(row))
    filled = [cell for cell in cells if cell not in ("", None)]
    return bool(filled) and all(
        isinstance(read_count(cell), (Amount, AskedAmount)) for cell in filled
    )
