"""What a page asks for: a frame by name, cells narrowed to what its figures draw.

`country_cells` gives the scopes of the chosen period and the series of years and quarters;
`country_cells:all,direction` narrows the chosen period to these kinds of scope;
`country_cells;period` leaves the series out. The frame keeps its plain name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ifla_metrics.errors import UnknownCode
from ifla_metrics.reading import NEEDS

PERIOD = "period"
KINDS = ("all", "direction", "node", "cross", "group", "level", "arena")


@dataclass(frozen=True)
class Need:
    """A frame that is asked for; `kinds` None: scopes of every kind."""

    frame: str
    kinds: frozenset[str] | None = None
    series: bool = True


def parse(need: str) -> Need:
    """Return what one need says.

    Raises:
        UnknownCode: No such frame, kind of scope or restriction.
    """
    rest, semicolon, restriction = need.partition(";")
    frame, colon, kinds = rest.partition(":")
    if frame not in NEEDS:
        raise UnknownCode("frame", frame, NEEDS)
    if semicolon and restriction != PERIOD:
        raise UnknownCode("restriction", restriction, (PERIOD,))
    listed = frozenset(kinds.split(",")) if colon else None
    for kind in listed or ():
        if kind not in KINDS:
            raise UnknownCode("kind of scope", kind, KINDS)
    return Need(frame, listed, not semicolon)


def wanted(needs: Iterable[str]) -> dict[str, Need]:
    """Return one need a frame: the union of all that is asked of it."""
    found: dict[str, Need] = {}
    for need in map(parse, needs):
        held = found.get(need.frame)
        if held is None:
            found[need.frame] = need
            continue
        kinds = None if need.kinds is None or held.kinds is None else need.kinds | held.kinds
        found[need.frame] = Need(need.frame, kinds, need.series or held.series)
    return found
