"""Select the rows of a frame by provenance, period and scope, and read them as plain values."""

from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd

from ifla_metrics.reading import Reading

SYNTHETIC = "synthetic"
NOT_STATED = ""
"""The code for what an entry does not state. It is a part of every total, like any other code."""
OUTSIDE = "outside"
"""The code for countries that the framework's region scheme does not include."""

Scope = tuple[str, str]
"""What a summary cell counts within: a kind and a code, such as ("direction", "SD1")."""
ALL_SCOPE: Scope = ("all", "")


def counted_rows(reading: Reading, name: str) -> pd.DataFrame:
    """Return the rows of a frame that count: without synthetic ones under "real data only"."""
    frame = reading.frames[name]
    if reading.choices.documented_only and "provenance" in frame.columns:
        return frame[frame["provenance"] != SYNTHETIC]
    return frame


def in_direction(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows whose `node` serves the chosen direction (all rows if none is chosen)."""
    direction = reading.choices.direction
    return (
        frame[frame["node"].isin(reading.framework.nodes_under(direction))] if direction else frame
    )


def cells_over_time(reading: Reading, name: str, scope: Scope | None = None) -> pd.DataFrame:
    """Return the cells of one scope (default: the chosen direction, else all) in all periods."""
    direction = reading.choices.direction
    kind, code = scope or (("direction", direction) if direction else ALL_SCOPE)
    frame = counted_rows(reading, name)
    return frame[(frame["scope_kind"] == kind) & (frame["scope"] == code)]


def in_period(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the cells of the chosen period; month cells belong to it by their month."""
    if "month" in frame:
        return frame[frame["month"].isin(reading.period.months)]
    return frame[frame["period"] == reading.period.code]


def cells(reading: Reading, name: str, scope: Scope | None = None) -> pd.DataFrame:
    """Return the cells of one scope in the chosen period (default: the chosen direction or all)."""
    return in_period(cells_over_time(reading, name, scope), reading)


def cells_of_kind(reading: Reading, name: str, kind: str) -> pd.DataFrame:
    """Return the cells of all scopes of one kind in the chosen period."""
    frame = counted_rows(reading, name)
    return in_period(frame[frame["scope_kind"] == kind], reading)


def with_country_facts(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Join the columns of frames.COUNTRIES to a frame that is indexed by country.

    An unknown country has its code as `name`; a country without a region has `region` OUTSIDE.
    """
    joined = frame.join(reading.frames["countries"].set_index("country"))
    joined["name"] = joined["name"].fillna(joined.index.to_series())
    joined["region"] = joined["region"].fillna("").replace("", OUTSIDE)
    return joined.fillna({"alpha2": ""})


def in_region_order(sums: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return sums by region in the order of the region scheme, with the `title` of each region.

    OUTSIDE and NOT_STATED, which have no title, come last if they occur.
    """
    regions = reading.lists["regions"]
    order = [*regions, *(code for code in (OUTSIDE, NOT_STATED) if code in sums.index)]
    titles = [regions[code].title if code in regions else "" for code in order]
    return sums.reindex(order, fill_value=0).rename_axis("region").assign(title=titles)


def known_participations(sums: pd.DataFrame, of: str = "activities") -> pd.Series:
    """Return `participations`, missing where a row has activities (or `of`) and all are uncounted.

    A row without any activity is a true 0: nothing took place, so nobody took part.
    """
    unknown = (sums[of] > 0) & (sums["uncounted"] >= sums[of])
    return sums["participations"].astype(float).mask(unknown)


def in_order(codes: Collection[str], order: Collection[str]) -> list[str]:
    """Return all of `order`, then the other `codes` sorted, then NOT_STATED if it is a code."""
    others = sorted(code for code in codes if code and code not in order)
    return [*order, *others, *([NOT_STATED] if NOT_STATED in codes else [])]


Record = dict[str, Any]
"""One row of a frame, by column."""


def records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a frame as dictionaries of plain Python values."""
    columns = [str(column) for column in frame.columns]
    return [dict(zip(columns, row, strict=True)) for row in iter_rows(frame, *columns)]


def iter_rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Iterate over the rows of some columns as tuples of plain Python values."""
    return zip(*(frame[column].tolist() for column in columns), strict=True)
