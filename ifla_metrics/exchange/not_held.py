"""Titles that say that an activity was cancelled or postponed: “CANCELLED - Workshop”."""

from __future__ import annotations

import re

from ifla_metrics.exchange.tables import Table

_CANCELLED = (
    "cancell?ed|called off|not held|did not take place|annulée?s?|annulee?s?|n'a pas eu lieu"
    "|cancelad[oa]s?|anulad[oa]s?|abgesagt|entfallen|отмен[её]н[оаы]?|أُ?لغي|取消"
)
_POSTPONED = (
    "postponed|put off|reportée?s?|ajournée?s?|différée?s?|aplazad[oa]s?|pospuest[oa]s?"
    "|postergad[oa]s?|adiad[oa]s?|verschoben|перенес[её]н[оаы]?|مؤجل|延期"
)
_FURTHER = "until|till|to|due|because|by|for|au|à|jusqu|pour|hasta|por|a|para|bis|auf|wegen|до"
"""How it may go on at the end of a title: “… - postponed to May”."""
_STATES = {"cancelled": _CANCELLED, "suspended": _POSTPONED}
_STEMS = (
    "cancel", "called off", "not held", "not take place", "annul", "pas eu lieu", "anulad",
    "abgesagt", "entfallen", "отмен", "لغي", "取消", "postpone", "put off", "reporté", "ajourn",
    "différé", "aplazad", "pospuest", "postergad", "adiad", "verschoben", "перенес", "مؤجل", "延期",
)  # fmt: skip
_MARKS = {
    state: re.compile(
        rf"[\W_]*(?:{words})\s*(?:[:!–—)\]*]|-\s)"  # CANCELLED: a workshop
        rf"|.*[(\[]\s*(?:{words})(?!\w)[^)\]]{{0,60}}[)\]]"  # A workshop (cancelled)
        rf"|.*[\s\w)](?:\s[–—-]|[:*!;.])\s*(?:{words})(?!\w)(?:\s(?:{_FURTHER})(?!\w).{{0,40}})?\W*$",
        re.DOTALL,
    )
    for state, words in _STATES.items()
}
"""A word of running text is none: “Workshop on cancelled subscriptions”."""


def not_held(table: Table, every: str) -> list[tuple[int, str]]:
    """Return the rows (from 0) whose title says so: `cancelled`, or `suspended`.

    Args:
        table: The rows.
        every: All titles in small letters, a line each.
    """
    titles = table.cells.get("title", ())
    if not any(stem in every for stem in _STEMS):
        return []
    found = []
    for i, title in enumerate(titles):
        low = title.lower()[:400] if isinstance(title, str) else ""
        state = next((s for s, marks in _MARKS.items() if low and marks.match(low)), "")
        if state:
            found.append((i, state))
    return found
