"""Which columns are about persons: their names, how to reach them, what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ifla_metrics.exchange.header_bags import are_counts
from ifla_metrics.exchange.header_shapes import apart_words, header_key
from ifla_metrics.exchange.header_words import NOT_PERSONAL, ONE_PERSON, PERSONAL
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.text import folded


def is_personal(header: str, place: int, below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether a column is about persons, by its header.

    Args:
        header: Its name.
        place: Its place (from 0).
        below: The rows under the header: over one person a cell “Participant” may stand.
    """
    words = re.sub(r"[\W_]+", " ", folded(apart_words(header))).strip()
    if PERSONAL.search(words) and not NOT_PERSONAL.search(words):
        return True
    return header_key(header) in ONE_PERSON and not are_counts(place, below)
