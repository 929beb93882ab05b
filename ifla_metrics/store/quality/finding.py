"""One finding: which entry, whose, and the values that the sentence about it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

MOST = 200
"""Findings of one check at most: what is left is found when these are mended."""


@dataclass(frozen=True)
class Finding:
    """An entry to be looked at. `kind` is `activity` or a kind of record; `day` is what it is of.

    `others` are the uids of entries that it does not agree with.
    """

    kind: str
    uid: str
    title: str
    groups: tuple[str, ...]
    day: date | None = None
    framework: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    others: tuple[str, ...] = ()
