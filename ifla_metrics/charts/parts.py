"""What print asks of a finished chart's dictionary: its rows, a part of them, the map's shapes.

Altair is not needed for it, so that processes that only draw do not load it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from ifla_metrics.settings import TOPOLOGY, TOPOLOGY_URL

LINE_PX = 16
LETTER_PX = 7.4
"""What a letter of a row's name takes, on average and a little over."""
ROOM_PX = 30
"""What a line of a name leaves free at least, beside the number at its end."""
MAP_HEIGHT = 0.438
"""Height of the world map by its width."""
SHAPES = "world"
"""The name of the map's shapes among a chart's data."""
_DATA = frozenset({"datasets", "config"})


def rows_of(spec: Any) -> list[str]:
    """Return the rows of a chart of rows in their order; [] for any other chart.

    Such a chart has bands of `row`, with the order of the rows written out.
    """
    if isinstance(spec, dict):
        y = spec.get("y") or {}
        if _is_band(y):
            return list(y["scale"]["domain"])
        parts: Any = [v for k, v in spec.items() if k not in _DATA]
    else:
        parts = spec if isinstance(spec, list) else ()
    return next((found for part in parts if (found := rows_of(part))), [])


def has_axis(spec: Any) -> bool:
    """Return whether a chart of rows has a horizontal axis."""
    if isinstance(spec, dict):
        x = spec.get("x")
        if isinstance(x, dict) and "field" in x and x.get("axis", {}) is not None:
            return True
        return any(has_axis(v) for k, v in spec.items() if k not in _DATA)
    return isinstance(spec, list) and any(map(has_axis, spec))


def with_rows(spec: dict[str, Any], rows: list[str], *, height: float) -> dict[str, Any]:
    """Return a chart with only these of its rows, `height` pixels high.

    Scales of numbers are those of the whole where the chart names their ends, so that the parts of
    a figure can be compared.
    """

    def cut(part: Any) -> Any:
        if isinstance(part, dict):
            if _is_band(part):
                return {**part, "scale": {**part["scale"], "domain": rows}}
            return {k: v if k in _DATA else cut(v) for k, v in part.items()}
        return [cut(v) for v in part] if isinstance(part, list) else part

    kept = set(rows)
    chosen: dict[str, Any] = cut(spec)
    chosen["datasets"] = {
        name: [
            {**row, "first_row": row["row"] == rows[0]} if "first_row" in row else row
            for row in data
            if "row" not in row or str(row["row"]) in kept
        ]
        if isinstance(data, list)
        else data
        for name, data in spec.get("datasets", {}).items()
    }
    chosen["height"] = height
    return chosen


def _is_band(y: Any) -> bool:
    return (
        isinstance(y, dict)
        and y.get("field") == "row"
        and isinstance((y.get("scale") or {}).get("domain"), list)
    )


def unused_lines(spec: Any, width: float) -> int:
    """Return the pixels that rows keep for second lines of names which none needs so wide."""
    rows = [
        row
        for data in spec.get("datasets", {}).values()
        if isinstance(data, list)
        for row in data
        if isinstance(row, dict) and "\n" in str(row.get("label", ""))
    ]
    number = len(rows_of(spec))
    if not rows or not number:
        return 0
    letters = max(len(row["label"]) + len(str(row.get("number", ""))) for row in rows)
    wraps = LETTER_PX * letters + ROOM_PX > width
    return 0 if wraps else LINE_PX * number


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
    found = False

    def named(part: Any) -> Any:
        nonlocal found
        if isinstance(part, dict):
            if part.get("url") == TOPOLOGY_URL:
                found = True
                return {**{k: v for k, v in part.items() if k != "url"}, "name": SHAPES}
            return {k: v if k == "datasets" else named(v) for k, v in part.items()}
        return [named(v) for v in part] if isinstance(part, list) else part

    made: dict[str, Any] = named(spec)
    if found:
        made["datasets"] = {**made.get("datasets", {}), SHAPES: topology()}
    return made
