"""Which rows of a frame a question is about (provenance, period, scope), and their plain values."""

from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd

from ifla_metrics.reading import Reading

SYNTHETIC = "synthetic"
NOT_STATED = ""
"""The code of a part that the log leaves open; a part of every total like any other."""
OUTSIDE = "outside"
"""The code for countries that the region scheme of the framework leaves out."""

Scope = tuple[str, str]
"""What a cell counts within: a kind and a code, ("direction", "SD1")."""
ALL_SCOPE: Scope = ("all", "")


def rows(reading: Reading, name: str) -> pd.DataFrame:
    """Return a frame without its synthetic rows when only documented ones are wanted."""
    frame = reading.frames[name]
    if reading.choices.documented_only and "provenance" in frame.columns:
        return frame[frame["provenance"] != SYNTHETIC]
    return frame


def serving(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows whose `node` serves the chosen direction; all, where none is chosen."""
    direction, framework = reading.choices.direction, reading.framework
    if not direction:
        return frame
    keep = [direction in framework.directions_of(node) for node in frame["node"]]
    return frame[pd.Series(keep, frame.index, dtype=bool)]


def series(reading: Reading, name: str, scope: Scope | None = None) -> pd.DataFrame:
    """Return the cells of one scope (default: the chosen one), of all periods."""
    direction = reading.choices.direction
    kind, code = scope or (("direction", direction) if direction else ALL_SCOPE)
    frame = rows(reading, name)
    return frame[(frame["scope_kind"] == kind) & (frame["scope"] == code)]


def in_period(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the cells of the chosen period, which month cells have by their months."""
    if "month" in frame:
        return frame[frame["month"].isin(reading.period.months)]
    return frame[frame["period"] == reading.period.code]


def cells(reading: Reading, name: str, scope: Scope | None = None) -> pd.DataFrame:
    """Return the cells of one scope (default: the chosen one) in the chosen period."""
    return in_period(series(reading, name, scope), reading)


def cells_of(reading: Reading, name: str, kind: str) -> pd.DataFrame:
    """Return the cells of every scope of a kind in the chosen period."""
    frame = rows(reading, name)
    return in_period(frame[frame["scope_kind"] == kind], reading)


def with_facts(places: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return places, indexed by country, with what is known of each country.

    One that is not known has its code as `name`; one without a region is OUTSIDE.
    """
    found = places.join(reading.frames["countries"].set_index("country"))
    found["name"] = found["name"].fillna(found.index.to_series())
    found["region"] = found["region"].fillna("").replace("", OUTSIDE)
    return found.fillna({"alpha2": ""})


def in_regions(sums: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return sums by region in the order of the scheme, with `title`.

    OUTSIDE and NOT_STATED (no title) come last, where they occur.
    """
    known = reading.lists["regions"]
    order = [*known, *(code for code in (OUTSIDE, NOT_STATED) if code in sums.index)]
    found = sums.reindex(order, fill_value=0).rename_axis("region")
    return found.assign(title=[known[code].title if code in known else "" for code in order])


def known_sums(sums: pd.DataFrame, of: str = "activities") -> pd.Series:
    """Return the `participations` of rows, missing where none of the `of` parts was counted.

    No part at all is a true 0: nothing took place, so nobody took part.
    """
    unknown = (sums[of] > 0) & (sums["uncounted"] >= sums[of])
    return sums["participations"].astype(float).mask(unknown)


def in_order(codes: Collection[str], known: Collection[str]) -> list[str]:
    """Return `known` in its order, then other `codes` by name, "not stated" last if it is one."""
    others = sorted(c for c in codes if c and c not in known)
    return [*known, *others, *([NOT_STATED] if NOT_STATED in codes else [])]


Record = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a frame as records by column."""
    names = [str(c) for c in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in each(frame, *names)]


def each(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of some columns as plain values (iterating a column of text is slow)."""
    return zip(*(frame[c].tolist() for c in columns), strict=True)
