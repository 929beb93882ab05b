"""What all rows of activities share, and their columns in one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.participation_rows import Lines, Simple
from ifla_metrics.imports.columns import OF_RECORD

KEYS = tuple(OF_RECORD["activity"].by_key)
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("codes", "countries", "weights", "partners"), ()),
    **dict.fromkeys(("version", "day", "count"), None),
}
EMPTY = {c.key: _EMPTY.get(c.kind, "") for c in OF_RECORD["activity"].columns} | {"evidence": ()}
"""What an empty cell means, by the key of its column."""


@dataclass
class Builder:
    """Puts rows together; equal parts of rows are made once."""

    known: Known
    group: str
    lines: Mapping[str, Lines]
    """Lines of participation by what their activity is called."""
    has_lines: bool
    """Whether the file has a sheet of participation."""
    twice: frozenset[str] = frozenset()
    """Titles (folded) that several activities of the file have."""
    used: set[int] = field(default_factory=set)
    """The ids of those of `lines` that an activity was found for."""
    simple: Simple = field(default_factory=Simple)
    counted: dict[Any, Any] = field(default_factory=dict)
    """Lines of equal numbers; like `marked` and `proposed` by the identity of what was read, which
    the columns hold for as long as rows are put together."""
    marked: dict[Any, Any] = field(default_factory=dict)
    proposed: dict[Any, Any] = field(default_factory=dict)
