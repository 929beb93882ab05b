"""Several amounts as one whole number, so that a sum of many is one addition for all of them.

Each has 64 bits of its own, the first one the lowest. Amounts may be below zero, and a sum of them
too: what it borrows from the next is given back when it is taken apart.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import cache

LANE = 64
_HALF = 1 << (LANE - 1)
"""No amount, and no sum, is as large."""


def packed(amounts: Iterable[int]) -> int:
    """Return amounts as one number."""
    return sum(amount << LANE * place for place, amount in enumerate(amounts))


def unpacked(total: int, count: int) -> list[int]:
    """Return the `count` amounts of a number; raises OverflowError when there are more."""
    lanes, lifted = _lanes(count)
    whole = (total + lifted).to_bytes(lanes.size, "little")
    return [lane - _HALF for lane in lanes.unpack(whole)]


@cache
def _lanes(count: int) -> tuple[struct.Struct, int]:
    """Return the form of so many amounts, and what lifts each of them above zero."""
    return struct.Struct(f"<{count}Q"), packed([_HALF] * count)
