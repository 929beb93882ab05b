"""What print asks of a chart's dictionary: its rows, a part of them, its height, the map's shapes.

Altair is not needed for it, so that processes that only draw do not load it.
"""

import json
from functools import lru_cache
from typing import Any

from ifla_metrics.settings import TOPOLOGY, TOPOLOGY_URL

LINE_PX = 16
MAP_HEIGHT = 0.438
"""Height of the world map by its width."""
SHAPES = "world"
"""The name of the map's shapes among a chart's data."""


def rows_of(spec: dict[str, Any]) -> list[str]:
    """Return the rows of a chart (`labelled_bars.finish_rows`) in order; [] where it has none."""
    params = {param["name"]: param for param in spec.get("params", ())}
    return list(params["rows"]["value"]) if "rows" in params else []


def has_axis(spec: dict[str, Any]) -> bool:
    """Return whether a chart of rows has a horizontal axis."""
    return bool(spec.get("usermeta", {}).get("axis"))


def own_height(spec: dict[str, Any], width: float) -> float:
    """Return the height of a chart: less where no words need further lines at this width."""
    if "projection" in spec:
        return width * MAP_HEIGHT
    narrow = spec.get("usermeta", {})
    one_line = 0 < narrow.get("wraps_below", 0) <= width
    saved = LINE_PX * len(rows_of(spec)) if one_line else 0
    return float(spec.get("height", 300)) - saved


def with_rows(spec: dict[str, Any], rows: list[str]) -> dict[str, Any]:
    """Return a chart with only these of its rows.

    Scales of numbers are those of the whole where the chart names their ends, so that the parts of
    a figure can be compared.
    """
    params = [{**p, "value": rows} if p["name"] == "rows" else p for p in spec["params"]]
    datasets = {
        name: [row for row in data if row.get("row", rows[0]) in rows]
        for name, data in spec["datasets"].items()
    }
    return {**spec, "params": params, "datasets": datasets}


@lru_cache(maxsize=1)
def topology() -> dict[str, Any]:
    """Return the shapes of the world, read once a process."""
    read: dict[str, Any] = json.loads(TOPOLOGY.read_text(encoding="utf-8"))
    return read


def with_shapes(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a map with its shapes in it, once by name; any other chart comes back alike.

    On screen the shapes have an address. A renderer without a network would draw an empty map and
    say nothing.
    """
    if "projection" not in spec:
        return spec
    written = json.dumps(spec).replace(f'"url": "{TOPOLOGY_URL}"', f'"name": "{SHAPES}"')
    found: dict[str, Any] = json.loads(written)
    found["datasets"][SHAPES] = topology()
    return found
