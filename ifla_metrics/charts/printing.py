"""Prepare a chart's Vega-Lite dictionary for print: split its rows, embed the map's shapes.

This module does not import Altair, so that processes which only draw charts start faster.
"""

import json
from functools import lru_cache
from typing import Any

from ifla_metrics.settings import TOPOLOGY, TOPOLOGY_URL

LINE_PX = 16
MAP_HEIGHT = 0.438
"""The height of the world map ÷ its width."""
SHAPES = "world"
"""The name of the dataset with the map's shapes."""


def rows_of(spec: dict[str, Any]) -> list[str]:
    """Return the row keys of a chart in order (`labelled_bars.finish_rows`); [] without rows."""
    params = {param["name"]: param for param in spec.get("params", ())}
    return list(params["rows"]["value"]) if "rows" in params else []


def has_axis(spec: dict[str, Any]) -> bool:
    """Return whether a chart of rows has a horizontal axis."""
    return bool(spec.get("usermeta", {}).get("axis"))


def height_at(spec: dict[str, Any], width: float) -> float:
    """Return the height of a chart at a width: more if rows need more lines on a narrow chart."""
    if "projection" in spec:
        return width * MAP_HEIGHT
    if not (steps := spec.get("usermeta")):  # Also of a matrix, which has rows.
        return float(spec.get("height", 300))
    narrow = (step for below, step in steps["narrow_steps"] if width < below)
    return float(len(rows_of(spec)) * next(narrow, steps["step"]))


def with_rows(spec: dict[str, Any], rows: list[str]) -> dict[str, Any]:
    """Return a chart with only these rows.

    Scales with an explicit domain do not change, so that the parts of a figure can be compared.
    """
    params = [{**p, "value": rows} if p["name"] == "rows" else p for p in spec["params"]]
    datasets = {
        name: [row for row in data if row.get("row", rows[0]) in rows]
        for name, data in spec["datasets"].items()
    }
    return {**spec, "params": params, "datasets": datasets}


@lru_cache(maxsize=1)
def topology() -> dict[str, Any]:
    """Return the shapes of the world map, read once per process."""
    shapes: dict[str, Any] = json.loads(TOPOLOGY.read_text(encoding="utf-8"))
    return shapes


def with_shapes(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a map with its shapes embedded; other charts are returned unchanged.

    On screen, shapes are fetched by URL. A renderer without a network would silently draw an empty
    map.
    """
    if "projection" not in spec:
        return spec
    text = json.dumps(spec).replace(f'"url": "{TOPOLOGY_URL}"', f'"name": "{SHAPES}"')
    embedded: dict[str, Any] = json.loads(text)
    embedded["datasets"][SHAPES] = topology()
    return embedded
