"""Codes of countries beside each other, with nothing but a space or a joining word between them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ifla_metrics.exchange.places import DOUBTFUL, Countries, is_country

_IN_CAPITALS = re.compile("[A-Z]{2,3}")
_JOINING = frozenset({"and", "et", "und", "y", "e"})
"""Words between two codes; “AND” is Andorra's, and “ET” Ethiopia's."""
_WORDS = DOUBTFUL | {"be", "my", "by", "am", "as", "me", "do"}
"""Codes of two letters that are words, in a text that is in capitals throughout."""
_MOST_CODES = 60


def codes_in(text: str, countries: Countries) -> list[str]:
    """Return codes with spaces, or a word that joins two, between them; empty for anything else.

    Where such a word may itself be one of the codes, nothing is taken.
    """
    words = text.split()
    if not 1 < len(words) <= _MOST_CODES:
        return []
    inner = range(1, len(words) - 1)
    codes = [w for i, w in enumerate(words) if i not in inner or w.casefold() not in _JOINING]
    joined = len(words) > len(codes)
    short = all(len(code) == len("ET") for code in codes)
    if (joined and short and "ET" in words) or len(codes) * 2 <= len(words):
        return []
    if any(code.casefold() in _JOINING for code in codes):
        return []
    fit = all(_IN_CAPITALS.fullmatch(c) and is_country(c, countries) for c in codes)
    return codes if fit else []


def hold_a_word(codes: Iterable[str]) -> bool:
    """Say whether one of several codes is a word as well, so that all may be words: “TO BE”."""
    return any(code.casefold() in _WORDS for code in codes)
