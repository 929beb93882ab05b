"""What a page asks for: a frame by name, cells narrowed to what its figures draw.

`country_cells` gives the scopes of the chosen period, and series of years and quarters;
`country_cells:all,direction,row` narrows the chosen period to these kinds of scope. Two of them
name some nodes only: `row` those that are rows of the programme, `measured` those that an indicator
computed from the log is restricted to. `country_cells;quarters` leaves the years out of the series,
`country_cells;period` the whole series. The frame keeps its plain name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ifla_metrics.errors import UnknownCode
from ifla_metrics.reading import NEEDS

SERIES: dict[str, tuple[str, ...]] = {
    "period": (),
    "quarters": ("quarter",),
    "": ("year", "quarter"),
}
"""Kinds of reporting period that a series has, by restriction, the narrowest first."""
ROW, MEASURED, GROUP = "row", "measured", "group"
KINDS = ("all", "direction", "node", ROW, MEASURED, "cross", GROUP, "level", "arena")


@dataclass(frozen=True)
class Need:
    """A frame that is asked for; `kinds` None: scopes of every kind."""

    frame: str
    kinds: frozenset[str] | None = None
    series: tuple[str, ...] = SERIES[""]


def parse(need: str) -> Need:
    """Return what one need says.

    Raises:
        UnknownCode: No such frame, kind of scope or restriction.
    """
    rest, _, restriction = need.partition(";")
    frame, colon, kinds = rest.partition(":")
    if frame not in NEEDS:
        raise UnknownCode("frame", frame, NEEDS)
    if restriction not in SERIES:
        raise UnknownCode("restriction", restriction, filter(None, SERIES))
    listed = frozenset(kinds.split(",")) if colon else None
    for kind in listed or ():
        if kind not in KINDS:
            raise UnknownCode("kind of scope", kind, KINDS)
    return Need(frame, listed, SERIES[restriction])


def wanted(needs: Iterable[str]) -> dict[str, Need]:
    """Return one need a frame: the union of all that is asked of it."""
    found: dict[str, Need] = {}
    for need in map(parse, needs):
        held = found.get(need.frame)
        if held is None:
            found[need.frame] = need
            continue
        kinds = None if need.kinds is None or held.kinds is None else need.kinds | held.kinds
        series = max(need.series, held.series, key=len)
        found[need.frame] = Need(need.frame, kinds, series)
    return found
